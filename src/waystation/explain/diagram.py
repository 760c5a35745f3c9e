"""The process as a picture that no one has drawn yet: who acts (lanes), how far along (ranks), and what leads where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from waystation.base.english import join, plural
from waystation.base.problems import UsageError
from waystation.process.order import ranks
from waystation.process.process import Process
from waystation.process.words import Route, Stage

NodeKind = Literal["stage", "gateway", "end"]
EdgeKind = Literal["exit", "clock"]
ENDS = "Where it ends"


@dataclass(frozen=True)
class Node:
    """A stage: its lane is who acts there, its rank how far along it lies, its number and sheet where to find it.

    `waits` are the titles of the resources that cases wait for there.
    """

    id: str
    title: str
    lane: str
    rank: int
    kind: NodeKind
    number: int
    sheet: int = 1
    waits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """A route: taken when the work is done (exit), or by a clock of its own; `when` says for whom, if not `label`."""

    source: str
    target: str
    kind: EdgeKind
    label: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """Lanes in order of first use, stages as nodes, routes as edges in the order in which they are tried.

    `limits` are the titles of the resources that cases wait for; `notes` tell what no line shows: who is served first,
    how arrivals respond. `sheets` are the titles of the parts; where only one is drawn, `others` are the nodes of the
    rest, and `edges` lead from it or to it.
    """

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    limits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    others: tuple[Node, ...] = ()

    def sheet(self, number: int) -> Diagram:
        """One part of the process, with the numbers of the whole. Raises UsageError if there is no such sheet."""
        if not 1 <= number <= len(self.sheets):
            raise UsageError(f"no sheet {number}: this process has {plural(len(self.sheets), 'sheet')}")
        here = {node.id: node for node in self.nodes if node.sheet == number}
        return replace(
            self,
            lanes=tuple(lane for lane in self.lanes if any(node.lane == lane for node in here.values())),
            nodes=tuple(here.values()),
            edges=tuple(edge for edge in self.edges if edge.source in here or edge.target in here),
            limits=tuple(limit for limit in self.limits if any(limit in node.waits for node in here.values())),
            notes=self.notes if number == 1 else (),
            others=tuple(node for node in self.nodes if node.id not in here),
        )

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by id, those of other sheets among them."""
        return {node.id: node for node in (*self.nodes, *self.others)}

    @cached_property
    def away(self) -> frozenset[str]:
        """The ids of the nodes on other sheets."""
        return frozenset(node.id for node in self.others)

    @cached_property
    def heading(self) -> str:
        """Which sheet this is; nothing if it is the whole."""
        number = self.nodes[0].sheet if self.others else 0
        return f"Sheet {number} of {len(self.sheets)}: {self.sheets[number - 1]}" if number else ""

    def reached_from(self, name: str) -> list[int]:
        """The numbers of the nodes on other sheets that lead to a node."""
        sources = {edge.source for edge in self.edges if edge.target == name} & self.away
        return sorted(self.node[source].number for source in sources)

    @cached_property
    def bundles(self) -> tuple[Edge, ...]:
        """The edges that leave the nodes here; those of one kind, for the same cases, to the same node are one."""
        found: dict[tuple[str, str, EdgeKind, tuple[str, ...]], list[Edge]] = {}
        for edge in self.edges:
            if edge.source not in self.away:
                found.setdefault((edge.source, edge.target, edge.kind, edge.when), []).append(edge)
        return tuple(replace(edges[0], label=_labels(edges)) for edges in found.values())

    def goes_back(self, edge: Edge) -> bool:
        """Whether an edge leads to where the case may have been before."""
        return self.node[edge.target].rank <= self.node[edge.source].rank

    @cached_property
    def ahead(self) -> tuple[Edge, ...]:
        """The bundles that lead on, and not to another sheet."""
        return tuple(edge for edge in self.bundles if edge.target not in self.away and not self.goes_back(edge))

    @cached_property
    def lines(self) -> tuple[Edge, ...]:
        """The bundles worth a line: forward exits, and to each node the nearest way that reaches it first.

        All others are told by the number of their target.
        """
        nearest: dict[str, Edge] = {}
        for edge in sorted(self.ahead, key=lambda edge: (edge.kind != "exit", -self.node[edge.source].rank)):
            nearest.setdefault(edge.target, edge)
        first = set(nearest.values())
        return tuple(edge for edge in self.ahead if edge.kind == "exit" or edge in first)


def _labels(edges: Iterable[Edge]) -> str:
    return join(list(dict.fromkeys(edge.label for edge in edges)), last="or")


def diagram(process: Process, parts: Mapping[str, Collection[str]] | None = None) -> Diagram:
    """The diagram of a process, numbered sheet by sheet: `parts` holds the ids of stages by the title of their sheet.

    What stands in no part is on the last sheet. Routes to stages that do not exist are left out (the checks name them).
    """
    far, sheet = ranks(process), _sheets(process, parts or {})
    order = sorted(process.stages, key=lambda stage: (sheet[stage.id], far[stage.id]))
    number = {stage.id: place for place, stage in enumerate(order, start=1)}
    return Diagram(
        lanes=tuple(dict.fromkeys(_lane(stage) for stage in (*_working(process), *process.stages))),
        nodes=tuple(
            Node(
                stage.id, stage.title, _lane(stage), far[stage.id], _kind(stage), number[stage.id], sheet[stage.id],
                _waits(process, stage),
            )
            for stage in process.stages
        ),
        edges=tuple(
            Edge(
                stage.id,
                route.to,
                "exit" if route.after is None else "clock",
                route_label(stage, route),
                tuple(condition.says for condition in route.when if route.says),
            )
            for stage, route in process.routes()
            if route.to in process.by_id
        ),
        limits=tuple(resource.title for resource in process.resources),
        notes=(
            *(
                f"{q.title}, served first: {join([each.says for each in q.first])}"
                for q in process.resources
                if q.first
            ),
            *(f"Arrivals: {response.says}" for response in process.responses),
        ),
        sheets=tuple(parts or ()),
    )  # fmt: skip


def _sheets(process: Process, parts: Mapping[str, Collection[str]]) -> dict[str, int]:
    """The number of each stage's sheet."""
    named = [set(names) for names in parts.values()] or [set()]
    return {
        stage.id: next((at for at, names in enumerate(named, start=1) if stage.id in names), len(named))
        for stage in process.stages
    }


def _waits(process: Process, stage: Stage) -> tuple[str, ...]:
    """The titles of the resources that a stage and its routes name."""
    routes = [name for route in stage.routes for name in (route.through, *route.offered)]
    asked = {stage.queue, *stage.holds, *routes}
    return tuple(resource.title for resource in process.resources if resource.id in asked)


def _working(process: Process) -> tuple[Stage, ...]:
    return tuple(stage for stage in process.stages if not stage.is_end)


def _lane(stage: Stage) -> str:
    """Who acts; at an end nobody does."""
    return ENDS if stage.is_end else stage.actor


def _kind(stage: Stage) -> NodeKind:
    if stage.is_end:
        return "end"
    return "gateway" if stage.is_gateway else "stage"


def route_label(stage: Stage, route: Route) -> str:
    """The route in a few words: what it says, for whom, or the number that decides."""
    if route.says:
        return route.says
    if route.when:
        return join([condition.says for condition in route.when])
    number = route.share or (route.after.of if route.after else "")
    if number:
        return number.rpartition(".")[2].replace("_", " ")
    return "otherwise" if len(stage.exits) > 1 else "then"
