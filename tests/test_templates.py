"""What holds for every template of the house: the strict policy, signs that exist, motifs that are drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "betang"
TEMPLATES = sorted(path for path in ROOT.glob("*/templates/**/*.html"))
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
DATA_BLOCK = re.compile(r"type\s*=\s*\"application/(ld\+)?json\"")


def faults(text: str) -> list[str]:
    """What the policy would refuse in the source of a template."""
    plain = JINJA.sub("", text)
    found = [what for what, pattern in INLINE.items() if pattern.search(plain)]
    return found + ["an inline script" for kind in SCRIPT.findall(plain) if "src=" not in kind and not DATA_BLOCK.search(kind)]


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">', "<p style='x'>", '<a onclick="x()">', "<style>p{}</style>", "<script>x()</script>",
        '<a href="javascript:x()">', '<script type="module">x</script>',
    ],
)  # fmt: skip
def test_the_walk_sees_what_the_policy_would_refuse(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_an_inline_style_script_or_handler(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sign_that_a_template_asks_for_is_drawn(path: Path) -> None:
    from betang.ui.icons import PATHS

    asked = re.findall(r"(?:\bicon|\bsign)\(\s*[\"']([\w-]+)[\"']|icon_name\s*=\s*[\"']([\w-]+)[\"']", path.read_text())
    assert {one or other for one, other in asked} <= set(PATHS)


def test_every_motif_that_a_site_may_choose_is_drawn_and_known_to_the_style_sheet() -> None:
    from betang.hosting.terms import Motif
    from betang.ui import build

    sheet = build.sheet(("index.css",))
    for motif in Motif.values:
        drawn = (ROOT / "ui" / "static" / "ui" / "motifs" / f"{motif}.svg").read_text()
        assert 'viewBox="0 0 48 24"' in drawn
        assert f'url("motifs/{motif}.svg")' in sheet


def test_every_address_that_a_template_names_exists():
    """`url("communities:apply")` for an address that was renamed would be an error page for whoever comes by."""
    import re

    from django.conf import settings

    from tests.test_access import named_urls

    there = named_urls(settings.ROOT_URLCONF) | named_urls(settings.SITE_URLCONF)
    missing = []
    for package in settings.PACKAGES:
        for path in sorted((settings.ROOT / package / "templates").rglob("*.html")):
            for name in re.findall(r"""\burl\(\s*["']([\w:]+)["']""", path.read_text()):
                if name not in there:
                    missing.append(f"{path.relative_to(settings.ROOT)}: {name}")
    assert missing == []
