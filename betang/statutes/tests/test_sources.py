"""References resolve or fail loudly; every `Law:` line of the house resolves; the index is made as it says."""

from __future__ import annotations

import pytest

from betang.statutes import book, indexing, sources
from betang.statutes.sources import UnknownReference, reference, references

SMALL_LAW = """UNDANG-UNDANG TENTANG CONTOH
Mengingat: Pasal 20 dan Pasal 21 Undang-Undang Dasar
BAB I
Pasal 1
Dalam Undang-Undang ini:
1. Satu adalah satu.
Pasal 2
(1) Ayat pertama, sebagaimana dimaksud dalam Pasal 3 ayat (2):
a. satu;
b. dua;
c. tiga.
(2) Ayat kedua menurut ayat (1).
(l3) bukan ayat.
Pasal 3 (l) Judul di tengah baris. (2) Kedua. Pasal 4 Tanpa ayat:
a. huruf;
b. huruf.
Pasal 6
Pasal 5 hilang dari pindaian.
Disahkan di Jakarta
Pasal 1
Cukup jelas.
Pasal 2
Ayat (1)
Cukup jelas.
"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("UU 14/2008 art. 22(7)", "UU 14/2008 art. 22(7)"),
        ("UU 14/2008 art. 22(7), 22(8)", "UU 14/2008 art. 22(7), 22(8)"),
        ("UU 27/2022 art. 20(2)(a)", "UU 27/2022 art. 20(2)(a)"),
        ("UU 6/2014", "UU 6/2014"),
        ("Permenkominfo 4/2024", "Permenkominfo 4/2024"),
        ("Kepmendagri 300.2.2-2138/2025", "Kepmendagri 300.2.2-2138/2025"),
        ("UU 1/2024 art. 27(2)", "UU 1/2024 art. 27(2)"),
    ],
)
def test_a_reference_that_exists_resolves(text, written):
    assert str(reference(text)) == written


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("UU 14/2008 art. 65", "no article 65"),
        ("UU 14/2008 art. 22(10)", "has 9 paragraphs"),
        ("UU 14/2008 art. 22(7)(z)", "no letter"),
        ("UU 99/2008", "not in the registry"),
        ("UU 14/2008 pasal 22", "not written like"),
        ("UU 14/2008 art. 22 ayat 7", "not written like"),
        ("Permenkominfo 4/2024 art. 3", "cannot be checked"),
        ("UU 1/2024 art. 45", "cannot be checked"),
    ],
)
def test_a_reference_that_does_not_exist_is_refused_with_the_reason(text, why):
    with pytest.raises(UnknownReference, match=why):
        reference(text)


def test_a_line_may_cite_several_laws_and_carry_a_remark():
    found = references("UU 1/2024 art. 27(2) (gambling content), UU 27/2022 (personal data)")
    assert [str(one) for one in found] == ["UU 1/2024 art. 27(2)", "UU 27/2022"]
    found = references("UU 23/2014 art. 2(2); UU 6/2014 art. 6(1)")
    assert [one.law.year for one in found] == [2014, 2014]


def test_a_line_is_said_as_people_write_it():
    assert sources.in_words("PP 43/2014 art. 103(2)") == "PP 43/2014 pasal 103 ayat (2)"
    assert sources.in_words("UU 6/2014; UUDrt 12/1951 art. 2(2)") == "UU 6/2014; UU Darurat 12/1951 pasal 2 ayat (2)"


def test_every_law_line_of_the_house_resolves():
    assert book.citations(), "no rule names its law"
    assert book.problems() == []


def test_a_wrong_law_line_is_found(tmp_path):
    folder = tmp_path / "betang" / "cases"
    folder.mkdir(parents=True)
    (folder / "rules.py").write_text(
        '"""Rules.\n\nLaw: UU 14/2008 art. 222\n"""\n\nTERM = 10  # Law: UU 14/2008 art. 22(7)\n\n\n'
        'def due() -> None:\n    """When it is due.\n\n    Law: UU 14/2008 art. 22(7),\n    22(8)\n    """\n    print("Law: nothing")\n'
    )
    found = {one.rule: one for one in book.citations(tmp_path / "betang")}
    assert set(found) == {"cases.rules", "cases.rules.TERM", "cases.rules.due"}
    assert found["cases.rules.due"].says == "When it is due."
    assert found["cases.rules.due"].text == "UU 14/2008 art. 22(7), 22(8)"
    assert book.problems(tmp_path / "betang") == ["betang/cases/rules.py:3: UU 14/2008 has no article 222"]


def test_the_book_lists_rules_under_their_articles(tmp_path):
    folder = tmp_path / "betang"
    folder.mkdir()
    (folder / "rules.py").write_text(
        '"""Rules. Law: UU 14/2008"""\nTERM = 10\n"""Days to answer. Law: UU 14/2008 art. 22(7), 22, 4(1)"""\n'
    )
    text = book.render(folder)
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings == ["### As a whole", "### Article 4(1)", "### Article 22", "### Article 22(7)"]
    assert "## UU 14/2008: Keterbukaan Informasi Publik" in text
    assert "### Article 22(7)\n\n- `rules.TERM`: Days to answer.\n" in text


def test_the_index_of_a_scanned_law_holds_its_numbers():
    assert [one.line for one in indexing.index_law(SMALL_LAW)] == ["1 0", "2 2 1c", "3 2", "4 ? 0b", "5 ?", "6 0"]


def test_the_shipped_index_knows_how_many_articles_each_law_has():
    index = sources._index()
    assert {name: len(articles) for name, articles in index.items()} == {
        "UU 25/2004": 37,
        "UU 14/2008": 64,
        "UU 25/2009": 62,
        "PP 61/2010": 22,
        "PP 96/2012": 51,
        "UU 6/2014": 122,
        "UU 23/2014": 411,
        "UU 33/2014": 68,
        "PP 43/2014": 159,
        "UU 8/2016": 153,
        "PP 12/2019": 225,
        "PP 71/2019": 104,
        "UU 27/2022": 76,
    }
    assert set(index) <= set(sources.laws())
