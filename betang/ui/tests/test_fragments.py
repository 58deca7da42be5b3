"""A kept part is drawn once for its store; another store, or none, draws it anew."""

from __future__ import annotations

from typing import Any

from django.template import engines
from django.utils import translation
from markupsafe import Markup

from betang.ui.fragments import Store

SOURCE = '{% keep store, "part" %}<p>{{ words }}</p>{% endkeep %}{{ words }}'


def draw(store: Store | None, words: str, source: str = SOURCE) -> str:
    environment: Any = engines.all()[0]
    return str(environment.from_string(source).render({"store": store, "words": words}))


def test_it_is_drawn_once_a_store_and_what_is_outside_each_time() -> None:
    store: Store = {}
    assert draw(store, "satu") == "<p>satu</p>satu"
    assert draw(store, "dua") == "<p>satu</p>dua"
    assert draw({}, "tiga") == "<p>tiga</p>tiga"
    assert list(store) == ["part"]


def test_without_a_store_nothing_is_kept() -> None:
    assert draw(None, "satu") == "<p>satu</p>satu"
    assert draw(None, "dua") == "<p>dua</p>dua"


def test_what_is_kept_is_escaped_once() -> None:
    store: Store = {}
    for _turn in range(2):
        assert draw(store, "<b>") == "<p>&lt;b&gt;</p>&lt;b&gt;"


def test_remembered_words_are_those_of_the_present_language() -> None:
    for language, words in (("id", "Cari"), ("en", "Search"), ("id", "Cari")):
        with translation.override(language):
            assert draw(None, "", '{{ _("Search") }}') == words


def test_values_in_words_are_escaped_and_percent_signs_stay() -> None:
    assert draw(None, "<i>", '{{ _("Tag: %(name)s", name=words) }}').endswith(": &lt;i&gt;")
    assert draw(Markup("x"), "", '{{ _("100%%") }}') == "100%"  # type: ignore[arg-type]
