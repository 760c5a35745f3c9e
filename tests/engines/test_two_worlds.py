"""Two worlds with the same people and the same luck: one touch changes only what it can reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings

from tests.engines.worlds import FACTS, worlds
from tests.theory.small import Made, arriving, changed_route, end, number, run, spread, uk_world, world
from waystation.cases.schema import Cases
from waystation.engine.log import Visit
from waystation.engine.simulate import Simulation
from waystation.process.words import Clock, Priority, Resource, Route, Stage
from waystation.rules.expr import Condition
from waystation.rules.parse import parse

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
EXTRA_DAY = 120  # the first day of a month, for numbers change by the month


def lives(simulation: Simulation) -> dict[int, list[Visit]]:
    """Every case's visits, in order."""
    found: dict[int, list[Visit]] = {}
    for visit in simulation.visits() if simulation.log is not None else []:
        found.setdefault(visit.case, []).append(visit)
    return found


def crowded(more: float) -> Simulation:
    """A house with 5 beds, from some day on with so many more; impatient people wait for one, in line."""
    stages = (
        Stage("stay", "stay", "house", "length", holds=("beds",),
              routes=(Route("gone", after=Clock("impatience")), Route("out", share="well"), Route("ill"))),
        end("out"), end("ill"), end("gone"),
    )  # fmt: skip
    places = number("places", "count", (0, 5.0), (EXTRA_DAY, 5.0 + more))
    numbers = (places, number("impatience", "per_year", (0, 3.0)), number("well", "share", (0, 0.6)),
               spread("length", "lognormal", median=9.0, gsd=1.6))  # fmt: skip
    made = world(stages, numbers, 900, (Resource("beds", "beds", "places", "places", per="people"),))
    entered = np.sort(np.random.default_rng(9).integers(-20, 400, 240))
    return run(arriving(made, entered))


def test_one_more_place_moves_one_case_and_those_who_queue_behind_it() -> None:
    before, after = lives(crowded(0)), lives(crowded(1))
    moved = {case for case in before if before[case] != after[case]}
    begun, sooner = ({case: life[0].entered + life[0].waited for case, life in w.items()} for w in (before, after))
    changed = sorted(case for case in before if begun[case] != sooner[case])
    # nobody who had a bed, or had given up, before the extra bed came is moved
    assert changed and all(begun[case] > EXTRA_DAY for case in moved)
    # the extra bed itself moves one case, and that is the head of the line
    in_line = [case for case in sorted(before) if before[case][0].entered <= EXTRA_DAY < begun[case]]
    assert [case for case in changed if sooner[case] == EXTRA_DAY] == [changed[0]] == in_line[:1]
    # all others who are moved queued behind it, and everybody moved starts sooner
    assert all(sooner[case] < begun[case] for case in changed if after[case][0].route != "stay:gone")
    assert len(changed) > 5 and min(moved) == changed[0]


def never_reached(made: Made) -> Made:
    """The same world with one more stage, to which the first of the routes out of a stage leads nobody."""
    built, values, cases = made
    nobody = Condition("nobody", "nobody", parse("size >= 1000", FACTS))
    source = next((s for s in built.process.stages if s.exits), None)
    if source is None:
        return made
    return changed_route(built, source.id, Route("nowhere", (nobody,), label="never")), values, cases


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None, max_examples=60)
def test_a_stage_nobody_reaches_changes_nobody(made: Made) -> None:
    assert lives(run(made)) == lives(run(never_reached(made)))


def test_a_stage_nobody_reaches_changes_nobody_in_the_uk() -> None:
    built, values, cases = uk_world(0.005)
    never = Route("nowhere", after=Clock("nil"), label="never")
    book = replace(built.book, parameters={**built.book.parameters, "nil": number("nil", "per_year", (0, 0.0))})
    more = replace(changed_route(built, "exhausted", never), book=book)
    assert lives(run((built, values, cases))) == lives(run((more, replace(values, book=book), cases)))


