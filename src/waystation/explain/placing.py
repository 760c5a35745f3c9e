"""Where boxes, tracks and lines of a picture of the process lie: in lanes across a page, or one below another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from waystation.explain.boxes import BOLD, HALF, LINE, TITLE_SIZE, Box, Form, boxes, text_width, wrap
from waystation.explain.channels import (
    Cell,
    Link,
    Side,
    Trunk,
    columns,
    eased,
    level_tracks,
    levels,
    link,
    pack,
)
from waystation.explain.diagram import Diagram, Edge

Point = tuple[float, float]
Stub = tuple[float, Side]
Segment = tuple[Trunk, int]

TRACK, MARGIN, HEADER = 6, 10, 21
ACROSS, DOWN = Form(156, told=False), Form(286, told=True)
PAGE = (1400.0, 910.0)  # so that letters of 12 pixels are 7 points high on A4, laid across, inside its margins
PHONE = 390.0


@dataclass(frozen=True)
class Plan:
    """Everything placed: where columns, rows and tracks lie, under the lines of the heading."""

    heading: tuple[str, ...]
    boxes: Mapping[str, Box]
    links: tuple[Link, ...]
    x: Sequence[float]
    y: Mapping[str, float]
    level_y: Mapping[Trunk, float]
    channel_x: Mapping[Segment, float]
    form: Form
    size: Point

    def side(self, name: str, side: Side) -> float:
        """Where a side of a box is."""
        return self.x[self.boxes[name].cell.column] + (self.form.width if side == "right" else 0)

    def ends(self, line: Link) -> tuple[float, float]:
        """The heights at which a line leaves and enters; left and right sides never share one."""
        return _ends(line, self.boxes, self.y)


def across(diagram: Diagram) -> Plan:
    """The boxes in lanes and columns, on a page if they fit; the longest lines give way where it is full, few turn."""
    placings = list(_placings(diagram))
    reaches = range(max(cell.column for cells in placings for cell in cells.values()) + 1)
    tried = [
        (_fill(plan), -reach, plan)
        for reach in reaches
        for plan in (_plan(diagram, cells, ACROSS, _near(diagram, cells, reach)) for cells in placings)
    ]
    return min(tried, key=lambda found: (max(1, round(found[0], 1)), found[1], _turning(found[2]), found[0]))[-1]


def _turning(plan: Plan) -> int:
    """How many lines do not run from column to column but turn back to their own."""
    return sum(line.out == line.into for line in plan.links)


def _fill(plan: Plan) -> float:
    """How many times as large as the page a picture is, across or down."""
    return max(plan.size[0] / PAGE[0], plan.size[1] / PAGE[1])


def down(diagram: Diagram) -> Plan:
    """The boxes one below another, no wider than a phone; the longest lines give way to the numbers in the rows."""
    cells = {node.id: Cell(0, node.number) for node in sorted(diagram.nodes, key=lambda node: node.number)}
    for reach in range(len(diagram.nodes), 0, -1):
        plan = _plan(diagram, cells, DOWN, _near(diagram, cells, reach))
        if plan.size[0] <= PHONE:
            break
    return plan


def _near(diagram: Diagram, cells: Mapping[str, Cell], reach: int) -> tuple[Edge, ...]:
    """The lines that lead no farther than so many cells; columns count on a page, bands in a pile."""
    piled = len({cell.column for cell in cells.values()}) == 1

    def far(edge: Edge) -> int:
        here, there = cells[edge.source], cells[edge.target]
        return abs(there.band - here.band) if piled else abs(there.column - here.column)

    return tuple(edge for edge in diagram.lines if far(edge) <= reach)


# --- where the boxes stand ---------------------------------------------------------------------------------------


def _placings(diagram: Diagram) -> Iterator[dict[str, Cell]]:
    """Ways of placing the boxes in lanes, from many low columns to few high ones."""
    start = {node.id: Cell(0, 0) for node in diagram.nodes}
    size = {box.node.id: box.height + LINE for box in boxes(diagram, start, (), ACROSS)}
    tallest = max(size.values(), default=1)
    seen: list[dict[str, int]] = []
    for room in range(tallest, 6 * tallest, LINE):
        column = eased(diagram, columns(diagram, size=size, room=room), size)
        if column not in seen:
            seen.append(column)
            yield _across(diagram, column)


def _across(diagram: Diagram, column: Mapping[str, int]) -> dict[str, Cell]:
    order = sorted(diagram.nodes, key=lambda node: node.number)
    return {node.id: Cell(column[node.id], diagram.lanes.index(node.lane), node.number) for node in order}


# --- where the lines run -----------------------------------------------------------------------------------------


def _plan(diagram: Diagram, cells: Mapping[str, Cell], form: Form, lines: Iterable[Edge]) -> Plan:
    links = tuple(link(edge, cells) for edge in lines)
    made = {box.node.id: box for box in boxes(diagram, cells, links, form)}
    level = levels(links, cells)
    under = {} if form.told else {band: columns_under(lane, form) for band, lane in enumerate(diagram.lanes)}
    heading = _heading(diagram, form)
    top = LINE + LINE * len(heading)
    y, level_y, bottom = _heights(made, level, level_tracks(links, level), under=under, top=top)
    segments = _segments(links, made, y, level_y)
    x, channel_x, right = _widths(segments, 1 + max((cell.column for cell in cells.values()), default=0), form.width)
    return Plan(heading, made, links, x, y, level_y, channel_x, form, (right, bottom))


def _heading(diagram: Diagram, form: Form) -> tuple[str, ...]:
    """What stands above a sheet, in lines of its width."""
    room = form.room if form.told else PAGE[0]
    return wrap(diagram.heading, room, TITLE_SIZE * BOLD, most=3) if diagram.heading else ()


def columns_under(lane: str, form: Form) -> int:
    """How many columns the name of a lane stretches over."""
    return 1 + int(text_width(lane, TITLE_SIZE * BOLD) / form.width)


def _heights(
    made: Mapping[str, Box],
    level: Mapping[Trunk, int],
    tracks: Mapping[Trunk, int],
    *,
    under: Mapping[int, int],
    top: float,
) -> tuple[dict[str, float], dict[Trunk, float], float]:
    """Where each box begins, where each level line runs, and where it all ends; boxes keep clear of lanes' names."""
    below = top
    y: dict[str, float] = {}
    level_y: dict[Trunk, float] = {}
    for band in range(2 + max((box.cell.band for box in made.values()), default=0)):
        inside = [trunk for trunk, channel in level.items() if channel == band]
        level_y |= {trunk: below + TRACK * tracks[trunk] for trunk in inside}
        below += LINE + TRACK * max(tracks[trunk] for trunk in inside) if inside else 0
        depth: dict[int, float] = dict.fromkeys(range(under.get(band, 0)), below + HEADER)
        for name, box in made.items():
            if box.cell.band == band:
                y[name] = depth.get(box.cell.column, below + HALF)
                depth[box.cell.column] = y[name] + box.height + LINE
        below = max((*depth.values(), below))
    return y, level_y, below


