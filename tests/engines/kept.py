"""Small worlds that have shown a fault, or would: counter-examples shrunk to what matters. They are always run.

When a random world makes the engines differ, shrink it, write it here in a few lines and give it a name that says what
went wrong. `planted.py` lists faults that these worlds find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np

from tests.engines.worlds import AXES, FACTS, START, TRAITS, rule
from tests.theory.small import Made, end, number, spread
from waystation.base.days import Calendar
from waystation.base.units import DIMENSIONS
from waystation.cases.schema import UNMARKED, Cases
from waystation.parameters.book import make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.process.process import Process
from waystation.process.words import (
    Bond,
    Clock,
    Frailty,
    Priority,
    Ramp,
    Resource,
    Response,
    Route,
    Shock,
    Stage,
    Window,
)  # fmt: skip
from waystation.rules.expr import Condition
from waystation.world.world import World

Numbers = tuple[Parameter, ...]
OUT = end("out")
PEOPLE = (1, 2, 4, 1, 3)
HEADROOM = 1.5
GROWS = (2, 30, 12, 0, 9_999)  # days after entry
TWO = spread("two", "fixed", days=2.0)
LONG = spread("long", "lognormal", median=9.0, gsd=2.0)


def table(name: str, dimension: str, by: Sequence[str], *values: object) -> Parameter:
    """A number that varies by axes; a second table holds from the second month on."""
    dated = tuple((START + timedelta(days=31 * place), np.array(held)) for place, held in enumerate(values))
    return Parameter(name, name, "", DIMENSIONS[dimension], "assumed", "", tuple(by), dated)


def when(*texts: str) -> tuple[Condition, ...]:
    return tuple(Condition(text, text, rule(text)) for text in texts)


def places(name: str, **more: object) -> Resource:
    return Resource(name, name, "places", f"{name}.places", per="people", **more)  # type: ignore[arg-type]


def desk(**more: object) -> Resource:
    return Resource("desk", "desk", "throughput", "desk.rate", **more)  # type: ignore[arg-type]


def made(stages: Sequence[Stage], numbers: Numbers, resources: Sequence[Resource] = (), *, days: int = 70,
         entered: Sequence[int] = (*range(-9, 0), *range(21)), marks: tuple[str, ...] = ("out",),
         marked: dict[str, Sequence[int]] | None = None, responses: tuple[Response, ...] = (),
         level: np.ndarray | None = None) -> Made:  # fmt: skip
    """A world of the generator's facts and axes with thirty cases or so, some of them there before day 0."""
    count, random = len(entered), np.random.default_rng(3)
    book = make_book({p.id: p for p in (TWO, LONG, *numbers)}, AXES)
    calendar = Calendar(START, START + timedelta(days=days - 1))
    process = Process(stages[0].id, (*stages, OUT), tuple(resources), TRAITS, marks, responses)
    built = World(process, book, FACTS, calendar, "group")
    cases = Cases(
        (stages[0].id,), np.array(entered, np.int32), np.zeros(count, np.int16),
        np.resize(PEOPLE, count).astype(np.int16),
        {"group": random.integers(0, 3, count).astype(np.int16),
         "kind": random.integers(0, 2, count).astype(np.int16)},
        {"size": random.integers(0, 8, count), "colour": random.integers(0, 2, count).astype(np.int16),
         "tall": random.random(count) < 0.5},
        {name: random.random(count) for name in TRAITS},
        (np.array(entered) + np.resize(GROWS, count)).astype(np.int32),
        {name: np.resize(np.array(held, np.int32), count) for name, held in (marked or {}).items()}, level, HEADROOM,
    )  # fmt: skip
    return built, Values(book, Draw(())), cases


def a_tie() -> Made:
    """Work and two clocks all end on the same day: a clock goes before work, the earlier route before the later."""
    routes = (Route("first", after=Clock("same")), Route("second", after=Clock("same")), Route("out"))
    return made((Stage("s0", "s0", "x", "two", routes=routes), end("first"), end("second")),
                (number("same", "days", (0, 2.0)),))  # fmt: skip


