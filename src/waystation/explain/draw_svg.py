"""A diagram as a self-contained SVG: boxes in lanes, and lines that run only between boxes and merge at their target.

Every way out is a row of its box, and its line starts there. Lines keep to channels between rows and columns; those to
one target join on the way. No line parts again, so each can be followed from its row to its end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from waystation.base.english import plural
from waystation.explain.diagram import (
    Cell,
    Diagram,
    Edge,
    Link,
    Node,
    Side,
    Trunk,
    columns,
    level_tracks,
    levels,
    link,
    pack,
)

Point = tuple[float, float]

LINE, HALF, PAD = 14, 7, 7  # left and right doors are half of HALF apart, so every height is a multiple of HALF
TRACK, MARGIN, HEADER, BEND = 6, 12, 21, 5
ACROSS_WIDTH, DOWN_WIDTH = 184, 196
TITLE_SIZE, TEXT_SIZE = 13, 12
BOLD = 1.06  # how much wider bold letters are
A4 = 297 / 210
INK = ("#12436D", "#801650", "#1B7A71", "#B83A0B", "#3D3D3D", "#6A4BA3")
TINT = ("#EEF3F8", "#F8F1F5", "#EEF6F5", "#FBF3EE", "#F4F4F4", "#F4F1F9")
STYLE = (
    f"text{{font-family:Arial,Helvetica,sans-serif;font-size:{TEXT_SIZE}px;fill:#0b0c0c}}"
    f".t{{font-weight:700;font-size:{TITLE_SIZE}px}}.w{{fill:#3d3d3d}}.line{{fill:none;stroke-width:1.4}}"
    ".line.clock{stroke-dasharray:5 3}g:hover>.line{stroke-width:3.5}.box{fill:#fff;stroke:#0b0c0c}"
    ".gateway{stroke-width:1}.stage{stroke-width:1.5}.end{stroke-width:3}"
)


@dataclass(frozen=True)
class Box:
    """A node with its cell, its wrapped title and one row of text for each way out."""

    node: Node
    cell: Cell
    heading: tuple[str, ...]
    title: tuple[str, ...]
    ways: tuple[tuple[Edge, tuple[str, ...]], ...]

    @property
    def top(self) -> int:
        """The height of heading and title."""
        return PAD + LINE * (len(self.heading) + len(self.title))

    @property
    def height(self) -> int:
        """The height of the whole box."""
        return self.top + LINE * sum(len(text) for _, text in self.ways) + PAD

    def way_out(self, edge: Edge) -> int:
        """How far below the box's upper edge a way out starts (its row, on the right side)."""
        above = [text for other, text in self.ways[: [other for other, _ in self.ways].index(edge)]]
        return self.top + LINE * sum(len(text) for text in above) + HALF


@dataclass(frozen=True)
class Plan:
    """Everything placed: where columns, rows and tracks lie."""

    boxes: Mapping[str, Box]
    links: tuple[Link, ...]
    x: Sequence[float]
    y: Mapping[str, float]
    level_y: Mapping[Trunk, float]
    channel_x: Mapping[tuple[Trunk, int], float]
    box_width: int
    size: Point


def draw_svg(diagram: Diagram, *, upright: bool = False, title: str = "How a case moves") -> str:
    """The picture: from left to right in lanes (for a page), or upright in one column (for a phone)."""
    if upright:
        order = sorted(diagram.nodes, key=lambda node: node.rank)
        cells = {node.id: Cell(0, band) for band, node in enumerate(order)}
        return _write(diagram, _plan(diagram, cells, width=DOWN_WIDTH, headed=True), upright=True, title=title)
    plans = [_plan(diagram, cells, width=ACROSS_WIDTH, headed=False) for cells in _placings(diagram)]
    best = min(plans, key=lambda plan: max(plan.size[0] / A4, plan.size[1]))
    return _write(diagram, best, upright=False, title=title)


# --- where the boxes stand ---------------------------------------------------------------------------------------


