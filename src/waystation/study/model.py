"""The model: all that was loaded from its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from waystation.base.days import Calendar
from waystation.cases.recipe import Recipe
from waystation.evidence.register import Register
from waystation.hubs.agreement import Agreement
from waystation.hubs.expand import expand
from waystation.hubs.joins import Hub, Joins
from waystation.hubs.position import Positions
from waystation.parameters.book import Change, ParameterBook
from waystation.process.process import Process
from waystation.results.measure import Measure
from waystation.results.run import Cohort
from waystation.rules.expr import Fact
from waystation.scenario.lever import Lever
from waystation.scenario.resolve import resolve
from waystation.scenario.scenario import Scenario, inherited
from waystation.study.published import Reconciliation, Targets
from waystation.study.story import Story
from waystation.world.world import World


@dataclass(frozen=True)
class Model:
    """Process, numbers, agreements, scenarios, measures and what was published; `files` maps each input to its hash.

    `shapes` is the GeoJSON of a map; `known` is the day whose evidence the register and the positions hold, if not all;
    `parts` are the ids of stages by the title of the sheet that shows them.
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
