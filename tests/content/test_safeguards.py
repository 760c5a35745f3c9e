"""Safeguards and agreements: each is checked, each check can fail, each amount is the one that was published."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.content.small import point, small
from waystation import uk
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.counts import Counts
from waystation.engine.simulate import simulate
from waystation.hubs.agreement import Agreement
from waystation.hubs.assess import assess
from waystation.hubs.safeguard import ByRule, ByStatement, ByStructure, Finding, Stated
from waystation.hubs.structure import PROPERTIES, Ground, Scene
from waystation.hubs.term import Figure, Term
from waystation.parameters.book import Change
from waystation.parameters.draw import Values
from waystation.process.checks import check
from waystation.process.process import Process
from waystation.process.words import Route
from waystation.rules.expr import Condition
from waystation.rules.parse import parse

MODEL = uk.load()
KOSOVO = MODEL.agreements["kosovo"]
EVERY = {**MODEL.agreements, **MODEL.arrangements}
SCHEMES = {
    "kosovo", "montenegro", "north_macedonia", "uk_rwanda", "italy_albania", "denmark_kosovo", "us_kosovo", "us_rwanda",
    "us_eswatini", "us_equatorial_guinea", "netherlands_uganda", "australia_nauru", "australia_cambodia",
    "israel_rwanda_uganda", "uk_france", "uk_albania",
}  # fmt: skip
HELD = ("S06", "S19", "S20")


def found(agreement: Agreement, ground: Ground | None = None) -> dict[str, Finding]:
    held = assess(MODEL.safeguards, agreement, ground or MODEL.ground())
    return {finding.safeguard.id: finding for finding in held}


def test_there_are_twenty_safeguards_each_with_law_or_claims_and_a_check() -> None:
    assert list(MODEL.safeguards) == [f"S{number:02}" for number in range(1, 21)]
    weights = {name: held.weight for name, held in MODEL.safeguards.items()}
    assert {name for name, weight in weights.items() if weight == "soft"} == set(HELD)
    assert {name for name, weight in weights.items() if weight == "advisory"} == {"S12"}
    assert all(held.checks and held.claims for held in MODEL.safeguards.values())
    used = {held.has for one in MODEL.safeguards.values() for held in one.checks if isinstance(held, ByStructure)}
    assert used == set(PROPERTIES)
    kinds = {type(held) for one in MODEL.safeguards.values() for held in one.checks}
    assert kinds == {ByRule, ByStructure, ByStatement}


def test_every_scheme_is_a_file() -> None:
    assert set(EVERY) == SCHEMES


def test_kosovo_states_honestly_what_is_open_and_the_scenario_waives_it() -> None:
    held = found(KOSOVO)
    blocking = {name for name, finding in held.items() if finding.blocks}
    assert (
        blocking
        == {"S04", "S05", "S09", "S10", "S11", "S13", "S14", "S15", "S16"}
        == set(MODEL.scenarios["kosovo"].despite)
    )
    assert all(held[name].standing == "open" for name in blocking)
    assert all(held[name].standing == "met" for name in ("S01", "S02", "S03", "S07", "S08", "S17", "S18"))


# --- each check can fail ------------------------------------------------------------------------------------------


def with_route(process: Process, stage: str, to: str) -> Process:
    one = process[stage]
    return process.with_stages(replace(one, routes=(Route(to, label="way_round"), *one.routes)))


def ground(*changes: Change, process: Process | None = None) -> Ground:
    base = MODEL.ground()
    return replace(base, book=base.book.changed(changes), process=process or base.process)


FAILS = {
    "after_exhaustion": (ground(process=with_route(MODEL.process, "withdrawn", "exhausted")), "", "can be picked"),
    "only_from_the_pool": (
        ground(process=with_route(MODEL.process, "out_of_contact", "hub_kosovo_notice")), "", "past 'exhausted'"
    ),
    "longest_stay": (ground(Change("hubs.kosovo.limit_days", 731.0)), "hubs.stay_ceiling_days", "731 days"),
    "way_out": (
        ground(Change("hubs.leave_hazard", 0.0), Change("hubs.brought_back_hazard", 0.0)), "", "nobody is ever released"
    ),
    "challenge": (ground(Change("hubs.claim_share", 0.0)), "", "nobody ever challenges"),
    "sender_pays": (ground(), "France", "no term is paid by France"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILS)
def test_a_property_of_the_process_can_fail(name: str) -> None:
    set_against, of, why = FAILS[name]
    usual = "United Kingdom" if name == "sender_pays" else of
    assert PROPERTIES[name].fault(Scene(KOSOVO, MODEL.ground()), usual) == ""
    assert why in PROPERTIES[name].fault(Scene(KOSOVO, set_against), of)


def test_a_failure_path_that_leads_nowhere_is_seen() -> None:
    scene = Scene(KOSOVO, MODEL.ground())
    stay = scene.stage("stay")
    lost = replace(stay, routes=tuple(route for route in stay.routes if not route.name.startswith("failure")))
    scene.__dict__["expanded"] = scene.expanded.with_stages(lost)
    assert PROPERTIES["failure_path"].fault(scene, "") == "the longest stay leads nowhere"


def test_a_transfer_called_off_is_no_transfer_stopped_by_a_court() -> None:
    scene = Scene(KOSOVO, MODEL.ground())
    courts = [scene.stage("claim"), scene.stage("review")]
    assert all(any(route.name.endswith("called_off") for route in court.routes) for court in courts)
    lost = [replace(one, routes=tuple(route for route in one.routes if route.name != "kept")) for one in courts]
    scene.__dict__["expanded"] = scene.expanded.with_stages(*lost)
    assert PROPERTIES["challenge"].fault(scene, "") == "no court can stop a transfer"


def test_a_rule_of_the_agreement_can_make_good_what_the_process_lets_through() -> None:
    around = ground(process=with_route(MODEL.process, "withdrawn", "exhausted"))
    rule = parse("since(rights_exhausted) >= 0", MODEL.facts)
    stricter = replace(KOSOVO, who=(*KOSOVO.who, Condition("exhausted", "has exhausted rights", rule)))
    assert found(KOSOVO, around)["S01"].standing == "unmet" and found(stricter, around)["S01"].standing == "met"


@pytest.mark.parametrize(("dropped", "safeguard"), [("adult", "S07"), ("not_vulnerable", "S08")])
def test_a_condition_left_out_is_seen_by_whom_it_lets_through(dropped: str, safeguard: str) -> None:
    looser = replace(KOSOVO, who=tuple(condition for condition in KOSOVO.who if condition.id != dropped))
    finding = found(looser)[safeguard]
    assert finding.standing == "unmet" and finding.because[0].startswith("somebody may be sent who ")


@pytest.mark.parametrize(
    "rule", ["age >= 18", "not unaccompanied_child", "grown_up", "age >= 21 or (age >= 18 and accompanied)"]
)
def test_any_rule_that_keeps_children_out_will_do(rule: str) -> None:
    (no_families,) = (condition for condition in KOSOVO.who if condition.id == "no_family_with_children")
    held = replace(KOSOVO, who=(no_families, Condition("adult", "is an adult", parse(rule, MODEL.facts))))
    assert found(held)["S07"].standing == "met"


def test_families_may_be_sent_only_if_the_agreement_says_so() -> None:
    looser = replace(KOSOVO, who=tuple(one for one in KOSOVO.who if one.id != "no_family_with_children"))
    assert found(looser)["S07"].standing == "unmet"
    stated = {**KOSOVO.stated, "S07": Stated("met", "Article 3 allows families with children.", ("ohhnews-families",))}
    assert found(replace(looser, stated=stated))["S07"].standing == "met"


# --- soft safeguards unmet add time and risk ----------------------------------------------------------------------


def counted(*changes: Change, holds: tuple[str, ...]) -> Counts:
    """The small model with the hub open, in one draw, holding transfers up by some safeguards."""
    model = small().set(changes)
    adds = tuple(held.adds for name, held in model.safeguards.items() if name in holds and held.adds)
    model = replace(model, agreements={**model.agreements, "kosovo": replace(KOSOVO, holds=adds)})
    world = model.world("kosovo")
    assert not check(world.process, world.book, world.facts, model.recipe.entries)
    values = Values(world.book, point(model))
    cases = synthesise(model.recipe, values, model.calendar, 1, model.process.traits)
    return simulate(*compile_tables(world, values, cases), 1).counts


def entries(counts: Counts, stage: str) -> float:
    return float(counts.inflow[:, counts.codes.stages.index(f"hub_kosovo_{stage}"), :, 0].sum())


def test_a_soft_safeguard_unmet_holds_up_the_share_it_names() -> None:
    counts = counted(Change("hubs.disclosure_share", 0.3), holds=("S20",))
    passed, held = entries(counts, "held"), entries(counts, "held_s20")
    assert passed > 100
    assert abs(held - 0.3 * passed) < 4 * math.sqrt(passed * 0.3 * 0.7)


def test_a_court_that_stops_every_stayed_transfer_leaves_the_hub_empty() -> None:
    sure = (Change("hubs.court_stay_share", 1.0), Change("hubs.review_success_share", 1.0))
    free, stopped = counted(holds=()), counted(*sure, holds=("S19",))
    assert entries(free, "stay") > 0 and entries(stopped, "held_s19") > 0
    assert entries(stopped, "stay") == entries(stopped, "cleared") == 0


def test_a_share_of_nothing_adds_nothing() -> None:
    free, nil = counted(holds=()), counted(Change("hubs.disclosure_share", 0.0), holds=("S20",))
    rows = [nil.codes.stages.index(stage) for stage in free.codes.stages]
    np.testing.assert_array_equal(free.month_end, nil.month_end[:, rows])
    np.testing.assert_array_equal(free.inflow, nil.inflow[:, rows])


def test_each_transfer_passes_the_holds_once() -> None:
    """Every way to clearance leads past them, but for whoever was cleared before and stopped at the flight."""
    process = MODEL.world("kosovo").process
    ways = {stage.id for stage, route in process.routes() if route.to == "hub_kosovo_cleared"}
    holds = {f"hub_kosovo_held_{held.id.lower()}" for held in KOSOVO.holds}
    assert ways == {"hub_kosovo_held", "hub_kosovo_flight", *holds}
    gated = {stage.id.removeprefix("hub_kosovo_") for stage, route in process.routes() if route.to == "hub_kosovo_held"}
    assert gated == {"notice", "unsuspended", "claim", "review"}
    clocks = {stage: {route.name for route in process[stage].clocks} for stage in ("hub_kosovo_review", *holds)}
    assert len(set(map(frozenset, clocks.values()))) == 1 and "terminated_called_off" in clocks["hub_kosovo_review"]


def test_what_a_hub_states_decides_what_is_added() -> None:
    assert [held.id for held in KOSOVO.holds] == ["S06", "S20"]
    stages = {stage.id for stage in MODEL.world("kosovo").process.stages}
    assert {"hub_kosovo_held", "hub_kosovo_held_s06", "hub_kosovo_held_s20"} <= stages
    assert not [stage for stage in stages if "s19" in stage]


# --- the exchange with France -------------------------------------------------------------------------------------


def test_the_exchange_with_france_names_the_numbers_that_the_process_uses() -> None:
    exchange = MODEL.arrangements["uk_france"].exchange
    notice = MODEL.process["inadmissibility_notice"]
    assert exchange is not None and notice.queue is not None
    assert [clock.after.of for clock in notice.clocks if clock.after] == [exchange.within]
    assert {one.id: one.capacity for one in MODEL.process.resources}[notice.queue] == exchange.returns
    (admitted,) = (measure for measure in MODEL.measures if measure.id == "admitted_from_france")
    assert admitted.parameters == (exchange.admitted,)


def test_for_each_person_returned_to_france_so_many_are_admitted() -> None:
    counts = counted(holds=())
    by_id = {measure.id: measure for measure in MODEL.measures}
    ratio = np.full(len(counts.codes.months), 0.75)
    returned = by_id["returned_to_france"].monthly(counts, lambda name: ratio)
    assert returned.sum() > 0
    np.testing.assert_allclose(by_id["admitted_from_france"].monthly(counts, lambda name: ratio), 0.75 * returned)


# --- money and figures --------------------------------------------------------------------------------------------

TERMS = [pytest.param(term, id=f"{name}.{term.id}") for name, held in EVERY.items() for term in held.terms]
FIGURES = [
    pytest.param(figure, id=f"{name}: {figure.says}")
    for name, held in MODEL.arrangements.items()
    for figure in (*held.capacity, *held.moved)
]
MONTHS = 12


def published(name: str) -> float:
    """The number of a claim in whole units."""
    claim = MODEL.register[name]
    scale = 1_000_000 if "million" in claim.unit else 1
    return float(claim.value) * scale if isinstance(claim.value, int | float) else math.nan


@pytest.mark.parametrize("term", TERMS)
def test_an_amount_is_the_one_that_was_published(term: Term) -> None:
    if term.status == "hypothetical":
        assert term.parameter and MODEL.book[term.parameter].prior is not None
        return
    assert term.amount is not None and term.claims
    numbers = [published(name) for name in term.claims]
    numbers += [MONTHS * number for number in numbers] if term.status == "derived" else []
    assert any(math.isclose(term.amount, number) for number in numbers)
    assert any(MODEL.register[name].unit.startswith(term.currency) for name in term.claims)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_the_one_that_was_published(figure: Figure) -> None:
    assert any(math.isclose(figure.value, published(name)) for name in figure.claims)


def test_terms_that_are_not_a_person_are_held_like_any_other() -> None:
    railways = {term.id: term for term in MODEL.agreements["montenegro"].terms}["railways"]
    assert (railways.amount, railways.currency, railways.per) == (10_000_000_000, "EUR", "once")
    trigger = {term.id: term for term in EVERY["uk_rwanda"].terms}["at_300"]
    assert (trigger.per, trigger.after, trigger.amount) == ("trigger", 300, 120_000_000)
    assert trigger.say() == "GBP 120,000,000 once 300 people have been sent"
    rent = {term.id: term for term in EVERY["denmark_kosovo"].terms}["rent"]
    assert rent.per == "year" and rent.first is not None and rent.last is not None
    assert {term.per for held in EVERY.values() for term in held.terms} >= {
        "once",
        "year",
        "person",
        "place_day",
        "trigger",
    }
    reported = {term.id: term for term in MODEL.agreements["north_macedonia"].terms}["per_person"]
    assert reported.amount == 20_000 and "infomigrants-mickoski-never" in reported.claims
