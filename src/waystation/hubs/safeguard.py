"""Safeguards: conditions that the law or an international body sets for hubs, and where an agreement stands on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from waystation.rules.expr import Condition

Weight = Literal["hard", "soft", "advisory"]
WEIGHTS: dict[Weight, str] = {
    "hard": "a scenario is refused unless it is met, or the scenario says why it is run all the same",
    "soft": "unless it is met, transfers take longer or fail more often",
    "advisory": "shown only: it binds others, not the UK",
}
Standing = Literal["met", "open", "unmet"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
Found = Literal["met", "open", "not stated", "unmet"]
WORST_LAST: tuple[Found, ...] = get_args(Found)


@dataclass(frozen=True)
class ByRule:
    """Nobody for whom `never` holds may be eligible; with `if_stated` an agreement may say so and cite why."""

    never: Condition
    if_stated: bool = False


@dataclass(frozen=True)
class ByStructure:
    """The process with the hub has this property (a name of `structure.PROPERTIES`), measured against `of`."""

    has: str
    of: str = ""


@dataclass(frozen=True)
class ByStatement:
    """The agreement says whether it meets this, and why."""

    asks: str


Check = ByRule | ByStructure | ByStatement


@dataclass(frozen=True)
class Hold:
    """What an unmet soft safeguard adds: a share of transfers waits, and a share of these is stopped. Parameters."""

    id: str
    title: str
    share: str
    takes: str
    stops: str | None = None


@dataclass(frozen=True)
class Safeguard:
    """One condition: in words, how much hangs on it, law and claims, how it is checked, what it adds if unmet."""

    id: str
    title: str
    test: str
    weight: Weight
    law: tuple[str, ...]
    claims: tuple[str, ...]
    checks: tuple[Check, ...]
    adds: Hold | None = None
    where: str = ""


@dataclass(frozen=True)
class Stated:
    """What an agreement says of one safeguard, why, and the claims that bear it out."""

    standing: Standing
    because: str
    claims: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Finding:
    """Where an agreement stands on a safeguard: the worst of its checks, why, and at which line it says so."""

    safeguard: Safeguard
    standing: Found
    because: tuple[str, ...]
    claims: tuple[str, ...]
    where: str

    @property
    def blocks(self) -> bool:
        """Whether a scenario may use the agreement only by saying why."""
        return self.safeguard.weight == "hard" and self.standing != "met"
