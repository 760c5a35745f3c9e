"""The vocabulary: what a stage, a route, a clock and a resource are. Plain frozen values that every reading shares.

A case enters a stage. It first secures the places the stage holds, then does the stage's work (`takes`), then waits in
at most one queue, and leaves by the first route whose conditions, dates and share let it through. Routes with a clock
(`after`) run from the day of entry and compete with all of that. A stage without routes is an end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from waystation.rules.expr import Condition

ResourceKind = Literal["throughput", "places"]
Unit = Literal["case", "people"]


@dataclass(frozen=True)
class Shock:
    """Something that may befall a whole run once, drawn before it: all names are parameters.

    It comes at `rate` a year from the day the thing it befalls begins; `luck` (0 never, 1 at once) is the draw's own.
    It `lasts` some days, or for good.
    """

    rate: str
    luck: str
    lasts: str | None = None


@dataclass(frozen=True)
class Window:
    """When something is in force: from a date (plus an uncertain delay, a parameter in days) until a date.

    With `upon` it begins only on the day on which a shock comes, counted from that date.
    """

    start: date | None = None
    delay: str | None = None
    end: date | None = None
    upon: Shock | None = None


ALWAYS = Window()


@dataclass(frozen=True)
class Frailty:
    """How a lasting trait shapes a hazard: `share` says how much of the fall with time is the trait's doing."""

    trait: str
    share: str


@dataclass(frozen=True)
class Bond:
    """How a lasting trait shapes an outcome: in `weight` of cases the trait decides, in the others fresh luck does."""

    trait: str
    weight: str


@dataclass(frozen=True)
class Clock:
    """A competing clock: a hazard (a year, by time since) or a duration in days.

    It counts from entry to the stage, or from the case's first entry to the stage `since`, or from its own day if
    `since` names one (a birthday that is still to come, say). A hazard may be multiplied.
    """

    of: str
    since: str | None = None
    times: tuple[str, ...] = ()
    frailty: Frailty | None = None


@dataclass(frozen=True)
class Route:
    """A way out of a stage: to where, for whom, when, in what share of cases or after which clock.

    A clocked route that goes `through` a resource does not fire at once: the case then waits its turn there, staying in
    the stage with its other clocks running, and takes the route when it is served. A route without a clock may be open
    only on days on which every resource in `offered` offers something.
    """

    to: str
    when: tuple[Condition, ...] = ()
    share: str | None = None
    after: Clock | None = None
    bond: Bond | None = None
    sets: tuple[str, ...] = ()
    in_force: Window = ALWAYS
    through: str | None = None
    offered: tuple[str, ...] = ()
    says: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The route's name within its stage."""
        return self.label or self.to

    @property
    def always(self) -> bool:
        """Whether it lets every case through at any time."""
        return not (self.when or self.share or self.offered) and self.in_force == ALWAYS


@dataclass(frozen=True)
class Stage:
    """A state a case can be in, who acts there, what it takes and holds, and the ways out."""

    id: str
    title: str
    actor: str
    takes: str | None = None
    queue: str | None = None
    holds: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    law: tuple[str, ...] = ()

    @property
    def is_end(self) -> bool:
        """Whether cases stay here for good."""
        return not self.routes

    @property
    def exits(self) -> tuple[Route, ...]:
        """The routes taken when the stage's own work is done."""
        return tuple(route for route in self.routes if route.after is None)

    @property
    def clocks(self) -> tuple[Route, ...]:
        """The routes with a clock of their own."""
        return tuple(route for route in self.routes if route.after is not None)

    @property
    def is_gateway(self) -> bool:
        """Whether a case passes through without waiting."""
        return bool(self.exits) and self.takes is None and self.queue is None and not self.holds


@dataclass(frozen=True)
class Ramp:
    """How a resource begins: for so many `days` it offers only a `share` of its capacity (both parameters)."""

    share: str
    days: str


@dataclass(frozen=True)
class Priority:
    """Who is served before the rest: those for whom the conditions hold as they join the line, in a share of cases.

    The luck of the share has the address (case, stage, visit, slot of the resource's id, a stroke and the place in
    `Resource.first`, as `tribunal/0`).
    """

    says: str
    when: tuple[Condition, ...] = ()
    share: str | None = None


@dataclass(frozen=True)
class Resource:
    """What limits a stage: so many a day, or places held for the stay.

    Throughput with `only_while` serves nobody while those places are full or awaited. A resource offers nothing while
    one of the shocks that `close` it lasts, and less at first if it has a `ramp`; both count from its first day.
    Whoever joins the line gets the rank of the first of `first` that lets the case through, else the last; lower ranks
    are served before higher ones.
    """

    id: str
    title: str
    kind: ResourceKind
    capacity: str
    times: tuple[str, ...] = ()
    per: Unit = "case"
    newest_first: str | None = None
    only_while: str | None = None
    in_force: Window = ALWAYS
    close: tuple[Shock, ...] = ()
    ramp: Ramp | None = None
    first: tuple[Priority, ...] = ()

    @property
    def by_people(self) -> bool:
        """Whether each person of a case uses one: always so of places, of throughput if it says so."""
        return self.kind == "places" or self.per == "people"


@dataclass(frozen=True)
class Response:
    """How arrivals answer, class by class of an axis, to what people could have seen.

    Exposure is the people through the routes `signal` over the people entering the stages `per`, both patterns, in
    `window` whole months that ended `lag` months ago; at most 1. Arrivals of a class fall by exposure times its
    `strength` times `times`; the share `displaced` of those who stay away comes in a class that has no strength.
    """

    id: str
    says: str
    axis: str
    strength: str
    signal: tuple[str, ...]
    per: tuple[str, ...]
    lag: str
    window: str
    displaced: str | None = None
    times: tuple[str, ...] = ()
