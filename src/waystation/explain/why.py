"""Why a rule holds for one case or does not: the same conditions the simulator tests, traced and put into words."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import zip_longest

from waystation.base.english import join
from waystation.base.problems import Problems, UsageError, did_you_mean
from waystation.explain.needed import Person, needed
from waystation.rules import holds as tracing
from waystation.rules.expr import All, Compare, Condition, Expr, Fact, Facts, Not, Some, Tally, facts_used
from waystation.rules.holds import Value, trace

TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
JOURNEY = re.compile(r"(since|visits)\((\w+)\)")
COLUMNS = (36, 52, 30)


@dataclass(frozen=True)
class Reason:
    """Whether something holds for one case, in words, because of what, and where it is laid down."""

    says: str
    holds: bool
    because: tuple[Reason, ...] = ()
    cites: tuple[str, ...] = ()
    id: str = ""
    change: str = ""


def why(conditions: Sequence[Condition], case: Mapping[str, Value], facts: Facts) -> tuple[Reason, ...]:
    """One reason a condition: its own words, then its rule with every part. Raises UsageError if facts are missing."""
    return reasons(conditions, Person(facts, case))


def reasons(conditions: Sequence[Condition], person: Person) -> tuple[Reason, ...]:
    """The same for a case on a day. `change` of a reason that fails says what would have to be otherwise, and when."""
    rules = [_asked(condition.rule) for condition in conditions]
    used = {name for rule in rules for name in facts_used(rule)}
    known = {**person.facts, **{name: _tally_fact(name, person) for name in used if JOURNEY.match(name)}}
    _refuse_missing(rules, person.case, known)
    return tuple(
        _answer(condition, trace(rule, person.case, known), person)
        for condition, rule in zip(conditions, rules, strict=True)
    )


def _answer(condition: Condition, verdict: tracing.Verdict, person: Person) -> Reason:
    change = needed(condition.rule, person)
    return Reason(condition.says, verdict.holds, (_reason(verdict),), condition.cites, condition.id, change)


def _reason(verdict: tracing.Verdict) -> Reason:
    return Reason(verdict.says, verdict.holds, tuple(_reason(part) for part in verdict.because))


def _asked(expr: Expr) -> Expr:
    """The rule with what it asks about the journey turned into facts that can be given: `since(refused)`."""
    match expr:
        case Compare(Tally(of, stage)):
            return replace(expr, term=f"{of}({stage})")
        case Not(inner):
            return Not(_asked(inner))
        case All(parts):
            return All(tuple(_asked(part) for part in parts))
        case Some(parts):
            return Some(tuple(_asked(part) for part in parts))
        case _:
            return expr


def _tally_fact(name: str, person: Person | None = None) -> Fact:
    of, stage = JOURNEY.findall(name)[0]
    title = person.title(stage) if person else stage
    return Fact(name, f"days since first entering '{title}'" if of == "since" else f"visits of '{title}'", "number")


def _refuse_missing(rules: Sequence[Expr], case: Mapping[str, Value], facts: Facts) -> None:
    asked = dict.fromkeys(name for rule in rules for name in sorted(facts_used(rule)))
    missing = [facts[name] for name in asked if name not in case]
    if missing:
        ways = join([_how_to_give(fact) for fact in missing])
        raise UsageError(f"the answer depends on {join([fact.name for fact in missing])}, not given: add {ways}")


def _how_to_give(fact: Fact) -> str:
    if fact.kind == "number":
        return f"--set '{fact.name}=NUMBER'" if "(" in fact.name else f"--set {fact.name}=NUMBER"
    if fact.kind == "category":
        return f"--set {fact.name}=… ({join(fact.classes, last='or')})"
    return f"--set {fact.name}=yes (or no)"


# --- what a person types -----------------------------------------------------------------------------------------


def parse_case(settings: Sequence[str], facts: Facts) -> dict[str, Value]:
    """What `age=27 nationality=Iraq vulnerable=no` says of a case. Raises UsageError with everything that is wrong."""
    problems = Problems()
    case: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        fact = _tally_fact(name) if JOURNEY.fullmatch(name) else facts.get(name)
        if not equals or not name:
            problems.add(setting, "is no setting", "write fact=value, as in age=27")
        elif fact is None:
            problems.add(setting, f"no fact called {name!r}", did_you_mean(name, facts) or f"known: {', '.join(facts)}")
        elif name in case:
            problems.add(setting, f"sets {name!r} a second time", "give each fact once")
        else:
            case.update((name, value) for value in _values(fact, text, setting, problems))
    problems.raise_if_any(UsageError)
    return case


def split_dates(settings: Sequence[str], facts: Facts) -> tuple[list[str], dict[str, date]]:
    """The settings without those that give an own day as a date (`grown_up=2027-03-03`), and those dates."""
    dates: dict[str, date] = {}
    left: list[str] = []
    for setting in settings:
        name, _, text = (part.strip() for part in setting.partition("="))
        own = name in facts and facts[name].kind == "own_day" and name not in dates
        if own and DATE.fullmatch(text):
            dates[name] = _date(setting, text)
        else:
            left.append(setting)
    return left, dates


def _date(setting: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{setting}: there is no such day: write a date as in 2027-03-03") from None


def _values(fact: Fact, text: str, setting: str, problems: Problems) -> Iterator[Value]:
    """The one value that a text means for a fact, or none."""
    match fact.kind:
        case "number":
            yield from _number(text, setting, problems)
        case "category":
            yield from _class(fact, text, setting, problems)
        case _ if text.casefold() in TRUTHS:
            yield TRUTHS[text.casefold()]
        case _:
            problems.add(setting, f"{text!r} is neither yes nor no", f"write {fact.name}=yes or {fact.name}=no")


def _number(text: str, setting: str, problems: Problems) -> Iterator[float]:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        yield value
    else:
        problems.add(setting, f"{text!r} is not a number", "write digits, as in 27 or 0.5")


def _class(fact: Fact, text: str, setting: str, problems: Problems) -> Iterator[str]:
    known = {name.casefold(): name for name in fact.classes}
    if text.casefold() in known:
        yield known[text.casefold()]
    else:
        remedy = did_you_mean(text, fact.classes) or f"known: {', '.join(fact.classes)}"
        problems.add(setting, f"{fact.name!r} has no class {text!r}", remedy)


# --- what a person reads -----------------------------------------------------------------------------------------


def render(title: str, reasons: Sequence[Reason]) -> str:
    """The verdict as text. `title` says what is asked (`eligible for a hub in Kosovo`); a 'not' is put before it."""
    verdict = title if all(reason.holds for reason in reasons) else f"not {title}"
    return "\n".join([verdict, *table(reasons), *_change(reasons)]) + "\n"


def table(reasons: Sequence[Reason]) -> list[str]:
    """A line or more for each reason: whether it holds, its words, its rule, where it is laid down."""
    rows = [row for reason in reasons for row in _rows(reason)]
    columns = zip(*(row[:-1] for row in rows), strict=True)
    widths = [max((len(line) for cell in column for line in cell), default=0) for column in columns]
    return [line for row in rows for line in _printed(row, widths)]


@dataclass(frozen=True)
class Verdict:
    """Whether something holds of a case, condition by condition; `note` says what was taken as given."""

    title: str
    reasons: tuple[Reason, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether every condition holds."""
        return all(reason.holds for reason in self.reasons)

    def as_json(self) -> dict[str, object]:
        """All of it as plain values."""
        return {"holds": self.holds} | asdict(self)


