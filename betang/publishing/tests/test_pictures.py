"""A photo from a phone: taken in, straightened, stripped, resized; served as what it is, on its own host, and removed."""

from __future__ import annotations

import errno
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from betang.guard import making, saving
from betang.guard.models import Report
from betang.hosting import files
from betang.kernel import fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, Unavailable
from betang.publishing.models import Article, Picture
from betang.publishing.pictures import actions, markup, queries
from betang.publishing.terms import ArticleState, PictureState
from betang.publishing.tests import made

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ORIENTATION, GPS = 0x0112, 0x8825


def desk_url(name: str, /, **kwargs: object) -> str:
    return reverse(f"publishing_desk:{name}", urlconf="betang.config.urls_portal", kwargs={"site_slug": "batang-danum", **kwargs})


def photo(size=(2000, 1500), *, orientation: int = 1, gps: bool = False, form: str = "JPEG", mode: str = "RGB") -> bytes:
    """A picture with a red corner at its upper left as the camera stored it."""
    picture = Image.new(mode, size, "steelblue" if mode != "RGBA" else (10, 90, 160, 0))
    picture.paste((200, 30, 20) if mode == "RGB" else (200, 30, 20, 255), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Kamera Contoh"
    if gps:
        exif[GPS] = {1: "S", 2: (2.0, 12.0, 31.0), 3: "E", 4: (113.0, 55.0, 2.0)}
    data = io.BytesIO()
    picture.save(data, form, **({"exif": exif} if form in ("JPEG", "WEBP", "PNG", "AVIF") else {}))
    return data.getvalue()


@pytest.fixture
def desk(house, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    with fence.open_site(house.site.pk):
        yield house


def add(house, data: bytes, **words) -> Picture:
    return actions.add_picture(actor=house.actor("budi"), site=house.site, file=io.BytesIO(data), at=AT, **words)


def test_a_phone_photo_becomes_upright_bare_sizes_and_its_original_goes(desk, django_capture_on_commit_callbacks):
    picture = add(desk, photo((2400, 1800), orientation=6, gps=True), alt="Warga menanam padi")
    original = files.private(picture.path)
    assert original.exists()
    assert picture.state == PictureState.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.make_sizes(picture.pk, at=AT)
    picture.refresh_from_db()
    assert picture.state == PictureState.READY
    assert not original.exists()
    assert {(one["width"], one["media_type"]) for one in picture.variants} == {
        (width, kind) for width in (480, 960, 1600) for kind in ("image/avif", "image/webp", "image/jpeg")
    }
    assert (picture.width, picture.height) == (1600, 2133)
    for one in picture.variants:
        path = files.find(desk.site.pk, one["path"].removeprefix(files.PUBLIC))[0]
        with Image.open(path) as made:
            assert made.size == (one["width"], one["height"])
            assert not dict(made.getexif())
            assert not made.info.get("exif")
            assert not made.info.get("xmp")
            assert not made.info.get("icc_profile")
            # orientation 6 turns a quarter clockwise: the stored upper left corner is the seen upper right one
            rgb = made.convert("RGB")
            assert rgb.getpixel((made.width - 5, 5))[0] > 150
            assert rgb.getpixel((5, 5))[0] < 120
        data = path.read_bytes()
        assert b"Kamera Contoh" not in data
        assert b"Exif" not in data
    assert not actions.make_sizes(picture.pk)


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((300, 200), [300]),
        ((480, 300), [480]),
        ((1200, 900), [480, 960, 1200]),
        ((5000, 100), [480, 960, 1600]),
        ((400, 20000), [64]),
    ],
)
def test_a_picture_is_never_made_larger_nor_endlessly_tall(size, widths):
    assert making.widths_for(*size) == widths


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "AVIF"])
def test_every_form_becomes_the_three_forms_that_are_served(desk, form):
    picture = add(desk, photo((600, 400), form=form, mode="RGBA" if form in ("PNG", "WEBP") else "RGB"))
    assert actions.make_sizes(picture.pk)
    picture.refresh_from_db()
    assert {one["media_type"] for one in picture.variants} == {"image/avif", "image/webp", "image/jpeg"}


