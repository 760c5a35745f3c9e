"""A claim: what one place in a source says, in our own words, about whom and when, said when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from waystation.base.moment import Moment

Grade = Literal["A", "B", "C", "D"]
GRADES: dict[Grade, str] = {
    "A": "official statistic, audit or court document, read in full",
    "B": "official figure read second hand, or a named office-holder quoted",
    "C": "named research, or an account by a named outlet",
    "D": "unnamed sources, or an estimate without a method",
}
RelationKind = Literal["contradicts", "differs_in_precision", "supersedes", "same_event"]
RELATIONS: tuple[RelationKind, ...] = get_args(RelationKind)
SAID: dict[RelationKind, tuple[str, str]] = {
    "contradicts": ("contradicts", "is contradicted by"),
    "differs_in_precision": ("differs in precision from", "differs in precision from"),
    "supersedes": ("supersedes", "is superseded by"),
    "same_event": ("tells of the same event as", "tells of the same event as"),
}


@dataclass(frozen=True)
class Relation:
    """How a claim stands to another."""

    kind: RelationKind
    claim: str
    note: str = ""


@dataclass(frozen=True)
class Claim:
    """`period` is what the claim is about, `stated` when it was said; a number has a unit, a series names its table."""

    id: str
    source: str
    says: str
    place: str
    about: str
    period: Moment
    stated: Moment
    speaker: str
    grade: Grade
    value: float | str | None = None
    unit: str = ""
    office: str = ""
    series: str = ""
    relations: tuple[Relation, ...] = ()
    where: str = ""
