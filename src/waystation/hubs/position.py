"""Positions: what a country said about hosting, who said it, in which office, asking and offering what; as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from waystation.base.moment import Moment

Stance = Literal["never", "refuses", "conditional", "open", "willing", "agreed", "unknown"]
Approached = Literal["yes", "no", "unknown"]
STANCES: tuple[Stance, ...] = get_args(Stance)
APPROACHED: tuple[Approached, ...] = get_args(Approached)


@dataclass(frozen=True)
class Scheme:
    """A scheme that countries take a stance on."""

    id: str
    title: str
    sender: str


@dataclass(frozen=True)
class Position:
    """One statement. Only a country's own office-holders set its stance; other reports stand beside it."""

    country: str
    scheme: str
    stance: Stance
    approached: Approached
    on: Moment
    speaker: str
    office: str
    asks: tuple[str, ...]
    offers: tuple[str, ...]
    sets_stance: bool
    claims: tuple[str, ...]
    note: str = ""
    where: str = ""


@dataclass(frozen=True)
class Positions:
    """Every position, in order of day, and the schemes they are about."""

    schemes: Mapping[str, Scheme]
    all: tuple[Position, ...]

    def as_of(self, day: date) -> Positions:
        """What had been said by a day."""
        return Positions(self.schemes, tuple(held for held in self.all if held.on.known_by(day)))

    def history(self, country: str, scheme: str | None = None) -> tuple[Position, ...]:
        """A country's positions in order of day, on one scheme or all."""
        return tuple(held for held in self.all if held.country == country and scheme in (None, held.scheme))

    def countries(self) -> tuple[str, ...]:
        """Every country that has a position, in order of name."""
        return tuple(sorted({held.country for held in self.all}))

    def today(self, scheme: str) -> dict[str, Position]:
        """Each country's stance on a scheme: the latest that its own office-holders set."""
        return latest(held for held in self.all if held.scheme == scheme and held.sets_stance)

    def approached(self, country: str, scheme: str) -> Approached:
        """Whether a country last said that it was approached; what others say of it does not count."""
        own = (held for held in self.history(country, scheme) if held.sets_stance)
        said = [held.approached for held in own if held.approached != "unknown"]
        return said[-1] if said else "unknown"


def latest(positions: Iterable[Position]) -> dict[str, Position]:
    """The last position of each country, in order of country."""
    found = {held.country: held for held in sorted(positions, key=lambda held: held.on.last)}
    return dict(sorted(found.items()))
