"""Whether an expression holds: for one case, with a trace, or for a whole column of cases at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waystation.base.problems import UsageError
from waystation.rules.expr import All, Compare, Expr, Facts, Is, Not, OneOf, Some, Tally
from waystation.rules.say import say

Value = float | str | bool
Column = NDArray[np.generic]
COMPARISONS: dict[str, Callable[..., object]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Verdict:
    """Whether something holds for one case, in words, and because of what."""

    says: str
    holds: bool
    because: tuple[Verdict, ...] = ()


def holds(expr: Expr, case: Mapping[str, Value], tallies: Callable[[Tally], float] | None = None) -> bool:
    """Whether it holds for one case; `tallies` gives days since, or visits of, a stage."""
    match expr:
        case Is(fact):
            return bool(case[fact])
        case OneOf(fact, classes):
            return case[fact] in classes
        case Compare(term, how, value):
            if isinstance(term, Tally):
                return tallies is not None and bool(COMPARISONS[how](tallies(term), value))
            return bool(COMPARISONS[how](case[term], value))
        case Not(inner):
            return not holds(inner, case, tallies)
        case All(parts):
            return all(holds(part, case, tallies) for part in parts)
        case Some(parts):
            return any(holds(part, case, tallies) for part in parts)


def trace(expr: Expr, case: Mapping[str, Value], facts: Facts) -> Verdict:
    """The verdict for one case with the verdict of every part. Raises UsageError for a fact not given."""
    inner: tuple[Verdict, ...] = ()
    match expr:
        case Not(part):
            inner = (trace(part, case, facts),)
        case All(parts) | Some(parts):
            inner = tuple(trace(part, case, facts) for part in parts)
        case Compare(Tally()):
            pass
        case Is(name) | OneOf(name) | Compare(str() as name):
            if name not in case:
                raise UsageError(f"the answer depends on {name!r}, which was not given: add {name}=…")
    return Verdict(say(expr, facts), holds(expr, case), inner)


def column(expr: Expr, columns: Mapping[str, Column], facts: Facts) -> NDArray[np.bool_]:
    """Which cases it holds for: `columns` has an array per fact, categories as indices into their classes.

    Raises KeyError for a moving fact or a tally, which no column can answer.
    """
    match expr:
        case Is(fact):
            return np.asarray(columns[fact], dtype=np.bool_)
        case OneOf(fact, classes):
            codes = [facts[fact].classes.index(name) for name in classes]
            return np.isin(columns[fact], codes)
        case Compare(str() as fact, how, value):
            return np.asarray(COMPARISONS[how](columns[fact], value), dtype=np.bool_)
        case Not(inner):
            return ~column(inner, columns, facts)
        case All(parts):
            return np.asarray(np.logical_and.reduce([column(part, columns, facts) for part in parts]), dtype=np.bool_)
        case Some(parts):
            return np.asarray(np.logical_or.reduce([column(part, columns, facts) for part in parts]), dtype=np.bool_)
        case _:
            raise KeyError(f"{expr} cannot be answered from columns")
