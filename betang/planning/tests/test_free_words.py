"""Free words over very many lines: whichever way the engine goes, the sums and the list are those of a plain look at every line."""

from __future__ import annotations

import random
from collections import defaultdict
from uuid import UUID

import pytest
from django.db import connection

from betang.planning import indexes, rollups
from betang.planning.actions import lines as actions
from betang.planning.models import Line, LineFund, LinePlace
from betang.planning.queries import explorer, scopes
from betang.planning.queries.filters import Filters
from betang.planning.queries.scopes import lines_of, scope_of
from betang.planning.terms import Phase
from betang.planning.tests import plans
from betang.planning.tests.writers import settle

THINGS = ("jalan", "sekolah", "jembatan", "sumur", "pasar", "irigasi")
CODES = ("1.03.10.2.01.0032", "1.03.10.2.01.0033", "1.01.02.2.01.0001")
FUNDS = ("1.2.1.01.02", "1.2.1.01.03")
QUESTIONS = (
    "PEMBANGUNAN", "jalan tahap", "tahap 17", "jalan zzz", "jalan pasar", "p", "100%", "_", "kecil",
)  # fmt: skip


@pytest.fixture(params=["read one by one", "common unseen", "common where the largest have them"])
def way(request, monkeypatch):
    """The three ways on which words are looked for, in a world of a few hundred lines."""
    if request.param != "read one by one":
        monkeypatch.setattr(explorer, "MATCHES_READ", 10)
        monkeypatch.setattr(explorer, "LARGEST_READ", 5 if request.param == "common unseen" else 120)
        monkeypatch.setattr(explorer, "LINES_A_PAGE", 1 if request.param == "common unseen" else 8)
        monkeypatch.setattr(explorer, "SORTED_AT_ONCE", 60)
    return request.param


def town(house):
    """300 lines of a province, a kabupaten and two villages: some withdrawn, some worth the same, some of one phase only."""
    rng = random.Random(62)
    lines, places, funds = [], [], []
    for n in range(300):
        government = rng.choice([house.province, house.kapuas, house.kapuas, house.village, house.far_village])
        code = rng.choice(CODES) if "." in government.code and len(government.code) < 13 or len(government.code) == 2 else "02.03.10"
        amount = rng.choice([1_000, 5_000, rng.randint(1, 10**10), rng.randint(1, 10**10)])
        name = f"{rng.choice(('Pembangunan', 'Rehab', 'kecil'))} {rng.choice(THINGS)} {rng.choice(THINGS)} tahap {n % 90}"
        one = plans.line(
            government, code, name + rng.choice(("", " 100%", " a_b")), key=str(n), year=plans.YEAR - (n % 10 == 0),
            proposed_idr=amount, budgeted_idr=amount if rng.random() < 0.7 else None,
            realised_idr=(amount or 7) // 2 if rng.random() < 0.5 else None, is_withdrawn=rng.random() < 0.05,
        )  # fmt: skip
        lines.append(one)
        funds += [LineFund(line=one, code=rng.choice(FUNDS))] if rng.random() < 0.8 else []
        place = rng.choice([house.village, house.far_village]) if len(government.code) < 13 else government
        places.append(LinePlace(line=one, region=place, region_code=place.code, share_idr=rng.choice([None, 400])))
    Line.objects.bulk_create(lines)
    LinePlace.objects.bulk_create(places)
    LineFund.objects.bulk_create(funds)
    rollups.rebuild_many({(line.government_code, line.fiscal_year) for line in lines})


pytestmark = [pytest.mark.django_db, pytest.mark.stands_on.with_args(town)]


@pytest.fixture
def lines(house) -> list[Line]:
    """Every line that is planned, with what hangs on it."""
    return list(Line.objects.filter(is_withdrawn=False).prefetch_related("places", "funds"))


def looked_at_one_by_one(filters: Filters, found: explorer.Found, every: list[Line]) -> tuple[list[Line], dict[str, list[int]]]:
    """The lines that an answer is about, in order, and `{group: [amount, spent, lines]}`: from every line there is, in Python."""
    scope, column = found.scope, filters.amount_column
    lines, groups = [], defaultdict(lambda: [0, 0, 0])
    for line in every:
        length = len(line.government_code)
        is_own = line.government_code in (scope.governments or (line.government_code,)) and (not scope.length or length == scope.length)
        here = [place for place in line.places.all() if place.region_code.startswith(scope.code)]
        is_above = line.government_code in scope.above and here
        wanted = (
            line.fiscal_year == found.year
            and all(word.lower() in line.name.lower() for word in filters.words.split())
            and (not filters.fund or filters.fund in [fund.code for fund in line.funds.all()])
            and (not filters.field or line.field_code == filters.field)
            and (not filters.phase or getattr(line, column) is not None)
        )
        if not wanted or not (is_own or is_above):
            continue
        shares = [place.share_idr for place in here]
        cap = sum(shares) if is_above and None not in shares else None
        amounts = [getattr(line, column) or 0, line.realised_idr or 0]
        key = {"field": line.field_code, "programme": line.programme_code, "government": line.government_code}[found.by]
        for place, amount in enumerate(amounts):
            groups[key][place] += amount if cap is None else min(amount, cap)
        groups[key][2] += 1
        lines.append(line)
    lines.sort(key=lambda line: (1 if line.effective_idr is None else -line.effective_idr, line.pk))
    return lines, dict(groups)


