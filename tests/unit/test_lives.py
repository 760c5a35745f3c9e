"""A life told again: it is the one that was simulated, its reasons are the rules', and its words fit the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from tests.content.small import small
from tests.theory.small import FLOWS, arriving, end, number, spread, world

from waystation.base.problems import CheckError, UsageError
from waystation.engine.compile import compile_tables
from waystation.engine.log import OPEN
from waystation.engine.simulate import simulate
from waystation.evidence.register import Register
from waystation.explain.life import Life, life, parting
from waystation.explain.replay import Simulated, person_at, replay, standing
from waystation.explain.tell import NARROW, tell
from waystation.explain.ways import Setting, Ways, render
from waystation.explain.why import Verdict
from waystation.parameters.book import Change
from waystation.process.words import Clock, Resource, Route, Stage
from waystation.report import one_case
from waystation.report.one_case import Question, simulated, why

EVERY = 37
TINY = small().set(tuple(Change(name, 0.4, times=True) for name in FLOWS))
HUB_STAY = "hub_kosovo_stay"


@cache
def in_world(scenario: str) -> Simulated:
    people = None if scenario == "baseline" else in_world("baseline").cases
    return simulated(TINY, scenario, draw=0, seed=7, people=people)


def to_the_hub() -> int:
    return int(in_world("kosovo").simulation.fates.ever(HUB_STAY).nonzero()[0][0])


# --- the replay -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["baseline", "kosovo"])
def test_the_reference_gives_every_case_the_way_that_the_kernel_took(scenario: str) -> None:
    found = in_world(scenario)
    for case in range(0, len(found.cases), EVERY):
        for step in found.steps(case):
            fires = [ran.fires for ran in step.ran if ran.fires is not None and ran.route.through is None]
            if step.is_clock and step.route and step.route.through is None:
                assert step.left == min(fires)
                assert next(ran.route for ran in step.ran if ran.fires == step.left) is step.route
            elif step.left is not None:
                assert all(step.left <= day for day in fires)


def test_a_life_that_its_luck_does_not_give_is_refused() -> None:
    found = in_world("kosovo")
    log = found.simulation.log
    assert log is not None
    case = to_the_hub()
    visits = replace(found.simulation, log=log[log[:, 0] == case]).visits()
    for place, visit in enumerate(visits):
        other = [route for route in found.world.process[visit.stage].exits if visit.route and route.share]
        others = [route for route in other if f"{visit.stage}.{route.name}" != visit.route]
        if others and visit.left != OPEN:
            visits[place] = visit._replace(route=f"{visit.stage}.{others[0].name}")
            break
    with pytest.raises(CheckError, match="which its luck does not give"):
        replay(found.world, found.values, found.cases, number=case, seed=found.seed, visits=visits)


def test_where_a_case_stands_and_what_the_rules_see_of_it() -> None:
    found, case = in_world("kosovo"), to_the_hub()
    steps = found.steps(case)
    assert standing(steps, steps[0].entered - 1) is None
    for step in steps:
        if step.left is None or step.left > step.entered:
            assert standing(steps, step.entered) is step
    stay = next(step for step in steps if step.stage.id == HUB_STAY)
    seen = person_at(found, case, stay, stay.entered + 5)
    assert seen.case[f"since({HUB_STAY})"] == 5 and seen.case[f"visits({HUB_STAY})"] == 1
    assert seen.case["since(rights_exhausted)"] >= 5 and seen.case["since(granted)"] == -1
    born = found.own_day(case)
    assert person_at(found, case, stay, found.world.calendar.day(born)).case["grown_up"] is True
    assert person_at(found, case, stay, found.world.calendar.day(born) - 1).case["grown_up"] is False


# --- the words ------------------------------------------------------------------------------------------------------


def desk() -> Simulated:
    """A desk that takes 10 days and serves one case every 20 days; whoever waits may go after 35 days, by a clock."""
    stages = (
        Stage("desk", "At the desk", "Clerk", takes="work", queue="clerks",
              routes=(Route("gone", after=Clock("patience"), says="gives up"), Route("done", says="is served"))),
        end("done"), end("gone"),
    )  # fmt: skip
    numbers = (
        number("a_day", "per_day", (0, 0.05)), number("patience", "days", (0, 35)),
        spread("work", "fixed", days=10),
    )  # fmt: skip
    made = world(stages, numbers, 100, (Resource("clerks", "Clerks", "throughput", "a_day"),))
    made, values, cases = arriving(made, [0, 0, 0, 120])
    return Simulated(made, values, cases, 1, simulate(*compile_tables(made, values, cases), 1, keep_log=True))


def told(found: Simulated, case: int) -> Life:
    setting = Setting(found.world, found.values, Register({}, {}))
    return life(found, case, setting, scenario="desk", title="The desk")


def test_a_life_in_exact_words() -> None:
    first, second, third, last = (told(desk(), case) for case in range(4))
    assert [(visit.stage, visit.days, visit.waited) for visit in first.visits] == [("desk", 19, 9), ("done", 80, 0)]
    assert first.visits[0].because == (
        "The work there took 10 days.",
        "It waited 9 days for Clerks.",
        "Had run beside it: gives up (5 February 2026).",
    )
    assert first.end == "It ends on 20 January 2026: done."
    assert second.visits[0].because == (
        "Decisive: this clock, which ran out (35 days [patience]).",
        "It had waited 25 days for Clerks.",
    )
    assert third.end == "It ends on 5 February 2026: gone."
    assert last.visits == () and last.end == (
        "It never enters: it would come on 1 May 2026, after the last day simulated, 10 April 2026."
    )


def test_two_lives_part_where_they_first_differ() -> None:
    first, second, third, last = (told(desk(), case) for case in range(4))
    assert parting(first, first).day is None and parting(first, first).shared == len(first.visits)
    apart = parting(first, second)
    assert (apart.shared, apart.day) == (0, date(2026, 1, 20))
    assert "it leaves on 20 January 2026: is served, having waited 9 days for its turn" in apart.why
    assert parting(second, third).day is None
    assert parting(first, last).why == "It enters one of the two worlds only."


def test_the_hub_parts_a_life_from_the_same_life_without_it() -> None:
    found = one_case.life(TINY, "kosovo", through=HUB_STAY, seed=7)
    here, there = found.lives
    assert (here.scenario, there.scenario, found.case) == ("baseline", "kosovo", to_the_hub())
    assert found.parting is not None and found.parting.day is not None
    fates = [[(v.stage, v.entered, v.left, v.route) for v in told.visits] for told in found.lives]
    shared = found.parting.shared
    assert fates[0][:shared] == fates[1][:shared] and fates[0][shared] != fates[1][shared]
    assert HUB_STAY in [visit.stage for visit in there.visits] and HUB_STAY not in [v.stage for v in here.visits]
    assert found.notes == ("Told as if these hubs open, with the chance in this draw that each does: Kosovo (30%).",)
    assert len(found.rests_on) == len({name for told in found.lives for visit in told.visits for name in visit.numbers})


def test_a_life_in_one_world_only() -> None:
    alone = one_case.life(TINY, "baseline", case=3, seed=7)
    assert len(alone.lives) == 1 and alone.parting is None and not alone.notes


def test_a_scenario_that_changes_who_comes_has_no_same_case_beside_it() -> None:
    fewer = replace(
        TINY.scenarios["baseline"], id="fewer", title="Fewer", parent="baseline",
        changes=(Change("arrivals.claims_a_year", 0.5, times=True),),
    )  # fmt: skip
    found = one_case.life(replace(TINY, scenarios={**TINY.scenarios, "fewer": fewer}), "fewer", case=3, seed=7)
    assert [told.scenario for told in found.lives] == ["fewer"] and found.parting is None
    assert found.notes == (one_case.OTHER_PEOPLE.format("Baseline"),)


@pytest.mark.parametrize("width", [40, 60, 80, NARROW - 1, NARROW, 118, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    found = one_case.life(TINY, "kosovo", case=to_the_hub(), seed=7)
    text = tell(found, width)
    assert max(map(len, text.splitlines())) <= width
    beside = [line for line in text.splitlines() if "(baseline)" in line and "(kosovo)" in line]
    assert bool(beside) is (width >= NARROW)
    assert found.parting is not None
    if 60 <= width < NARROW:  # below that a long name may be broken
        words, shared = " ".join(text.split()), found.parting.shared
        apart = [visit for told in found.lives for visit in told.visits[shared:]]
        sentences = [each for visit in (*found.lives[0].visits[:shared], *apart) for each in visit.because]
        assert [each for each in (*sentences, *(told.end for told in found.lives)) if each not in words] == []


def test_the_same_question_gets_the_same_words() -> None:
    question = {"case": to_the_hub(), "seed": 7}
    assert tell(one_case.life(TINY, "kosovo", **question), 118) == tell(one_case.life(TINY, "kosovo", **question), 118)


# --- why, of a simulated case -----------------------------------------------------------------------------------------


def asked(day: int, **more: object) -> Ways | Verdict:
    question = Question(case=to_the_hub(), seed=7, day=TINY.calendar.date(day))
    return why(TINY, replace(question, **more))  # type: ignore[arg-type]


def picked() -> tuple[int, int]:
    """When the case began to wait in the pool, and when it was picked."""
    step = next(s for s in in_world("kosovo").steps(to_the_hub()) if s.route and s.route.to == "hub_kosovo_notice")
    assert step.left is not None
    return step.entered, step.left


def test_the_day_before_it_was_picked_it_was_eligible_and_the_day_after_it_stands_elsewhere() -> None:
    _, left = picked()
    before, after = asked(left - 1, agreement="kosovo"), asked(left, agreement="kosovo")
    assert isinstance(before, Verdict) and isinstance(after, Verdict)
    assert before.holds and not after.holds
    assert [reason.id for reason in after.reasons if not reason.holds] == ["stands_there"]


def test_the_ways_out_of_where_it_stands() -> None:
    _, left = picked()
    found = asked(left - 1)
    assert isinstance(found, Ways) and found.stage == "exhausted"
    assert all(way.open for way in found.ways)
    steps = in_world("kosovo").steps(to_the_hub())
    here = standing(steps, left - 1)
    assert here is not None and len(here.ran) == len(found.ways)
    changed = why(TINY, Question(case=to_the_hub(), seed=7, day=TINY.calendar.date(left - 1)), ["vulnerable=yes"])
    assert isinstance(changed, Ways)
    closed = [way for way in changed.ways if not way.open]
    assert [way.id for way in closed] == ["exhausted.hub_kosovo_notice"]
    assert [reason.id for reason in closed[0].reasons if not reason.holds] == ["not_vulnerable"]
    assert "CLOSED  is picked for the hub in Kosovo" in render(changed)


def test_a_stage_where_it_does_not_stand_is_asked_as_if() -> None:
    _, left = picked()
    found = asked(left - 1, stage="detained")
    assert isinstance(found, Ways) and found.standing.endswith("What follows is asked as if it stood elsewhere.")
    assert {way.id: way.open for way in found.ways} == {
        "detained.time_limit": True, "detained.released": True, "detained.removal": True,
    }  # fmt: skip


def test_a_clock_that_was_not_set_on_entry_is_no_open_way() -> None:
    """A clock's conditions are asked on the day of entry: what has come true since does not start it."""
    found, case = in_world("kosovo"), to_the_hub()
    entered, left = picked()
    here = standing(found.steps(case), left - 1)
    told = asked(left - 1)
    assert here is not None and isinstance(told, Ways)
    less = replace(here, ran=tuple(ran for ran in here.ran if ran.route.to != "hub_kosovo_notice"))
    way = one_case.as_started(told, less).ways[-1]
    assert not way.open and way.reasons[-1].id == "clock_was_set" and entered < left


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Question(), "say what is asked: --agreement ID, --stage ID, or --case NUMBER with --day DATE"),
        (Question(agreement="kosovo", stage="appeal"), "ask two things"),
        (Question(agreement="kosova"), "did you mean 'kosovo'?"),
        (Question(stage="apeal"), "did you mean 'appeal'"),
        (Question(stage="appeal", scenario="kosova"), "did you mean 'kosovo'?"),
        (Question(case=5), "say which day, up to 2036-03-31: --day DATE"),
        (Question(case=5, day=date(2036, 4, 1)), "say which day, up to 2036-03-31"),
        (
            Question(case=10**8, day=date(2030, 1, 1)),
            "there is no case 100000000: in this draw cases are numbered 0 to",
        ),
        (Question(case=5, day=date(1900, 1, 1)), "case 5 has not entered by 1900-01-01"),
        (Question(case=5, day=date(2030, 1, 1), agreement="kosovo", scenario="baseline"), "has no hub of 'kosovo'"),
        (Question(case=5, day=date(2030, 1, 1), draw=-1), "--draw and --seed are at least 0"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_remedy(question: Question, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        why(TINY, question)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "say whose life: --case NUMBER, or --through STAGE"),
        ({"case": 1, "through": "appeal"}, "give one of them"),
        ({"case": 10**8}, "there is no case 100000000"),
        ({"through": "apeal"}, "did you mean 'appeal'"),
        ({"case": 1, "against": "kosova"}, "did you mean 'kosovo'?"),
    ],
)
def test_a_life_that_cannot_be_told_is_refused_with_a_remedy(more: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        one_case.life(TINY, "kosovo", **more)  # type: ignore[arg-type]
    assert told in str(caught.value)


def test_an_own_day_given_as_a_date_needs_the_day_asked_about() -> None:
    with pytest.raises(UsageError, match="say which day is asked about with --day DATE"):
        why(TINY, Question(stage="refused"), ["grown_up=2027-03-03"])
