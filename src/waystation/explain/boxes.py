"""The boxes of a picture of the process: what is written in each, where its doors are, and how large it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from waystation.base.english import spans
from waystation.explain.channels import Cell, Link, Side, Trunk
from waystation.explain.diagram import Diagram, Edge, Node

LINE, HALF, PAD = 14, 7, 7  # left and right doors are half of HALF apart, so every height is a multiple of HALF
TITLE_SIZE, TEXT_SIZE = 13, 12
BOLD = 1.07  # how much wider bold letters are
CHIP, CHIP_GAP, CHIP_HEIGHT = 29, 3, 15
SPARE, WIDE = 1.03, 667  # room for faces a little wider; a letter that is not in the table
WIDTHS = {  # of letters, in thousandths of the size, from the metrics of Helvetica
    letter: width
    for width, letters in {
        191: "'’", 222: "ijl", 278: " tfI!,./:;", 333: "r()-", 500: "ckszvxyJ", 556: "0123456789abdeghnopquL–",
        611: "FTZ", 667: "ABEKPSVXY", 722: "wCDHNRU", 778: "GOQ", 833: "mM", 944: "W", 1000: "…→←↓↑",
    }.items()
    for letter in letters
}  # fmt: skip
Door = Trunk | Edge


@dataclass(frozen=True)
class Form:
    """How boxes are made: their width, and whether they name who acts and tell every way out in words."""

    width: int
    told: bool

    @property
    def room(self) -> int:
        """The width of a line of text."""
        return self.width - 2 * PAD


@dataclass(frozen=True)
class Box:
    """A node with its cell, its wrapped text, its ways out (rows in words, or chips with numbers) and its doors.

    `origin` says from where on other sheets cases come; ways of one kind to one target share a chip.
    """

    node: Node
    cell: Cell
    form: Form
    heading: tuple[str, ...]
    title: tuple[str, ...]
    origin: tuple[str, ...]
    rows: tuple[tuple[Edge, tuple[str, ...]], ...]
    chips: tuple[tuple[Edge, ...], ...]
    doors: Mapping[Side, tuple[Door, ...]]

    @cached_property
    def top(self) -> int:
        """The height of heading, title and origin."""
        return PAD + LINE * (len(self.heading) + len(self.title) + len(self.origin))

    @cached_property
    def height(self) -> int:
        """The height of the whole box: room for its text and for its doors."""
        chips = math.ceil(len(self.chips) / self.chips_a_line) * (CHIP_HEIGHT + CHIP_GAP)
        text = self.top + LINE * sum(len(text) for _, text in self.rows) + chips + PAD
        doors = HALF * (1 + max((len(doors) for doors in self.doors.values()), default=0))
        return HALF * math.ceil(max(text, 2 * PAD + LINE, doors) / HALF)

    @property
    def chips_a_line(self) -> int:
        """How many chips stand side by side."""
        return max(1, (self.form.room + CHIP_GAP) // (CHIP + CHIP_GAP))

    def row(self, edge: Edge) -> int:
        """How far below the box's upper edge the row of a way out begins."""
        above = [text for other, text in self.rows[: [other for other, _ in self.rows].index(edge)]]
        return self.top + LINE * sum(len(text) for text in above)

    def door(self, side: Side, key: Door) -> float:
        """How far below the box's upper edge a line leaves or enters."""
        shift = HALF / 2 if side == "left" else 0
        if self.form.told:
            return (self.row(key) + HALF if isinstance(key, Edge) else PAD + HALF * self.doors[side].index(key)) + shift
        doors = self.doors[side]
        return HALF * (max(1, (self.height // HALF - len(doors) + 1) // 2) + doors.index(key)) + shift


def boxes(diagram: Diagram, cells: Mapping[str, Cell], links: Iterable[Link], form: Form) -> Iterator[Box]:
    """Every box in its cell; what has a line needs no chip."""
    links = tuple(links)
    drawn = {link.edge for link in links}
    doors = _doors(links, cells)
    for name, cell in cells.items():
        node = diagram.node[name]
        ways = [edge for edge in diagram.bundles if edge.source == name]
        words = f"{node.number}  {node.title}"
        origin = f"from {spans(diagram.reached_from(name))}"
        yield Box(
            node, cell, form,
            heading=wrap(node.lane, form.room, TEXT_SIZE, most=1) if form.told else (),
            title=wrap(words, form.room, TITLE_SIZE * BOLD, most=4),
            origin=wrap(origin, form.room, TEXT_SIZE, most=3) if diagram.reached_from(name) else (),
            rows=tuple((e, wrap(e.label, form.room - CHIP, TEXT_SIZE, most=3)) for e in ways) if form.told else (),
            chips=() if form.told else _chips(edge for edge in ways if edge not in drawn),
            doors=doors.get(name, {}),
        )  # fmt: skip


def _chips(ways: Iterable[Edge]) -> tuple[tuple[Edge, ...], ...]:
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in ways:
        found.setdefault((edge.target, edge.kind), []).append(edge)
    return tuple(map(tuple, found.values()))


def _doors(links: Iterable[Link], cells: Mapping[str, Cell]) -> dict[str, dict[Side, tuple[Door, ...]]]:
    """The doors of each side of each box from top to bottom: by where the lines come from and go to."""
    found: dict[str, dict[Side, dict[Door, list[tuple[int, int]]]]] = {}
    for link in links:
        here, there = cells[link.edge.source], cells[link.edge.target]
        out = found.setdefault(link.edge.source, {}).setdefault(link.out, {})
        out.setdefault(link.edge, []).append((there.band, there.place))
        into = found.setdefault(link.edge.target, {}).setdefault(link.into, {})
        into.setdefault(link.trunk, []).append((here.band, here.place))
    return {
        name: {side: tuple(sorted(doors, key=lambda door: sorted(doors[door]))) for side, doors in sides.items()}
        for name, sides in found.items()
    }


def wrap(text: str, room: float, size: float, *, most: int) -> tuple[str, ...]:
    """A text in lines no wider than `room`, as far as its words allow, and an ellipsis after the last that fits."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if text_width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], lines[most - 1] + " …")


def text_width(text: str, size: float) -> float:
    """How wide a text is in Arial, Helvetica or a face of their measure, and a little more."""
    return size * sum(WIDTHS.get(letter, WIDE) for letter in text) / 1000 * SPARE