def test_a_killed_job_is_repeated_and_leaves_no_part(desk, monkeypatch):
    picture = add(desk, photo())
    folder = files.folder_of(desk.site.pk, picture.pk)
    real = saving.write
    calls = []

    def dies(target, fill):
        calls.append(target)
        if len(calls) == 5:
            raise KeyboardInterrupt
        real(target, fill)

    monkeypatch.setattr(saving, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.make_sizes(picture.pk)
    picture.refresh_from_db()
    assert picture.state == PictureState.WAITING
    assert files.private(picture.path).exists()
    monkeypatch.setattr(saving, "write", real)
    assert actions.make_sizes(picture.pk)
    assert len(list(folder.iterdir())) == 9
    assert not list(folder.glob(".*"))


def test_a_full_disk_is_told_and_leaves_nothing(desk, monkeypatch):
    real_open = Path.open

    def full(self, mode="r", *args, **kwargs):
        if "w" in mode and self.name.endswith(".part"):
            opened = real_open(self, mode, *args, **kwargs)

            class Full:
                def __enter__(self):
                    return self

                def __exit__(self, *args):
                    opened.close()

                def write(self, data):
                    raise OSError(errno.ENOSPC, "No space left on device")

            return Full()
        return real_open(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(Unavailable) as error:
        add(desk, photo())
    assert error.value.hint
    assert not Picture.objects.exists()
    assert not [path for path in files.private("").rglob("*") if path.is_file()]


def test_the_same_photo_twice_is_one_picture(desk):
    first = add(desk, photo())
    second = add(desk, photo(), alt="Sawah di pagi hari")
    assert first.pk == second.pk
    assert Picture.objects.get().alt == "Sawah di pagi hari"


def test_a_dangerous_file_is_refused_and_noted(desk):
    from betang.guard.actions import collect_reports

    with pytest.raises(InvalidInput):
        actions.add_picture(actor=desk.actor("budi"), site=desk.site, file=io.BytesIO(b"<svg onload=x/>"), name="logo.jpg", at=AT)
    collect_reports()
    assert Report.objects.filter(site_id=desk.site.pk, kind="file", excerpt="logo.jpg").count() == 1
    assert not Picture.objects.exists()


def test_words_that_advertise_gambling_are_refused(desk):
    with pytest.raises(Refused):
        add(desk, photo(), alt="Slot gacor maxwin, daftar sekarang")
    assert not Picture.objects.exists()


def test_a_stranger_and_a_reader_add_nothing(desk):
    for name in ("fajar", "ani", "nobody"):
        with pytest.raises((NotFound, NotAllowed)):
            actions.add_picture(actor=desk.actor(name), site=desk.site, file=io.BytesIO(photo()), at=AT)
    assert not Picture.objects.exists()


def test_a_used_picture_stays_and_an_unused_one_goes_with_its_files(desk, django_capture_on_commit_callbacks):
    picture = add(desk, photo((600, 400)))
    actions.make_sizes(picture.pk)
    article = Article.objects.create(title="Panen", slug="panen", body=markup.reference(picture), created_at=AT, updated_at=AT)
    with pytest.raises(Refused) as error:
        actions.remove_picture(actor=desk.actor("budi"), site=desk.site, picture=picture, at=AT)
    assert "Panen" in error.value.message
    article.body, article.lead_picture = "", picture
    article.save()
    with pytest.raises(Refused):
        actions.remove_picture(actor=desk.actor("budi"), site=desk.site, picture=picture, at=AT)
    article.lead_picture = None
    article.save()
    folder = files.folder_of(desk.site.pk, picture.pk)
    assert folder.is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_picture(actor=desk.actor("budi"), site=desk.site, picture=picture, at=AT)
    assert not folder.exists()
    assert not Picture.objects.exists()


def test_a_text_shows_every_size_or_says_what_is_missing(desk):
    from betang.guard.html import render_markdown

    picture = add(desk, photo((1000, 700)), alt='Ibu-ibu "menganyam"')
    html = render_markdown(f"Lihat:\n\n{markup.reference(picture)}\n\n![](/-/berkas/{'0' * 32}/gambar.jpg)")
    waiting = markup.fill(html)
    assert "<img" not in waiting
    assert waiting.count("<em>") == 2
    actions.make_sizes(picture.pk)
    shown = markup.fill(html)
    assert 'type="image/avif"' in shown
    assert f"{picture.pk.hex}/480.webp 480w" in shown
    assert 'width="1000" height="700"' in shown
    assert "menganyam" in shown
    assert markup.fill("<p>tanpa foto</p>") == "<p>tanpa foto</p>"


def test_files_are_served_as_what_they_are_and_only_on_their_own_host(desk, client):
    picture = add(desk, photo((600, 400)))
    actions.make_sizes(picture.pk)
    picture.refresh_from_db()
    path = picture.variants[0]["path"]
    own = client.get(path, headers={"host": "batang-danum.localhost"})
    assert own.status_code == 200
    assert own["Content-Type"] == "image/avif"
    assert own["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in own["Content-Security-Policy"]
    assert "immutable" in own["Cache-Control"]
    assert not own.cookies
    assert b"".join(own.streaming_content) == files.find(desk.site.pk, path.removeprefix(files.PUBLIC))[0].read_bytes()
    whole = client.get(files.public_path(picture.pk), headers={"host": "batang-danum.localhost"})
    assert whole["Content-Type"] == "image/jpeg"
    own.close()
    whole.close()


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "..%2fsecret",
        "x/../../y.jpg",
        "a.svg",
        "a.html",
        "/etc/passwd",
        "A.JPG",
        ".x.jpg.part",
        "a\x00.jpg",
        "a/b/c/d/e/f.jpg",
        "gambar.jpg",
    ],
)
def test_no_other_name_leads_anywhere(desk, name):
    assert files.find(desk.site.pk, name) is None


@pytest.fixture
def at_desk(house, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    client.defaults["HTTP_HOST"] = "localhost"
    house.sign_in(client, "budi")
    return house


def test_the_desk_takes_photos_in_asks_kindly_and_tells_what_is_wrong(at_desk, client):
    here = desk_url("pictures")
    answer = client.post(here, {"foto": [SimpleUploadedFile("a.jpg", photo((600, 400))), SimpleUploadedFile("b.svg", b"<svg/>")]})
    assert answer.status_code == 422
    assert b"b.svg" in answer.content
    with fence.open_site(at_desk.site.pk):
        picture = Picture.objects.get()
    one = desk_url("picture", picture_id=picture.pk)
    assert client.get(here).status_code == 200
    kept = client.post(one, {"alt": "", "caption": "Panen", "credit": "", "kunci": "k1"}, follow=True)
    assert kept.status_code == 200
    client.post(one, {"alt": "Dua orang menabur benih", "caption": "Panen", "credit": "Rina", "kunci": "k2"})
    with fence.open_site(at_desk.site.pk):
        picture.refresh_from_db()
        assert (picture.alt, picture.credit) == ("Dua orang menabur benih", "Rina")
        actions.make_sizes(picture.pk)
    shown = client.get(one)
    assert b"gambar.jpg" in shown.content
    thumb = client.get(desk_url("desk_media", name=f"{picture.pk.hex}/480.jpg"))
    assert thumb["Content-Type"] == "image/jpeg"
    assert "private" in thumb["Cache-Control"]
    assert b"".join(thumb.streaming_content)
    removed = client.post(desk_url("remove_picture", picture_id=picture.pk))
    assert removed.status_code == 302
    with fence.open_site(at_desk.site.pk):
        assert not Picture.objects.exists()


def test_the_library_asks_the_same_number_of_questions_for_one_and_for_many(at_desk, client, django_assert_max_num_queries):
    here = desk_url("pictures")

    def fill(first: int, last: int) -> None:
        with fence.open_site(at_desk.site.pk):
            Picture.objects.bulk_create(
                Picture(path=f"x/{n}", sha256=f"{n:064x}", media_type="image/jpeg", state=PictureState.FAILED, added_at=AT)
                for n in range(first, last)
            )

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fill(0, 1)
    client.get(here)
    with CaptureQueriesContext(connection) as one:
        client.get(here)
    fill(1, 60)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(here)
    assert len(many) == len(one)
    assert b"hal=2" in answer.content
    assert client.get(f"{here}?hal=3").status_code == 200


def test_choices_hold_only_what_readers_could_see(desk):
    picture = add(desk, photo((600, 400)))
    assert queries.choices() == []
    actions.make_sizes(picture.pk)
    assert [one.pk for one in queries.choices()] == [picture.pk]
    assert ArticleState.DRAFT


def test_another_site_never_serves_it(at_desk, client):
    with fence.open_site(at_desk.site.pk):
        picture = add(at_desk, photo((600, 400)))
        actions.make_sizes(picture.pk)
        picture.refresh_from_db()
    site, key = at_desk.site.pk, picture.pk.hex
    ways = (picture.variants[0]["path"], f"{files.PUBLIC}{site}/{key}/480.jpg", f"{files.PUBLIC}../{site}/{key}/480.jpg")
    for host in ("nelayan-katingan.localhost", "localhost"):
        for one in ways:
            assert client.get(one, headers={"host": host}).status_code in (400, 404)
    assert client.get(ways[0], headers={"host": "batang-danum.localhost"}).status_code == 200
    at_desk.sign_in(client, "fajar")
    desk = desk_url("desk_media", name=f"{key}/480.jpg")
    assert client.get(desk).status_code == 404


def editor_of(house, client):
    with fence.open_site(house.site.pk):
        article = made.make(house, state="draft", title="Draf lama")
    house.sign_in(client, "budi")
    return article, reverse("publishing_desk:article", kwargs={"site_slug": house.site.slug, "article_id": article.pk})


def test_a_lead_photo_comes_along_with_the_text_in_one_form(house, client):
    article, there = editor_of(house, client)
    data = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(data, "JPEG")
    photo = SimpleUploadedFile("dermaga.jpg", data.getvalue(), content_type="image/jpeg")
    sent = client.post(
        there, {"title": "Dermaga baru", "body": "Isi.", "versi": "1.0", "aksi": "simpan", "foto": photo, "foto_alt": "Dermaga kayu"}
    )
    assert sent.status_code == 302
    with fence.open_site(house.site.pk):
        article.refresh_from_db()
        assert article.lead_picture.alt == "Dermaga kayu"
    assert article.title == "Dermaga baru"


def test_a_bad_photo_is_told_and_every_typed_word_stays(house, client):
    _article, there = editor_of(house, client)
    bad = SimpleUploadedFile("dermaga.jpg", b"bukan foto", content_type="image/jpeg")
    page = client.post(there, {"title": "Judul yang diketik", "body": "Isi yang diketik.", "versi": "1.0", "foto": bad})
    assert page.status_code >= 400
    text = page.content.decode()
    assert "Judul yang diketik" in text
    assert "Isi yang diketik." in text
    again = client.get(there).content.decode()
    assert "Isi yang diketik." in again


def test_readers_get_every_size_of_a_picture_that_stands_in_a_text(at_desk, client):
    from betang.publishing.tests import made

    with fence.open_site(at_desk.site.pk):
        picture = add(at_desk, photo((1000, 700)), alt="Tikar rotan")
        line = markup.reference(picture)
    article = made.make(at_desk, body=f"Lihat anyaman ini:\n\n{line}")
    path, host = f"/berita/{article.slug}/", {"host": "batang-danum.localhost"}
    before = client.get(path, headers=host).content.decode()
    assert "gambar.jpg" not in before
    with fence.open_site(at_desk.site.pk):
        actions.make_sizes(picture.pk)
    shown = client.get(path, headers=host).content.decode()
    assert f"/-/berkas/{picture.pk.hex}/480.avif 480w" in shown
    assert 'alt="Tikar rotan"' in shown
