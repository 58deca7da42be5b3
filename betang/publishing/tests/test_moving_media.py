"""A whole move with its library, from a folder and from a ZIP: whole pictures come along, every broken one is listed with its reason."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from PIL import Image

from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput
from betang.publishing.commands import _wordpress
from betang.publishing.models import Article, ImportItem, ImportRun, Picture
from betang.publishing.moving import actions
from betang.publishing.terms import ImportOutcome, ImportState
from betang.publishing.tests.test_moving import export, item

pytestmark = pytest.mark.django_db

LIMIT = 150_000


def picture(colour: str, form: str = "JPEG", size: tuple[int, int] = (64, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def flat_png(width: int, height: int) -> bytes:
    """A picture of a few kilobytes on the disk and of gigabytes in memory: only its head is true."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"

    def piece(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", zlib.compress(b"\0" * 9000)) + piece(b"IEND", b"")


LIBRARY = {
    "2024/03/dermaga.jpg": picture("teal"),
    "2024/03/pasar.png": picture("brown", "PNG"),
    "2024/03/terpotong.jpg": picture("olive", size=(400, 300))[:900],
    "2024/03/halaman.jpg": b"<!doctype html><html><script>alert(1)</script></html>",
    "2024/03/besar.jpg": picture("navy") + b"\0" * LIMIT,
    "2024/03/bom.png": flat_png(29_000, 29_000),
    "2024/03/kosong.jpg": b"",
}
WANTED = {
    "dermaga.jpg": "",
    "pasar.png": "",
    "terpotong.jpg": "rusak",
    "halaman.jpg": "program",
    "besar.jpg": "MB",
    "bom.png": "terlalu besar",
    "kosong.jpg": "kosong",
    "hilang.jpg": "tidak tersedia",
    "laporan.pdf": "bukan gambar",
}


def library_export() -> bytes:
    files = [
        item(
            100 + number, name, kind="attachment", status="inherit",
            more=f"<wp:attachment_url>https://lama.example/wp-content/uploads/2024/03/{name}</wp:attachment_url>",
        )
        for number, name in enumerate(WANTED)
    ]  # fmt: skip
    shown = "".join(f'<p><img src="https://lama.example/wp-content/uploads/2024/03/{name}" alt=""> {name}</p>' for name in WANTED)
    lead = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>100</wp:meta_value></wp:postmeta>"
    return export(item(1, "Dermaga baru", f"<p>Kabar.</p>{shown}", more=lead), *files)


def move(house, **media) -> ImportRun:
    with fence.open_site(house.site.pk):
        who = house.actor("budi")
        run = actions.look_through(
            actor=who, site=house.site, file=io.BytesIO(library_export()), file_name="a.xml", at=clock.now(), **media
        )
        actions.start(actor=who, site=house.site, run=run, at=clock.now(), in_background=False)
        for _step in actions.carry_on(run.pk):
            pass
        run.refresh_from_db()
        return run


def zipped(**more: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**LIBRARY, **more}.items():
            archive.writestr(f"uploads/{name}", data)
    out.seek(0)
    return out


def judge(house, run: ImportRun) -> None:
    with fence.open_site(house.site.pk):
        assert (run.state, run.done) == (ImportState.DONE, 1 + len(WANTED))
        rows = {one.title: one for one in ImportItem.objects.filter(run=run, kind="attachment")}
        assert set(rows) == set(WANTED), "nothing is lost on the way"
        for name, reason in WANTED.items():
            outcome = ImportOutcome.LEFT_OUT if reason else ImportOutcome.TAKEN
            assert (rows[name].outcome, reason in rows[name].reason) == (outcome, True), (name, rows[name].reason)
            assert bool(rows[name].reason) == bool(reason)
        article = Article.objects.get(title="Dermaga baru")
        there = {one.pk: one for one in Picture.objects.all()}
        assert len(there) == 2
        assert article.lead_picture_id == rows["dermaga.jpg"].target_id
        for name, reason in WANTED.items():
            shown = rows[name].target_id is not None and f"/-/berkas/{rows[name].target_id.hex}" in article.body
            assert shown == (not reason), name
            assert name in article.body, "the words beside a picture stay"


@pytest.fixture(autouse=True)
def _small(settings):
    settings.UPLOAD_LIMIT_BYTES = LIMIT


def test_from_a_folder(house, tmp_path):
    for name, data in LIBRARY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    judge(house, move(house, media_folder=str(tmp_path)))


def test_from_a_zip_and_a_bomb_in_it_costs_itself_only(house):
    judge(house, move(house, media=zipped(**{"2024/03/besar.jpg": b"\0" * 60_000_000})))


def test_a_zip_that_is_broken_as_a_whole_is_told_before_anything_is_kept(house):
    cut = zipped().getvalue()[:-30]
    with pytest.raises(InvalidInput, match="ZIP"):
        move(house, media=io.BytesIO(cut))
    with fence.open_site(house.site.pk):
        assert not ImportRun.objects.exists()


def test_an_entry_that_is_not_what_its_zip_says_is_listed(house):
    whole = bytearray(zipped().getvalue())
    at = whole.find(b"uploads/2024/03/pasar.png") + 25
    whole[at : at + 12] = b"\xff" * 12
    run = move(house, media=io.BytesIO(bytes(whole)))
    with fence.open_site(house.site.pk):
        row = ImportItem.objects.get(run=run, title="pasar.png")
        assert (row.outcome, "ZIP" in row.reason) == (ImportOutcome.LEFT_OUT, True)
        assert Picture.objects.count() == 1


def test_pictures_sent_later_come_into_the_article_that_is_here_already(house):
    move(house)
    judge_again = move(house, media=zipped())
    with fence.open_site(house.site.pk):
        assert Picture.objects.count() == 2
        assert "/-/berkas/" in Article.objects.get(title="Dermaga baru").body
        assert ImportItem.objects.get(run=judge_again, kind="post").outcome == ImportOutcome.TAKEN


def test_the_same_file_goes_on_where_a_run_stopped(house, tmp_path, capsys):
    import argparse

    file = tmp_path / "a.xml"
    file.write_bytes(library_export())
    with fence.open_site(house.site.pk):
        with file.open("rb") as sent:
            run = actions.look_through(actor=house.actor("budi"), site=house.site, file=sent, file_name="a.xml", at=clock.now())
        actions.start(actor=house.actor("budi"), site=house.site, run=run, at=clock.now(), in_background=False)
        steps = actions.carry_on(run.pk)
        next(steps)
        steps.close()
    library = tmp_path / "uploads.zip"
    library.write_bytes(zipped().getvalue())
    options = argparse.Namespace(file=file, site=house.site.slug, media=str(library), preview=False, all=False)
    assert _wordpress(options) == 0
    assert "sudah 1 dari" in capsys.readouterr().out
    with fence.open_site(house.site.pk):
        again = ImportRun.objects.get()
        assert (again.pk, again.state, Article.objects.count()) == (run.pk, ImportState.DONE, 1)
        assert Picture.objects.exists()
    assert library.exists(), "what lies beside the command is not ours to remove"


def test_two_processes_on_one_run_take_nothing_twice(house):
    with fence.open_site(house.site.pk):
        who = house.actor("budi")
        data = export(*(item(number, f"Kabar {number}") for number in range(1, 6)))
        run = actions.look_through(actor=who, site=house.site, file=io.BytesIO(data), file_name="a.xml", at=clock.now())
        actions.start(actor=who, site=house.site, run=run, at=clock.now(), in_background=False)
        first, second = actions.carry_on(run.pk), actions.carry_on(run.pk)
        next(first)
        next(second)
        for _step in first:
            pass
        for _step in second:
            pass
        rows = ImportItem.objects.filter(run=run)
        assert [one.outcome for one in rows] == [ImportOutcome.TAKEN] * 5
        assert Article.objects.count() == 5


def test_a_menu_entry_without_words_is_called_what_it_leads_to(house):
    def entry(number: int, kind: str, of: str, there: int) -> str:
        values = {"type": kind, "object": of, "object_id": there, "menu_item_parent": 0, "url": ""}
        meta = "".join(
            f"<wp:postmeta><wp:meta_key>_menu_item_{name}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
            for name, value in values.items()
        )
        return item(number, "", "", kind="nav_menu_item", more='<category domain="nav_menu" nicename="utama">Utama</category>' + meta)

    term = (
        "<wp:category><wp:term_id>77</wp:term_id><wp:category_nicename>panen</wp:category_nicename>"
        "<wp:cat_name>Panen raya</wp:cat_name></wp:category>"
    )
    data = export(
        term, item(5, "Tentang kami", kind="page"), item(6, "Air surut"), entry(11, "post_type", "page", 5),
        entry(12, "post_type", "post", 6), entry(13, "taxonomy", "category", 77),
    )  # fmt: skip
    with fence.open_site(house.site.pk):
        who = house.actor("budi")
        run = actions.look_through(actor=who, site=house.site, file=io.BytesIO(data), file_name="a.xml", at=clock.now())
        left = {one["title"] for one in run.notes["left_out"]}
        assert left == {"Air surut", "Panen raya"}
        actions.start(actor=who, site=house.site, run=run, at=clock.now(), in_background=False)
        for _step in actions.carry_on(run.pk):
            pass
        names = set(ImportItem.objects.filter(run=run, kind="nav_menu_item").values_list("title", flat=True))
        assert names == {"Tentang kami", "Air surut", "Panen raya"}
