"""What would have to change for a rule to hold that does not: the parts that fail, said of one case and positively."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from waystation.base.english import join, plural, say_day
from waystation.rules.expr import All, Compare, Expr, Facts, Is, Not, OneOf, Operator, Some, Tally
from waystation.rules.holds import Value, holds
from waystation.rules.say import RELATIONS, say

OPPOSITE: dict[Operator, Operator] = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
NEVER_DOWN = "once so, it stays so"


@dataclass(frozen=True)
class Person:
    """A case as a rule sees it on a day: facts (and `since(stage)`, `visits(stage)`), own days, titles of stages."""

    facts: Facts
    case: Mapping[str, Value]
    day: date | None = None
    own_days: Mapping[str, date] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def holds(self, rule: Expr) -> bool:
        """Whether a rule holds for the case."""
        return holds(rule, self.case, lambda tally: float(self.case[f"{tally.of}({tally.stage})"]))

    def title(self, stage: str) -> str:
        """The title of a stage, or its id where that is not known."""
        return self.titles.get(stage, stage)


def needed(rule: Expr, person: Person) -> str:
    """What would have to change for the rule to hold; nothing if it holds."""
    return _needed(inward(rule), person)


def _needed(rule: Expr, person: Person) -> str:
    match rule:
        case _ if person.holds(rule):
            return ""
        case All(parts):
            return "; and ".join(text for part in parts if (text := _needed(part, person)))
        case Some(parts):
            return "; or ".join(_needed(part, person) for part in parts)
        case Compare(Tally() as tally, how, value):
            return _journey(tally, how, value, person)
        case Compare(str() as name, how, value):
            return f"{person.facts[name].says} is {person.case[name]:g}; would have to be {RELATIONS[how]} {value:g}"
        case OneOf(name, classes):
            return _category(name, f"{'' if len(classes) == 1 else 'one of '}{join(classes, last='or')}", person)
        case Not(OneOf(name, classes)):
            return _category(name, f"other than {join(classes, last='or')}", person)
        case _:
            return _truth(rule, person)


def _category(name: str, wanted: str, person: Person) -> str:
    return f"{person.facts[name].says} is {person.case[name]}; would have to be {wanted}"


def _truth(rule: Expr, person: Person) -> str:
    """A truth, a flag or an own day: what it is, what it would have to be, and whether and when it will."""
    now = say(rule.inner if isinstance(rule, Not) else Not(rule), person.facts)
    return f"{now}; would have to be: {say(rule, person.facts)}{_when(rule, person)}"


def _when(rule: Expr, person: Person) -> str:
    match rule:
        case Is(name) if name in person.own_days:
            return f": on {say_day(person.own_days[name])}"
        case Not(Is(name)) if person.facts[name].moving:
            return f" ({NEVER_DOWN})"
        case _:
            return ""


def _journey(tally: Tally, how: Operator, value: float, person: Person) -> str:
    """What is asked of the journey so far; with the day on which enough days will have passed."""
    title, found = person.title(tally.stage), float(person.case[f"{tally.of}({tally.stage})"])
    if tally.of == "visits":
        now = f"has been in '{title}' {plural(found, 'time')}"
        return f"{now}; would have to be {RELATIONS[how]} {value:g}"
    if found < 0:
        return f"has not been in '{title}'; would have to have been" + _for(how, value)
    if how in ("<", "<=") and value <= 0:
        return f"has been in '{title}'; would have to be: never was ({NEVER_DOWN})"
    now = f"first entered '{title}' {plural(found, 'day')} ago"
    return f"{now}; would have to be {RELATIONS[how]} {plural(value, 'day')} ago{_day_when(how, value - found, person)}"


def _for(how: Operator, value: float) -> str:
    return "" if value <= 0 else f", {RELATIONS[how]} {plural(value, 'day')} ago"


def _day_when(how: Operator, days: float, person: Person) -> str:
    """The day on which a number of days will have gone by."""
    if how not in (">", ">=") or person.day is None:
        return ""
    return f": on {say_day(person.day + timedelta(days=days + (how == '>')))}"


def inward(rule: Expr) -> Expr:
    """The same rule with every `not` moved inward to the plain facts."""
    match rule:
        case All(parts):
            return All(tuple(inward(part) for part in parts))
        case Some(parts):
            return Some(tuple(inward(part) for part in parts))
        case Not(All(parts)):
            return Some(tuple(inward(Not(part)) for part in parts))
        case Not(Some(parts)):
            return All(tuple(inward(Not(part)) for part in parts))
        case Not(Not(inner)):
            return inward(inner)
        case Not(Compare() as inner):
            return replace(inner, operator=OPPOSITE[inner.operator])
        case _:
            return rule