def test_a_hub_for_one_nationality_leaves_the_others_alone_while_nothing_shared_binds() -> None:
    """With plenty of caseworkers, judges, places and seats nobody waits for anybody else."""
    without = uk_world(0.02, plenty=1000)
    with_hub = uk_world(0.02, scenario="kosovo", plenty=1000, only="Iraq")
    before, after = lives(run(without)), lives(run(with_hub))
    hub = {s.id for s in with_hub[0].process.stages} - {s.id for s in without[0].process.stages}
    moved = {case for case in before if before[case] != after[case]}
    sent = {case for case, life in after.items() if any(visit.stage in hub for visit in life)}
    iraqi = without[0].book.axes["nationality"].classes.index("Iraq")
    assert len(sent) > 20 and sent <= moved
    assert {int(without[2].axes["nationality"][case]) for case in moved} == {iraqi}


def alone(cases: Cases, kept: np.ndarray, rest: str) -> Cases:
    """Only some cases live; the others keep their numbers but stand in an end from the start."""
    names = (*cases.stages, rest)
    return replace(cases, stages=names, stage=np.where(kept, cases.stage, len(names) - 1).astype(np.int16))


def test_any_single_life_replays_alone_when_nothing_shared_binds() -> None:
    built, values, cases = uk_world(0.005, scenario="kosovo", plenty=10_000)
    together = lives(run((built, values, cases)))
    waited = {visit.case for life in together.values() for visit in life if visit.waited}
    random = np.random.default_rng(1)
    for case in random.choice([case for case in together if case not in waited], 12, replace=False):
        kept = np.arange(len(cases)) == case
        replayed = lives(run((built, values, alone(cases, kept, "granted"))))
        assert replayed[int(case)] == together[int(case)]
    some = np.isin(np.arange(len(cases)), random.choice(len(cases), len(cases) // 10, replace=False))
    replayed = lives(run((built, values, alone(cases, some, "granted"))))
    free = [case for case in np.flatnonzero(some).tolist() if case in together and case not in waited]
    assert len(free) > 100 and all(replayed[case] == together[case] for case in free)


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None)
def test_spare_cases_and_a_rank_that_nobody_has_change_nobody(made: Made) -> None:
    """Without responses, the same cases with and without spare ones; and a line that stays empty at each resource."""
    built, values, cases = made
    still = replace(built.process, responses=())
    nobody = Priority("nobody", (Condition("nobody", "nobody", parse("size >= 1000", FACTS)),))
    ranked = replace(still, resources=tuple(replace(held, first=(*held.first, nobody)) for held in still.resources))
    plain = run((replace(built, process=still), values, central_only(cases)))
    again = run((replace(built, process=ranked), values, cases))
    assert plain.visits() == again.visits() and np.array_equal(plain.counts.queued, again.counts.queued)


def central_only(cases: Cases) -> Cases:
    """The cases without spare ones, all of whom always come."""
    count, columns = cases.central, {name: getattr(cases, name) for name in ("axes", "facts", "traits", "marks")}
    return replace(
        cases, entered=cases.entered[:count], stage=cases.stage[:count], people=cases.people[:count],
        own_day=cases.own_day[:count], level=None, headroom=1.0,
        **{name: {key: column[:count] for key, column in held.items()} for name, held in columns.items()},
    )  # fmt: skip


def with_plenty(made: Made) -> Made:
    """The same world with resources that hardly ever run out (never would let some cases go round without end).

    Nobody responds to what others do either: whether a case comes at all would then depend on them.
    """
    built, values, cases = made
    book = replace(built.book, parameters={**built.book.parameters, "plenty": number("plenty", "count", (0, 500.0))})
    resources = tuple(Resource(r.id, r.title, r.kind, "plenty", per=r.per) for r in built.process.resources)
    process = replace(built.process, resources=resources, responses=())
    return replace(built, process=process, book=book), replace(values, book=book), cases


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None, max_examples=60)
def test_in_a_world_of_plenty_each_life_that_waits_for_nobody_replays_alone(made: Made) -> None:
    """Whatever the process: without a shared limit a life depends on its own addresses only."""
    built, values, cases = with_plenty(made)
    together = lives(run((built, values, cases)))
    rest = next(stage.id for stage in built.process.stages if stage.is_end)
    free = [case for case, life in together.items()
            if not any(v.waited for v in life) and not limited(built.process[life[-1].stage])]  # fmt: skip
    for case in free[::5]:
        by_itself = lives(run((built, values, alone(cases, np.arange(len(cases)) == case, rest))))
        assert by_itself[case] == together[case]


def limited(stage: Stage) -> bool:
    """Whether a case may be waiting there for others."""
    return bool(stage.queue or stage.holds or any(route.through for route in stage.routes))
