"""Whether any case could satisfy some rules at once: exact, by trying one case of every kind the rules tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product

from waystation.rules.expr import Compare, Expr, Facts, OneOf, Tally, facts_used, parts
from waystation.rules.holds import Value, holds

NOTHING: Mapping[Tally, float] = {}


def somebody(rules: Sequence[Expr], facts: Facts, given: Mapping[Tally, float] = NOTHING) -> dict[str, Value] | None:
    """A case for which every rule holds (the facts that the rules ask for), or None if there can be none.

    `given` fixes tallies of the journey; the others may have any value. Facts are taken as independent of one another.
    """
    held = [part for rule in rules for part in parts(rule)]
    names = sorted({name for rule in rules for name in facts_used(rule)})
    asked = sorted({part.term for part in held if isinstance(part, Compare) and isinstance(part.term, Tally)}, key=str)
    free = [tally for tally in asked if tally not in given]
    choices = [_values(name, held, facts) for name in names] + [list[Value](_numbers(tally, held)) for tally in free]
    for chosen in product(*choices):
        case = dict(zip(names, chosen, strict=False))
        journey = {**given, **{tally: float(value) for tally, value in zip(free, chosen[len(names) :], strict=True)}}
        if all(holds(rule, case, journey.__getitem__) for rule in rules):
            return case
    return None


def describe(case: Mapping[str, Value], facts: Facts) -> str:
    """A case in words: its numbers and categories, and the truths that hold of it."""
    return ", ".join(_described(case, facts)) or "anyone"


def _described(case: Mapping[str, Value], facts: Facts) -> Iterator[str]:
    for name, value in case.items():
        if value is True:
            yield facts[name].says
        elif value is not False:
            yield f"{facts[name].says} {value:g}" if isinstance(value, float) else f"{facts[name].says} {value}"


def _values(name: str, held: Iterable[Expr], facts: Facts) -> list[Value]:
    match facts[name].kind:
        case "number":
            return list[Value](_numbers(name, held))
        case "category":
            named = {one for part in held if isinstance(part, OneOf) and part.fact == name for one in part.classes}
            others = [one for one in facts[name].classes if one not in named]
            return [*sorted(named), *others[:1]]
        case _:
            return [False, True]


def _numbers(term: str | Tally, held: Iterable[Expr]) -> Iterator[float]:
    """The constants it is compared with, and a number in each gap between them."""
    marks = sorted({part.value for part in held if isinstance(part, Compare) and part.term == term})
    yield marks[0] - 1
    yield from marks
    yield from ((low + high) / 2 for low, high in pairwise(marks))
    yield marks[-1] + 1
