"""The numbers of the UK model: shares that sum, stocks that equal the official totals, sources that are cited."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from waystation import uk
from waystation.cases.schema import Cases
from waystation.cases.synthesise import synthesise
from waystation.parameters.draw import Draw, Values
from waystation.study.uses import uses

MODEL = uk.load()
CENTRE = Values(MODEL.book, Draw(()))
START = MODEL.calendar.start
LAST_PERIOD = 2025
STATUSES = {"measured", "derived", "elicited", "assumed"}
MOST_COORDINATES = 130
AWAITING_CASES, AWAITING_PEOPLE, OPEN_APPEALS = 48_723, 64_426, 80_333  # official totals of 31 December 2025

RELEASE = re.compile(
    r"(?:year ending [A-Z][a-z]+|[A-Z][a-z]+ to [A-Z][a-z]+|, [A-Z][a-z]+) 2026 release|2026 mid-year refresh"
)
YEAR = re.compile(r"(?<![\d,.-])(20[2-9]\d)(?![\d,]\d|\.\d)")
YEAR_TO_COME = re.compile(r"\b(?:from|by|to|until|then) $", re.IGNORECASE)


@pytest.fixture(scope="module")
def cases() -> Cases:
    """The caseload of the central draw."""
    return synthesise(MODEL.recipe, CENTRE, MODEL.calendar, 1, MODEL.process.traits)


def periods_cited(text: str) -> list[str]:
    """Years after the last period that may be cited.

    A release may be named by its own date, as in 'year ending March 2026 release'. A later year may be named as one to
    come, as in 'from 2027'; 2026 itself may not, since figures about it were being published when the model was made.
    """
    rest = RELEASE.sub("", text)
    found = [(int(match[1]), rest[: match.start()], match[0]) for match in YEAR.finditer(rest)]
    return [said for year, before, said in found if year > LAST_PERIOD
            and not (year > LAST_PERIOD + 1 and YEAR_TO_COME.search(before))]  # fmt: skip


# --- sources ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODEL.book.parameters)
def test_a_number_has_a_status_and_a_source(name: str) -> None:
    parameter = MODEL.book[name]
    assert parameter.status in STATUSES
    assert parameter.source or parameter.status == "assumed"
    assert parameter.status in {"elicited", "assumed"} or len(parameter.source) > 20
    assert not parameter.prior or parameter.prior_reason
    assert parameter.title and parameter.what


def test_no_period_after_2025_is_cited() -> None:
    texts = {name: parameter.source for name, parameter in MODEL.book.parameters.items()}
    texts |= {f"target {row.id}": f"{row.period} {row.source}" for row in MODEL.targets.published}
    texts |= {f"cohort {row.id}": row.source for row in MODEL.targets.cohorts}
    texts |= {f"reconciliation {row.id}": row.source for row in MODEL.reconciliation.rows}
    assert not {name: found for name, text in texts.items() if (found := periods_cited(text))}


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Home Office, year ending March 2026 release, Asy_D01, 31 December 2025", []),
        ("Ministry of Justice, January to March 2026 release: 80,333 open", []),
        ("UNHCR, 2026 mid-year refresh; 2,026 people; 0.2026", []),
        ("planned for 2023, then 2027; from 2027 half as many", []),
        ("10,244 claims in January to March 2026", ["2026"]),
        ("claims of 2010 to 2026", ["2026"]),
        ("the first quarter of 2026, and 12% in 2027", ["2026", "2027"]),
    ],
)
def test_a_period_is_told_from_a_release(text: str, cited: list[str]) -> None:
    assert periods_cited(text) == cited


def test_every_parameter_is_asked_for_by_the_model() -> None:
    """Being a lever is no use by itself; prices are asked for by the agreement, which shows them."""
    assert not [name for name, what in uses(MODEL).items() if not set(what) - {"a lever"}]


def test_there_are_not_more_coordinates_than_a_design_can_fill() -> None:
    assert 0 < len(MODEL.book.coordinates) <= MOST_COORDINATES


def one_high(name: str, point: float) -> Values:
    """The values of the central draw, but for one coordinate."""
    names = MODEL.book.coordinates
    return Values(MODEL.book, Draw(tuple(point if name == other else 0.5 for other in names)))


@pytest.mark.parametrize("point", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_however_many_refused_cases_appeal_the_receipts_are_those_of_late_2025(point: float) -> None:
    """Public figures give the sum of both kinds of appeal: 34,307 in half a year, with 32,730 refused cases."""
    values = one_high("appeals.lodged_share", point)
    lodged = values.table("appeals.lodged_share", START)
    share = 0.78 + lodged.mean() - MODEL.book["appeals.lodged_share"].at(START).mean()
    received = share * 32_730 / 184 + values.number("appeals.other_a_day", START)
    assert received == pytest.approx(34_307 / 184, rel=0.03)
    assert values.number("opening.appeals_other_share", START) == pytest.approx(1 - share * 117_448 / 116_672, abs=0.02)


@pytest.mark.parametrize("point", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_however_large_families_are_the_dependants_are_those_of_2025(point: float) -> None:
    values = one_high("people.dependants", point)
    accompanied = values.table("arrivals.claims_a_year", START) @ values.table("people.accompanied_share", START)
    assert accompanied * values.number("people.dependants", START) == pytest.approx(18_485, rel=0.03)


# --- sums ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "axis"), [("arrivals.route_share", 1), ("arrivals.month_share", 1), ("appeals.other_mix", 0)]
)
def test_shares_sum_to_one(name: str, axis: int) -> None:
    for when in (START, date(START.year + 5, 1, 1)):
        table = CENTRE.table(name, when)
        assert table.sum(axis=axis) == pytest.approx(1, abs=1e-3)
        assert (table >= 0).all()


def test_claims_are_those_of_2025() -> None:
    assert CENTRE.table("arrivals.claims_a_year", START).sum() == pytest.approx(82_140, abs=1)


def test_the_reconciliation_ends_in_the_opening_stocks() -> None:
    rows = {row.id: row.cases for row in MODEL.reconciliation.rows}
    assert rows["awaiting"] == AWAITING_CASES and rows["appeals"] == OPEN_APPEALS
    for row, name in (("exhausted_gross", "opening.exhausted"), ("withdrawn_gross", "opening.withdrawn")):
        assert CENTRE.table(name, START).sum() == pytest.approx(rows[row], rel=1e-3)


def standing(cases: Cases, *stages: str) -> tuple[int, int]:
    """Cases and people who stand in some stages at the start."""
    rows = [cases.stages.index(stage) for stage in stages]
    there = (cases.entered < 0) & np.isin(cases.stage, rows)
    return int(there.sum()), int(cases.people[there].sum())


def test_the_opening_caseload_equals_the_official_totals(cases: Cases) -> None:
    awaiting, people = standing(cases, "awaiting_decision")
    appeals, _ = standing(cases, "appeal")
    assert awaiting == AWAITING_CASES and appeals == OPEN_APPEALS
    assert people == pytest.approx(AWAITING_PEOPLE, rel=0.01)


def test_no_case_stands_in_two_places(cases: Cases) -> None:
    """The parts of the opening caseload add up, and whoever is taken out is not put in elsewhere."""
    here = 1 - CENTRE.number("opening.unrecorded_departure_share", START)
    exhausted = CENTRE.table("opening.exhausted", START).sum() * here
    withdrawn = CENTRE.table("opening.withdrawn", START).sum() * here
    assert standing(cases, "exhausted", "out_of_contact")[0] == pytest.approx(exhausted, abs=1)
    assert standing(cases, "withdrawn", "withdrawn_by_conduct")[0] == pytest.approx(withdrawn, abs=1)
    known = [standing(cases, stage)[0] for stage in cases.stages]
    assert sum(known) == cases.opening == int((cases.entered < 0).sum())
    refused = {"exhausted", "out_of_contact", "awaiting_decision", "appeal", "withdrawn", "withdrawn_by_conduct"}
    assert {stage for stage, number in zip(cases.stages, known, strict=True) if number} == refused


def test_families_are_whole(cases: Cases) -> None:
    names = ("accompanied", "unaccompanied_child", "with_children")
    accompanied, alone, with_children = (np.asarray(cases.facts[name], np.bool_) for name in names)
    assert (cases.people[accompanied] >= 2).all() and (cases.people[~accompanied] == 1).all()
    assert not (alone & accompanied).any() and not (with_children & ~accompanied).any()
    assert (np.asarray(cases.facts["age"], np.float64)[alone] < 18).all()
