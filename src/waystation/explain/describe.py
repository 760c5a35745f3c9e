"""The process as text: every stage, route, condition, resource and trait, with the numbers that decide."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from waystation.base.days import DAYS_A_YEAR
from waystation.base.english import join, percent, plural, rounded
from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.process.process import Process, matching, route_id
from waystation.process.words import ALWAYS, Clock, Resource, Response, Route, Shock, Stage, Window
from waystation.rules.expr import Condition, Facts
from waystation.rules.say import say

WIDTH = 100
LABEL = 10
Lines = Iterator[str]


def describe(process: Process, book: ParameterBook, facts: Facts) -> str:
    """The process in words, with central values as they stand when the numbers begin."""
    lines = _Telling(process, Numbers(book), facts).lines()
    return "\n".join(short for line in lines for short in _short(line)) + "\n"


@dataclass(frozen=True)
class Numbers:
    """The central value of every parameter, as words; a scenario's changes are in force."""

    book: ParameterBook

    @property
    def start(self) -> date:
        """The first day for which the book has a number."""
        return min((day for parameter in self.book.parameters.values() for day in parameter.dates), default=date.min)

    def say(self, name: str) -> str:
        """Title and central value, or how far the values lie apart."""
        return f"{self.book[name].title} ({name}): {self.value(name)}"

    def value(self, name: str) -> str:
        """The central value, or how far the values lie apart."""
        parameter = self.book[name]
        values = Values(self.book, Draw(()))
        if parameter.spread is not None:
            shares = np.linspace(0, 1, len(values.quantiles(name)))
            low, middle, high = (float(np.interp(at, shares, values.quantiles(name))) for at in (0.1, 0.5, 0.9))
            half = f"half of cases within {amount(middle, parameter)}"
            return (
                amount(middle, parameter) if low == high else f"{half}, 8 in 10 between {_span(low, high, parameter)}"
            )
        table = values.table(name, self.start)
        if not parameter.by:
            return amount(float(table), parameter)
        axes = [self.book.axes[axis].title for axis in parameter.by]
        by = join([title[:1].lower() + title[1:] for title in axes])
        return f"by {by}, from {self.extent(name)}"

    def extent(self, name: str) -> str:
        """The lowest and highest central value of a table: `0.1 a year to 1.5 a year`."""
        table = Values(self.book, Draw(())).table(name, self.start)
        return _span(float(table.min()), float(table.max()), self.book[name], last="to")

    def capacity(self, resource: Resource) -> str:
        """What a resource offers at the start, its multipliers included."""
        if self.book[resource.capacity].by:
            return self.value(resource.capacity)
        values = Values(self.book, Draw(()))
        factors = (values.number(name, self.start) for name in resource.times)
        offered = values.number(resource.capacity, self.start) * math.prod(factors)
        return amount(offered, self.book[resource.capacity])


def amount(value: float, parameter: Parameter) -> str:
    """A value with the unit of its parameter."""
    match parameter.dimension.name:
        case "share":
            return percent(value)
        case "per_day" if 0 < value < 1:
            return f"{rounded(value)} a day (about {rounded(value * DAYS_A_YEAR, figures=2)} a year)"
        case "ratio" | "count":
            return rounded(value)
        case "gbp" | "gbp_per_day":
            return f"£{rounded(value)}{parameter.dimension.unit.removeprefix('£')}"
        case _:
            return f"{rounded(value)} {parameter.dimension.unit}"


def _span(low: float, high: float, parameter: Parameter, *, last: str = "and") -> str:
    return f"{amount(low, parameter)} {last} {amount(high, parameter)}"