def _placings(diagram: Diagram) -> Iterator[dict[str, Cell]]:
    """Ways of placing the boxes in lanes, from many low columns to few high ones."""
    start = {node.id: Cell(0, 0) for node in diagram.nodes}
    size = {box.node.id: box.height + LINE for box in _boxes(diagram, start, width=ACROSS_WIDTH, headed=False)}
    tallest = max(size.values(), default=1)
    for room in range(tallest, 3 * tallest, LINE):
        yield _across(diagram, columns(diagram, size=size, room=room))


def _across(diagram: Diagram, column: Mapping[str, int]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for place, node in enumerate(sorted(diagram.nodes, key=lambda node: node.rank)):
        cells[node.id] = Cell(column[node.id], diagram.lanes.index(node.lane), place)
    return cells


def _boxes(diagram: Diagram, cells: Mapping[str, Cell], *, width: int, headed: bool) -> Iterator[Box]:
    room = width - 2 * PAD
    for name, cell in cells.items():
        node = diagram.node[name]
        heading = _wrap(node.lane, room, TEXT_SIZE, most=1) if headed else ()
        edges = [edge for edge in diagram.bundles if edge.source == name]
        ways = tuple((edge, _wrap(edge.label, room, TEXT_SIZE, most=2)) for edge in edges)
        yield Box(node, cell, heading, _wrap(node.title, room, TITLE_SIZE * BOLD, most=4), ways)


def _wrap(text: str, room: float, size: float, *, most: int) -> tuple[str, ...]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], lines[most - 1] + " …")


def _width(text: str, size: float) -> float:
    """About how wide a text is in any common sans-serif face."""
    return size * sum(0.33 if letter in "iljtfr.,:;'|()I " else 0.9 if letter in "mwMW" else 0.6 for letter in text)


# --- where the lines run -----------------------------------------------------------------------------------------


def _plan(diagram: Diagram, cells: Mapping[str, Cell], *, width: int, headed: bool) -> Plan:
    boxes = {box.node.id: box for box in _boxes(diagram, cells, width=width, headed=headed)}
    links = tuple(link(edge, cells) for edge in diagram.bundles)
    level = levels(links, cells)
    under = {} if headed else {band: _columns_under(lane, width) for band, lane in enumerate(diagram.lanes)}
    y, level_y, bottom = _heights(boxes, level, level_tracks(links, level), under=under)
    segments = _segments(links, boxes, y, level_y)
    x, channel_x, right = _widths(segments, 1 + max((cell.column for cell in cells.values()), default=0), width)
    return Plan(boxes, links, x, y, level_y, channel_x, width, (right, bottom))


def _columns_under(lane: str, width: int) -> int:
    """How many columns the name of a lane stretches over."""
    return 1 + int(_width(lane, TITLE_SIZE * BOLD) / width)


def _heights(
    boxes: Mapping[str, Box], level: Mapping[Trunk, int], tracks: Mapping[Trunk, int], *, under: Mapping[int, int]
) -> tuple[dict[str, float], dict[Trunk, float], float]:
    """Where each box begins, where each level line runs, and where it all ends; boxes keep clear of lanes' names."""
    below: float = LINE
    y: dict[str, float] = {}
    level_y: dict[Trunk, float] = {}
    for band in range(2 + max((box.cell.band for box in boxes.values()), default=0)):
        inside = [trunk for trunk, channel in level.items() if channel == band]
        level_y |= {trunk: below + TRACK * tracks[trunk] for trunk in inside}
        below += LINE + TRACK * max(tracks[trunk] for trunk in inside) if inside else 0
        depth: dict[int, float] = dict.fromkeys(range(under.get(band, 0)), below + HEADER)
        for name, box in boxes.items():
            if box.cell.band == band:
                y[name] = depth.get(box.cell.column, below + HALF)
                depth[box.cell.column] = y[name] + box.height + LINE
        below = max((*depth.values(), below))
    return y, level_y, below


Stub = tuple[float, Side]
Segment = tuple[Trunk, int]