def held_against_every_line(filters: Filters, every: list[Line]) -> None:
    found = explorer.answer(filters, scope_of(filters))
    lines, groups = looked_at_one_by_one(filters, found, every)
    assert {group.key: [group.amount, group.spent, group.lines] for group in found.groups} == groups, filters
    assert [found.total.amount, found.total.spent, found.total.lines] == [sum(one) for one in zip(*groups.values(), strict=True)] or [
        0,
        0,
        0,
    ]
    numbers = [line.number for line in lines]
    for limit, offset in ((9, 0), (9, 8), (400, 40)):
        rows = [row.number for row in explorer.list_lines(filters, found, limit=limit, offset=offset)]
        assert rows == numbers[offset : offset + limit], (filters, limit, offset)


@pytest.mark.parametrize("sought", [0, 1000])
def test_lines_of_a_government_above_are_found_by_their_places_as_by_the_place(lines, monkeypatch, sought):
    monkeypatch.setattr(scopes, "PLACES_SOUGHT", sought)
    for place in ("62.03", "62.03.05", "62.03.05.2004"):
        held_against_every_line(Filters(place=place, words="jalan", year=plans.YEAR), lines)


@pytest.mark.parametrize(
    "more",
    [
        {}, {"planner": "kab"}, {"planner": "desa"}, {"planner": "prov"}, {"place": "62.03"}, {"place": "62.03", "planner": "desa"},
        {"field": "1.03"}, {"fund": FUNDS[0]}, {"phase": "realised"}, {"phase": "budgeted", "fund": FUNDS[1]}, {"phase": "indicative"},
        {"year": plans.YEAR - 1}, {"fund": FUNDS[0], "field": "1.01", "place": "62.03"},
    ],
    ids=lambda more: " ".join(str(one) for one in more.values()) or "everything",
)  # fmt: skip
def test_words_give_the_sums_and_the_order_of_a_plain_look_at_every_line(lines, way, more):
    for words in QUESTIONS[: 4 if more else None]:
        held_against_every_line(Filters(words=words, **{"year": plans.YEAR, **more}), lines)


def test_what_is_changed_withdrawn_or_put_back_is_found_as_it_is_now(house, way):
    def looked_for() -> None:
        held_against_every_line(
            Filters(words="jalan", year=plans.YEAR), list(Line.objects.filter(is_withdrawn=False).prefetch_related("places", "funds"))
        )

    line = Line.objects.filter(name__contains="jalan", fiscal_year=plans.YEAR, is_withdrawn=False, government_code="62.03").first()
    actor = settle(house).actor("hana")
    actions.withdraw_line(actor=actor, line=line, reason="Batal", at=plans.AT)
    looked_for()
    actions.restore_line(actor=actor, line=line, reason="Jadi", at=plans.AT)
    actions.state_figure(actor=actor, line=line, phase=Phase.REVISED, amount_idr=20_000_000_000, at=plans.AT, is_amount_sure=True)
    looked_for()
    Line.objects.filter(pk=line.pk).update(name="Sumur bor")
    looked_for()


@pytest.mark.parametrize("words", ["jalan", "helikopter"])
@pytest.mark.parametrize("more", [{}, {"planner": "desa"}, {"fund": FUNDS[0]}, {"place": "62.03"}, {"phase": "realised", "place": "62.03"}])
def test_no_way_asks_the_database_more_than_eight_times(client, house, way, words, more, django_assert_max_num_queries):
    params = Filters(words=words, **more).params()
    with django_assert_max_num_queries(8):
        assert client.get("/rencana/", params, headers={"host": "localhost"}).status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads the table as fast")
@pytest.mark.parametrize("more", [{}, {"planner": "kab"}, {"planner": "desa"}, {"phase": "budgeted"}])
def test_sums_for_words_read_one_index_in_its_order_and_no_whole_line(house, more):
    filters = Filters(words="jalan poros", **more)
    rows = lines_of(scope_of(filters), filters, plans.YEAR, is_wide=True).order_by().values_list("field_code")
    way = rows.annotate(**explorer._summed(filters.amount_column, explorer.Count("pk"))).explain()
    assert indexes.NAME in way
    assert "TEMP B-TREE" not in way


def test_the_engine_is_told_how_its_tables_are_filled(house):
    indexes.count_anew()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE idx = %s", [indexes.NAME])
        else:
            cursor.execute("SELECT COUNT(*) FROM pg_stats_ext_exprs WHERE statistics_name = %s", [indexes.SPREAD])
        assert cursor.fetchone()[0]


def test_keys_as_text_sort_as_keys_do(house):
    keys = list(Line.objects.order_by("pk").values_list("pk", flat=True))
    assert [UUID(key) for key in sorted(Line.objects.values_list(explorer._KEY, flat=True))] == keys