@dataclass(frozen=True)
class _Telling:
    process: Process
    numbers: Numbers
    facts: Facts

    def lines(self) -> Lines:
        ends = [stage for stage in self.process.stages if stage.is_end]
        counted = plural(sum(1 for _ in self.process.routes()), "route")
        yield f"{plural(len(self.process.stages) - len(ends), 'stage')}, {plural(len(ends), 'end')}, {counted}"
        yield f"Numbers are central values as they stand on {_day(self.numbers.start)}."
        yield f"New cases start in: {self.name(self.process.start)}"
        for stage in self.process.stages:
            if not stage.is_end:
                yield from ("", self.name(stage.id), *self.stage(stage))
        yield from ("", "Ends", *(f"  {self.name(stage.id)}, {stage.actor}" for stage in ends))
        yield from ("", "Resources")
        for resource in self.process.resources:
            yield from self.resource(resource)
        if self.process.responses:
            yield from ("", "Responses of arrivals, month by month")
        for response in self.process.responses:
            yield from self.response(response)
        yield from ("", f"Traits, drawn once for a case: {join(self.process.traits) or 'none'}")
        if self.process.marks:
            yield f"First entry is remembered of: {join([self.name(mark) for mark in self.process.marks])}"

    def name(self, stage: str) -> str:
        known = self.process.by_id.get(stage)
        return f"{known.title} ({stage})" if known else f"? ({stage})"

    def stage(self, stage: Stage) -> Lines:
        yield from _line("acts", stage.actor)
        if stage.takes is not None:
            yield from _line("takes", self.numbers.say(stage.takes))
        if stage.queue is not None:
            yield from _line("queue", self.use(stage.queue))
        for held in stage.holds:
            yield from _line("holds", self.use(held))
        if stage.law:
            yield from _line("law", "; ".join(stage.law))
        for title, routes in (
            ("when this is done, the first that applies", stage.exits),
            ("at any time", stage.clocks),
        ):
            if routes:
                yield f"  {title}:"
            for route in routes:
                yield from self.route(route)

    def use(self, resource: str) -> str:
        known = self.process.resource.get(resource)
        if known is None:
            return f"? ({resource})"
        dates = "" if known.in_force == ALWAYS else f", {self.window(known.in_force)}"
        return f"{known.title} ({resource}): {self.numbers.capacity(known)}, {_per(known)}{dates}"

    def counted(self, since: str) -> str:
        if since in self.facts:
            return f"counted from the day on which it {self.facts[since].says.removesuffix(' today')}"
        return f"counted since first entering {self.name(since)}"

    def route(self, route: Route) -> Lines:
        label = f" [{route.label}]" if route.label else ""
        yield from _line(
            "→", f"{self.name(route.to)}{label}{': ' + route.says if route.says else ''}", indent=4, label_width=2
        )
        for condition in route.when:
            yield from _detail("if", self.condition(condition))
        if route.share is not None:
            yield from _detail("share", self.numbers.say(route.share))
        if route.bond is not None:
            yield from _detail("trait", f"{route.bond.trait} decides, by {self.numbers.say(route.bond.weight)}")
        if route.after is not None:
            yield from self.clock(route.after)
        if route.through is not None:
            yield from _detail("then", f"waits its turn, while other clocks run: {self.use(route.through)}")
        for name in route.offered:
            yield from _detail("while", f"something is offered of: {self.use(name)}")
        if route.in_force != ALWAYS:
            yield from _detail("in force", self.window(route.in_force))
        if route.sets:
            yield from _detail("sets", join([self.flag(flag) for flag in route.sets]))

    def condition(self, condition: Condition) -> str:
        cites = f" [{'; '.join(condition.cites)}]" if condition.cites else ""
        return f"{condition.says}: {say(condition.rule, self.facts)}{cites}"

    def flag(self, flag: str) -> str:
        return f"{flag} ({self.facts[flag].says})" if flag in self.facts else flag

    def clock(self, clock: Clock) -> Lines:
        since = f", {self.counted(clock.since)}" if clock.since else ""
        yield from _detail("clock", self.numbers.say(clock.of) + since)
        for ratio in clock.times:
            yield from _detail("times", self.numbers.say(ratio))
        if clock.frailty is not None:
            share = self.numbers.say(clock.frailty.share)
            yield from _detail("trait", f"{clock.frailty.trait} makes part of the fall with time, by {share}")

    def window(self, window: Window) -> str:
        start = [f"from {_day(window.start)}"] if window.start else []
        delay = [f"later by {self.numbers.say(window.delay)}"] if window.delay else []
        upon = [f"once it comes: {self.shock(window.upon)}"] if window.upon else []
        end = [f"until {_day(window.end)}"] if window.end else []
        return ", ".join([*start, *delay, *upon, *end]) or "always"

    def shock(self, shock: Shock) -> str:
        lasts = f"for {self.numbers.say(shock.lasts)}" if shock.lasts else "for good"
        return f"{self.numbers.say(shock.rate)}, on the day given by {self.numbers.say(shock.luck)}, {lasts}"

    def resource(self, resource: Resource) -> Lines:
        kind = "so many a day" if resource.kind == "throughput" else "places held for the stay"
        yield f"  {resource.title} ({resource.id}), {kind}"
        yield from _detail("capacity", f"{self.numbers.say(resource.capacity)}, {_per(resource)}")
        for ratio in resource.times:
            yield from _detail("times", self.numbers.say(ratio))
        if resource.newest_first is not None:
            yield from _detail(
                "newest", f"served first where this is at least one half: {self.numbers.say(resource.newest_first)}"
            )
        for rank, priority in enumerate(resource.first, 1):
            yield from _detail("first", f"rank {rank}, {priority.says}")
            for condition in priority.when:
                yield from _detail("if", self.condition(condition))
            if priority.share is not None:
                yield from _detail("share", self.numbers.say(priority.share))
        if resource.only_while is not None:
            yield from _detail("stops", f"while these are full or awaited: {self.use(resource.only_while)}")
        if resource.in_force != ALWAYS:
            yield from _detail("in force", self.window(resource.in_force))
        for shock in resource.close:
            yield from _detail("closed", self.shock(shock))
        if resource.ramp is not None:
            share, days = self.numbers.say(resource.ramp.share), self.numbers.say(resource.ramp.days)
            yield from _detail("at first", f"{share}, for {days}")

    def response(self, response: Response) -> Lines:
        yield f"  {response.says} ({response.id})"
        routes = [(route_id(*each), each) for each in self.process.routes()]
        seen = [routes[row][1] for row in matching([name for name, _ in routes], response.signal)]
        signal = join([f"{stage.title} → {self.name(route.to)}" for stage, route in seen]) or "nobody in this process"
        entries = [self.name(stage) for stage in self.process.by_id if matching((stage,), response.per)]
        yield from _detail("watches", f"people on the way {signal}")
        yield from _detail("against", f"people entering {join(entries)}")
        yield from _detail("lag", self.numbers.say(response.lag))
        yield from _detail("window", self.numbers.say(response.window))
        yield from _detail("strength", self.numbers.say(response.strength))
        for ratio in response.times:
            yield from _detail("times", self.numbers.say(ratio))
        if response.displaced is not None:
            yield from _detail("displaced", self.numbers.say(response.displaced))


def _short(line: str) -> list[str]:
    """The line itself, or what it becomes when it is too long."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="    ") if len(line) > WIDTH else [line]


def _per(resource: Resource) -> str:
    return f"used per {'person' if resource.by_people else 'case'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _detail(label: str, text: str) -> Iterable[str]:
    return _line(label, text, indent=6)


def _line(label: str, text: str, *, indent: int = 2, label_width: int = LABEL) -> Iterable[str]:
    """One labelled line, wrapped under its own beginning."""
    start = " " * indent + label.ljust(label_width)
    return textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_long_words=False)
