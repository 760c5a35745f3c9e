"""The ways out of a stage for one case on one day: which are open, by which conditions, and what then decides."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from waystation.base.days import month_start
from waystation.base.english import join, say_day
from waystation.evidence.register import Register
from waystation.explain.describe import Numbers, amount
from waystation.explain.needed import Person
from waystation.explain.replay import Step
from waystation.explain.rests import all_cited, rests
from waystation.explain.why import Reason, reasons, table
from waystation.parameters.draw import Values
from waystation.process.process import route_id
from waystation.process.words import ALWAYS, Clock, Route, Stage, Window
from waystation.rules.holds import Value
from waystation.world.world import World

Kind = Literal["when the work is done", "by a clock"]
WIDTH = 118
IN_FORCE, STANDS, SET = "in_force", "stands_there", "clock_was_set"


@dataclass(frozen=True)
class Way:
    """A route for one case on one day: where to, the conditions and dates that decide, the number that then does."""

    id: str
    says: str
    to: str
    kind: Kind
    reasons: tuple[Reason, ...]
    decides: tuple[str, ...]
    rests_on: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether conditions and dates let the case take it."""
        return all(reason.holds for reason in self.reasons)


@dataclass(frozen=True)
class Ways:
    """A stage with who acts there, its law, what a case waits for there, and every way out."""

    stage: str
    title: str
    actor: str
    law: tuple[str, ...]
    waits_for: tuple[str, ...]
    ways: tuple[Way, ...]
    standing: str = ""

    def as_json(self) -> dict[str, object]:
        """All of it as plain values; each way says whether it is open."""
        return asdict(self) | {"ways": [asdict(way) | {"open": way.open} for way in self.ways]}


@dataclass(frozen=True)
class Setting:
    """A world with its numbers in one draw, and the register that says what they rest on."""

    world: World
    values: Values
    register: Register

    def dates(self, window: Window) -> tuple[date | None, date | None]:
        """The first and the last day of a window, its delay included."""
        if window.start is None or window.delay is None:
            return window.start, window.end
        late = int(self.values.number(window.delay, self.world.calendar.months[0]) + 0.5)
        return window.start + timedelta(days=late), window.end

    def value(self, name: str, case: Mapping[str, Value], day: date | None) -> str:
        """A number for a case on a day, in words; a range where the case's class is not known or time decides."""
        book = self.values.book
        if book[name].spread is not None:
            return Numbers(book).value(name)
        table = self.values.table(name, self._month(day))
        for axis in reversed([axis for axis in book[name].by if axis in case and not book.axes[axis].edges]):
            row = book.axes[axis].classes.index(str(case[axis]))
            table = np.take(table, row, axis=book[name].by.index(axis))
        low, high = (amount(float(end), book[name]) for end in (table.min(), table.max()))
        return low if low == high else f"{low} to {high}"

    def number(self, name: str, case: Mapping[str, Value], day: date | None) -> str:
        """Title, id and value."""
        return f"{self.values.book[name].title} ({name}): {self.value(name, case, day)}"

    def _month(self, day: date | None) -> date:
        months = self.world.calendar.months
        return months[0] if day is None else min(max(month_start(day), months[0]), months[-1])


def ways(stage: Stage, person: Person, setting: Setting) -> Ways:
    """Every way out of a stage. Raises UsageError if facts are missing that a condition asks for."""
    process = setting.world.process
    used = (*([stage.queue] if stage.queue else []), *stage.holds)
    waits = tuple(f"{process.resource[name].title} ({name})" for name in used)
    found = tuple(_way(stage, route, person, setting) for route in stage.routes)
    return Ways(stage.id, stage.title, stage.actor, stage.law, waits, found)


def _way(stage: Stage, route: Route, person: Person, setting: Setting) -> Way:
    held = reasons(route.when, person)
    dated = () if route.in_force == ALWAYS else (in_force(route.in_force, person.day, setting),)
    kind: Kind = "when the work is done" if route.after is None else "by a clock"
    numbers = tuple(dict.fromkeys(_numbers(route)))
    target = setting.world.process[route.to]
    based = tuple(rests(name, setting.values.book, setting.register) for name in numbers)
    cites = tuple(
        Reason(r.says, r.holds, r.because, all_cited(r.cites, setting.register), r.id, r.change) for r in held
    )
    return Way(
        route_id(stage, route), route.says, f"{target.title} ({target.id})", kind, (*dated, *cites),
        tuple(_decides(route, person, setting)), based,
    )  # fmt: skip


