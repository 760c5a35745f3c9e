"""Where a hub joins the process of a country, and the names of what it adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from waystation.hubs.agreement import Agreement
from waystation.process.process import Process
from waystation.process.words import Clock, Frailty, Route, Window
from waystation.rules.expr import Condition, Is, Not


@dataclass(frozen=True)
class Joins:
    """Where a hub joins the process of a country: stages, resources and numbers it shares with everything else.

    `pool` is the stage of those who may be picked; `waiting` names those of its clocks that run on while a transfer is
    pending, `grounds` those of new grounds (hazards), which run on in the hub too; `barred` is the flag of those who
    may not be picked again. An `appeal` is `withdrawn` by the route `gives_up` of that stage. Evidence that is accepted
    leads to `fresh_claim`; who moves on from a hub may come back to `reentry`. Travel `documents` may be a resource.
    """

    pool: str
    waiting: tuple[str, ...]
    leaves: str
    disappears: str
    since: str
    court: str
    escorts: str
    seats: str
    return_hazard: str
    return_share: str
    voluntary_hazard: str
    frailty: Frailty
    barred: str
    actor: str
    court_actor: str
    appeal: str
    withdrawn: str
    gives_up: str
    evidence_hazard: str
    evidence_takes: str
    evidence_accepted: str
    fresh_claim: str
    reentry: str
    grounds: tuple[str, ...] = ()
    documents: str | None = None


@dataclass(frozen=True)
class Hub:
    """An agreement that is to join a process."""

    process: Process
    agreement: Agreement
    joins: Joins

    def id(self, part: str) -> str:
        """The id of a stage or a resource of the hub."""
        return f"hub_{self.agreement.id}_{part}"

    @property
    def offered(self) -> tuple[str, str]:
        """The two resources without which nobody is transferred."""
        return self.id("intake"), self.id("places")

    @property
    def not_barred(self) -> Condition:
        """Who may be picked at all."""
        says = "has not been in a hub, or kept from one, before"
        return Condition("not_barred", says, Not(Is(self.joins.barred)))

    def pool_clocks(self, names: tuple[str, ...]) -> tuple[Route, ...]:
        """Some clocks of the stage from which people are picked."""
        return tuple(route for route in self.process[self.joins.pool].clocks if route.name in names)

    def once_over(self, route: Route) -> tuple[Route, ...]:
        """A route for whoever is still there once the agreement has ended, by its date or because it was terminated."""
        opened, termination, clock = (
            self.agreement.in_force,
            self.agreement.termination,
            Clock(self.agreement.ended.pace),
        )
        windows = {"terminated": Window(opened.start, opened.delay, upon=termination)} if termination else {}
        if opened.end:
            windows["expired"] = Window(opened.end + timedelta(days=1))
        return tuple(
            replace(route, after=clock, in_force=window, label=f"{why}_{route.name}") for why, window in windows.items()
        )
