"""Arrangements that are not hubs of this model: terms of other schemes, and returns at the claim stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from waystation.hubs.safeguard import Stated
from waystation.hubs.term import Figure, Term
from waystation.rules.expr import Condition

Kind = Literal["terms", "returns"]
KINDS: dict[Kind, str] = {
    "terms": "is a template of terms: the scheme has a process of its own, so it is not simulated",
    "returns": "is an arrangement on returns at the claim stage, not a hub: it is not put in force as an agreement",
}


@dataclass(frozen=True)
class Who:
    """Whom a scheme is for, in words, and where that is said."""

    says: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """Returns at the claim stage, one person admitted for each returned. Parameters, by id; `who` are rules."""

    who: tuple[Condition, ...]
    returns: str
    admitted: str
    within: str


@dataclass(frozen=True)
class Arrangement:
    """One scheme: who sends whom to whom, what was agreed, what happened, the money, the safeguards as stated."""

    id: str
    kind: Kind
    title: str
    sender: str
    partner: str
    hypothetical: bool
    summary: str
    state: str
    start: date | None
    end: date | None
    who: tuple[Who, ...]
    capacity: tuple[Figure, ...] = ()
    moved: tuple[Figure, ...] = ()
    terms: tuple[Term, ...] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict, hash=False)
    exchange: Exchange | None = None
    notes: tuple[str, ...] = ()
    where: str = ""
