"""Two parameters for one thing: refused, since a change to one of them would leave the other behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from waystation.base.problems import Problems
from waystation.parameters.derive import Basis
from waystation.parameters.parameter import Parameter


def check_twins(parameters: Mapping[str, Parameter], bases: Mapping[str, Basis], problems: Problems) -> None:
    """Note every two parameters for one thing: of one dimension and axes, and alike in words, derivation or claims.

    A derivation is alike if it takes the same and is asked for the same; choices with a reason are judgements and
    do not tell two things apart. Where there is none, claims are alike if the same number is read from them.
    """
    first: dict[tuple[str, ...], Parameter] = {}
    for parameter in parameters.values():
        form = (parameter.dimension.name, *parameter.by)
        marks = _marks(parameter, bases.get(parameter.id, Basis(parameter.id)))
        likes = [(what, first.setdefault((*form, what, mark), parameter)) for what, mark in marks if mark]
        for what, other in [(what, other) for what, other in likes if other is not parameter][:1]:
            remedy = f"keep one of them, or say what is different; the other is at {other.where}"
            problems.add(parameter.where, f"{parameter.id!r} and {other.id!r} are one thing: {what}", remedy)


def _marks(parameter: Parameter, basis: Basis) -> Iterator[tuple[str, str]]:
    """In what a parameter may be like another, and that by which it would be."""
    yield "they have the same title", " ".join(parameter.title.lower().split())
    yield "they say the same under 'what'", " ".join(parameter.what.lower().split())
    asked = {name: choice for name, choice in basis.choices.items() if name not in basis.why}
    if basis.how:
        yield "the same derivation takes the same", f"{basis.how} {sorted(basis.takes.items())} {sorted(asked.items())}"
    elif basis.rests_on:
        numbers = [(start, table.tolist()) for start, table in parameter.values]
        yield "they read the same number from the same claims", f"{sorted(basis.rests_on)} {numbers} {parameter.spread}"