def a_large_case_is_not_overtaken() -> Made:
    """Places are given in order of joining even if a smaller case would fit."""
    stage = Stage("s0", "s0", "x", "long", holds=("beds",), routes=(Route("out"),))
    return made((stage,), (number("beds.places", "count", (0, 5.0), (31, 3.5), (59, 9.0)),), (places("beds"),))


def from_bed_to_bed() -> Made:
    """A place is kept until the next is secured, two kinds in the order of the resources; all waits are added up."""
    stages = (
        Stage("s0", "s0", "x", "two", holds=("beds",), routes=(Route("s1"),)),
        Stage("s1", "s1", "x", "long", queue="desk", holds=("seats", "beds"), routes=(Route("s2"),)),
        Stage("s2", "s2", "x", "two", holds=("seats",), routes=(Route("s0", share="again"), Route("out"))),
    )
    numbers = (number("beds.places", "count", (0, 9.0)), number("seats.places", "count", (0, 6.0)),
               number("again", "share", (0, 0.3)), number("desk.rate", "per_day", (0, 0.5)))  # fmt: skip
    return made(stages, numbers, (places("seats"), desk(), places("beds")))


def work_that_begins_late() -> Made:
    """A place is waited for anew at each visit, and the work begun then has the luck of that visit."""
    stages = (
        Stage("s0", "s0", "x", "long", holds=("beds",), routes=(Route("s1", share="again"), Route("out"))),
        Stage("s1", "s1", "x", "two", routes=(Route("s0"),)),
    )
    numbers = (number("beds.places", "count", (0, 8.0)), number("again", "share", (0, 0.8)))
    return made(stages, numbers, (places("beds"),))


def credit_is_carried_and_lapses() -> Made:
    """Fractions are kept, whole units not used lapse, a large case waits for its credit."""
    stage = Stage("s0", "s0", "x", queue="desk", routes=(Route("out"),))
    entered = [-3, -2, -1, 10, 10, 11, 30, 30, 31, 50]
    return made(
        (stage,), (number("desk.rate", "per_day", (0, 0.7), (31, 1.3)),), (desk(per="people"),), entered=entered
    )


def the_newest_go_first() -> Made:
    """The order of a queue changes on the first of a month."""
    stage = Stage("s0", "s0", "x", queue="desk", routes=(Route("out"),))
    numbers = (number("desk.rate", "per_day", (0, 0.4), (31, 0.8)), number("turn", "share", (0, 0.0), (31, 1.0)))
    return made((stage,), numbers, (desk(newest_first="turn"),))


def a_host_without_room() -> Made:
    """A turn is waited for while other clocks run; nobody is served while the places are full or awaited.

    Of two turns that would begin on the same day the earlier route's is kept.
    """
    turns = (
        Route("s1", after=Clock("picked"), through="desk"),
        Route("s1", after=Clock("ten"), through="desk", label="b"),
        Route("left", after=Clock("ten"), through="desk", label="c"),
    )
    others = (Route("left", after=Clock("leaves")), Route("out", after=Clock("late")))
    stages = (
        Stage("s0", "s0", "x", routes=(*turns, *others)),
        Stage("s1", "s1", "x", "long", holds=("beds",), routes=(Route("s0", share="back"), Route("out"))),
        end("left"),
    )  # fmt: skip
    numbers = (
        number("desk.rate", "per_day", (0, 2.0)), number("beds.places", "count", (0, 4.0)),
        number("picked", "per_year", (0, 30.0)), number("leaves", "per_year", (0, 9.0)),
        number("ten", "days", (0, 10.0)), number("late", "days", (0, 45.0)), number("back", "share", (0, 0.5)),
    )  # fmt: skip
    return made(stages, numbers, (desk(only_while="beds"), places("beds")))


