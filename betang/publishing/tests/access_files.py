"""Who gets what of the addresses of pictures and of moving in."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from betang.kernel import fence
from betang.publishing.models import ImportRun, Picture
from betang.publishing.terms import ImportState, PictureState
from tests.access import Row

SITE = {"site_slug": "batang-danum"}
PICTURE = UUID("0193a000-0000-7000-8000-00000000000a")
RUN = UUID("0193a000-0000-7000-8000-00000000000b")
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECRET = "Dermaga rahasia"
GET = {"nobody": 302, "budi": 200}
POST = {"nobody": 302, "budi": 302}


def picture(house) -> None:
    from PIL import Image

    folder = Path(settings.MEDIA_ROOT) / str(house.site.pk) / PICTURE.hex
    folder.mkdir(parents=True, exist_ok=True)
    data = io.BytesIO()
    Image.new("RGB", (480, 320), "teal").save(data, "JPEG")
    (folder / "480.jpg").write_bytes(data.getvalue())
    with fence.open_site(house.site.pk):
        Picture.objects.create(
            id=PICTURE, alt=SECRET, path="x", sha256="a" * 64, media_type="image/jpeg", state=PictureState.READY, added_at=AT,
            width=480, height=320,
            variants=[{"path": f"/-/berkas/{PICTURE.hex}/480.jpg", "width": 480, "height": 320, "media_type": "image/jpeg"}],
        )  # fmt: skip


def run(state: str):
    def prepare(house) -> None:
        with fence.open_site(house.site.pk):
            ImportRun.objects.create(id=RUN, file_name=f"{SECRET}.xml", sha256="b" * 64, state=state, started_at=AT, total=1)

    return prepare


def desk(name: str, *, kwargs=None, prepare=None, method="get", shows="", data=None) -> Row:
    return Row(
        f"publishing_desk:{name}", method=method, kwargs={**SITE, **(kwargs or {})}, prepare=prepare, data=data or {},
        answers=GET if method == "get" else POST, others=404, shows=shows, hides=SECRET,
    )  # fmt: skip


FILE = {"name": f"{PICTURE.hex}/480.jpg"}
ROWS = [
    Row("publishing:media", where="site", kwargs=FILE, prepare=picture),
    desk("pictures", prepare=picture, shows=SECRET),
    desk("picture", kwargs={"picture_id": PICTURE}, prepare=picture, shows=SECRET),
    desk("pick_picture", prepare=picture, shows=SECRET),
    desk("picture_again", kwargs={"picture_id": PICTURE}, prepare=picture, method="post"),
    desk("remove_picture", kwargs={"picture_id": PICTURE}, prepare=picture),
    desk("desk_media", kwargs=FILE, prepare=picture),
    desk("moving", prepare=run(ImportState.DONE), shows=SECRET),
    desk("import", kwargs={"run_id": RUN}, prepare=run(ImportState.DONE), shows=SECRET),
    desk("start_import", kwargs={"run_id": RUN}, prepare=run(ImportState.PREVIEW), method="post", data={"kunci": "satu"}),
    desk("push_import", kwargs={"run_id": RUN}, prepare=run(ImportState.RUNNING), method="post"),
    desk("drop_import", kwargs={"run_id": RUN}, prepare=run(ImportState.PREVIEW), method="post"),
]