def _segments(
    links: Iterable[Link], boxes: Mapping[str, Box], y: Mapping[str, float], level_y: Mapping[Trunk, float]
) -> dict[Segment, set[Stub]]:
    """The upright line of each trunk in each channel: at which heights it is joined, and from which side."""
    found: dict[Segment, set[Stub]] = {}
    for line in links:
        start, end = _ends(line, links, boxes, y)
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


def _ends(line: Link, links: Iterable[Link], boxes: Mapping[str, Box], y: Mapping[str, float]) -> tuple[float, float]:
    """The heights at which a line leaves and enters; left and right sides never share one."""
    source, target = boxes[line.edge.source], boxes[line.edge.target]
    doors = sorted({other.trunk for other in links if other.trunk[:2] == line.trunk[:2]}, key=lambda trunk: trunk[2])
    start = y[source.node.id] + source.way_out(line.edge) + (HALF / 2 if line.out == "left" else 0)
    end = y[target.node.id] + PAD + HALF * doors.index(line.trunk) + (HALF / 2 if line.into == "left" else 0)
    return start, end


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
        right += 2 * MARGIN + TRACK * max(len(lines) - 1, 0)
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


# --- the picture -------------------------------------------------------------------------------------------------


def _write(diagram: Diagram, plan: Plan, *, upright: bool, title: str) -> str:
    name = "process-down" if upright else "process-across"
    key, key_height = _key(plan, diagram.notes)
    width, height = plan.size[0], plan.size[1] + key_height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">',
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(_summary(diagram))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>',
        *([] if upright else _bands(diagram, plan)),
        *(_line(line, diagram, plan) for line in plan.links),
        *(_drawn(box, diagram, plan) for box in plan.boxes.values()),
        *key,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _summary(diagram: Diagram) -> str:
    ends = [node.title for node in diagram.nodes if node.kind == "end"]
    return (
        f"{plural(len(diagram.nodes) - len(ends), 'stage')}, {plural(len(ends), 'end')} and "
        f"{plural(len(diagram.edges), 'route')}. Who acts: {'; '.join(diagram.lanes)}. Ends: {'; '.join(ends)}."
    )


def _bands(diagram: Diagram, plan: Plan) -> Iterator[str]:
    for band, lane in enumerate(diagram.lanes):
        inside = [box for box in plan.boxes.values() if box.node.lane == lane]
        tops = [plan.y[box.node.id] - (HEADER if _named(box, lane, plan) else HALF) for box in inside]
        top, bottom = min(tops), max(plan.y[box.node.id] + box.height for box in inside) + HALF
        yield (
            f'<rect x="3" y="{top:g}" width="{plan.size[0] - 6:g}" height="{max(bottom - top, HEADER):g}" rx="4" '
            f'fill="{TINT[band % len(TINT)]}"/>'
        )
        yield f'<text class="t" x="{plan.x[0]:g}" y="{top + LINE:g}">{escape(lane)}</text>'


def _named(box: Box, lane: str, plan: Plan) -> bool:
    return box.cell.column < _columns_under(lane, plan.box_width)


def _line(line: Link, diagram: Diagram, plan: Plan) -> str:
    """One line, drawn from its target back to its row, so that the dashes of merged lines fall together."""
    start, end = _ends(line, plan.links, plan.boxes, plan.y)
    source, target = plan.boxes[line.edge.source], plan.boxes[line.edge.target]
    tip = _side(target, line.into, plan)
    first, last = plan.channel_x[line.trunk, line.first], plan.channel_x[line.trunk, line.last]
    turns = [(last, end), (last, start)]
    if line.first != line.last:
        level = plan.level_y[line.trunk]
        turns = [(last, end), (last, level), (first, level), (first, start)]
    ink = INK[[node.id for node in diagram.nodes].index(target.node.id) % len(INK)]
    away = -HALF if line.into == "left" else HALF
    says = f"{source.node.title} → {target.node.title}: {line.edge.label}"
    return (
        f'<g><title>{escape(says)}</title><path class="line {line.edge.kind}" stroke="{ink}" '
        f'd="{_rounded([(tip + away / 2, end), *turns, (_side(source, line.out, plan), start)])}"/>'
        f'<path fill="{ink}" d="M{tip:g} {end:g}l{away:g} -3.5v7z"/></g>'
    )


