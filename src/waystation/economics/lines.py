"""A cost line: one quantity of a run, what a unit of it costs, who pays, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from waystation.base.problems import UsageError, did_you_mean
from waystation.economics.deflate import Status
from waystation.economics.money import Money

Basis = Literal["marginal", "average"]
BASES: tuple[Basis, ...] = get_args(Basis)


@dataclass(frozen=True)
class Driver:
    """A quantity that costs money. `gap` says why no line prices it: another file does, or nobody published a cost.

    `part` is the heading under which its lines are shown.
    """

    id: str
    title: str
    unit: str
    gap: str = ""
    where: str = ""
    part: str = ""


@dataclass(frozen=True)
class Line:
    """What one unit of a driver costs. Lines of the same `thing` are one cost seen in two ways: only one is counted.

    `low` and `high` bound the unit cost, in its own currency and prices, where that is uncertain. A `transfer` moves
    money within the country and uses nothing up.
    """

    id: str
    title: str
    driver: str
    unit_cost: Money
    payer: str
    status: Status
    basis: Basis
    thing: str
    claims: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    note: str = ""
    where: str = ""
    transfer: bool = False


@dataclass(frozen=True)
class Costs:
    """Drivers and payers by id, and the lines in order.

    `parts` are headings by id; `terms_to` is the payer of what the United Kingdom pays under an agreement; payers
    `outside` are no part of the Exchequer.
    """

    drivers: Mapping[str, Driver]
    payers: Mapping[str, str]
    lines: tuple[Line, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    terms_to: str = ""
    outside: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Line:
        held = {line.id: line for line in self.lines}
        if name not in held:
            raise UsageError(f"no cost line called {name!r}: {did_you_mean(name, held)}")
        return held[name]

    def counted(self, basis: Basis) -> tuple[Line, ...]:
        """The lines that count on a basis: of each thing the line of that basis, or else the only one there is."""
        chosen = {line.thing: line for line in sorted(self.lines, key=lambda line: line.basis == basis)}
        return tuple(line for line in self.lines if chosen[line.thing] is line)

    def at(self, name: str, unit_cost: float) -> Costs:
        """The costs with another unit cost for one line, in its own currency and prices.

        Raises UsageError if there is no such line or the cost is negative.
        """
        line = self[name]
        if not unit_cost >= 0:
            raise UsageError(f"the unit cost of {name!r} cannot be {unit_cost:g}: a cost is at least 0")
        changed = replace(line, unit_cost=replace(line.unit_cost, amount=unit_cost))
        return replace(self, lines=tuple(_swapped(self.lines, changed)))


def _swapped(lines: Iterable[Line], changed: Line) -> Iterable[Line]:
    return (changed if line.id == changed.id else line for line in lines)
