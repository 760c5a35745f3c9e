"""A diagram as a self-contained SVG: boxes in lanes, and lines that run only between boxes and merge at their target.

Lines keep to channels between rows and columns; those to one target join on the way and no line parts again, so each
can be followed to its end. What has no line has the number of its target, in a chip or at the end of its row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from waystation.base.english import join, plural
from waystation.explain.boxes import (
    CHIP,
    CHIP_GAP,
    CHIP_HEIGHT,
    HALF,
    LINE,
    PAD,
    TEXT_SIZE,
    TITLE_SIZE,
    Box,
    text_width,
    wrap,
)
from waystation.explain.channels import Link
from waystation.explain.diagram import Diagram, Edge
from waystation.explain.placing import HEADER, MARGIN, PHONE, Plan, Point, across, columns_under, down

CHIP_SIZE, BEND = 11, 5
NEXT = "\n"  # between what the ways of one chip say
ARROWS = {False: ("→", "←"), True: ("↓", "↑")}  # onwards and back, across and upright
SAMPLE = 26  # the length of a line in the key
INK = ("#12436D", "#801650", "#1B7A71", "#B83A0B", "#3D3D3D", "#6A4BA3", "#6B6400")
TINT = ("#EEF3F8", "#F8F1F5", "#EEF6F5", "#FBF3EE", "#F4F4F4", "#F4F1F9")
STYLE = (
    f"text{{font-family:Arial,Helvetica,sans-serif;font-size:{TEXT_SIZE}px;fill:#0b0c0c}}"
    f".t{{font-weight:700;font-size:{TITLE_SIZE}px}}.w{{fill:#3d3d3d}}.c{{font-size:{CHIP_SIZE}px;text-anchor:middle}}"
    ".line{fill:none;stroke-width:1.4}.line.clock,.chip.clock{stroke-dasharray:4 2.5}g:hover>.line{stroke-width:3.5}"
    ".lane{paint-order:stroke;stroke-width:4}.chip{fill:#fff;stroke:#6f777b}.chip.away{fill:#dfe3e6}g:hover>.chip{fill:#ffdd00}"
    ".box{fill:#fff;stroke:#0b0c0c}.gateway{stroke-width:1}.stage{stroke-width:1.5}.end{stroke-width:3}"
)


def draw_svg(diagram: Diagram, *, upright: bool = False, title: str = "How a case moves") -> str:
    """The picture: from left to right in lanes (for a page), or upright in one column (for a phone)."""
    plan = down(diagram) if upright else across(diagram)
    name = "process-down" if upright else "process-across"
    width = PHONE if upright else plan.size[0]
    key, key_height = _key(plan, width, diagram)
    height = plan.size[1] + key_height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">',
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(_summary(diagram))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>',
        *([] if upright else _bands(diagram, plan)),
        *(_line(line, diagram, plan) for line in plan.links),
        *([] if upright else _names(diagram, plan)),
        *(_drawn(box, diagram, plan) for box in plan.boxes.values()),
        *_heading(diagram, plan),
        *key,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _summary(diagram: Diagram) -> str:
    ends = [node.title for node in diagram.nodes if node.kind == "end"]
    routes = [edge for edge in diagram.edges if edge.source not in diagram.away]
    return (
        f"{diagram.heading}{'. ' if diagram.heading else ''}{plural(len(diagram.nodes) - len(ends), 'stage')}, "
        f"{plural(len(ends), 'end')} and {plural(len(routes), 'route')}. "
        f"Who acts: {'; '.join(diagram.lanes)}. Ends: {'; '.join(ends) or 'none'}. "
        f"What is waited for: {'; '.join(diagram.limits) or 'nothing'}."
    )


def _heading(diagram: Diagram, plan: Plan) -> Iterator[str]:
    """Which sheet this is, above the picture."""
    for place, line in enumerate(plan.heading, start=1):
        yield f'<text class="t" x="{MARGIN}" y="{HALF + LINE * place:g}">{escape(line)}</text>'


def _bands(diagram: Diagram, plan: Plan) -> Iterator[str]:
    for band, (_, top, bottom) in enumerate(_spans(diagram, plan)):
        yield (
            f'<rect x="3" y="{top:g}" width="{plan.size[0] - 6:g}" height="{bottom - top:g}" rx="4" '
            f'fill="{TINT[band % len(TINT)]}"/>'
        )


def _names(diagram: Diagram, plan: Plan) -> Iterator[str]:
    """The names of the lanes, over whatever lines cross them."""
    for band, (lane, top, _) in enumerate(_spans(diagram, plan)):
        tint = TINT[band % len(TINT)]
        yield f'<text class="t lane" stroke="{tint}" x="{plan.x[0]:g}" y="{top + LINE:g}">{escape(lane)}</text>'


def _spans(diagram: Diagram, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """Each lane with its upper and lower edge."""
    for lane in diagram.lanes:
        inside = [box for box in plan.boxes.values() if box.node.lane == lane]
        named = columns_under(lane, plan.form)
        top = min(plan.y[box.node.id] - (HEADER if box.cell.column < named else HALF) for box in inside)
        bottom = max(plan.y[box.node.id] + box.height for box in inside) + HALF
        yield lane, top, max(bottom, top + HEADER)


# --- lines -------------------------------------------------------------------------------------------------------


def _line(line: Link, diagram: Diagram, plan: Plan) -> str:
    """One line, drawn from its target back to its box, so that the dashes of merged lines fall together."""
    start, end = plan.ends(line)
    tip = plan.side(line.edge.target, line.into)
    first, last = plan.channel_x[line.trunk, line.first], plan.channel_x[line.trunk, line.last]
    turns = [(last, end), (last, start)]
    if line.first != line.last:
        level = plan.level_y[line.trunk]
        turns = [(last, end), (last, level), (first, level), (first, start)]
    ink = INK[diagram.node[line.edge.target].number % len(INK)]
    away = -HALF if line.into == "left" else HALF
    points = [(tip + away / 2, end), *turns, (plan.side(line.edge.source, line.out), start)]
    return (
        f"<g><title>{escape(_says(line.edge, diagram))}</title>"
        f'<path class="line {line.edge.kind}" stroke="{ink}" d="{_rounded(points)}"/>'
        f'<path fill="{ink}" d="M{tip:g} {end:g}l{away:g} -3.5v7z"/></g>'
    )


def _says(edge: Edge, diagram: Diagram) -> str:
    when = f" (if it {join(edge.when)})" if edge.when else ""
    return f"{diagram.node[edge.source].title} → {diagram.node[edge.target].title}: {edge.label}{when}"


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


# --- boxes -------------------------------------------------------------------------------------------------------


def _drawn(box: Box, diagram: Diagram, plan: Plan) -> str:
    x, y = plan.side(box.node.id, "left"), plan.y[box.node.id]
    parts = [_shape(box.node.kind, x, y, box.form.width, box.height)]
    height = y + PAD - LINE / 4
    for lines, style in ((box.heading, "w"), (box.title, "t"), (box.origin, "w")):
        for line in lines:
            height += LINE
            parts.append(f'<text class="{style}" x="{x + PAD:g}" y="{height:g}">{escape(line)}</text>')
    for edge, lines in box.rows:
        for line in lines:
            height += LINE
            parts.append(f'<text class="w" x="{x + PAD:g}" y="{height:g}">{escape(line)}</text>')
        middle = (x + box.form.width - PAD - CHIP / 2, y + box.row(edge) + LINE / 2)
        parts.append(_chip((edge,), diagram, middle, told=True))
    for place, edges in enumerate(box.chips):
        across_, down_ = place % box.chips_a_line, place // box.chips_a_line
        middle = (
            x + PAD + CHIP / 2 + across_ * (CHIP + CHIP_GAP),
            y + box.top + HALF / 2 + CHIP_HEIGHT / 2 + down_ * (CHIP_HEIGHT + CHIP_GAP),
        )
        parts.append(_chip(edges, diagram, middle))
    return f"<g><title>{escape(box.node.title)}</title>{''.join(parts)}</g>"


def _chip(edges: Sequence[Edge], diagram: Diagram, middle: Point, *, told: bool = False) -> str:
    """The number of where ways out lead, and in which direction it is found."""
    (x, y), edge = middle, edges[0]
    number = diagram.node[edge.target].number
    back = number <= diagram.node[edge.source].number if told else diagram.goes_back(edge)
    kind = f"{edge.kind} away" if edge.target in diagram.away else edge.kind
    return (
        f"<g><title>{escape(NEXT.join(_says(each, diagram) for each in edges))}</title>{_pill(kind, x, y)}"
        f'<text class="c" x="{x:g}" y="{y + LINE / 4:g}">{ARROWS[told][back]}{number}</text></g>'
    )


def _pill(kind: str, x: float, y: float) -> str:
    tall = LINE - 1
    return (
        f'<rect class="chip {kind}" x="{x - CHIP / 2:g}" y="{y - tall / 2:g}" width="{CHIP}" height="{tall}" '
        f'rx="{HALF}"/>'
    )


def _shape(kind: str, x: float, y: float, width: float, height: float) -> str:
    if kind == "gateway":
        cut, along, down_ = PAD, width - 2 * PAD, height - 2 * PAD
        corners = f"h{along:g}l{cut} {cut}v{down_:g}l-{cut} {cut}h-{along:g}l-{cut} -{cut}v-{down_:g}z"
        return f'<path class="box gateway" d="M{x + cut:g} {y:g}{corners}"/>'
    round_by = {"end": min(height / 2, LINE), "stage": 2}[kind]
    return f'<rect class="box {kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_by:g}"/>'


# --- the key -----------------------------------------------------------------------------------------------------


def _key(plan: Plan, width: float, diagram: Diagram) -> tuple[list[str], float]:
    """The legend under the picture with the notes and the other sheets, and its height."""
    on, back = ARROWS[plan.form.told]
    items = (
        ("stage", "a stage, with its number"),
        ("gateway", "passed through without waiting"),
        ("end", "an end"),
        ("exit", "when the work there is done"),
        ("clock", "by a clock of its own, at any time"),
        (f"{on}9", "leads on to number 9 (dashed: by a clock)"),
        (f"{back}9", "leads back to number 9"),
        *([("9", "grey: the number is on another sheet")] if diagram.others else []),
    )
    notes = (*diagram.notes, *_contents(diagram))
    parts, x, y = [], float(MARGIN), plan.size[1] + 2 * MARGIN
    for kind, text in items:
        wide = SAMPLE + LINE + text_width(text, TEXT_SIZE) + MARGIN
        if x + wide > width and x > MARGIN:
            x, y = MARGIN, y + LINE + HALF
        parts += [_sample(kind, x, y), f'<text x="{x + CHIP + HALF:g}" y="{y + LINE / 4:g}">{escape(text)}</text>']
        x += wide
    for note in (line for each in notes for line in wrap(each, width - 2 * MARGIN, TEXT_SIZE, most=len(each))):
        y += LINE + HALF
        parts.append(f'<text x="{MARGIN:g}" y="{y + LINE / 4:g}">{escape(note)}</text>')
    return parts, y + 2 * MARGIN - plan.size[1]


def _contents(diagram: Diagram) -> Iterator[str]:
    """Which numbers stand on which other sheet."""
    for sheet, title in enumerate(diagram.sheets if diagram.others else (), start=1):
        inside = [node.number for node in diagram.others if node.sheet == sheet]
        if inside:
            yield f"Numbers {min(inside)} to {max(inside)} are on sheet {sheet}: {title}"


def _sample(kind: str, x: float, y: float) -> str:
    if kind in ("exit", "clock"):
        return (
            f'<path class="line {kind}" stroke="{INK[0]}" d="M{x:g} {y:g}h{SAMPLE}"/>'
            f'<path fill="{INK[0]}" d="M{x + SAMPLE + HALF:g} {y:g}l-{HALF} -3.5v7z"/>'
        )
    if kind in ("stage", "gateway", "end"):
        return _shape(kind, x, y - HALF, CHIP, LINE)
    middle = x + CHIP / 2
    pill = _pill("away" if kind == "9" else "", middle, y)
    return f'{pill}<text class="c" x="{middle:g}" y="{y + LINE / 4:g}">{kind}</text>'
