"""An agreement with a partner that hosts a return hub: who may be sent, in what numbers, and what happens there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from waystation.hubs.safeguard import Hold, Stated
from waystation.hubs.term import Term
from waystation.process.words import Ramp, Shock, Window
from waystation.rules.expr import Condition

Outcome = Literal["brought_back", "leave_in_host"]
OUTCOMES: tuple[Outcome, ...] = ("brought_back", "leave_in_host")
Rest = Literal["brought_back", "run_on"]
RESTS: tuple[Rest, ...] = ("brought_back", "run_on")


@dataclass(frozen=True)
class Notice:
    """What the threat of transfer changes, and what can come between notice and the flight. Parameters, by id.

    `pursues`: the share of appeals that would have been given up and are not; `unsuspended`: of claims against a
    transfer, those that do not hold it up and are heard from the hub.
    """

    takes: str
    leaves: str
    disappears: str
    claims: str
    pursues: str
    unsuspended: str
    certified: str
    claim_succeeds: str
    review_takes: str
    review_succeeds: str


@dataclass(frozen=True)
class Stay:
    """What can happen to a case in the hub. Parameters, by id."""

    return_multiplier: str
    voluntary_multiplier: str
    evidence_multiplier: str
    grounds_multiplier: str
    documents_take: str
    return_takes: str
    claim_ready: str
    onward: str
    onward_takes: str
    onward_returns: str
    leave_to_stay: str
    brought_back: str


@dataclass(frozen=True)
class Failure:
    """What happens to people who cannot be returned: after how long (a parameter), and where they then go."""

    after: str
    then: Outcome


@dataclass(frozen=True)
class Ended:
    """What happens to people in the hub once the agreement has ended, and at what pace a year (a parameter)."""

    then: Rest
    pace: str


@dataclass(frozen=True)
class Agreement:
    """One partner's agreement. `chance`, `places`, `intake` and `selection` are ids of parameters.

    `terms` is its money, `stated` what it says of safeguards, `holds` what the soft ones that it does not meet add.
    """

    id: str
    title: str
    partner: str
    hypothetical: bool
    summary: str
    in_force: Window
    chance: str
    places: str
    intake: str
    who: tuple[Condition, ...]
    selection: str
    notice: Notice
    stay: Stay
    failure: Failure
    ended: Ended
    start: Ramp | None = None
    injunction: Shock | None = None
    termination: Shock | None = None
    notes: tuple[str, ...] = ()
    where: str = ""
    terms: tuple[Term, ...] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict, hash=False)
    holds: tuple[Hold, ...] = ()

    @property
    def close(self) -> tuple[Shock, ...]:
        """What may close the hub, for a time or for good."""
        return tuple(shock for shock in (self.injunction, self.termination) if shock)