def _numbers(route: Route) -> Iterator[str]:
    yield from [route.share] if route.share else []
    yield from (route.after.of, *route.after.times) if route.after else ()
    yield from [route.in_force.delay] if route.in_force.delay else []


def _decides(route: Route, person: Person, setting: Setting) -> Iterator[str]:
    """What decides once conditions and dates let a case through."""
    case, day = person.case, person.day
    if route.share is not None:
        trait = f"; the trait {route.bond.trait} weighs in" if route.bond else ""
        yield f"chance: {setting.number(route.share, case, day)}{trait}"
    if route.after is not None:
        yield f"clock: {_clock(route.after, person, setting)}"
    if route.through is not None:
        yield f"then waits its turn for {setting.world.process.resource[route.through].title} ({route.through})"
    if route.share is None and route.after is None:
        yield "nothing else"


def _clock(clock: Clock, person: Person, setting: Setting) -> str:
    said = [setting.number(name, person.case, person.day) for name in (clock.of, *clock.times)]
    trait = f"; shaped by the trait {clock.frailty.trait}" if clock.frailty else ""
    since = f"; counted since first entering '{person.title(clock.since)}'" if clock.since else ""
    return " times ".join(said) + trait + since


def in_force(window: Window, day: date | None, setting: Setting) -> Reason:
    """Whether a day lies within a window's dates. Without a day it is taken to."""
    first, last = setting.dates(window)
    spans = [f"from {say_day(first)}" if first else "", f"until {say_day(last)}" if last else ""]
    says = f"is in force {join([span for span in spans if span])}"
    if day is None or ((first is None or first <= day) and (last is None or day <= last)):
        return Reason(says, True, id=IN_FORCE)
    when = f"on {say_day(first)} or later" if first and day < first else "an earlier day: it is over"
    return Reason(says, False, id=IN_FORCE, change=f"it is {say_day(day)}; would have to be {when}")


def stands_at(wanted: Stage, here: Stage) -> Reason:
    """Whether a case stands at a stage."""
    change = f"stands at '{here.title}'; would have to stand at '{wanted.title}'"
    return Reason(f"stands at '{wanted.title}'", wanted == here, id=STANDS, change="" if wanted == here else change)


def as_started(found: Ways, here: Step) -> Ways:
    """The ways of the stage where a case stands: its clocks were set, or not, on the day on which it came in."""
    ran = {route_id(here.stage, each.route) for each in here.ran}
    return replace(found, ways=tuple(_as_started(way, way.id in ran) for way in found.ways))


def _as_started(way: Way, ran: bool) -> Way:
    if way.kind == "when the work is done" or ran or not way.open:
        return way
    change = "the clock was not set on the day it came in; would have to come in again"
    return replace(
        way, reasons=(*way.reasons, Reason("met the conditions on the day it came in", False, id=SET, change=change))
    )


# --- as text -----------------------------------------------------------------------------------------------------


def render(found: Ways) -> str:
    """The ways as text for a terminal."""
    lines = [*_wrap(found.standing, 0), f"{found.title} ({found.stage}): {found.actor}"]
    lines += _field("law", found.law) + _field("waits for", found.waits_for)
    if not found.ways:
        lines.append("  an end: no way leads out of it")
    for kind, title in (
        ("when the work is done", "when the work there is done, the first of these that lets the case through:"),
        ("by a clock", "at any time, the first of these clocks to run out:"),
    ):
        chosen = [way for way in found.ways if way.kind == kind]
        lines += [f"  {title}"] if chosen else []
        lines += [line for way in chosen for line in _lines(way)]
    return "\n".join(lines)


def _lines(way: Way) -> Iterator[str]:
    mark = "OPEN  " if way.open else "CLOSED"
    yield from _wrap(f"{mark}  {way.says + ' ' if way.says else ''}→ {way.to}", 4, hang=8)
    yield from (f"      {line}" for line in table(way.reasons))
    for text in way.decides:
        yield from _wrap(text, 12)
    for text in way.rests_on:
        yield from _wrap(f"rests on {text}", 12)
    for reason in way.reasons:
        if not reason.holds:
            yield from _wrap(f"would have to change: {reason.change}", 12)


def _field(name: str, texts: tuple[str, ...]) -> list[str]:
    return _wrap(f"{name}: {'; '.join(texts)}", 2) if texts else []


def _wrap(text: str, indent: int, hang: int = 2) -> list[str]:
    pad = " " * indent
    return textwrap.wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad + " " * hang, break_long_words=False)
