"""Who gets what in the inbox: everybody their own, nobody anybody else's."""

from __future__ import annotations

from betang.kernel import clock
from tests.access import Row


def notice_of_budi(house):
    from betang.notices.models import Notice

    found = Notice.objects.filter(person=house.budi).first()
    return found or Notice.objects.create(person=house.budi, kind="x", title="Rahasia Budi", created_at=clock.now())


SIGN_IN = {"nobody": 302}

ROWS = [
    Row("notices_desk:inbox", answers=SIGN_IN),
    Row("notices_desk:read_all", method="post", others=302),
    Row("notices_desk:ways", answers=SIGN_IN),
    Row(
        "notices_desk:open",
        method="post",
        kwargs=lambda house: {"notice_id": notice_of_budi(house).pk},
        answers={"nobody": 302, "budi": 302},
        others=404,
        hides="Rahasia",
    ),
]
