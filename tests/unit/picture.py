"""What a drawn picture of a process holds: its boxes, lines, chips and texts, and which texts run into another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

from waystation.explain.diagram import Diagram
from waystation.explain.draw_svg import draw_svg

SVG = "{http://www.w3.org/2000/svg}"
Rect = tuple[float, float, float, float]
HELVETICA = {
    letter: width
    for width, letters in {
        191: "'’", 222: "ijl", 278: " tfI!,./:;", 333: "r()-", 500: "ckszvxyJ", 556: "0123456789abdeghnopquL–",
        611: "FTZ", 667: "ABEKPSVXY", 722: "wCDHNRU", 778: "GOQ", 833: "mM", 944: "W", 1000: "…",
    }.items()
    for letter in letters
}  # fmt: skip


def parsed(drawn: Diagram, *, upright: bool) -> ET.Element:
    return ET.fromstring(draw_svg(drawn, upright=upright))


def words(tree: ET.Element) -> str:
    return " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))


def titles(tree: ET.Element) -> list[str]:
    return [title for group in tree.iter(f"{SVG}g") for title in (group.findtext(f"{SVG}title") or "").split("\n")]


def boxes(tree: ET.Element) -> dict[str, Rect]:
    """The boxes as drawn, by title: left, top, right, bottom."""
    found = {}
    for group in tree.iter(f"{SVG}g"):
        for shape in group:
            if "box" in (shape.get("class") or ""):
                found[group.findtext(f"{SVG}title") or ""] = rectangle(shape)
    return found


def rectangle(shape: ET.Element) -> Rect:
    if shape.tag == f"{SVG}rect":
        x, y, width, height = (float(shape.get(name) or 0) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    path = re.match(r"M(\S+) (\S+)h(\S+)l(\S+) \S+v([\d.]+)l", shape.get("d") or "")
    assert path
    x, y, across, cut, down = map(float, path.groups())
    return x - cut, y, x + across + cut, y + down + 2 * cut


def lines(tree: ET.Element) -> list[tuple[str, list[tuple[float, float]]]]:
    """Each line with its title and the points it runs through, target first."""
    found = []
    for group in tree.iter(f"{SVG}g"):
        for path in group:
            if "line" in (path.get("class") or ""):
                numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d") or "")]
                found.append((group.findtext(f"{SVG}title") or "", list(zip(numbers[::2], numbers[1::2], strict=True))))
    return found


def chips(tree: ET.Element) -> list[tuple[str, str]]:
    """Each way out that has a chip, with the text of the chip; those of the key say nothing."""
    found = []
    for group in tree.iter(f"{SVG}g"):
        if any("chip" in (shape.get("class") or "") for shape in group):
            shown = group.findtext(f"{SVG}text") or ""
            found += [(title, shown) for title in (group.findtext(f"{SVG}title") or "").split("\n")]
    return found


def boxes_titles(tree: ET.Element) -> list[str]:
    """The bold text of each box, put together again."""
    held = [[text.text or "" for text in group if text.get("class") == "t"] for group in tree.iter(f"{SVG}g")]
    return [" ".join(lines) for lines in held if lines]


def extent(text: ET.Element) -> Rect:
    """Where a text lies, by the widths of Helvetica's letters (in thousandths of the size, from its metrics)."""
    kind = text.get("class") or ""
    size = {"t": 13, "t lane": 13, "c": 11}.get(kind, 12)
    width = size * sum(HELVETICA.get(letter, 1000 if letter in "→←↓↑" else 611) for letter in text.text or "") / 1000
    width *= 1.07 if kind.startswith("t") else 1
    x, y = float(text.get("x") or 0), float(text.get("y") or 0)
    left = x - width / 2 if kind == "c" else x
    return left, y - 0.72 * size, left + width, y + 0.21 * size


def overlapping(tree: ET.Element) -> list[str]:
    """Texts that run into another text, leave the page, or leave the box or chip in whose group they stand."""
    page = 0.0, 0.0, float(tree.get("width") or 0), float(tree.get("height") or 0)
    texts = [(text.text or "", extent(text)) for text in tree.iter(f"{SVG}text")]
    faults = [one for one, at in texts if not within(at, page)]
    for (one, here), (two, there) in combinations(texts, 2):
        if crosses((here[0], here[1]), (here[2], here[3]), there):
            faults.append(f"{one} / {two}")
    for group in tree.iter(f"{SVG}g"):
        shapes = [shape for shape in group if re.match("box|chip", shape.get("class") or "")]
        held = [text for shape in shapes[:1] for text in group.iter(f"{SVG}text") if text is not shape]
        faults += [text.text or "" for text in held if not within(extent(text), rectangle(shapes[0]))]
    return faults


def within(inner: Rect, outer: Rect) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def crosses(start: tuple[float, float], end: tuple[float, float], box: Rect) -> bool:
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box[2] and right > box[0] and top < box[3] and bottom > box[1]
