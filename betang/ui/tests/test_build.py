"""One style sheet a page, small, the same every time."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest

from betang.ui import build

KB = 1024


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_css_is_made_small_without_changing_what_it_says() -> None:
    css = '/* why */\na > b , c:hover {\n  color: red;\n  margin: calc(1rem + 2px) auto;\n  content: "a  ; b";\n}\n'
    css += "@media (min-width: 1px) { p { top: 0; } }"
    assert build.small(css) == 'a>b,c:hover{color:red;margin:calc(1rem + 2px) auto;content:"a  ; b"}@media (min-width:1px){p{top:0}}'


def test_a_descendant_selector_keeps_its_blank() -> None:
    assert build.small(".a :is(h2, h3) + p { top: 0 }") == ".a :is(h2,h3) + p{top:0}"


def test_every_sheet_of_the_folder_is_listed_once_and_every_listed_sheet_exists() -> None:
    listed = [
        name for index in ("index.css", "desk-index.css") for name, _layer in build._IMPORT.findall((build.SOURCES / index).read_text())
    ]
    there = {path.name for path in build.SOURCES.glob("*.css")} - {"index.css", "desk-index.css"}
    assert sorted(listed) == sorted(there)
    lines = [
        line for index in ("index.css", "desk-index.css") for line in (build.SOURCES / index).read_text().splitlines() if "@import" in line
    ]
    assert len(lines) == len(listed), "an import line that the build does not understand"


def test_the_joined_sheets_are_whole_layered_and_the_same_each_time() -> None:
    first, again = build.built(), build.built()
    assert first == again
    for name in build.SHEETS:
        css = first[name]
        assert css.startswith(build.LAYERS)
        assert css.count("{") == css.count("}")
        assert "@import" not in css
        assert "/*" not in css
        assert "http" not in css.replace('[href^="http"]', "")


def test_every_address_in_a_sheet_leads_to_a_file() -> None:
    for name in build.SHEETS:
        for address in re.findall(r'url\("?([^")]+)"?\)', build.built()[name]):
            assert (build.SOURCES.parent / address).is_file(), address


def test_a_public_page_loads_at_most_16_kilobytes_of_css_and_programs() -> None:
    """Of the 30 that the design gives a first visit; the heaviest page's HTML takes about 10."""
    made = build.built()
    assert packed(made["ui/betang.css"]) + packed(made["ui/js/share.js"]) <= 14 * KB
    form = ("ui/js/auto-save.js", "ui/js/drafts.js", "ui/js/words.js")
    assert packed(made["ui/betang.css"]) + sum(packed(made[name]) for name in form) <= 16 * KB


OF_ONE_PAGE = {"scan-station.js", "course-learner.js", "push-follow.js", "price-sum.js"}
"""Programs of one single page: a helper's phone at the door, a lesson, a proposal, its form. Each weighs at most 3.5 kilobytes."""

ON_DEMAND = {"photo-dialog.js", "name-check.js", "look-preview.js"} | OF_ONE_PAGE
"""Programs that a page fetches only when somebody touches what they serve, or that one single page has."""


def test_the_programs_of_the_editor_weigh_at_most_9_kilobytes_and_all_together_12() -> None:
    programs = {name.rpartition("/")[2]: text for name, text in build.built().items() if name.endswith(".js")}
    assert len(programs) >= 9
    assert sum(len(brotli.compress(text.encode())) for name, text in programs.items() if name not in ON_DEMAND) <= 9 * KB
    assert sum(len(brotli.compress(text.encode())) for name, text in programs.items() if name not in OF_ONE_PAGE) <= 12 * KB
    assert all(len(brotli.compress(programs[name].encode())) <= 3.5 * KB for name in OF_ONE_PAGE)


def test_no_program_has_a_text_over_several_lines_which_the_build_would_change() -> None:
    for path in build.PROGRAMS.glob("*.js"):
        for line in path.read_text().splitlines():
            assert line.count("`") % 2 == 0, (path.name, line)


def test_writing_twice_leaves_the_files_alone_and_removes_what_is_no_longer_built(tmp_path: Path) -> None:
    build.write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    assert tmp_path / "ui" / "desk.css" in before
    (tmp_path / "ui" / "gone.css").write_text("p{}")
    build.write(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before


def test_collecting_static_files_brings_the_sheets(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    finder = build.BuiltFinder()
    found = {path: storage.open(path).read().decode() for path, storage in finder.list(None)}
    assert found == build.built()
