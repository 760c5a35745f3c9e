"""A case as the engine to read carries it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from waystation.cases.schema import UNMARKED, Cases
from waystation.process.words import Route
from waystation.rules.expr import Fact
from waystation.rules.holds import Value

NEVER = 2**31 - 1


@dataclass
class Case:
    """Where a case stands and what it carries."""

    number: int
    people: int
    facts: dict[str, Value]
    classes: dict[str, int]
    traits: dict[str, float]
    born_with: dict[str, float]
    own_day: int
    first: dict[str, int]
    comes: int
    into: str
    level: float
    visits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: set[str] = field(default_factory=set)
    stage: str = ""
    entered: int = 0
    visit: int = 0
    phase: str = ""
    since: int = 0
    waited: int = 0
    clock: int = NEVER
    clock_route: Route | None = None
    aside: int = NEVER
    aside_route: Route | None = None
    through: Route | None = None
    due: int = NEVER


def make_case(cases: Cases, number: int, facts: Mapping[str, Fact]) -> Case:
    """A case before it enters: `comes` is its day, `into` its stage, `level` how low arrivals may be for it to come."""
    own = {
        name: facts[name].classes[int(column[number])] if facts[name].kind == "category" else column[number].item()
        for name, column in cases.facts.items()
    }
    own |= dict.fromkeys((name for name, fact in facts.items() if fact.kind == "flag"), False)
    traits = {name: float(column[number]) for name, column in cases.traits.items()}
    first = {name: int(column[number]) for name, column in cases.marks.items() if column[number] != UNMARKED}
    classes = {axis: int(column[number]) for axis, column in cases.axes.items()}
    people, own_day = int(cases.people[number]), int(cases.own_day[number])
    comes, into = int(cases.entered[number]), cases.stages[cases.stage[number]]
    level = 0.0 if cases.level is None else float(cases.level[number])
    return Case(number, people, own, classes, dict(traits), traits, own_day, first, comes, into, level)
