"""The process as a picture that no one has drawn yet: who acts (lanes), how far along (ranks), and what leads where.

Also which way a line takes on a grid of cells, with channels between its columns and bands: no sizes, only order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from waystation.base.english import join
from waystation.process.order import ranks
from waystation.process.process import Process
from waystation.process.words import Route, Stage

NodeKind = Literal["stage", "gateway", "end"]
EdgeKind = Literal["exit", "clock"]
Side = Literal["left", "right"]
Trunk = tuple[str, Side, EdgeKind]
Key = TypeVar("Key")


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
class Cell:
    """Where a node stands: its column, its band, and its place in the pile of that column and band."""

    column: int
    band: int
    place: int = 0


@dataclass(frozen=True)
class Link:
    """One line: the sides it leaves and enters by, and the channels it runs in."""

    edge: Edge
    out: Side
    into: Side
    first: int
    last: int

    @property
    def trunk(self) -> Trunk:
        """What it merges with: the lines of its kind that enter its target on its side."""
        return self.edge.target, self.into, self.edge.kind


@dataclass(frozen=True)
class Diagram:
    """Lanes in order of first use, stages as nodes, routes as edges in the order in which they are tried, and notes on
    what no line shows: who is served first, how arrivals respond.
    """

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()

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
        notes=(
            *(
                f"{q.title}, served first: {join([each.says for each in q.first])}"
                for q in process.resources
                if q.first
            ),
            *(f"Arrivals: {response.says}" for response in process.responses),
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


def link(edge: Edge, cells: Mapping[str, Cell]) -> Link:
    """The way of an edge: forwards and down it leaves to the right, backwards and up to the left."""
    here, there = cells[edge.source], cells[edge.target]
    if there.column > here.column:
        return Link(edge, "right", "left", here.column + 1, there.column)
    if there.column < here.column:
        return Link(edge, "left", "right", here.column, there.column + 1)
    if (there.band, there.place) > (here.band, here.place):
        return Link(edge, "right", "right", here.column + 1, here.column + 1)
    return Link(edge, "left", "left", here.column, here.column)


def levels(links: Iterable[Link], cells: Mapping[str, Cell]) -> dict[Trunk, int]:
    """The channel between bands for each trunk that needs one: above its target if most come from there, else below."""
    sources: dict[Trunk, list[int]] = {}
    for line in links:
        if line.first != line.last:
            sources.setdefault(line.trunk, []).append(cells[line.edge.source].band)
    found = {}
    for trunk, bands in sources.items():
        band = cells[trunk[0]].band
        found[trunk] = band if sum(bands) / len(bands) <= band else band + 1
    return found


def level_tracks(links: Iterable[Link], level: Mapping[Trunk, int]) -> dict[Trunk, int]:
    """The track of each trunk within its channel between bands."""
    reach: dict[Trunk, list[int]] = {trunk: [] for trunk in level}
    for line in links:
        if line.first != line.last:
            reach[line.trunk] += [line.first, line.last]
    tracks: dict[Trunk, int] = {}
    for channel in sorted(set(level.values())):
        spans = {trunk: (min(ends), max(ends)) for trunk, ends in reach.items() if level[trunk] == channel}
        for track, trunks in enumerate(pack(spans, gap=1)):
            tracks |= dict.fromkeys(trunks, track)
    return tracks


def pack(spans: Mapping[Key, tuple[float, float]], *, gap: float) -> list[list[Key]]:
    """Spans on as few tracks as can be, none touching another on its track."""
    tracks: list[list[Key]] = []
    for key in sorted(spans, key=lambda key: spans[key]):
        free = next((line for line in tracks if spans[line[-1]][1] + gap <= spans[key][0]), None)
        if free is None:
            tracks.append([key])
        else:
            free.append(key)
    return tracks


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
