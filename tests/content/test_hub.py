"""What a hub adds to the process: each response can be switched off, each way on leads where it says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.engines.test_engines_agree import agree_on_counts
from tests.theory.small import Made, run, uk_world
from waystation import uk
from waystation.cases.synthesise import synthesise
from waystation.engine.log import OPEN, Visit
from waystation.engine.recount import simulate_by_reference
from waystation.engine.reference import Reference
from waystation.engine.simulate import Simulation
from waystation.hubs.agreement import Ended
from waystation.hubs.joins import Joins
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw, Values
from waystation.process.checks import check
from waystation.process.words import Clock
from waystation.study.model import Model

FACTOR = 0.01
OPEN_AT_ONCE = {
    "hubs.kosovo.delay": 0, "hubs.first_year_share": 1, "hubs.injunction_rate": 0, "hubs.termination_rate": 0,
    "hubs.kosovo.intake_a_day": 1, "hubs.kosovo.places": 200, "hubs.selection_hazard": 2, "appeals.disposals_a_day": 9,
    "removals.escorts_a_day": 2, "removals.seats_a_day": 2,
}  # fmt: skip
PREFIX = "hub_kosovo_"
IN_HUB = tuple(PREFIX + part for part in ("stay", "heard", "evidence", "documents", "return"))


def hub_world(model: Model | None = None, **numbers: float) -> Made:
    """The UK model on a small scale with a hub that opens on 1 January 2027; numbers by name, '_' for the last '.'."""
    changes = [Change(name, FACTOR, times=True) for name in uk_flows()]
    changes += [Change(name, float(value)) for name, value in {**OPEN_AT_ONCE, **named(numbers)}.items()]
    held = (model or uk.load()).set(tuple(changes))
    made = held.world("kosovo")
    values = Values(made.book, Draw(()))
    return made, values, synthesise(held.recipe, values, held.calendar, 1, made.process.traits)


def uk_flows() -> tuple[str, ...]:
    """What is made smaller: the caseload, its desks, its detention; tribunal, escorts and seats are set not to bind."""
    opening = tuple(f"opening.{name}" for name in ("awaiting", "appeals", "exhausted", "withdrawn"))
    return ("arrivals.claims_a_year", "appeals.other_a_day", *opening, "decisions.a_day", "removals.detention_places")


def named(numbers: dict[str, float]) -> dict[str, float]:
    """`claim_share` means `hubs.claim_share`, and `kosovo_limit_days` the partner's own."""
    partner = {name: f"hubs.kosovo.{name.removeprefix('kosovo_')}" for name in numbers if name.startswith("kosovo_")}
    return {partner.get(name, f"hubs.{name}"): value for name, value in numbers.items()}


@cache
def lived(**numbers: float) -> Simulation:
    return run(hub_world(**numbers))


def taken(simulation: Simulation, *routes: str) -> int:
    """Cases that took any of some routes of the hub (or of another stage, if written in full)."""
    names = simulation.counts.codes.routes
    rows = [names.index(route if "." in route.removeprefix(PREFIX) else PREFIX + route) for route in routes]
    return int(simulation.counts.flow[:, rows, :, 0].sum())


