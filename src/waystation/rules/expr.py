"""Facts about a case, and the six nodes an expression over them can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "category", "truth", "flag", "own_day"]
Operator = Literal["<", "<=", ">", ">=", "==", "!="]
MOVING_KINDS: tuple[FactKind, ...] = ("flag", "own_day")


@dataclass(frozen=True)
class Fact:
    """Something known of a case.

    A number, a category or a truth is fixed at the start. A flag is set by a route; an own day (an 18th birthday, say)
    is a date of the case's own, and the fact is whether it has come.
    """

    name: str
    says: str
    kind: FactKind
    classes: tuple[str, ...] = ()
    unless: str = ""

    @property
    def moving(self) -> bool:
        """Whether the fact can change while the case moves."""
        return self.kind in MOVING_KINDS


Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Tally:
    """Days since a case first entered a stage, or how often it has entered it."""

    of: Literal["since", "visits"]
    stage: str


@dataclass(frozen=True)
class Is:
    """The fact (a truth, a flag, an own day) holds."""

    fact: str


@dataclass(frozen=True)
class Compare:
    """A number, or a tally of the journey so far, stands in a relation to a constant."""

    term: str | Tally
    operator: Operator
    value: float


@dataclass(frozen=True)
class OneOf:
    """A category is one of the listed classes."""

    fact: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """The inner expression does not hold."""

    inner: Expr


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: tuple[Expr, ...]


Expr = Is | Compare | OneOf | Not | All | Some


@dataclass(frozen=True)
class Condition:
    """A named rule with the words a person reads and the claims or law it rests on."""

    id: str
    says: str
    rule: Expr
    cites: tuple[str, ...] = ()


def parts(expr: Expr) -> Iterator[Expr]:
    """The expression and everything inside it."""
    yield expr
    match expr:
        case Not(inner):
            yield from parts(inner)
        case All(inside) | Some(inside):
            for part in inside:
                yield from parts(part)
        case _:
            return


def facts_used(expr: Expr) -> frozenset[str]:
    """The names of the facts an expression asks for."""
    names = set()
    for part in parts(expr):
        match part:
            case Is(fact) | OneOf(fact):
                names.add(fact)
            case Compare(str() as fact):
                names.add(fact)
    return frozenset(names)


def tallies(expr: Expr) -> frozenset[Tally]:
    """The tallies of the journey an expression asks for."""
    return frozenset(part.term for part in parts(expr) if isinstance(part, Compare) and isinstance(part.term, Tally))


def is_moving(expr: Expr, facts: Facts) -> bool:
    """Whether the answer can change while the case moves."""
    return bool(tallies(expr)) or any(facts[name].moving for name in facts_used(expr))
