"""What a user may ask of the counting of money: other unit costs, another basis, an uplift for optimism."""

from __future__ import annotations

from dataclasses import dataclass

from waystation.base.problems import UsageError
from waystation.economics.deflate import Prices
from waystation.economics.lines import BASES, Basis, Costs
from waystation.study.appraise import Counted, Money
from waystation.study.terms import refuse_unknown_line, with_terms


@dataclass(frozen=True)
class Counting:
    """`costs` are texts such as `hotel_night=120` or `kosovo.per_person=50000`, in pounds of the base year."""

    basis: Basis = "average"
    optimism: float = 0.0
    costs: tuple[str, ...] = ()

    def money(self, prices: Prices, costs: Costs, counted: Counted) -> Money:
        """The money with which a run is costed. Raises UsageError for a line or an amount that cannot be."""
        if self.basis not in BASES:
            raise UsageError(f"no basis called {self.basis!r}: name one of {', '.join(BASES)}")
        if not self.optimism >= 0:
            raise UsageError(f"an uplift of {self.optimism:g} cannot be: it is at least 0")
        names = {name for scenario in counted.plan.all for name in counted.model.scenario(scenario).agreements}
        whole = with_terms(costs, [counted.model.agreements[name] for name in sorted(names)], prices)
        changed = dict(_changed(text, whole) for text in self.costs)
        return Money(prices, costs, self.basis, self.optimism, changed)


COUNTING = Counting()


def _changed(text: str, costs: Costs) -> tuple[str, float]:
    name, found, amount = text.partition("=")
    refuse_unknown_line(name.strip(), costs)
    try:
        value = float(amount)
    except ValueError:
        raise UsageError(f"{text!r} gives no amount: write LINE=AMOUNT, as hotel_night=120") from None
    if not (found and 0 <= value < float("inf")):
        raise UsageError(f"the unit cost of {name!r} cannot be {value:g}: a cost is at least 0")
    return name.strip(), value
