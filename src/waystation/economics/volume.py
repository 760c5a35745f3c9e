"""The cost of a hub by the number of people it takes: what is fixed, what each person adds, what full places add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waystation.economics.appraisal import PAID, Appraisal, ratio
from waystation.economics.deflate import Amounts
from waystation.economics.lines import Line

PER_PERSON = ("person", "seat")
PER_NIGHT = ("night", "person_year")
PER_PLACE = ("place_day", "place")


@dataclass(frozen=True)
class Volume:
    """The cost of each person if so many are transferred in all the years; shapes (states, draws), undiscounted.

    `fixed` does not depend on people, `places` is the price of the places that are kept or, if more, needed, and
    `variable` comes with each person.
    """

    people: int
    fixed: Amounts
    places: Amounts
    variable: Amounts

    @property
    def each(self) -> Amounts:
        """The whole cost of a person."""
        whole: Amounts = self.fixed + self.places + self.variable
        return whole


def curve(held: Appraisal, volumes: Sequence[int], triggers: dict[str, int]) -> tuple[Volume, ...]:
    """The cost at each volume; `triggers` gives the people at which a line falls due. Prices as drawn, stay as counted.

    Where nobody was transferred in a draw, its people stay as long as on average in the others.
    """
    transfers, fixed, places = _people(held), np.zeros_like(held.exchequer), np.zeros_like(held.exchequer)
    nights = _each(sum((_of(held, name) for name in _names(held, "night")), np.zeros_like(transfers)), transfers)
    ready = sum((_of(held, name) for name in _names(held, "place_day")), np.zeros_like(transfers))
    variable = np.zeros_like(held.exchequer)
    lump: dict[int, Amounts] = {}
    for place, line in enumerate(held.gap.lines):
        if not held.terms.is_hub(line):
            continue
        amount, per = held.gap.amounts[place].sum(axis=-1), line.driver.rpartition(".")[2]
        if line.id in triggers:
            lump[triggers[line.id]] = lump.get(triggers[line.id], 0.0) + _unit(held, line)
        elif held.terms.part(line) == PAID and per in PER_PLACE:
            places = places + amount
        elif _is_fixed(held, line):
            fixed = fixed + amount
        else:
            variable = variable + (_unit(held, line) if per == "person" else _each(amount, transfers))
    return tuple(_at(number, fixed, places, variable, nights=nights, ready=ready, lump=lump) for number in volumes)


def _is_fixed(held: Appraisal, line: Line) -> bool:
    """Whether a cost of a hub depends neither on people nor on places."""
    paid = held.terms.part(line) == PAID and line.driver.rpartition(".")[2] not in (*PER_PERSON, *PER_NIGHT)
    return paid or line.driver.startswith("agreement")


def _at(
    number: int,
    fixed: Amounts,
    places: Amounts,
    variable: Amounts,
    *,
    nights: Amounts,
    ready: Amounts,
    lump: dict[int, Amounts],
) -> Volume:
    full = np.maximum(1.0, np.nan_to_num(ratio(number * nights, ready), nan=1.0))
    due = sum((amount for people, amount in lump.items() if number >= people), np.zeros_like(fixed))
    return Volume(number, (fixed + due) / number, places * full / number, variable)


def _people(held: Appraisal) -> Amounts:
    return held.more("transfers")


def _names(held: Appraisal, per: str) -> list[str]:
    return [name for name in held.worlds.here if "." in name and name.rpartition(".")[2] == per]


def _of(held: Appraisal, name: str) -> Amounts:
    return np.asarray(held.worlds.here[name].sum(axis=-1))


def _unit(held: Appraisal, line: Line) -> Amounts:
    unit = held.terms.units[line.id] * (1 + held.terms.optimism)
    return np.broadcast_to(unit, held.exchequer.shape)


def _each(amount: Amounts, people: Amounts) -> Amounts:
    """An amount for each person; where there are none, as on average where there are."""
    total = np.nansum(people)
    average = np.nansum(np.where(people > 0, amount, 0.0)) / total if total > 0 else 0.0
    return np.where(people > 0, ratio(amount, people), average)
