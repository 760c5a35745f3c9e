"""A chart as SVG text: it scales, says what it shows, carries no fixed size and asks nothing of the network."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from xml.etree import ElementTree

import altair as alt
import vl_convert

from waystation.charts.theme import TEXT_SIZE

SVG = "http://www.w3.org/2000/svg"
SMALLEST_TYPE, LARGEST_TYPE = 11.2, 17.5
PLACES = re.compile(r'\b(?:d|transform|x|y|x1|x2|y1|y2|cx|cy|points)="[^"]*"')
DROPPED = {"class", "role", "aria-label", "aria-hidden", "aria-roledescription", "pointer-events"}
PLAIN = {
    "opacity": "1",
    "stroke-width": "1",
    "transform": "translate(0,0)",
    "text-anchor": "start",
}  # so without saying
OWN = ("opacity", "transform")  # of these an element takes nothing from what it stands in
INHERITED = ("font-family", "font-size")


def svg(chart: alt.LayerChart, *, name: str = "") -> str:
    """The SVG of a chart; `name` (else a hash) begins each id inside it, so that several can stand on one page."""
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=_version())
    return tidy(drawn, label=str(chart.description), name=name or _short_hash(_renamed(drawn, "")))


def tidy(drawn: str, *, label: str, name: str) -> str:
    """A drawing without its fixed size, its inner roles and needless digits, under one label."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    handed_down = {attribute for element in root.iter() if len(element) for attribute in element.attrib}
    for element in root.iter():
        for attribute in DROPPED.intersection(element.attrib):
            del element.attrib[attribute]
        for attribute, plain in PLAIN.items():
            if element.get(attribute) == plain and (attribute in OWN or attribute not in handed_down):
                del element.attrib[attribute]
    _drop_empty(root)
    _hoist(root)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-label": label, "style": _limits(root)}
    return _shortened(_renamed(ElementTree.tostring(root, encoding="unicode"), name))


def _limits(root: ElementTree.Element) -> str:
    """As narrow and as wide as the drawing may be shown: its type then stands between the two sizes named."""
    width = float(root.attrib["viewBox"].split()[2])
    narrow, wide = (width * size / TEXT_SIZE for size in (SMALLEST_TYPE, LARGEST_TYPE))
    return f"display:block;width:100%;min-width:{narrow:.0f}px;max-width:{wide:.0f}px"


def _drop_empty(element: ElementTree.Element) -> None:
    for child in list(element):
        _drop_empty(child)
        tag = child.tag.removeprefix(f"{{{SVG}}}")
        blank = tag == "path" and child.get("fill") == "none" and child.get("stroke") is None
        if blank or child.get("display") == "none" or (tag == "g" and not len(child)):
            element.remove(child)


def _hoist(root: ElementTree.Element) -> None:
    """What most texts say of their type is said once, for the whole drawing."""
    for attribute in INHERITED:
        said = Counter(value for element in root.iter() if (value := element.get(attribute)) is not None)
        if not said:
            continue
        ((usual, _),) = said.most_common(1)
        for element in root.iter():
            if element.get(attribute) == usual:
                del element.attrib[attribute]
        root.set(attribute, usual)


def _renamed(text: str, name: str) -> str:
    """Ids numbered in the order in which they stand: those of the drawing depend on what was drawn before."""
    order = dict.fromkeys(re.findall(r'\bid="([^"]+)"', text))
    numbers = {old: f"{name}-{number}" for number, old in enumerate(order, 1)}
    return re.sub(r'(\bid="|url\(#)([^")]+)', lambda found: found[1] + numbers.get(found[2], found[2]), text)


def _shortened(text: str) -> str:
    """Places to a tenth of a unit, which nobody sees; what is written stays as it is."""
    return PLACES.sub(lambda found: re.sub(r"(?<=\d)\.(?:0\d*|(\d)\d*)", _tenth, found[0]), text)


def _tenth(found: re.Match[str]) -> str:
    return f".{found[1]}" if found[1] else ""


def _short_hash(text: str) -> str:
    return "c" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _version() -> str:
    """The release of the drawing grammar that the charts are written in, such as `6.4`."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