def those_who_were_there_before() -> Made:
    """Work of the opening caseload counts from entry; a clock from an earlier mark, given the time already spent."""
    rest, ten = Clock("rest", since="s0"), Clock("ten", since="s0")
    waits = (Route("a", after=rest), Route("b", after=ten), Route("out", after=Clock("two")))
    stages = (Stage("s0", "s0", "x", "long", queue="desk", routes=(Route("s1"),)), Stage("s1", "s1", "x", routes=waits),
              end("a"), end("b"))  # fmt: skip
    numbers = (number("desk.rate", "per_day", (0, 2.0)), number("ten", "days", (0, 10.0)),
               spread("rest", "gamma", mean=20.0, shape=1.5))  # fmt: skip
    return made(stages, numbers, (desk(),), marks=("s0",), marked={"s0": [-40, UNMARKED, -12]})


def what_has_happened_so_far() -> Made:
    """Conditions on flags, visits, days since a mark and an own day, plain and negated, of exits and clocks."""
    routes = (
        Route("s1", when("not marked", "size >= 3"), sets=("marked",), label="mark"),
        Route("a", when("grown", "visits(s0) != 2", "size < 4")),
        Route("b", when("since(s0) >= 12", "not grown", "since(s1) < 30")),
        Route("s1", when("since(s1) >= 60"), label="long ago"),
        Route("c", when("marked", "visits(s0) < 2", "tall")),
        Route("s1", when("visits(s0) < 9"), sets=("warned",)),
        Route("out"),
    )
    waits = (Route("d", when("warned", "not grown"), after=Clock("ten")), Route("s0"))
    stages = (Stage("s0", "s0", "x", "two", routes=routes), Stage("s1", "s1", "x", "long", routes=waits),
              *(end(name) for name in "abcd"))  # fmt: skip
    return made(stages, (number("ten", "days", (0, 10.0)),))


def merit_is_lasting() -> Made:
    """A trait decides in part, is re-ranked after each outcome, and has a weight that differs by class."""
    routes = (Route("s0", share="yes", bond=Bond("will", "weight"), label="again"),
              Route("s0", share="half", bond=Bond("will", "weight"), label="half"), Route("out"))  # fmt: skip
    numbers = (table("yes", "share", ("kind",), [0.5, 0.7]), table("weight", "share", ("group",), [0.0, 0.5, 1.0]),
               number("half", "share", (0, 0.5), (31, 0.3)))  # fmt: skip
    return made((Stage("s0", "s0", "x", "two", routes=routes),), numbers)


def hazards_that_fall() -> Made:
    """A hazard by class and band, counted from a mark, multiplied, and in part a matter of who is left."""
    falling = Clock("falls", since="s0", times=("more", "twice"), frailty=Frailty("luck", "part"))
    back = Route("s0", share="back", bond=Bond("luck", "part"))
    stages = (Stage("s0", "s0", "x", routes=(Route("s1", after=falling), Route("out", after=Clock("slow")))),
              Stage("s1", "s1", "x", "two", routes=(back, Route("out"))))  # fmt: skip
    bands = [[20.0, 9.0, 3.0], [12.0, 12.0, 1.0], [6.0, 0.0, 15.0]]
    numbers = (table("falls", "per_year", ("group", "band"), bands), table("more", "ratio", ("kind",), [0.5, 2.0]),
               number("twice", "ratio", (0, 2.0), (31, 0.5)), number("part", "share", (0, 0.6)),
               number("back", "share", (0, 0.6)), number("slow", "per_year", (0, 4.0)))  # fmt: skip
    return made(stages, numbers, marked={"s0": [-30, UNMARKED, UNMARKED, -5]})