def of(stage: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{PREFIX}{stage}.{name}" for name in names)


HELD = ("stay", "heard", "evidence", "documents")
SWITCHES = {
    "voluntary_share": of("notice", "leaves"),
    "lost_share": of("notice", "disappears"),
    "claim_share": of("notice", f"{PREFIX}challenge"),
    "pursued_share": (f"appeal_withdrawn.{PREFIX}pursued",),
    "unsuspended_share": of("challenge", f"{PREFIX}unsuspended"),
    "certified_share": of("challenge", f"{PREFIX}review"),
    "claim_success_share": (*of("claim", "kept"), *of("heard", "claim_brought_back")),
    "review_success_share": of("review", "kept"),
    "return_multiplier": of("stay", "return_home"),
    "voluntary_multiplier": (*of("stay", "voluntary_return"), *of("heard", "voluntary_return")),
    "evidence_multiplier": of("stay", "fresh_evidence"),
    "onward_hazard": tuple(name for stage in HELD for name in of(stage, "onward")),
    "onward_return_share": of("onward_journey", "comes_back"),
    "leave_hazard": tuple(name for stage in HELD for name in of(stage, "leave_to_stay")),
    "brought_back_hazard": tuple(name for stage in HELD for name in of(stage, "brought_back")),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_a_number_at_nought_switches_its_route_off_and_nothing_else_of_the_hub(name: str) -> None:
    usual, without = lived(), lived(**{name: 0.0})
    assert taken(usual, *SWITCHES[name]) > 0 == taken(without, *SWITCHES[name])
    assert taken(without, *of("flight", f"{PREFIX}stay")) > 100


RESPONSES = ("voluntary_share", "lost_share", "claim_share", "pursued_share", "unsuspended_share")


@pytest.mark.parametrize("name", RESPONSES)
def test_the_range_of_every_response_begins_at_nought(name: str) -> None:
    prior = uk.load().book[f"hubs.{name}"].prior
    assert prior is not None and prior.support()[0] == pytest.approx(0, abs=1e-2)


@pytest.mark.parametrize("name", ["return_multiplier", "voluntary_multiplier", "evidence_multiplier"])
def test_the_range_of_every_multiplier_holds_no_effect(name: str) -> None:
    prior = uk.load().book[f"hubs.{name}"].prior
    assert prior is not None and prior.support()[0] < 1 < prior.support()[1]


def test_the_threat_lowers_withdrawals_by_its_share_among_those_who_could_be_sent() -> None:
    without, half = lived(pursued_share=0), lived(pursued_share=0.5)
    pursues = taken(half, f"appeal_withdrawn.{PREFIX}pursued")
    given_up = taken(half, "appeal_withdrawn.abandoned")
    always = lived(pursued_share=1)
    could = taken(always, f"appeal_withdrawn.{PREFIX}pursued")
    assert could > 300 and given_up < taken(without, "appeal_withdrawn.abandoned")
    assert pursues / could == pytest.approx(0.5, abs=4 * 0.5 / could**0.5)
    outcomes = [taken(half, *of("pursued", name)) for name in ("struck_out", "allowed", "dismissed")]
    assert sum(outcomes) == pursues and min(outcomes) > 0
    assert taken(half, "appeal_withdrawn.conceded") == pytest.approx(
        taken(without, "appeal_withdrawn.conceded"), rel=0.1
    )


def test_nobody_responds_to_a_hub_that_takes_nobody() -> None:
    assert taken(lived(pursued_share=1, kosovo_places=0), f"appeal_withdrawn.{PREFIX}pursued") == 0


def lives(simulation: Simulation) -> list[list[Visit]]:
    found: dict[int, list[Visit]] = {}
    for visit in simulation.visits():
        found.setdefault(visit.case, []).append(visit)
    return list(found.values())


def test_a_claim_that_does_not_suspend_is_heard_from_the_hub_and_wins_a_way_back() -> None:
    every = lived(unsuspended_share=1, claim_success_share=1)
    assert taken(every, *of("challenge", f"{PREFIX}claim", f"{PREFIX}review")) == 0
    assert taken(every, *of("heard", "claim_brought_back")) > 20 and taken(every, *of("heard", "dismissed")) == 0
    for life in lives(every):
        seen = [visit.stage.removeprefix(PREFIX) for visit in life]
        assert "heard" not in seen or seen.index("unsuspended") < seen.index("stay") < seen.index("heard")
        assert seen.count("heard") <= 1


def test_a_lost_claim_leads_back_to_the_stay_and_is_not_heard_again() -> None:
    never = lived(unsuspended_share=1, claim_success_share=0)
    assert taken(never, *of("heard", "dismissed")) > 20
    assert max(sum(visit.stage == f"{PREFIX}heard" for visit in life) for life in lives(never)) == 1


def test_home_goes_by_documents_and_a_flight_and_keeps_the_place() -> None:
    simulation = lived(return_multiplier=20)
    paths = [[visit.stage for visit in life] for life in lives(simulation) if life[-1].stage == "returned_from_hub"]
    assert len(paths) > 20
    assert all(path[-3:-1] == [f"{PREFIX}documents", f"{PREFIX}return"] for path in paths)
    process = hub_world()[0].process
    assert all(process[stage].holds == (f"{PREFIX}places",) for stage in IN_HUB)


def test_evidence_is_heard_there_and_comes_back_only_if_accepted() -> None:
    simulation = lived(evidence_multiplier=10)
    accepted, rejected = (
        taken(simulation, *of("evidence", "evidence_brought_back")),
        taken(simulation, *of("evidence", "rejected")),
    )
    share = accepted / (accepted + rejected)
    assert accepted + rejected > 100 and share == pytest.approx(0.55, abs=4 * 0.5 / (accepted + rejected) ** 0.5)
    after = [
        b.stage
        for life in lives(simulation)
        for a, b in pairwise(life)
        if a.route == f"{PREFIX}evidence.evidence_brought_back"
    ]
    assert set(after) == {"fresh_claim"}


def test_who_moves_on_comes_back_after_the_journey_or_never() -> None:
    none, every = lived(onward_hazard=1, onward_return_share=0), lived(onward_hazard=1, onward_return_share=1)
    assert (
        taken(none, *of("onward_journey", "onward_from_hub")) > 30
        and taken(none, *of("onward_journey", "comes_back")) == 0
    )
    assert taken(every, *of("onward_journey", "onward_from_hub")) == 0
    back = [
        (a, b) for life in lives(every) for a, b in pairwise(life) if a.route == f"{PREFIX}onward_journey.comes_back"
    ]
    assert len(back) > 30 and {b.stage for _, b in back} == {"claim"}
    assert np.median([a.left - a.entered for a, _ in back]) > 60


def test_nobody_is_transferred_twice_and_nobody_outstays_the_limit() -> None:
    simulation = lived(kosovo_limit_days=400)
    for life in lives(simulation):
        assert sum(visit.route == f"{PREFIX}flight.{PREFIX}stay" for visit in life) <= 1
        there = [visit for visit in life if visit.stage in IN_HUB[:-1]]
        if there:
            left = there[-1].left if there[-1].left != OPEN else len(hub_world()[0].calendar.month_of_day)
            assert left - there[0].entered <= 401
    assert taken(simulation, *of("stay", "failure_brought_back")) > 20


def transfers(simulation: Simulation) -> np.ndarray:
    return np.array([v.left for v in simulation.visits() if v.route == f"{PREFIX}flight.{PREFIX}stay"])


OPENING = 365  # 1 January 2027


def test_courts_stop_transfers_for_a_time() -> None:
    stopped = transfers(lived(injunction_rate=1, kosovo_injunction_luck=np.exp(-1), injunction_days=200))
    begins = OPENING + 366  # a rate of one a year and this luck: after exactly a year
    assert transfers(lived()).min() < begins and np.isin(np.arange(begins, begins + 200), transfers(lived())).any()
    assert not ((stopped >= begins) & (stopped < begins + 200)).any()
    assert (stopped < begins).sum() > 50 and (stopped >= begins + 200).sum() > 50
    np.testing.assert_array_equal(
        np.sort(stopped[stopped < begins]), np.sort(transfers(lived())[transfers(lived()) < begins])
    )


@pytest.mark.parametrize("numbers", [{"injunction_rate": 0.0}, {"injunction_rate": 1.0, "kosovo_injunction_luck": 0.0}])
def test_courts_that_never_come_stop_nobody(numbers: dict[str, float]) -> None:
    np.testing.assert_array_equal(np.sort(transfers(lived(**numbers))), np.sort(transfers(lived())))


def ending(model: Model, then: str) -> Model:
    """The model, with another word on what happens to people in the hub when its agreement has ended."""
    held = model.agreements["kosovo"]
    return replace(model, agreements={"kosovo": replace(held, ended=Ended(then, held.ended.pace))})  # type: ignore[arg-type]


@pytest.mark.parametrize("then", ["brought_back", "run_on"])
def test_a_terminated_agreement_takes_nobody_more_and_says_what_becomes_of_people_there(then: str) -> None:
    made = hub_world(ending(uk.load(), then), termination_rate=1, kosovo_termination_luck=np.exp(-1))
    simulation, over = run(made), OPENING + 366
    assert transfers(simulation).max() < over and len(transfers(simulation)) > 50
    rows = [row for row, name in enumerate(simulation.counts.codes.stages) if name.startswith(PREFIX)]
    month = made[0].calendar.month_of_day[over]
    there = simulation.counts.month_end[:, rows][..., 0].sum(axis=(1, 2))
    assert there[month - 1] > 20 and there[-1] == 0, "nobody is stuck"
    brought = (
        sum(taken(simulation, *of(stage, "terminated_brought_back")) for stage in HELD) if then == "brought_back" else 0
    )
    names = {route.name for route in made[0].process[f"{PREFIX}stay"].routes}
    assert (brought > 20) == ("terminated_brought_back" in names) == (then == "brought_back")


def test_the_first_year_takes_its_share_of_the_intake() -> None:
    ramped = lived(first_year_share=0.25).counts
    row, months = ramped.codes.resources.index(f"{PREFIX}intake"), slice(12, 24)
    assert ramped.offered[months, row].sum() == pytest.approx(0.25 * 365)
    assert ramped.offered[24:36, row].sum() == pytest.approx(366)
    assert ramped.used[months, row].sum() <= 0.25 * 365


def test_grounds_that_accrue_with_time_run_on_in_the_hub_multiplied() -> None:
    model = uk.load()
    accruing: Joins = replace(model.joins, grounds=("further_submissions",))
    counted = [
        run(hub_world(replace(model, joins=accruing), grounds_multiplier=m, evidence_multiplier=0)) for m in (0, 1)
    ]
    none, full = (taken(simulation, *of("stay", "further_submissions")) for simulation in counted)
    assert none == 0 < full
    world = replace(model, joins=accruing).world("kosovo")
    assert not check(world.process, world.book, world.facts, model.recipe.entries)
    clock = next(route.after for route in world.process[f"{PREFIX}stay"].routes if route.name == "further_submissions")
    assert clock == Clock("submissions.hazard", times=("hubs.grounds_multiplier",))
    assert "further_submissions" in {route.name for route in world.process[f"{PREFIX}claim"].clocks}


def test_travel_documents_may_be_a_resource_of_the_country() -> None:
    model = uk.load()
    shared = replace(model, joins=replace(model.joins, documents="escorts"))
    assert shared.world("kosovo").process[f"{PREFIX}documents"].queue == "escorts"


def test_the_engines_agree_on_the_uk_with_a_hub_that_is_stopped_and_ended() -> None:
    made = uk_world(0.003, scenario="kosovo")
    found = run(made)
    assert Reference(*made, 1).run() == found.visits()
    agree_on_counts(found, simulate_by_reference(*made, 1))
    assert any(route.endswith("terminated_brought_back") for route in {visit.route for visit in found.visits()})
