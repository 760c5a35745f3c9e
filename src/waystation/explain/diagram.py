"""The process as a picture that no one has drawn yet: who acts (lanes), how far along (ranks), and what leads where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from waystation.base.english import join
from waystation.process.order import ranks
from waystation.process.process import Process
from waystation.process.words import Route, Stage

NodeKind = Literal["stage", "gateway", "end"]
EdgeKind = Literal["exit", "clock"]


@dataclass(frozen=True)
class Node:
    """A stage: its lane is who acts there, its rank how far along it lies."""

    id: str
    title: str
    lane: str
    rank: int
    kind: NodeKind


@dataclass(frozen=True)
class Edge:
    """A route: taken when the work is done (exit), or by a clock of its own."""

    source: str
    target: str
    kind: EdgeKind
    label: str


@dataclass(frozen=True)
class Diagram:
    """Lanes in order of first use, stages as nodes, routes as edges in the order in which they are tried."""

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def bundles(self) -> tuple[Edge, ...]:
        """The edges with those of one kind between the same two nodes made one."""
        found: dict[tuple[str, str, EdgeKind], list[str]] = {}
        for edge in self.edges:
            labels = found.setdefault((edge.source, edge.target, edge.kind), [])
            labels += [] if edge.label in labels else [edge.label]
        return tuple(Edge(*key, label=join(labels, last="or")) for key, labels in found.items())


def diagram(process: Process) -> Diagram:
    """The diagram of a process. Routes to stages that do not exist are left out (the checks name them)."""
    far = ranks(process)
    return Diagram(
        lanes=tuple(dict.fromkeys(stage.actor for stage in process.stages)),
        nodes=tuple(Node(stage.id, stage.title, stage.actor, far[stage.id], _kind(stage)) for stage in process.stages),
        edges=tuple(
            Edge(stage.id, route.to, "exit" if route.after is None else "clock", _label(stage, route))
            for stage, route in process.routes()
            if route.to in process.by_id
        ),
    )


def columns(drawn: Diagram, *, size: Mapping[str, float], room: float) -> dict[str, int]:
    """Ranks pressed together from left to right, as long as no lane needs more than `room` for its nodes' sizes."""
    found: dict[str, int] = {}
    column, used = 0, dict.fromkeys(drawn.lanes, 0.0)
    for rank in sorted({node.rank for node in drawn.nodes}):
        fresh = [node for node in drawn.nodes if node.rank == rank]
        wanted = {lane: sum(size[node.id] for node in fresh if node.lane == lane) for lane in drawn.lanes}
        if any(used[lane] and used[lane] + wanted[lane] > room for lane in drawn.lanes if wanted[lane]):
            column, used = column + 1, dict.fromkeys(drawn.lanes, 0.0)
        used = {lane: used[lane] + wanted[lane] for lane in drawn.lanes}
        found |= {node.id: column for node in fresh}
    return found


def _kind(stage: Stage) -> NodeKind:
    if stage.is_end:
        return "end"
    return "gateway" if stage.is_gateway else "stage"


def _label(stage: Stage, route: Route) -> str:
    """The route in a few words: what it says, for whom, or the number that decides."""
    if route.says:
        return route.says
    if route.when:
        return join([condition.says for condition in route.when])
    number = route.share or (route.after.of if route.after else "")
    if number:
        return number.rpartition(".")[2].replace("_", " ")
    return "otherwise" if len(stage.exits) > 1 else "then"