def doors_that_open_and_close() -> Made:
    """Routes, clocks and resources in force between dates, one with a delay; on the last day a clock still fires."""
    day = [START + timedelta(days=place) for place in range(60)]
    soon = Route("a", after=Clock("ten"), in_force=Window(day[12], None, day[22]))
    early, later = Route("s1", in_force=Window(day[4], None, day[10]), label="early"), Window(day[14], "delay")
    often = Route("c", after=Clock("often"), in_force=Window(day[35], None, day[50]))
    waits = Stage("s1", "s1", "x", routes=(often, Route("out", after=Clock("late"))))
    stages = (
        Stage("s0", "s0", "x", queue="desk", routes=(soon, early, Route("s1", in_force=later), Route("b"))),
        waits,
        end("a"),
        end("b"),
        end("c"),
    )
    numbers = (number("desk.rate", "per_day", (0, 0.5)), number("ten", "days", (0, 10.0)),
               number("often", "per_year", (0, 1.0), (31, 25.0)), number("late", "days", (0, 65.0)),
               number("delay", "days", (0, 3.6)))  # fmt: skip
    return made(stages, numbers, (desk(in_force=Window(day[3], None, day[30])),))


def round_and_round() -> Made:
    """One case comes 400 times within two days; each visit has its own luck."""
    routes = (Route("s0", share="half", label="heads"), Route("s0", label="tails"), Route("out", after=Clock("two")))
    numbers = (number("desk.rate", "per_day", (0, 200.0)), number("half", "share", (0, 0.5)))
    return made((Stage("s0", "s0", "x", queue="desk", routes=routes),), numbers, (desk(),), days=2, entered=[0])


def some_go_first() -> Made:
    """Two priorities before the rest, by condition and by share, at a queue, for a turn, and anew at each visit."""
    first = (
        Priority("tall", when("tall"), "some"),
        Priority("long", when("since(s0) >= 6")),
        Priority("few", share="few"),
    )
    back, late = Route("s0", after=Clock("soon"), through="desk"), Route("out", after=Clock("late"))
    stages = (Stage("s0", "s0", "x", queue="desk", routes=(Route("s1", share="again"), Route("out"))),
              Stage("s1", "s1", "x", routes=(back, late)))  # fmt: skip
    numbers = (number("desk.rate", "per_day", (0, 1.0), (31, 1.6)), number("again", "share", (0, 0.7)),
               number("soon", "per_year", (0, 90.0)), number("late", "days", (0, 40.0)),
               table("some", "share", ("kind",), [0.4, 0.9], [1.0, 0.3]),
               table("few", "share", ("group",), [0.3, 0.5, 0.7]))  # fmt: skip
    return made(stages, numbers, (desk(first=first),), entered=(*range(-12, 0), *range(22)))


def beds_for_some_first() -> Made:
    """Places by priority, awaited in several lines; who gives up leaves the line; a desk serves while none waits."""
    first = (Priority("small", when("size < 3")), Priority("grown", when("grown"), "half"))
    stages = (
        Stage("s0", "s0", "x", queue="desk", routes=(Route("s1"), Route("s1", after=Clock("ten"), label="walks"))),
        Stage("s1", "s1", "x", "two", holds=("beds",),
              routes=(Route("s0", share="half"), Route("s2", after=Clock("ten")), Route("out"))),
        Stage("s2", "s2", "x", "two", routes=(Route("s1"),)),
    )  # fmt: skip
    numbers = (number("desk.rate", "per_day", (0, 3.0)), number("beds.places", "count", (0, 4.0), (31, 30.0)),
               number("half", "share", (0, 0.5)), number("ten", "days", (0, 10.0)))  # fmt: skip
    return made(stages, numbers, (desk(only_while="beds", first=first), places("beds", first=first)))