Row = tuple[list[str], list[str], list[str], bool | None]


def _rows(reason: Reason) -> Iterator[Row]:
    rule = reason.because[0] if reason.because else Reason("", reason.holds)
    cells = (reason.says, rule.says, "; ".join(reason.cites))
    first, second, third = (textwrap.wrap(cell, width) for cell, width in zip(cells, COLUMNS, strict=True))
    yield first, second, third, reason.holds
    for depth, part in _deciding(rule):
        mark = "yes" if part.holds else "no"
        text = textwrap.wrap(f"{mark}: {part.says}", COLUMNS[1] - 2 * depth)
        yield [], [" " * 2 * depth + line for line in text], [], None


def _deciding(rule: Reason, depth: int = 1) -> Iterator[tuple[int, Reason]]:
    """The inner parts that decide where others would have it otherwise."""
    mixed = len({part.holds for part in rule.because}) > 1
    for part in rule.because:
        if mixed and part.holds == rule.holds:
            yield depth, part
        if not mixed or part.holds == rule.holds:
            yield from _deciding(part, depth + mixed)


def _printed(row: Row, widths: Sequence[int]) -> Iterator[str]:
    first, second, third, holds = row
    mark = "" if holds is None else "yes" if holds else "NO"
    for cells in zip_longest(first, second, third, fillvalue=""):
        padded = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield f"    {mark:<5}{padded}".rstrip()
        mark = ""


def _change(reasons: Sequence[Reason]) -> Iterator[str]:
    """What would have to be otherwise for the verdict to turn."""
    failing = [reason for reason in reasons if not reason.holds]
    if not failing:
        yield "every condition holds: nothing would have to change"
        return
    yield "what would have to change:" if len(failing) == 1 else "what would have to change, all of it:"
    for reason in failing:
        yield from textwrap.wrap(f"{reason.says}: {reason.change}", 96, initial_indent="    ", subsequent_indent="    ")
