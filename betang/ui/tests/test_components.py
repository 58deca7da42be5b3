"""Every part of a page, drawn; and what must be true of it for people who hear or press instead of looking."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from betang.ui import icons, maps, pictures
from betang.ui.tests import gallery

COMPONENTS = Path(__file__).resolve().parent.parent / "templates" / "ui" / "components.html"
MACROS = [name for name in re.findall(r"{% macro (\w+)\(", COMPONENTS.read_text()) if not name.startswith("_")]


def draw(source: str, **context: Any) -> str:
    environment: Any = engines.all()[0]
    heading = '{% from "ui/components.html" import ' + ", ".join(MACROS) + " %}"
    return str(environment.from_string(heading + source).render({"request": SimpleNamespace(), "csrf_input": "", **context}))


class Sample(forms.Form):
    name = forms.CharField(label="Nama", help_text="Seperti di SK.")
    note = forms.CharField(label="Catatan", required=False)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Benar")
    key = forms.CharField(widget=forms.HiddenInput, initial="k")


def test_the_gallery_shows_every_component() -> None:
    shown = (Path(gallery.__file__).parent / "gallery.html").read_text() + COMPONENTS.read_text()
    layouts = "".join(path.read_text() for path in COMPONENTS.parent.glob("*.html"))
    for name in MACROS:
        assert re.search(rf"(\{{\{{ |call |\{{\{{)(ui\.)?_?{name}\(", shown + layouts), name


@pytest.mark.parametrize("name", list(gallery.PAGES))
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_of_the_gallery_is_drawn(name: str, language: str) -> None:
    html = gallery.page(name, language=language, hue=251, motif="gelombang")
    assert f'<html lang="{language}" data-hue="250" data-motif="gelombang"' in html
    assert html.count("<main") == html.count("<h1") == 1 or name == "home"
    assert "style=" not in html
    marks = re.findall(r'\sid="([^"]+)"', html)
    assert len(marks) == len(set(marks))


def test_a_field_with_an_error_is_tied_to_its_hint_and_its_error() -> None:
    html = draw("{{ field(form['name']) }}", form=Sample({"name": ""}))
    assert '<label for="id_name">Nama</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_stands_in_the_field_again() -> None:
    assert 'value="Ani &amp; &lt;Budi&gt;"' in draw("{{ field(form['name']) }}", form=Sample({"name": "Ani & <Budi>"}))


def test_only_an_optional_field_says_so() -> None:
    with translation.override("id"):
        assert "(boleh kosong)" in draw("{{ field(form['note']) }}", form=Sample())
        assert "(boleh kosong)" not in draw("{{ field(form['name']) }}", form=Sample())


def test_choices_are_a_group_with_a_legend_and_a_box_has_its_words_behind_it() -> None:
    html = draw("{{ fields(form) }}", form=Sample({}))
    assert re.search(r"<fieldset[^>]*aria-describedby=\"id_kind_error\"[^>]*>\s*<legend>Jenis", html)
    assert re.search(r"<input type=\"checkbox\"[^>]*>\s*<label for=\"id_agreed\">Benar", html)
    assert '<input type="hidden" name="key"' in html


def test_the_summary_of_errors_leads_to_each_field_and_is_absent_without_errors() -> None:
    html = draw("{{ errors(form) }}", form=Sample({"kind": "a"}))
    for target in ("#id_name", "#id_agreed"):
        assert f'href="{target}"' in html
    assert draw("{{ errors(form) }}", form=Sample()).strip() == ""


def test_each_drawing_of_the_key_is_another_key() -> None:
    keys = re.findall(r'name="kunci" value="([0-9a-f]{32})"', draw("{{ key_input() }}{{ key_input() }}"))
    assert len(keys) == len(set(keys)) == 2


def test_text_from_people_is_never_html() -> None:
    bad = "<script>x</script>\"'"
    source = (
        "{{ note(bad) }}{{ empty(bad, bad, '/') }}{{ tag(bad) }}{{ button(bad) }}{{ link_button(bad, bad) }}{{ fact(bad, bad) }}"
        "{{ crumbs([(bad, '/'), (bad, '')]) }}{{ pairs([(bad, bad)]) }}{{ teaser(bad, '/', bad, bad, bad) }}{{ share('/', bad) }}"
        "{{ table([bad], [[bad]], bad) }}{{ steps([(bad, bad, '')]) }}{{ search_form('/', bad, bad) }}{{ bars([(bad, 1, 2, bad, '')]) }}"
        "{{ picture(photo) }}{{ figure(photo) }}"
    )
    html = draw(source, bad=bad, photo=pictures.Picture(src="/p.jpg", width=1, height=1, alt=bad, caption=bad, credit=bad))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 20


def test_a_pager_without_neighbours_is_nothing_at_all() -> None:
    assert draw("{{ pager('', '') }}").strip() == ""
    assert 'rel="next"' in draw("{{ pager('', '/2') }}")
    assert 'rel="prev"' not in draw("{{ pager('', '/2') }}")


def test_the_last_crumb_is_the_page_itself_and_no_link() -> None:
    html = draw("{{ crumbs([('Berita', '/berita/'), ('Ini', '/berita/ini/')]) }}")
    assert '<a href="/berita/">Berita</a>' in html
    assert '<span aria-current="page">Ini</span>' in html


def test_a_table_names_each_cell_for_phones_and_keeps_its_roles() -> None:
    html = draw("{{ table(['Judul', ('Dibaca', 'end')], [['A', 1.5]], 'Berita') }}")
    assert '<td role="cell" data-label="Dibaca" class="end">' in html
    assert '<th scope="row" role="rowheader">A</th>' in html


def test_pairs_leave_out_what_is_empty_but_not_a_zero() -> None:
    html = draw("{{ pairs([('Anggota', 0), ('Alamat', ''), ('Telepon', none)]) }}")
    assert "Anggota" in html
    assert "Alamat" not in html
    assert "Telepon" not in html


def test_a_picture_offers_its_best_sizes_first_and_holds_its_place() -> None:
    variants = [
        {"path": f"/-/m/{width}.{kind}", "width": width, "height": width // 2, "media_type": f"image/{kind}"}
        for kind in ("jpeg", "webp", "avif")
        for width in (1600, 640)
    ]
    card = SimpleNamespace(alt="Perahu", caption="", credit="", width=4000, height=2000, variants=variants)
    html = draw("{{ picture(card) }}{{ picture(card, eager=true) }}", card=card)
    assert re.search(r'<source type="image/avif" srcset="/-/m/640.avif 640w, /-/m/1600.avif 1600w"[^>]*><source type="image/webp"', html)
    assert 'src="/-/m/1600.jpeg" srcset="/-/m/640.jpeg 640w, /-/m/1600.jpeg 1600w"' in html
    assert 'alt="Perahu" width="1600" height="800" loading="lazy"' in html
    assert 'fetchpriority="high"' in html


def test_sharing_works_as_a_plain_link() -> None:
    html = draw("{{ share('http://a.test/b/?c=1&d=2', 'Dermaga & pasar') }}")
    assert 'href="https://wa.me/?text=Dermaga%20%26%20pasar%20http%3A//a.test/b/%3Fc%3D1%26d%3D2"' in html


def test_a_leaf_of_the_calendar_says_the_day_to_machines_too() -> None:
    with translation.override("id"):
        assert draw("{{ leaf(day) }}", day=date(2026, 11, 28)) == '<time datetime="2026-11-28"><b>28</b>Nov</time>'


def test_the_words_of_the_small_programs_are_all_in_the_table() -> None:
    asked = set()
    for path in (COMPONENTS.parents[2] / "static" / "ui" / "js").glob("*.js"):
        if path.name == "scan-station.js":
            continue  # its page brings its own words
        asked |= set(re.findall(r'say\("([^"]+)"', path.read_text()))
        asked |= set(re.findall(r'^  \["([A-Z][^"]+)", \(', path.read_text(), re.MULTILINE))
    table = set(re.findall(r'"([^"]+)": _\("\1"\)', COMPONENTS.read_text()))
    assert asked == table


def test_a_sign_is_hidden_from_those_who_hear_and_an_unknown_one_is_nothing() -> None:
    assert 'aria-hidden="true"' in icons.svg("search")
    assert icons.svg("there-is-no-such-sign") == ""


def test_the_map_has_every_government_once_inside_its_frame() -> None:
    shapes = maps.schematic()
    assert [code for code, *_rest in shapes] == [f"62.{number:02d}" for number in (*range(1, 14), 71)]
    for _code, name, path, x, y in shapes:
        assert name.startswith(("Kabupaten ", "Kota "))
        assert path.startswith("M")
        assert path.endswith("Z")
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", path)]
        assert all(0 <= one <= maps.WIDTH for one in numbers[::2])
        assert all(0 <= one <= maps.HEIGHT for one in numbers[1::2])
        assert min(numbers[::2]) < x < max(numbers[::2])
        assert min(numbers[1::2]) < y < max(numbers[1::2])
    assert len(maps.rivers()) == 7


def test_neighbours_on_the_map_share_their_border() -> None:
    corners = {code: set(place[3].split()) for code, place in maps._PLACES.items()}
    for one, other in (
        ("62.03", "62.11"),
        ("62.06", "62.02"),
        ("62.71", "62.11"),
        ("62.12", "62.05"),
        ("62.01", "62.08"),
        ("62.04", "62.13"),
    ):
        assert len(corners[one] & corners[other]) >= 2, (one, other)


@pytest.mark.parametrize(
    ("value", "highest", "step"), [(0, 17, 0), (1, 17, 1), (4, 17, 1), (5, 17, 2), (17, 17, 4), (1, 1, 1), (2, 3, 2), (3, 3, 3), (0, 0, 0)]
)
def test_the_shade_of_a_number(value: int, highest: int, step: int) -> None:
    assert maps.shade(value, highest) == step


def test_the_legend_leaves_no_number_out() -> None:
    for highest in (0, 1, 3, 4, 17, 100):
        covered = [number for _step, low, high in maps.ranges(highest) for number in range(low, high + 1)]
        assert covered == list(range(highest + 1))


def test_every_shape_of_the_map_is_a_link_that_says_its_number() -> None:
    html = maps.drawing({"62.03": 17}, {"62.03": "/wilayah/62.03/"}, 'Peta "KIM"', {"62.03": "Kabupaten Kapuas: 17 KIM"})
    assert '<a href="/wilayah/62.03/" class="v4" aria-label="Kabupaten Kapuas: 17 KIM">' in html
    assert 'aria-label="Peta &#34;KIM&#34;"' in html
    assert html.count("<a ") == 1