def arrivals_that_respond() -> Made:
    """Two responses, by group and by kind, to the people sent on; some always come, and spare ones come besides."""
    fear = Response("fear", "fear", "group", "strength", ("s0.sent",), ("s0",), "lag", "window", "displaced")
    doubt = Response("doubt", "doubt", "kind", "doubts", ("s0.sent",), ("s0", "out"), "lag", "window", times=("more",))
    stages = (Stage("s0", "s0", "x", "two", routes=(Route("sent", share="share"), Route("out"))), end("sent"))
    numbers = (table("strength", "share", ("group",), [0.2, 0.0, 0.5], [0.7, 0.0, 0.5]),
               table("doubts", "share", ("kind",), [0.8, 0.0]), number("more", "ratio", (0, 0.5), (31, 1.5)),
               number("share", "share", (0, 0.3), (31, 0.9), (90, 0.4)), number("lag", "months", (0, 1.0), (90, 0.0)),
               number("window", "months", (0, 2.0)), number("displaced", "share", (0, 0.9)))  # fmt: skip
    central, spare = (*range(-6, 0), *range(180)), range(0, 180, 2)
    level = 1 - np.random.default_rng(4).random(len(central) + len(spare))
    level[[*range(6), *range(6, len(central), 9)]] = 0.0
    level[len(central) :] = HEADROOM - 0.4 * level[len(central) :]
    entered = (*central, *spare)
    return made(stages, numbers, days=180, entered=entered, responses=(fear, doubt), level=level)


def what_shocks_close_and_open() -> Made:
    """A desk that ramps up, is closed by two shocks and guards routes; a route that opens upon a shock."""
    day = [START + timedelta(days=place) for place in range(60)]
    close = (Shock("often", "soon", "lasts"), Shock("often", "later", "lasts"))
    young = desk(in_force=Window(day[4], "delay"), close=close, ramp=Ramp("part", "days"))
    van = places("van", close=(Shock("often", "soon"),))
    routes = (
        Route("both", when("size < 4"), offered=("desk", "van"), label="both"),
        Route("upon", when("colour == red"), in_force=Window(day[9], upon=Shock("often", "late"))),
        Route("s1", offered=("desk",)), Route("shut"),
    )  # fmt: skip
    stages = (Stage("s0", "s0", "x", "two", routes=routes),
              Stage("s1", "s1", "x", queue="desk", routes=(Route("s0", share="again"), Route("out"))),
              *(end(name) for name in ("both", "upon", "shut")))  # fmt: skip
    numbers = (
        number("desk.rate", "per_day", (0, 2.0)), number("van.places", "count", (0, 1.0)),
        number("often", "per_year", (0, 20.0)), number("soon", "share", (0, 0.6)), number("later", "share", (0, 0.15)),
        number("late", "share", (0, 0.4)), number("lasts", "days", (0, 7.0)), number("delay", "days", (0, 1.6)),
        number("part", "share", (0, 0.3)), number("days", "days", (0, 4.0)), number("again", "share", (0, 0.7)),
    )  # fmt: skip
    return made(stages, numbers, (young, van), entered=(*range(-9, 0), *np.repeat(np.arange(50), 2).tolist()))


def an_own_day_to_come() -> Made:
    """Clocks that count from a day of the case's own, which may lie ahead: a number, a spread and a hazard."""
    waits = (Route("a", after=Clock("ten", "grown")), Route("b", after=Clock("falls", "grown")),
             Route("c", after=Clock("long", "grown")), Route("out", after=Clock("late")))  # fmt: skip
    numbers = (number("ten", "days", (0, 10.0)), number("late", "days", (0, 50.0)),
               table("falls", "per_year", ("band",), [2.0, 9.0, 3.0]))  # fmt: skip
    return made((Stage("s0", "s0", "x", routes=waits), *(end(name) for name in "abc")), numbers)


KEPT: dict[str, Callable[[], Made]] = {
    make.__name__: make
    for make in (
        a_tie, a_large_case_is_not_overtaken, from_bed_to_bed, work_that_begins_late, credit_is_carried_and_lapses,
        the_newest_go_first, a_host_without_room, those_who_were_there_before, what_has_happened_so_far,
        merit_is_lasting, hazards_that_fall, doors_that_open_and_close, round_and_round, some_go_first,
        beds_for_some_first, arrivals_that_respond, what_shocks_close_and_open, an_own_day_to_come,
    )
}  # fmt: skip
