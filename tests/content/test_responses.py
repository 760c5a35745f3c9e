"""Deterrence in the UK model: off unless assumed; spare cases; what is checked of priorities and responses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.content.small import drawn, point, same, small
from waystation import uk
from waystation.cases.synthesise import synthesise
from waystation.parameters.draw import Values
from waystation.process.checks import check
from waystation.process.process import Process
from waystation.process.words import Priority, Response
from waystation.rules.expr import Compare, Condition
from waystation.scenario.load import parse_setting
from waystation.study import runner
from waystation.study.model import Model
from waystation.study.runner import DrawResult

MODEL = uk.load()
VALUES = Values(MODEL.book, point(small()))
ON, HUB = "kosovo-deterrence", "kosovo"
STRONG = ("responses.deterrence_strength=1", "responses.lag=0", "hubs.kosovo.chance=1", "hubs.selection_hazard=6",
          "hubs.kosovo.intake_a_day=50", "hubs.kosovo.places=20000", "hubs.kosovo.delay=0",
          "hubs.first_year_share=1", "hubs.injunction_rate=0", "hubs.termination_rate=0")  # fmt: skip


def assuming(*settings: str) -> Model:
    return small().set(tuple(parse_setting(text, small().book) for text in settings))


def arrivals(result: DrawResult, scenario: str) -> np.ndarray:
    place = [measure.id for measure in MODEL.measures].index("arrivals")
    return result.runs[scenario, 1].monthly[place]


def test_the_baseline_and_the_hub_alone_have_no_response() -> None:
    assert [response.id for response in MODEL.process.responses] == ["deterrence"]
    for name, scenario in MODEL.scenarios.items():
        strength = Values(MODEL.book_of(name), point(small())).table("responses.deterrence", MODEL.calendar.start)
        assert strength.any() == (name == ON), scenario.title


def test_deterrence_without_a_hub_is_the_baseline_to_the_last_bit() -> None:
    found = drawn(small(), HUB, ON)
    assert same(found.runs[ON, 0], found.runs["baseline", 0]) and same(found.runs[HUB, 0], found.runs["baseline", 0])


def test_deterrence_leaves_the_other_scenarios_of_a_run_as_they_are() -> None:
    """Though a run with it holds spare cases."""
    alone, beside = drawn(assuming(*STRONG), HUB), drawn(assuming(*STRONG), HUB, ON)
    assert all(same(alone.runs[key], beside.runs[key]) for key in alone.runs)


@pytest.mark.parametrize("displaced", [0, 1])
def test_a_large_hub_lowers_arrivals_and_displacement_makes_up_for_it(displaced: int) -> None:
    found = drawn(assuming(*STRONG, f"responses.deterrence_displaced={displaced}"), HUB, ON)
    before, after = arrivals(found, HUB), arrivals(found, ON)
    assert (after[:13] == before[:13]).all()  # the hub opens after a year
    change, moved = after.sum() / before.sum() - 1, (after != before).sum()
    assert moved > 50 and (change < -0.005 if displaced == 0 else abs(change) < 0.002)


def test_spare_cases_are_made_only_for_a_run_that_can_raise_arrivals(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = []

    def noted(*given: object) -> object:
        rooms.append(given[5])
        return synthesise(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "synthesise", noted)
    drawn(small(), HUB)
    drawn(small(), HUB, ON)
    drawn(assuming("responses.deterrence_displaced=0"), HUB, ON)
    assert rooms == [1.0, 1.25, 1.0]


def test_spare_cases_leave_the_others_as_they_are() -> None:
    given = (MODEL.recipe, Values(small().book, point(small())), MODEL.calendar, 5, MODEL.process.traits)
    few, more = synthesise(*given), synthesise(*given, 1.5)
    count = more.central
    assert count == len(few) == few.central < len(more) and few.opening == more.opening
    assert few.level is not None and more.level is not None
    columns = ((few.entered, more.entered), (few.people, more.people), (few.level, more.level),
               (few.own_day, more.own_day), (few.stage, more.stage),
               *((few.axes[name], more.axes[name]) for name in few.axes),
               *((few.facts[name], more.facts[name]) for name in few.facts),
               *((few.traits[name], more.traits[name]) for name in few.traits))  # fmt: skip
    assert all(np.array_equal(here, there[:count]) for here, there in columns)
    claims = more.stage == more.stages.index("claim")
    assert claims[count:].all() and not more.facts["other_appeal"][count:].any()
    come, spare = int((claims[:count] & (more.entered[:count] >= 0)).sum()), len(more) - count
    assert abs(spare - come / 2) < 4.5 * np.sqrt(come * 0.75)
    assert more.level[count:].min() > 1 and more.level.max() <= 1.5
    assert (more.level[:count] == 0).sum() == (~claims[:count] | (more.entered[:count] < 0)).sum()
    routes = [np.bincount(more.axes["route"][part], minlength=4) for part in (slice(count, None), claims)]
    assert np.allclose(routes[0] / routes[0].sum(), routes[1] / routes[1].sum(), atol=0.05)


RESPONSE = MODEL.process.responses[0]
NOBODY = Condition("nobody", "is nobody", Compare("agee", ">", 3))


def other(**changes: object) -> Process:
    return replace(MODEL.process, responses=(replace(RESPONSE, **changes),))  # type: ignore[arg-type]


WRONG: dict[str, tuple[Process, str]] = {
    "strength": (other(strength="responses.lagg"), "does not exist"),
    "axis": (other(axis="years_since"), "no axis of classes"),
    "other axis": (other(axis="nationality"), "is not by 'nationality'"),
    "lag": (other(lag="responses.headroom"), "as months"),
    "displaced": (other(displaced="responses.deterrence"), "not one number"),
    "signal": (other(signal=("refused.apeal",)), "watches a route"),
    "per": (other(per=("awaiting",)), "counts entries"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_malformed_response_is_refused(what: str) -> None:
    process, complaint = WRONG[what]
    found = check(process, MODEL.book, MODEL.facts, MODEL.recipe.entries)
    assert [problem.where for problem in found] == ["response deterrence"] and complaint in found[0].what
    assert found[0].remedy


@pytest.mark.parametrize(
    ("priority", "complaint"),
    [
        (Priority("all"), "serves everyone first"),
        (Priority("some", share="responses.lag"), "as share"),
        (Priority("nobody", (NOBODY,)), "a fact 'agee' that does not exist"),
    ],
)
def test_a_malformed_priority_is_refused(priority: Priority, complaint: str) -> None:
    first, *others = MODEL.process.resources
    process = replace(MODEL.process, resources=(replace(first, first=(priority,)), *others))
    found = check(process, MODEL.book, MODEL.facts, MODEL.recipe.entries)
    assert [problem.where for problem in found] == [f"resource {first.id}"] and complaint in found[0].what
    assert found[0].remedy


def test_a_response_is_a_part_of_the_fingerprint() -> None:
    without = replace(MODEL.process, responses=())
    bare = Response("x", "x", "route", "responses.deterrence", (), (), "responses.lag", "responses.window")
    assert len({each.fingerprint for each in (MODEL.process, without, replace(without, responses=(bare,)))}) == 3