def _segments(
    links: Iterable[Link], made: Mapping[str, Box], y: Mapping[str, float], level_y: Mapping[Trunk, float]
) -> dict[Segment, set[Stub]]:
    """The upright line of each trunk in each channel: at which heights it is joined, and from which side."""
    found: dict[Segment, set[Stub]] = {}
    for line in links:
        start, end = _ends(line, made, y)
        first, last = (
            found.setdefault((line.trunk, line.first), set()),
            found.setdefault((line.trunk, line.last), set()),
        )
        first.add((start, "left" if line.out == "right" else "right"))
        last.add((end, "left" if line.into == "right" else "right"))
        if line.first != line.last:
            onward = line.last > line.first
            first.add((level_y[line.trunk], "right" if onward else "left"))
            last.add((level_y[line.trunk], "left" if onward else "right"))
    return found


def _ends(line: Link, made: Mapping[str, Box], y: Mapping[str, float]) -> tuple[float, float]:
    source, target = line.edge.source, line.edge.target
    start = y[source] + made[source].door(line.out, line.edge)
    return start, y[target] + made[target].door(line.into, line.trunk)


def _widths(
    segments: Mapping[Segment, set[Stub]], count: int, width: int
) -> tuple[list[float], dict[Segment, float], float]:
    """Where each column begins, where each upright line runs, and where it all ends."""
    right: float = 0
    x: list[float] = []
    channel_x: dict[Segment, float] = {}
    for channel in range(count + 1):
        inside = {key: stubs for key, stubs in segments.items() if key[1] == channel}
        spans = {key: (min(stubs)[0], max(stubs)[0]) for key, stubs in inside.items()}
        lines = _untangled(pack(spans, gap=TRACK), inside)
        channel_x |= {key: right + MARGIN + TRACK * track for track, line in enumerate(lines) for key in line}
        right += 2 * MARGIN + TRACK * (len(lines) - 1) if lines else MARGIN
        x.append(right)
        right += width if channel < count else 0
    return x, channel_x, right


def _untangled(lines: list[list[Segment]], stubs: Mapping[Segment, set[Stub]]) -> list[list[Segment]]:
    """The tracks in an order with fewer crossings: neighbours change places while that helps."""
    better = True
    while better:
        better = False
        for index in range(len(lines) - 1):
            left, right = lines[index], lines[index + 1]
            if _crossings(right, left, stubs) < _crossings(left, right, stubs):
                lines[index], lines[index + 1], better = right, left, True
    return lines


def _crossings(left: Iterable[Segment], right: Sequence[Segment], stubs: Mapping[Segment, set[Stub]]) -> int:
    return sum(
        _crossed(stubs[one], "right", stubs[other]) + _crossed(stubs[other], "left", stubs[one])
        for one in left
        for other in right
    )


def _crossed(joins: Iterable[Stub], side: Side, line: Iterable[Stub]) -> int:
    heights = [height for height, _ in line]
    return sum(min(heights) <= height <= max(heights) for height, towards in joins if towards == side)
