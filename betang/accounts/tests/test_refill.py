"""What was typed goes back into the form that it came from, and nowhere else; nothing of it becomes part of the page."""

from __future__ import annotations

from html.parser import HTMLParser

from betang.accounts.refill import refill

PAGE = """<html><body>
<form action="/cari/"><input name="words" value="cari"></form>
<form method="post"><input type="hidden" name="pengurus" value="a"><input name="until_on" value="1">
<button name="aksi" value="akhiri"></button></form>
<details><summary>Lain</summary><form method="post">
<input type="hidden" name="kunci" value="baru"><input name="name" value="lama" maxlength="5"><input type="password" name="sandi">
<textarea name="words" rows="3">lama
dua baris</textarea>
<select name="role"><option value="">—</option><option value="chair" selected>Ketua</option><option value="writer">Penulis</option></select>
<input type="checkbox" name="is_public" checked><input type="checkbox" name="media" value="a"><input type="checkbox" name="media" value="b">
<input type="radio" name="kind" value="x" checked><input type="radio" name="kind" value="y">
<button name="aksi" value="tambah"></button></form></details></body></html>"""

TYPED = {
    "kunci": ["tua"], "name": ['Kata "kutip" <b>'], "sandi": ["rahasia"], "words": ["\nbaris & </textarea><script>alert(1)</script>"],
    "role": ["writer"], "media": ["b"], "kind": ["y"], "aksi": ["tambah"],
}  # fmt: skip


class _Values(HTMLParser):
    """What a browser would send of each control."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self._name, self._text = "", None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        self.tags.append(tag)
        if tag == "input" and (one.get("type") not in ("checkbox", "radio") or "checked" in one):
            self.found.append((one["name"], one.get("value") or "on"))
        if tag == "select":
            self._name = one["name"]
        if tag == "option" and "selected" in one:
            self.found.append((self._name, one["value"]))
        if tag == "textarea":
            self._name, self._text = one["name"], ""

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.found.append((self._name, self._text.removeprefix("\n")))
            self._text = None


def test_every_kind_of_control_is_filled_as_it_was_typed():
    page = refill(PAGE, TYPED, note="<p>Kembali</p>")
    values = _Values(page).found
    assert ("name", TYPED["name"][0]) in values
    assert ("words", TYPED["words"][0]) in values
    assert [value for name, value in values if name == "role"] == ["writer"]
    assert [value for name, value in values if name in ("is_public", "media", "kind")] == ["b", "y"]
    assert ("kunci", "baru") in values
    assert "rahasia" not in page
    assert "script" not in _Values(page).tags
    assert page.index("<p>Kembali</p>") > page.index("akhiri"), "it stands before its own form"
    assert "<details open>" in page
    assert ("words", "cari") in values
    assert ("until_on", "1") in values


def test_the_row_that_was_meant_is_the_row_that_is_filled():
    rows = "".join(f'<form method="post"><input type="hidden" name="pengurus" value="{key}"><input name="hari"></form>' for key in "abc")
    assert _Values(refill(rows, {"pengurus": ["b"], "hari": ["2026"]})).found == [
        ("pengurus", "a"), ("hari", "on"), ("pengurus", "b"), ("hari", "2026"), ("pengurus", "c"), ("hari", "on"),
    ]  # fmt: skip


def test_a_page_without_such_a_form_stays_as_it_is():
    assert refill(PAGE, {"lain": ["x"]}) == PAGE
    assert refill("<p>kosong</p>", TYPED) == "<p>kosong</p>"
