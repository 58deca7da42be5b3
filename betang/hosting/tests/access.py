"""Who gets what at the addresses of sites."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.access import Row

SITE = {"site_slug": "batang-danum"}
IN = {"nobody": 302}


def with_logo(house):
    default_storage.delete("logo/x/abc.webp")
    default_storage.save("logo/x/abc.webp", ContentFile(b"RIFF....WEBP"))
    house.site.logo = "logo/x/abc.webp"
    house.site.save()


ROWS = [
    Row("hosting:logo", where="site", kwargs={"name": "abc.webp"}, prepare=with_logo),
    Row("hosting_desk:sites", answers={"nobody": 302, "eka": 200, "gita": 200}, others=403, shows="KIM Batang Danum", hides="batang-danum"),
    Row("hosting_desk:look", kwargs=SITE, answers={**IN, "budi": 200}, others=404, shows="KIM Batang Danum", hides="Batang Danum"),
    Row(
        "hosting_desk:site",
        kwargs=SITE,
        answers={**IN, "budi": 200, "eka": 200, "gita": 200},
        others=404,
        shows="KIM Batang Danum",
        hides="Batang Danum",
    ),
    Row("hosting_desk:wake", kwargs=SITE, answers={**IN, "budi": 302}, others=404),
    Row("hosting_desk:wake", method="post", kwargs=SITE, answers={**IN, "budi": 302}, others=404),
    Row(
        "hosting_desk:approval",
        method="post",
        kwargs=SITE,
        data={"needs_approval": "on"},
        answers={**IN, "budi": 302, "eka": 404, "gita": 404},
        others=404,
    ),
    Row(
        "hosting_desk:rename",
        method="post",
        kwargs=SITE,
        data={"slug": "batang-danum", "reason": "uji"},
        answers={**IN, "budi": 403, "eka": 409, "gita": 409},
        others=404,
    ),
    Row(
        "hosting_desk:suspend",
        method="post",
        kwargs=SITE,
        data={"reason": ""},
        answers={**IN, "budi": 422, "eka": 422, "gita": 422},
        others=404,
    ),
    Row(
        "hosting_desk:reopen",
        method="post",
        kwargs=SITE,
        data={"reason": "sudah"},
        answers={**IN, "budi": 403, "eka": 409, "gita": 409},
        others=404,
    ),
]
