"""A file is what its bytes say, to its last byte."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from betang.guard.files import CheckedFile, DangerousFile, archive_entries, check_upload, read_entry
from betang.kernel.errors import InvalidInput

BOTH = frozenset({"image", "pdf"})
IMAGE = frozenset({"image"})


def picture(form: str, size=(320, 240), **options) -> bytes:
    data = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(data, form, **options)
    return data.getvalue()


def packed() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.class", "x")
    return data.getvalue()


def check(data: bytes, accept=BOTH, **options) -> CheckedFile:
    return check_upload(io.BytesIO(data), accept=accept, **options)


@pytest.mark.parametrize(
    ("form", "media_type", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/gif", "gif"),
        ("AVIF", "image/avif", "avif"),
    ],
)
def test_a_whole_picture_passes_and_a_cut_one_does_not(form, media_type, extension, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as a library leaves it that makes PDF files
    data = picture(form)
    found = check(data)
    assert (found.kind, found.media_type, found.extension, found.width, found.height) == ("image", media_type, extension, 320, 240)
    assert found.size_bytes == len(data)
    for part in (len(data) // 2, len(data) * 9 // 10, 40):
        with pytest.raises(InvalidInput) as error:
            check(data[:part])
        assert error.value.message
        assert error.value.hint


def test_the_name_does_not_decide():
    upload = SimpleUploadedFile("foto.php", picture("PNG"), content_type="application/x-php")
    found = check_upload(upload, accept=IMAGE)
    assert (found.media_type, found.extension) == ("image/png", "png")
    assert upload.tell() == 0


@pytest.mark.parametrize(
    ("data", "is_dangerous", "word"),
    [
        (b"", False, "empty"),
        (b"halo dunia", False, "kind"),
        (b"<?xml version='1.0'?><svg xmlns='x' onload='alert(1)'/>", True, "SVG"),
        (b"\xef\xbb\xbf <svg/>", True, "SVG"),
        (b"<html><script>1</script>", True, "program or a web page"),
        (b"MZ\x90\x00" + b"\0" * 100, True, "program"),
        (b"\x7fELF" + b"\0" * 100, True, "program"),
        (packed(), False, "packed"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", False, "HEIC"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", False, "video"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, False, "office"),
        (b"%PDF-1.4 rubbish %%EOF", False, "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, False, "damaged"),
        (b"GIF89a" + b"\xff" * 200, False, "damaged"),
    ],
)
def test_other_files_get_a_sentence_of_their_own(data, is_dangerous, word):
    from django.utils import translation

    with translation.override("en"), pytest.raises(InvalidInput) as error:
        check(data)
    assert word in error.value.message
    assert isinstance(error.value, DangerousFile) is is_dangerous
    assert error.value.hint


@pytest.mark.parametrize(
    "data",
    [
        picture("GIF") + packed(),
        picture("JPEG") + packed(),
        picture("JPEG") + b"<script>alert(1)</script>",
        picture("PNG") + b"<?php system($_GET[0]); ?>",
        picture("GIF", comment=b"<html><body onload=x>"),
        b"GIF89a/*" + b"<svg onload=x>" * 4,
        picture("JPEG", comment=b"%PDF-1.4"),
        picture("WEBP") + b"Rar!\x1a\x07\x01\x00",
    ],
)
def test_a_file_that_is_two_things_is_refused(data):
    with pytest.raises(DangerousFile):
        check(data)


def pdf() -> bytes:
    return picture("PDF")


def test_a_pdf_passes_and_says_its_pages():
    found = check(pdf())
    assert (found.kind, found.media_type, found.pages) == ("pdf", "application/pdf", 1)


@pytest.mark.parametrize(
    "inside",
    [
        b"/OpenAction << /S /JavaScript /JS (x) >>",
        b"/OpenAction << /S /J#61vaScript >>",
        b"/AA << /S /Launch /F (x) >>",
        b"/Names << /EmbeddedFiles 1 0 R >>",
    ],
)
def test_a_pdf_that_could_run_something_is_refused(inside):
    with pytest.raises(DangerousFile):
        check(pdf().replace(b"/Type /Catalog", b"/Type /Catalog " + inside))


def test_a_cut_pdf_and_one_with_a_zip_behind_it_are_refused():
    data = pdf()
    with pytest.raises(InvalidInput):
        check(data[: len(data) // 2])
    with pytest.raises(DangerousFile):
        check(data + packed())


def test_what_is_asked_for_decides():
    with pytest.raises(InvalidInput):
        check(pdf(), IMAGE)
    with pytest.raises(InvalidInput):
        check(picture("PNG"), frozenset({"pdf"}))


def test_a_picture_bomb_is_refused_before_it_is_unpacked():
    data = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(data, "PNG")
    tracemalloc.start()
    with pytest.raises(InvalidInput):
        check(data.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_large_photo_of_a_good_phone_passes():
    data = io.BytesIO()
    Image.new("RGB", (8000, 6000), "green").save(data, "JPEG")
    assert check(data.getvalue()).width == 8000


def test_too_large_is_told_without_reading(settings):
    class Endless(io.BytesIO):
        def read(self, *args):
            raise AssertionError("it was read")

    with pytest.raises(InvalidInput) as error:
        check_upload(Endless(b"\0" * 2000), accept=BOTH, limit_bytes=1000)
    assert error.value.hint


def test_archives_are_opened_with_care():
    def archive(**entries: bytes) -> io.BytesIO:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
            for name, body in entries.items():
                made.writestr(name.replace("__", "/").replace("UP", ".."), body)
        return data

    opened, entries = archive_entries(archive(**{"2024__a.jpg": b"x" * 10}), limit_bytes=1000)
    assert [entry.filename for entry in entries] == ["2024/a.jpg"]
    assert read_entry(opened, entries[0]) == b"x" * 10
    with pytest.raises(DangerousFile):
        archive_entries(archive(bomb=b"\0" * 100_000_000), limit_bytes=200_000_000)
    with pytest.raises(DangerousFile):
        archive_entries(archive(big=b"\0" * 5000), limit_bytes=1000)
    with pytest.raises(DangerousFile):
        archive_entries(archive(UP__UP__etc=b"x"), limit_bytes=1000)
    with pytest.raises(InvalidInput):
        archive_entries(io.BytesIO(b"PK\x03\x04 cut"), limit_bytes=1000)
