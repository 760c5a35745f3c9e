"""What would have to be true for a policy to cost nothing: the share of arrivals deterred, or the price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waystation.economics.appraisal import PAID, Appraisal, ratio
from waystation.economics.deflate import Amounts

CLAIMS = "claims"


@dataclass(frozen=True)
class BreakEven:
    """Each of the shape (states, draws); NaN where there is nothing to divide by.

    `of_watched` is the share of the arrivals watched (small boats) that would have to stay away from the day the hub
    opens, `of_claims` the share of all claims, `for_each_transfer` the people who would have to stay away for each
    person transferred. A negative share: it costs nothing even if nobody stays away; above 1: not even if all do.
    `each_per_cent` is the present value of one per cent of the arrivals watched staying away.
    """

    of_watched: Amounts
    of_claims: Amounts
    for_each_transfer: Amounts
    each_per_cent: Amounts
    average_cost: Amounts


def break_even(held: Appraisal) -> BreakEven:
    """Arrivals that stay away are priced by what such arrivals cost on average in the world compared with."""
    people = _people(held, watched=True)
    of_watched = ratio(held.exchequer, held.watched)
    return BreakEven(
        of_watched,
        ratio(held.exchequer, held.watched + held.others),
        ratio(of_watched * people, held.more("transfers")),
        held.watched / 100,
        ratio(held.watched, people),
    )


def _people(held: Appraisal, *, watched: bool) -> Amounts:
    quantities = held.worlds.watched if watched else held.worlds.others
    return np.asarray(quantities[CLAIMS].sum(axis=-1))


def break_even_price(held: Appraisal, per: str) -> Amounts:
    """The price of one unit (`person`, `place_day`, `once`) at which it costs nothing, all else as agreed.

    It stands in for what the terms set a price for in that measure; in pounds of the base year, shape (states, draws).
    """
    paid = [line for line in held.gap.lines if held.terms.part(line) == PAID and line.driver.rpartition(".")[2] == per]
    drivers = [name for name in held.worlds.here if name.rpartition(".")[2] == per and "." in name]
    units = sum((held.discounted(name) for name in drivers), np.zeros_like(held.exchequer))
    return ratio(held.chosen(paid) - held.exchequer, units)


def net_at(held: Appraisal, share: float) -> Amounts:
    """Present value of the cost if a share of the arrivals watched stays away from the opening on."""
    return held.exchequer - share * held.watched
