"""How each stance on hosting looks: a colour and a shape of its own, always beside the word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import altair as alt


@dataclass(frozen=True)
class StanceLook:
    """The colour, the shape and the word of a stance; a shape may be a path in the square from -1 to 1."""

    tint: str
    shape: str
    word: str


STANCE_LOOKS = {
    "agreed": StanceLook("#12436D", "square", "agreed"),
    "willing": StanceLook("#2073BC", "circle", "willing"),
    "open": StanceLook("#28A197", "triangle-up", "open"),
    "conditional": StanceLook("#8A63C4", "diamond", "conditional"),
    "refuses": StanceLook("#D9541E", "triangle-down", "refuses"),
    "never": StanceLook("#801650", "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z", "never"),
    "unknown": StanceLook("#6B7276", "M-1,-.3H1V.3H-1Z", "no stance"),
}  # fmt: skip


def in_order(stances: Iterable[str]) -> list[str]:
    """The stances among these, from agreed to never."""
    held = set(stances)
    return [stance for stance in STANCE_LOOKS if stance in held]


def word(stance: str) -> str:
    """A stance as a reader is told it."""
    return STANCE_LOOKS[stance].word


def stance_colour() -> alt.Color:
    """The colour of each stance, without a legend: words stand beside the marks."""
    tints = [look.tint for look in STANCE_LOOKS.values()]
    return alt.Color("stance:N", scale=alt.Scale(domain=list(STANCE_LOOKS), range=tints), legend=None)


def stance_shape() -> alt.Shape:
    """The shape of each stance."""
    shapes = [look.shape for look in STANCE_LOOKS.values()]
    return alt.Shape("stance:N", scale=alt.Scale(domain=list(STANCE_LOOKS), range=shapes), legend=None)
