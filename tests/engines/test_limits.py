"""What the kernel's arrays cannot hold is refused with its place and a remedy; what they can hold comes out whole."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.engines.kept import table
from tests.engines.worlds import AXES, START
from tests.theory.small import Made, arriving, end, number, run, spread, world
from waystation.base.days import Calendar
from waystation.base.problems import CheckError
from waystation.engine import limits
from waystation.engine.compile import compile_tables
from waystation.engine.counts import empty_counts
from waystation.engine.simulate import offer
from waystation.engine.state import CASE, new_state
from waystation.parameters.book import make_book
from waystation.process.checks import check
from waystation.process.process import Process
from waystation.process.words import Bond, Clock, Frailty, Resource, Route, Stage, Window

FACTOR = 10  # at least so many times what the UK model needs


def loop(rounds: float) -> Made:
    """One case that a desk serves again and again on one day."""
    stages = (Stage("round", "round", "office", queue="desk", routes=(Route("round"),)), end("out"))
    desk = Resource("desk", "desk", "throughput", "rate")
    return arriving(world(stages, (number("rate", "per_day", (0, rounds)),), 1, (desk,)), [0])


def test_a_case_may_come_65535_times_and_not_once_more() -> None:
    most = np.iinfo(CASE["visit"]).max
    assert run(loop(most - 1)).counts.inflow[0, 0, 0, 0] == most
    with pytest.raises(CheckError, match=f"more than {most:,} times in 1 days"):
        run(loop(most))


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_counters_are_widened_before_they_go_round(more: int) -> None:
    """Nothing is left of the run with narrow counters: every count is that of one run."""
    narrow = np.iinfo(new_state(*compile_tables(*loop(1)), 0).visits.dtype).max
    assert narrow < np.iinfo(CASE["visit"]).max
    found = run(loop(narrow + more))
    assert found.counts.inflow[0, 0, 0, 0] == found.events == narrow + more + 1
    assert found.counts.flow[0, 0, 0, 0] == found.counts.used[0, 0] == narrow + more
    assert [visit.route for visit in found.visits()] == ["round.round"] * (narrow + more) + [""]


def test_a_hundred_million_cases_until_2100_fit() -> None:
    """Numbers of cases, days, person-days: ten times what is needed is within every type that counts them."""
    cases, days = 100_000_000, Calendar(date(2026, 1, 1), date(2100, 12, 31)).days
    assert cases < limits.MOST_CASES <= np.iinfo(np.int32).max < np.iinfo(np.uint32).max  # links, and addresses
    assert days * FACTOR < np.iinfo(CASE["waited"]).max
    made = loop(1)
    tables, codes = compile_tables(*made)
    counts, state = empty_counts(codes, offer(tables)), new_state(tables, codes, 1)
    whole = (counts.opening, counts.inflow, counts.flow, counts.month_end, counts.person_days, counts.queued)
    for array in (*whole, state.stock, state.lines, state.log):
        assert cases * days * limits.MOST_PEOPLE * FACTOR < np.iinfo(array.dtype).max
    for links in (
        state.buckets,
        state.heads,
        state.tails,
        state.aside_heads,
        state.aside_tails,
        state.waiting,
        state.fronts,
        state.backs,
    ):
        assert np.iinfo(links.dtype).max >= limits.MOST_CASES


def far(made: Made, **columns: object) -> Made:
    return made[0], made[1], replace(made[2], **{name: np.atleast_1d(value) for name, value in columns.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("people", np.int64(40_000), "have 'people' from 40,000 to 40,000: keep it within 1 and 32,767"),
        ("people", np.int64(0), "keep it within 1 and 32,767"),
        ("entered", np.int64(2**31), "'entered' from 2,147,483,648"),
        ("own_day", np.int64(-(2**40)), "'own_day'"),
        ("stage", np.int64(1), "'stage' from 1 to 1: keep it within 0 and 0"),
    ],
)
def test_a_value_too_large_for_its_array_is_refused(column: str, value: np.int64, says: str) -> None:
    with pytest.raises(CheckError) as found:
        run(far(loop(1), **{column: value}))
    assert says in str(found.value)


def test_a_class_that_does_not_exist_and_a_trait_that_is_no_rank_are_refused_together() -> None:
    made = loop(1)
    cases = replace(
        made[2], axes={"group": np.array([1])}, traits={"luck": np.array([1.0]), "will": np.array([np.nan])}
    )
    with pytest.raises(CheckError) as found:
        run((made[0], made[1], cases))
    assert [problem.what for problem in found.value.problems] == [
        "have a trait 'luck' outside [0, 1)", "have a trait 'will' outside [0, 1)", "have 'group' from 1 to 1"
    ]  # fmt: skip


def chain(count: int) -> tuple[Stage, ...]:
    """Stages that lead one to the next."""
    names = [f"s{place}" for place in range(count)]
    on = (
        Stage(here, here, "x", "a_day", routes=(Route(there),)) for here, there in zip(names, names[1:], strict=False)
    )
    return (*on, end(names[-1]))


@pytest.mark.parametrize("places", [32, 33])
def test_as_many_resources_as_a_mask_has_bits(places: int) -> None:
    resources = tuple(Resource(f"r{row}", f"r{row}", "places", "beds", per="people") for row in range(places))
    first = Stage("s0", "s0", "x", "a_day", holds=tuple(r.id for r in resources), routes=(Route("s1"),))
    made = world(
        (first, end("s1")), (spread("a_day", "fixed", days=1.0), number("beds", "count", (0, 1.0))), 9, resources
    )
    if places <= limits.MOST_RESOURCES:
        found = run(arriving(made, [0, 0, 0]))
        assert found.counts.used[0].tolist() == [3.0] * places and (found.fates.stage == 1).all()
    else:
        with pytest.raises(CheckError, match="has 33 resources, and the kernel can tell 32 apart"):
            run(arriving(made, [0]))


@pytest.mark.parametrize("flags", [31, 32])
def test_as_many_flags_as_a_mask_has_bits(flags: int) -> None:
    stages = list(chain(flags + 1))
    for place in range(flags):
        stages[place] = replace(stages[place], routes=(Route(f"s{place + 1}", sets=(f"flag{place}",)),))
    made = arriving(world(tuple(stages), (spread("a_day", "fixed", days=1.0),), 40), [0])
    if flags <= limits.MOST_FLAGS:
        assert run(made).fates.stage.tolist() == [flags]
    else:
        with pytest.raises(CheckError, match="has 32 flags, and the kernel can tell 31 apart"):
            run(made)


def test_more_stages_than_a_short_integer_tells_apart_are_refused() -> None:
    stages = (Stage("s", "s", "x", "a_day", routes=(Route("e0"),)), *(end(f"e{n}") for n in range(40_000)))
    made = arriving(world(stages, (spread("a_day", "fixed", days=1.0),), 2), [0])
    with pytest.raises(CheckError, match="has 40,001 stages, and the kernel can tell 32,767 apart"):
        run(made)


def test_two_names_with_the_same_luck_are_refused() -> None:
    one, other = "plumless", "buckeroo"  # two English words that are known for it
    assert zlib.crc32(one.encode()) == zlib.crc32(other.encode())
    stages = (Stage(one, one, "x", "a_day", routes=(Route(other),)), end(other))
    with pytest.raises(CheckError, match=f"has two stages, '{one}' and '{other}', that would share their luck"):
        run(arriving(world(stages, (spread("a_day", "fixed", days=1.0),), 2), [0]))


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_number_without_bounds_is_refused(value: float) -> None:
    stages = (Stage("here", "here", "nobody", routes=(Route("out", after=Clock("soon")),)), end("out"))
    with pytest.raises(CheckError, match="parameter soon  is not within"):
        run(arriving(world(stages, (number("soon", "per_year", (0, value)),), 9), [0]))


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e12])
def test_work_beyond_the_last_day_there_is_is_refused(value: float) -> None:
    stages = (Stage("here", "here", "nobody", "long", routes=(Route("out"),)), end("out"))
    with pytest.raises(CheckError, match="parameter long  is not within"):
        run(arriving(world(stages, (spread("long", "fixed", days=value),), 9), [0]))


def test_work_longer_than_any_calendar_is_never_done() -> None:
    """Near the largest day there is, nothing wraps round: the work is simply not done."""
    stages = (Stage("here", "here", "nobody", "long", routes=(Route("out"), Route("x", after=Clock("late")))),
              end("out"), end("x"))  # fmt: skip
    numbers = (spread("long", "fixed", days=2.0**31 - 1), number("late", "days", (0, 2.0**31 - 2)))
    found = run(arriving(world(stages, numbers, 9), [-5, 0, 8]))
    assert (found.fates.stage == 0).all() and found.counts.month_end[0, 0, 0, 0] == 3


@pytest.mark.parametrize(
    ("use", "by", "refused"),
    [
        ("share", ("kind",), False), ("share", ("kind", "group"), True), ("share", ("band",), True),
        ("weight", ("group",), False), ("weight", ("band",), True), ("times", ("kind", "band"), True),
        ("hazard", ("kind", "band"), False), ("hazard", ("kind", "group"), True), ("capacity", ("kind",), True),
        ("frailty", ("group",), False), ("frailty", (), False), ("frailty", ("kind",), True),
        ("delay", ("kind",), True),
    ],
)  # fmt: skip
def test_a_number_that_varies_by_more_than_the_engines_follow_is_refused(
    use: str, by: tuple[str, ...], refused: bool
) -> None:
    """A share of frailty by one axis under a hazard by another once gave the two engines different answers."""
    shape = tuple(AXES[axis].size for axis in by)
    kinds = {"share": "share", "weight": "share", "times": "ratio", "hazard": "per_year", "capacity": "per_day",
             "frailty": "share", "delay": "days"}  # fmt: skip
    numbers = {name: table(name, kind, by if name == use else (), np.ones(shape if name == use else ()))
               for name, kind in kinds.items()}  # fmt: skip
    numbers["falls"] = table("falls", "per_year", ("group", "band"), np.ones((3, 3)))
    stage = Stage("s0", "s0", "x", queue="desk", routes=(
        Route("a", share="share", bond=Bond("will", "weight"), in_force=Window(START, "delay")), Route("b"),
        Route("c", after=Clock("hazard", times=("times",))),
        Route("d", after=Clock("falls", frailty=Frailty("will", "frailty"))),
    ))  # fmt: skip
    process = Process(
        "s0", (stage, *(end(name) for name in "abcd")), (Resource("desk", "", "throughput", "capacity"),), ("will",)
    )
    found = [problem.what for problem in check(process, make_book(numbers, AXES), {})]
    assert found == ([f"uses {use!r}, which varies by {' and '.join(by)}"] if refused else [])


@pytest.mark.parametrize(
    ("holds", "takes", "refused"), [((), None, True), (("beds",), None, True), (("beds",), "two", False)]
)
def test_a_way_round_without_time_is_refused(holds: tuple[str, ...], takes: str | None, refused: bool) -> None:
    """Places alone take no time: while they are free a case would go round for ever within a day."""
    more = Route("b", share="half")
    stages = (Stage("a", "a", "x", holds=holds, routes=(more, Route("out"))),
              Stage("b", "b", "x", takes, holds=holds, routes=(Route("a"),)), end("out"))  # fmt: skip
    numbers = (spread("two", "fixed", days=2.0), number("half", "share", (0, 0.5)), number("beds", "count", (0, 1.0)))
    made = world(stages, numbers, 9, (Resource("beds", "beds", "places", "beds", per="people"),))
    found = [problem.what for problem in check(made.process, made.book, {})]
    assert found == (["can go round without time passing: a → b"] if refused else [])
