"""Published percentages on deterrence, each with the denominator that it is a share of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.economics.schemes import Named

Axis = Literal["small_boats", "claims", "transfers"]
AXES: tuple[Axis, ...] = get_args(Axis)


@dataclass(frozen=True)
class Mark:
    """A published share of what its axis counts, above nil, and the claims it is read from."""

    id: str
    axis: Axis
    says: str
    share: float
    claims: tuple[str, ...]


class MarkForm(Form):
    """One mark."""

    says: Text
    share: Text
    times: str = ""


def load_marks(path: Path, named: Mapping[str, Named], problems: Problems) -> tuple[Mark, ...]:
    """The marks of a file, in order; `named` gives the claims as `claim ID`."""
    document = open_file(path, problems)
    if document is None:
        return ()
    top, found = Spot(document, problems, (), "marks"), []
    for axis in document.content:
        known(axis, AXES, "axis", top.inside(axis))
    for axis in AXES:
        content = document.content.get(axis, {})
        for name, held in content.items() if isinstance(content, Mapping) else ():
            spot = top.inside(axis, str(name), subject=f"mark {name!r}")
            form = read_form(MarkForm, held, spot)
            claims = tuple(claim for claim in (form.share, form.times) if claim)
            size = 1.0
            for key, claim in zip(("share", "times"), claims, strict=False):
                size *= abs(_value(claim, named, spot.inside(key)))
            found.append(Mark(str(name), axis, form.says, size, claims))
    return tuple(found)


def _value(claim: str, named: Mapping[str, Named], spot: Spot) -> float:
    if f"claim {claim}" in named:
        return named[f"claim {claim}"].value
    remedy = did_you_mean(claim, [name.removeprefix("claim ") for name in named]) or "name a claim"
    spot.wrong(f"names {claim!r}, no claim that gives a number", remedy)
    return 0.0