def _side(box: Box, side: Side, plan: Plan) -> float:
    return plan.x[box.cell.column] + (plan.box_width if side == "right" else 0)


def _rounded(points: Sequence[Point]) -> str:
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        bend = min(BEND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (x0, y0), (x1, y1) = _towards(corner, before, bend), _towards(corner, after, bend)
        path += f"L{x0:g} {y0:g}Q{corner[0]:g} {corner[1]:g} {x1:g} {y1:g}"
    return path + f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(start: Point, goal: Point, far: float) -> Point:
    whole = math.dist(start, goal) or 1
    return start[0] + (goal[0] - start[0]) * far / whole, start[1] + (goal[1] - start[1]) * far / whole


def _drawn(box: Box, diagram: Diagram, plan: Plan) -> str:
    x, y = plan.x[box.cell.column], plan.y[box.node.id]
    parts = [_shape(box.node.kind, x, y, plan.box_width, box.height)]
    height = y + PAD - LINE / 4
    for lines, style in ((box.heading, "w"), (box.title, "t")):
        for line in lines:
            height += LINE
            parts.append(f'<text class="{style}" x="{x + PAD:g}" y="{height:g}">{escape(line)}</text>')
    for edge, lines in box.ways:
        out = link(edge, {name: box.cell for name, box in plan.boxes.items()}).out
        place = f'x="{x + plan.box_width - PAD:g}" text-anchor="end"' if out == "right" else f'x="{x + PAD:g}"'
        for line in lines:
            height += LINE
            parts.append(f'<text class="w" {place} y="{height:g}">{escape(line)}</text>')
    return f"<g><title>{escape(box.node.title)}</title>{''.join(parts)}</g>"


def _shape(kind: str, x: float, y: float, width: float, height: float) -> str:
    if kind == "gateway":
        cut, across, down = PAD, width - 2 * PAD, height - 2 * PAD
        corners = f"h{across:g}l{cut} {cut}v{down:g}l-{cut} {cut}h-{across:g}l-{cut} -{cut}v-{down:g}z"
        return f'<path class="box gateway" d="M{x + cut:g} {y:g}{corners}"/>'
    round_by = {"end": min(height / 2, LINE), "stage": 2}[kind]
    return f'<rect class="box {kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_by:g}"/>'


def _key(plan: Plan, notes: Sequence[str]) -> tuple[list[str], float]:
    """The legend under the picture with the notes, and its height."""
    items = (
        ("stage", "a stage; its ways out, tried in this order"),
        ("gateway", "passed through without waiting"),
        ("end", "an end"),
        ("exit", "when the work there is done"),
        ("clock", "by a clock of its own, at any time"),
    )
    parts, x, y = [], float(MARGIN), plan.size[1] + 2 * MARGIN
    for kind, text in items:
        wide = 34 + LINE + _width(text, TEXT_SIZE) + MARGIN
        if x + wide > plan.size[0] and x > MARGIN:
            x, y = MARGIN, y + LINE + HALF
        if kind in ("exit", "clock"):
            parts.append(f'<path class="line {kind}" stroke="{INK[0]}" d="M{x:g} {y:g}h26"/>')
            parts.append(f'<path fill="{INK[0]}" d="M{x + 34:g} {y:g}l-{HALF} -3.5v7z"/>')
        else:
            parts.append(_shape(kind, x, y - HALF, 34, LINE))
        parts.append(f'<text x="{x + 42:g}" y="{y + LINE / 4:g}">{escape(text)}</text>')
        x += wide
    for note in (line for each in notes for line in _wrap(each, plan.size[0] - 2 * MARGIN, TEXT_SIZE, most=len(each))):
        y += LINE + HALF
        parts.append(f'<text x="{MARGIN:g}" y="{y + LINE / 4:g}">{escape(note)}</text>')
    return parts, y + 2 * MARGIN - plan.size[1]
