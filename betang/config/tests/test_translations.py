"""One word for one thing in the whole house: two packages that say a string differently are told so."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from betang.config import translations


def catalogue(**texts) -> Catalog:
    made = Catalog(locale="id")
    for name, text in texts.items():
        word, _sep, context = name.partition("__")
        made.add((word, word + "s") if isinstance(text, tuple) else word, text, context=context or None)
    return made


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ({"Post": "Jabatan"}, {"Post": "Tugas"}, True),
        ({"Post": "Jabatan"}, {"Post": "Jabatan"}, False),
        ({"Post": "Jabatan"}, {"Post__task": "Tugas"}, False),
        ({"Post__task": "Tugas"}, {"Post__task": "Kerja"}, True),
        ({"Post": "Jabatan"}, {"Post": ""}, False),
        ({"group": ("%(n)s KIM", "%(n)s KIM")}, {"group": ("%(n)s kelompok", "%(n)s kelompok")}, True),
    ],
)
def test_two_words_for_one_string_are_told_with_both_places(first, second, is_told):
    told = translations.clashes([("accounts", catalogue(**first)), ("communities", catalogue(**second))])
    assert bool(told) == is_told
    assert all("accounts" in one and "communities" in one for one in told)


def test_the_check_fails_on_them(monkeypatch, capsys):
    made = {"ui": catalogue(Post="Jabatan"), "web": catalogue(Post="Tugas")}
    monkeypatch.setattr(translations, "packages", lambda: list(made))
    monkeypatch.setattr(translations, "load", made.get)
    monkeypatch.setattr(translations, "missing", lambda package: [])
    assert translations.command("check", []) == 1
    assert "'Post' is 'Jabatan' in ui and 'Tugas' in web" in capsys.readouterr().err
    assert translations.command("check", ["guard"]) == 0


def test_the_house_says_every_string_in_one_way():
    catalogues = ((package, catalog) for package in translations.packages() if (catalog := translations.load(package)) is not None)
    assert not translations.clashes(catalogues)
