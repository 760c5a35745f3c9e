"""The process as a picture that no one has drawn yet: who acts (lanes), how far along (ranks), and what leads where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from waystation.base.english import join
from waystation.process.order import ranks
from waystation.process.process import Process
from waystation.process.words import Route, Stage

NodeKind = Literal["stage", "gateway", "end"]
EdgeKind = Literal["exit", "clock"]
ENDS = "Where it ends"


@dataclass(frozen=True)
class Node:
    """A stage: its lane is who acts there, its rank how far along it lies, its number where to find it."""

    id: str
    title: str
    lane: str
    rank: int
    kind: NodeKind
    number: int


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
    how arrivals respond.
    """

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    limits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def bundles(self) -> tuple[Edge, ...]:
        """The edges with those of one kind, for the same cases, between the same two nodes made one."""
        found: dict[tuple[str, str, EdgeKind, tuple[str, ...]], list[Edge]] = {}
        for edge in self.edges:
            found.setdefault((edge.source, edge.target, edge.kind, edge.when), []).append(edge)
        return tuple(replace(edges[0], label=_labels(edges)) for edges in found.values())

    def goes_back(self, edge: Edge) -> bool:
        """Whether an edge leads to where the case may have been before."""
        return self.node[edge.target].rank <= self.node[edge.source].rank

    @cached_property
    def lines(self) -> tuple[Edge, ...]:
        """The bundles worth a line: forward exits, and to each node the nearest way that reaches it first.

        All others are told by the number of their target.
        """
        ahead = [edge for edge in self.bundles if not self.goes_back(edge)]
        nearest: dict[str, Edge] = {}
        for edge in sorted(ahead, key=lambda edge: (edge.kind != "exit", -self.node[edge.source].rank)):
            nearest.setdefault(edge.target, edge)
        first = set(nearest.values())
        return tuple(edge for edge in ahead if edge.kind == "exit" or edge in first)


def _labels(edges: Iterable[Edge]) -> str:
    return join(list(dict.fromkeys(edge.label for edge in edges)), last="or")


def diagram(process: Process) -> Diagram:
    """The diagram of a process. Routes to stages that do not exist are left out (the checks name them)."""
    far = ranks(process)
    order = sorted(process.stages, key=lambda stage: far[stage.id])
    number = {stage.id: place for place, stage in enumerate(order, start=1)}
    return Diagram(
        lanes=tuple(dict.fromkeys(_lane(stage) for stage in (*_working(process), *process.stages))),
        nodes=tuple(
            Node(stage.id, stage.title, _lane(stage), far[stage.id], _kind(stage), number[stage.id])
            for stage in process.stages
        ),
        edges=tuple(
            Edge(
                stage.id,
                route.to,
                "exit" if route.after is None else "clock",
                route_label(stage, route),
                tuple(condition.says for condition in route.when if route.says),
            )  # fmt: skip
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
    )


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
