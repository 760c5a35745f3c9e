"""The model: all that was loaded from its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from waystation.base.days import Calendar
from waystation.base.problems import Problems, ScenarioError, UsageError, did_you_mean
from waystation.cases.recipe import Recipe
from waystation.evidence.register import Register
from waystation.hubs.agreement import Agreement
from waystation.hubs.arrangement import Arrangement
from waystation.hubs.assess import as_stated, assess
from waystation.hubs.expand import expand
from waystation.hubs.joins import Hub, Joins
from waystation.hubs.position import Positions
from waystation.hubs.safeguard import Finding, Safeguard
from waystation.hubs.structure import Ground
from waystation.parameters.book import Change, ParameterBook
from waystation.process.process import Process
from waystation.results.measure import Measure
from waystation.results.quantity import Quantity
from waystation.results.run import Cohort
from waystation.rules.expr import Fact
from waystation.scenario.lever import Lever
from waystation.scenario.resolve import resolve
from waystation.scenario.safeguards import Court, Waiver
from waystation.scenario.scenario import Scenario, inherited
from waystation.study.posterior import Posterior, misfits, warning
from waystation.study.published import Reconciliation, Targets
from waystation.study.scorecard import BackTest
from waystation.study.story import Story
from waystation.world.world import World


@dataclass(frozen=True)
class Model:
    """Process, numbers, agreements, scenarios, measures and what was published; `files` maps each input to its hash.

    `shapes` is the GeoJSON of a map; `known` is the day whose evidence the register and the positions hold, if not all;
    `posteriors` are draws of the numbers that history bears on, by day, `rests` the hashes of what they rest on;
    `parts` are the ids of stages by the title of the sheet that shows them; `arrangements` are schemes that are not
    simulated as hubs; `quantities` cost money; `watched` are the class of an axis whose cases are costed by themselves;
    `history` is how forecasts from past days met the published figures, where that is stored.
    """

    process: Process
    joins: Joins
    book: ParameterBook
    facts: Mapping[str, Fact]
    recipe: Recipe
    calendar: Calendar
    agreements: Mapping[str, Agreement]
    levers: Mapping[str, Lever]
    scenarios: Mapping[str, Scenario]
    measures: tuple[Measure, ...]
    cohort: Cohort
    targets: Targets
    reconciliation: Reconciliation
    story: Story
    register: Register
    positions: Positions
    shapes: Mapping[str, object]
    files: Mapping[str, str]
    settings: tuple[Change, ...] = ()
    known: date | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    safeguards: Mapping[str, Safeguard] = field(default_factory=dict)
    arrangements: Mapping[str, Arrangement] = field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    watched: tuple[str, str] = ("", "")
    posteriors: Mapping[date, Posterior] = field(default_factory=dict)
    rests: Mapping[str, str] = field(default_factory=dict)
    history: BackTest | None = None

    def set(self, changes: tuple[Change, ...]) -> Model:
        """The model with numbers set for every scenario alike (over what a scenario itself changes)."""
        return replace(self, settings=(*self.settings, *changes))

    def as_of(self, day: date) -> Model:
        """The model with the register and the positions as they were known on a day; its numbers stay."""
        return replace(self, register=self.register.as_of(day), positions=self.positions.as_of(day), known=day)

    def scenario(self, name: str) -> Scenario:
        """A scenario with all it inherits."""
        return inherited(self.scenarios, name)

    def book_of(self, name: str) -> ParameterBook:
        """The book as a scenario and the settings change it."""
        return self.book.changed((*self.scenario(name).changes, *self.settings))

    def ground(self, scenario: Scenario | None = None) -> Ground:
        """What agreements are set against: in a scenario (with all it inherits) and the settings, or without any."""
        changes = (*(scenario.changes if scenario else ()), *self.settings)
        return Ground(self.process, self.joins, self.facts, self.book.changed(changes), self.calendar.start)

    @property
    def posterior(self) -> Posterior | None:
        """The draws that were fitted up to the eve of the first day, if there are any."""
        return self.posteriors.get(self.calendar.start - timedelta(days=1))

    @property
    def unfitted(self) -> str:
        """What is to be said if the posterior was fitted with other files than these; nothing if it was not."""
        return warning(self.posterior, misfits(self.posterior, self.rests)) if self.posterior else ""

    @property
    def court(self) -> Court:
        """What scenarios are held against before they may run."""
        return Court(self.safeguards, self.agreements, self.ground)

    def waivers(self, name: str) -> tuple[Waiver, ...]:
        """The hard safeguards that a scenario's agreements do not meet, and why it is run all the same."""
        return self.court.waivers(self.scenario(name))

    def findings(self, name: str, scenario: Scenario | None = None) -> tuple[Finding, ...]:
        """Where an agreement stands on every safeguard; one that is not simulated, by what it states alone."""
        if name in self.agreements:
            return assess(self.safeguards, self.agreements[name], self.ground(scenario))
        if name in self.arrangements:
            held = self.arrangements[name]
            return as_stated(self.safeguards, held.stated, held.where)
        raise UsageError(
            f"no agreement called {name!r}: {did_you_mean(name, (*self.agreements, *self.arrangements))}".rstrip(": ")
        )

    def refuse_unsafe(self, names: Iterable[str]) -> None:
        """Raise ScenarioError if, as set, a scenario uses an agreement that a hard safeguard forbids."""
        problems = Problems()
        for name in names:
            whole = self.scenario(name)
            for _, what, remedy in self.court.faults(whole, replace(whole, despite={})):
                problems.add(whole.where, what, remedy)
        problems.raise_if_any(ScenarioError)

    def world(self, name: str, open_: frozenset[str] | None = None) -> World:
        """The world of a scenario in which the given ones of its agreements are in force (all, if not said)."""
        wanted = self.scenario(name).agreements
        chosen = [self.agreements[agreement] for agreement in wanted if open_ is None or agreement in open_]
        return resolve(
            self.process, chosen, self.joins, book=self.book_of(name), facts=self.facts, calendar=self.calendar,
            group=self.recipe.group, entries=self.recipe.entries,
        )  # fmt: skip

    def sheets(self, process: Process) -> dict[str, tuple[str, ...]]:
        """The ids of stages by the title of their sheet: the parts, then what each agreement adds to a process."""
        added: dict[str, tuple[str, ...]] = {}
        for agreement in self.agreements.values():
            if Hub(process, agreement, self.joins).id("stay") in process.by_id:
                title, grown = f"The hub in {agreement.partner}", expand(self.process, agreement, self.joins)
                own = tuple(stage.id for stage in grown.stages if stage.id not in self.process.by_id)
                added[title] = (*added.get(title, ()), *own)
        return {**self.parts, **added}
