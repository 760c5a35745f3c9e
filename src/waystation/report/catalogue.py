"""What a model holds, as tables for a page: stages, routes, resources, numbers, facts, measures, caseload, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from waystation.base.english import join, plural, rounded
from waystation.cases.recipe import Opening, Stream
from waystation.evidence.source import Source
from waystation.explain.describe import Numbers
from waystation.explain.diagram import Diagram, diagram, route_label
from waystation.parameters.parameter import STATUSES
from waystation.process.words import ALWAYS, Resource, Route, Stage
from waystation.report.assumptions import STATUS_WORDS, assumption
from waystation.report.page import KIND_WORDS
from waystation.rules.expr import Compare, Condition, Tally
from waystation.rules.say import say
from waystation.study.model import Model
from waystation.world.world import World

NOTHING = "–"
FACT_KINDS = {
    "number": "number",
    "category": "one of a list",
    "truth": "yes or no",
    "own_day": "yes from a day of its own",
    "flag": "yes or no, set on the way",
}
STAGE_KINDS = {"stage": "waits", "gateway": "passes", "end": "end"}


class Said(Protocol):
    """Something declared, with words for it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def says(self) -> str:
        """Its words."""


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns, and rows of as many cells each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Catalogue:
    """The tables of a model, its process as a scenario's world has it (with the hubs of that scenario in force)."""

    model: Model
    name: str

    @cached_property
    def world(self) -> World:
        """The world of the scenario, every hub open."""
        return self.model.world(self.name)

    @cached_property
    def drawn(self) -> Diagram:
        """The process as the pictures show it: stages have the same numbers there and here."""
        return diagram(self.world.process, self.model.sheets(self.world.process))

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the world in words."""
        return Numbers(self.world.book)

    # --- the process -------------------------------------------------------------------------------------------

    @cached_property
    def stages(self) -> Table:
        """Every stage in the order of its number: who acts, what it takes, waits for and holds."""
        process = self.world.process
        order = sorted(self.drawn.nodes, key=lambda node: node.number)
        rows = [(str(node.number), *self._stage(process[node.id], STAGE_KINDS[node.kind])) for node in order]
        return Table(("no.", "stage", "id", "who acts", "kind", "takes", "waits for", "holds", "law"), tuple(rows))

    @cached_property
    def names(self) -> Table:
        """Every stage in the order of its number, in short."""
        return Table(self.stages.columns[:5], tuple(row[:5] for row in self.stages.rows))

    def _stage(self, stage: Stage, kind: str) -> tuple[str, ...]:
        resource = self.world.process.resource
        return (
            stage.title,
            f"`{stage.id}`",
            stage.actor,
            kind,
            f"{self.numbers.value(stage.takes)} (`{stage.takes}`)" if stage.takes else NOTHING,
            resource[stage.queue].title if stage.queue else NOTHING,
            join([resource[held].title for held in stage.holds]) or NOTHING,
            "; ".join(stage.law) or NOTHING,
        )

    @cached_property
    def routes(self) -> Table:
        """Every route by stage, in the order in which it is tried: to where, in which words, when and for whom."""
        order = sorted(self.drawn.nodes, key=lambda node: node.number)
        rows = [
            (f"{node.number} → {self.drawn.node[route.to].number}", *self._route(self.world.process[node.id], route))
            for node in order
            for route in self.world.process[node.id].routes
        ]
        return Table(
            ("from → to", "from", "to", "what happens", "when or how many", "for whom, and from when"), tuple(rows)
        )

    def _route(self, stage: Stage, route: Route) -> tuple[str, ...]:
        sets = f" (sets: {join([self.world.facts[flag].says for flag in route.sets])})" if route.sets else ""
        target = self.world.process[route.to].title
        return stage.title, target, route_label(stage, route) + sets, self._decides(stage, route), self._bounds(route)

    def _decides(self, stage: Stage, route: Route) -> str:
        if route.after is not None:
            parts = [
                f"clock {self._number(route.after.of)}",
                *(f"times {self._number(one)}" for one in route.after.times),
            ]
            since = [f"since {self._origin(route.after.since)}"] if route.after.since else []
            trait = [f"trait {route.after.frailty.trait}"] if route.after.frailty else []
            turn = [f"in turn at {self.world.process.resource[route.through].title}"] if route.through else []
            return "; ".join([*parts, *since, *trait, *turn])
        if route.share is not None:
            trait = [f"trait {route.bond.trait}"] if route.bond else []
            return "; ".join([f"share {self._number(route.share)}", *trait])
        return "all others" if route is not stage.exits[0] else "all, when the work is done"

    def _origin(self, since: str) -> str:
        """What a clock counts from: a stage, or the case's own day."""
        facts = self.world.facts
        return f"the day on which it {facts[since].says}" if since in facts else self.world.process[since].title

    def _number(self, name: str) -> str:
        """The central value and the id; for a table how far its values lie apart."""
        by = self.world.book[name].by
        return f"{self.numbers.extent(name) if by else self.numbers.value(name)} (`{name}`)"

    def _bounds(self, route: Route) -> str:
        who = [self._who(one) for one in route.when]
        window = route.in_force
        when = [] if window == ALWAYS else [
            " ".join(
                part
                for part in (
                    f"from {window.start}" if window.start else "",
                    f"later by `{window.delay}`" if window.delay else "",
                    f"until {window.end}" if window.end else "",
                )
                if part
            )
        ]  # fmt: skip
        return "; ".join([*who, *when]) or NOTHING

    def _who(self, one: Condition) -> str:
        rule = say(one.rule, self.world.facts)
        tells_more = rule != one.says and not (isinstance(one.rule, Compare) and isinstance(one.rule.term, Tally))
        return f"{one.says} ({rule})" if tells_more else one.says

    @cached_property
    def resources(self) -> Table:
        """Every resource in the order in which it is served."""
        rows = [
            (
                one.title,
                f"`{one.id}`",
                "so many a day" if one.kind == "throughput" else "places held for the stay",
                self.numbers.capacity(one),
                "person" if one.by_people else "case",
                self._served(one),
            )
            for one in self.world.process.resources
        ]
        return Table(("resource", "id", "kind", "at the start", "used per", "who is served first"), tuple(rows))

    def _served(self, one: Resource) -> str:
        order = "first come" if one.newest_first is None else f"first come; newest first by `{one.newest_first}`"
        stops = (
            f"; nobody while these are full or awaited: {self.world.process.resource[one.only_while].title}"
            if one.only_while
            else ""
        )
        return order + stops

    @cached_property
    def traits(self) -> Table:
        """Every trait and the routes it bears on."""
        process = self.world.process
        bears: dict[str, list[str]] = {trait: [] for trait in process.traits}
        for stage, route in process.routes():
            named = [route.bond.trait] if route.bond else []
            named += [route.after.frailty.trait] if route.after and route.after.frailty else []
            for trait in named:
                bears[trait].append(f"{stage.title} → {process[route.to].title}")
        return Table(
            ("trait", "bears on"), tuple((f"`{trait}`", "; ".join(dict.fromkeys(on))) for trait, on in bears.items())
        )

    @cached_property
    def responses(self) -> Table:
        """Every declared response of arrivals to what people could have seen."""
        found: Iterable[Said] = getattr(self.world.process, "responses", ())
        return Table(("response", "words"), tuple((f"`{one.id}`", one.says) for one in found))

    # --- numbers, facts, measures ------------------------------------------------------------------------------

    @cached_property
    def parameters(self) -> Table:
        """Every number with its central value, its range and its status."""
        said = [assumption(self.model.book, one) for _, one in sorted(self.model.book.parameters.items())]
        rows = tuple((f"`{one.id}`", one.title, one.value, one.unit, one.range or NOTHING, one.status) for one in said)
        return Table(("number", "what", "centre", "unit", "90% range", "status"), rows)

    @cached_property
    def statuses(self) -> Table:
        """How many numbers there are of each status, and how many of them have a range."""
        held = self.model.book.parameters.values()
        count, ranged = Counter(one.status for one in held), Counter(one.status for one in held if one.prior)
        rows = [(status, STATUS_WORDS[status], str(count[status]), str(ranged[status])) for status in STATUSES]
        return Table(("status", "means", "numbers", "with a range"), tuple(rows))

    @cached_property
    def facts(self) -> Table:
        """Every fact that a rule may ask for."""
        rows = [(f"`{name}`", fact.says, FACT_KINDS[fact.kind]) for name, fact in self.model.facts.items()]
        return Table(("fact", "words", "kind"), tuple(rows))

    @cached_property
    def axes(self) -> Table:
        """Every axis by which a number may vary."""
        held = self.model.book.axes.values()
        rows = [(one.title, str(one.size), ", ".join(one.classes).replace("_", " ")) for one in held]
        return Table(("axis", "classes", "which"), tuple(rows))

    @cached_property
    def measures(self) -> Table:
        """Every measure with its definition."""
        rows = [(f"`{one.id}`", one.title, one.unit, one.definition) for one in self.model.measures]
        return Table(("measure", "title", "unit", "definition"), tuple(rows))

    # --- who moves ---------------------------------------------------------------------------------------------

    @cached_property
    def streams(self) -> Table:
        """Where cases come in."""
        rows = [
            (one.id.replace("_", " "), self._title(one.into), self._amount(one)) for one in self.model.recipe.streams
        ]
        return Table(("cases", "come into", "how many"), tuple(rows))

    @cached_property
    def opening(self) -> Table:
        """The caseload that is there at the start."""
        rows = [
            (one.id.replace("_", " "), self._title(one.into), self._amount(one), self._number(one.waited))
            for one in self.model.recipe.opening
        ]
        return Table(("cases", "stand in", "how many", "have waited"), tuple(rows))

    def _title(self, stage: str) -> str:
        return self.world.process[stage].title

    def _amount(self, one: Stream | Opening) -> str:
        if isinstance(one, Opening):
            shares = [f"1 less `{name[4:]}`" if name.startswith("not ") else f"`{name}`" for name in one.times]
            return " times ".join([self._number(one.count), *shares])
        return f"{self._number(one.a_year)}, so many a year" if one.a_year else self._number(one.a_day or "")

    # --- what is asked, and on what it rests -------------------------------------------------------------------

    @cached_property
    def scenarios(self) -> Table:
        """Every scenario with its question and what it changes over its parent."""
        rows = []
        for one in self.model.scenarios.values():
            hubs = [f"hub: {self.model.agreements[name].title}" for name in one.agreements]
            changes = [change.say() for change in one.changes]
            rows.append((f"`{one.id}`", one.question, "; ".join([*hubs, *changes]) or "nothing"))
        return Table(("scenario", "question", "changes"), tuple(rows))

    @cached_property
    def levers(self) -> Table:
        """Every number that a policy-maker may move, and how far."""
        rows = [
            (f"`{name}`", one.title, f"{rounded(one.low)} to {rounded(one.high)}", one.why)
            for name, one in self.model.levers.items()
        ]
        return Table(("lever", "what", "between", "how it is moved"), tuple(rows))

    @cached_property
    def targets(self) -> Table:
        """Published flows that reports set beside the baseline."""
        rows = [(one.title, one.period, f"{one.value:,.0f}", one.source) for one in self.model.targets.published]
        return Table(("published figure", "period", "value", "source"), tuple(rows))

    @cached_property
    def reconciled(self) -> Table:
        """How the opening caseload adds up."""
        rows = [
            (
                one.title,
                *(NOTHING if value is None else f"{value:,.0f}" for value in (one.cases, one.people)),
                one.source,
            )
            for one in self.model.reconciliation.rows
        ]
        return Table(("line", "cases", "people", "source"), tuple(rows))

    @cached_property
    def sources(self) -> Table:
        """The sources on whose claims any number rests, with how many claims and numbers."""
        claims = self.model.register.claims
        used: dict[str, set[str]] = {}
        numbers: Counter[str] = Counter()
        for parameter in self.model.book.parameters.values():
            named = {claims[name].source for name in parameter.rests_on if name in claims}
            numbers.update(named)
            for name in parameter.rests_on:
                if name in claims:
                    used.setdefault(claims[name].source, set()).add(name)
        held = sorted((self.model.register.sources[name] for name in used), key=lambda one: (one.kind, one.cite()))
        rows = [(_cited(one), KIND_WORDS[one.kind], str(len(used[one.id])), str(numbers[one.id])) for one in held]
        return Table(("source", "kind", "claims used", "numbers that rest on it"), tuple(rows))

    @cached_property
    def register_says(self) -> str:
        """How much the register holds: `220 sources and 940 claims`."""
        held = self.model.register
        return f"{plural(len(held.sources), 'source')} and {plural(len(held.claims), 'claim')}"


def _cited(source: Source) -> str:
    return f"[{source.cite()}]({source.url})" if source.url else source.cite()
