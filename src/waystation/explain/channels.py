"""Which way a line takes on a grid of cells, with channels between its columns and bands: no sizes, only order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from waystation.explain.diagram import Diagram, Edge, EdgeKind

Side = Literal["left", "right"]
Trunk = tuple[str, Side, EdgeKind]
Key = TypeVar("Key")


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


def eased(drawn: Diagram, column: Mapping[str, int], size: Mapping[str, float]) -> dict[str, int]:
    """Nodes moved out of the highest piles to other columns, none left of what leads on to it."""
    found = dict(column)
    before = {name: [edge.source for edge in drawn.ahead if edge.target == name] for name in found}
    after = {name: [edge.target for edge in drawn.ahead if edge.source == name] for name in found}
    last, better = max(found.values(), default=0), True
    while better:
        better = False
        for name in found:
            low = max((found[other] for other in before[name]), default=0)
            high = min((found[other] for other in after[name]), default=last)
            tried = [found | {name: at} for at in range(low, high + 1)]
            best = min(tried, key=lambda at: _piles(drawn, at, size), default=found)
            if _piles(drawn, best, size) < _piles(drawn, found, size):
                found, better = best, True
    return found


def _piles(drawn: Diagram, column: Mapping[str, int], size: Mapping[str, float]) -> tuple[float, float]:
    """How high the lanes are together, and how uneven their piles."""
    piles: dict[str, dict[int, float]] = {}
    for node in drawn.nodes:
        lane = piles.setdefault(node.lane, {})
        lane[column[node.id]] = lane.get(column[node.id], 0) + size[node.id]
    heights = [list(lane.values()) for lane in piles.values()]
    return sum(max(lane) for lane in heights), sum(pile * pile for lane in heights for pile in lane)


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
