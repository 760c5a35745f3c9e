"""A map of the countries asked, coloured by stance; the name, the shape and the word of the stance stand in each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from waystation.base.english import join
from waystation.charts.points import wrapped
from waystation.charts.stances import stance_colour, stance_shape, word
from waystation.charts.theme import INK, LINE_HEIGHT, themed

WIDTH = 440
MARGIN = 0.25  # degrees around the countries asked
LETTERS = 12  # a name is cut into lines of about so many
LAND = "#d5dade"  # drawn pale
HALO = 4
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Frame:
    """A window on the Mercator map, as wide as the drawing: the western and northern edge, and pixels a radian."""

    west: float
    north: float
    scale: float
    height: int

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place stands in the drawing."""
        x = (math.radians(longitude) - self.west) * self.scale
        return x, (self.north - _mercator(latitude)) * self.scale

    def shows(self, shape: Mapping[str, object]) -> bool:
        """Whether any corner of a shape lies in the window."""
        pixels = (self.pixel(point[0], point[1]) for point in _largest(shape))
        return any(0 <= x <= WIDTH and 0 <= y <= self.height for x, y in pixels)

    def project(self, chart: alt.Chart) -> alt.Chart:
        """The chart with shapes laid out as `pixel` does."""
        shift = [-self.west * self.scale, self.north * self.scale]
        moved: alt.Chart = chart.project(type="mercator", scale=self.scale, translate=shift)
        return moved


def stance_map(
    table: pl.DataFrame, shapes: Mapping[str, object], marks: Mapping[str, str] | None = None
) -> alt.LayerChart:
    """Countries by stance (columns country, stance) on the shapes of a GeoJSON with properties `name` and `asked`.

    `marks` follow the names of countries, as an asterisk does that points to a footnote.
    """
    stances = {str(row["country"]): str(row["stance"]) for row in table.iter_rows(named=True)}
    asked = [shape for shape in _features(shapes) if _property(shape, "asked")]
    frame = _frame(asked)
    others = [shape for shape in _features(shapes) if shape not in asked and frame.shows(shape)]
    known = [_with_stance(shape, stances) for shape in asked if _name(shape) in stances]
    silent = [shape for shape in asked if _name(shape) not in stances]
    grounds = [
        _ground(others, frame, stroke="white").encode(color=alt.value(LAND)),
        _ground(silent, frame).encode(color=alt.value("white")),
        _ground(known, frame).encode(color=stance_colour()),
    ]
    layers = [ground for ground, held in zip(grounds, (others, silent, known), strict=True) if held]
    said = [f"{name} {_said(stances.get(name))}" for name in map(_name, asked)]
    shows = f"Map of {len(asked)} countries by their stance on hosting: {join(said)}."
    labels = _labels(asked, stances, frame, marks or {})
    return themed([*layers, *_written(labels, frame)], shows=shows, width=WIDTH, height=frame.height)


def _said(stance: str | None) -> str:
    return word(stance) if stance else "has said nothing"


def _written(labels: pl.DataFrame, frame: Frame) -> list[alt.Chart]:
    """Shapes, names and words from top to bottom, with a white edge that parts them from the colour beneath."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[frame.height, 0], nice=False), axis=None)
    named = alt.Chart(labels).encode(x=x, y=y, text="name:N")
    worded = alt.Chart(labels).encode(x="x:Q", y="y_word:Q", text="word:N")
    marked = alt.Chart(labels.filter(pl.col("stance") != "")).encode(x="x:Q", y="y_mark:Q")
    point = marked.mark_point(filled=True, size=130, opacity=1, stroke="white", strokeWidth=1)
    return [
        named.mark_text(baseline="top", lineBreak="\n", fontWeight="bold", stroke="white", strokeWidth=HALO),
        named.mark_text(baseline="top", lineBreak="\n", fontWeight="bold", color=INK),
        worded.mark_text(baseline="top", stroke="white", strokeWidth=HALO),
        worded.mark_text(baseline="top", color=INK),
        point.encode(color=stance_colour(), shape=stance_shape()),
    ]


def _labels(
    asked: Sequence[Mapping[str, object]], stances: Mapping[str, str], frame: Frame, marks: Mapping[str, str]
) -> pl.DataFrame:
    rows = []
    for shape in asked:
        name = _name(shape)
        x, middle = frame.pixel(*_centre(_largest(shape)))
        text = wrapped(f"{name}{marks.get(name, '')}", LETTERS)
        lines = 1 + text.count("\n")
        top = middle - LINE_HEIGHT * lines / 2
        row = {"name": text, "stance": stances.get(name, ""), "word": _said(stances.get(name)), "x": x, "y": top}
        rows.append(row | {"y_mark": top - LINE_HEIGHT / 2, "y_word": top + LINE_HEIGHT * lines})
    return pl.DataFrame(rows)


def _ground(shapes: Sequence[Mapping[str, object]], frame: Frame, *, stroke: str = INK) -> alt.Chart:
    drawn = alt.Chart(_data(shapes)).mark_geoshape(clip=True, fillOpacity=0.45, stroke=stroke, strokeWidth=1)
    return frame.project(drawn)


def _data(shapes: Sequence[Mapping[str, object]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(shape) for shape in shapes])


def _with_stance(shape: Mapping[str, object], stances: Mapping[str, str]) -> dict[str, object]:
    return {**shape, "stance": stances[_name(shape)]}


def _features(shapes: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = shapes["features"]
    assert isinstance(found, list)
    return found


def _property(shape: Mapping[str, object], name: str) -> object:
    held = shape["properties"]
    return held[name] if isinstance(held, Mapping) else None


def _name(shape: Mapping[str, object]) -> str:
    return str(_property(shape, "name"))


def _largest(shape: Mapping[str, object]) -> Ring:
    """The outer ring of the largest part of a shape."""
    geometry = shape["geometry"]
    assert isinstance(geometry, Mapping)
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings: list[Ring] = [part[0] for part in parts]
    return max(rings, key=lambda ring: abs(_area(ring)))


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def _centre(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of what a ring encloses."""
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, ring[1:], strict=False)]
    six = 6 * _area(ring)
    return sum((a[0] + b[0]) * cross for a, b, cross in pairs) / six, sum(
        (a[1] + b[1]) * cross for a, b, cross in pairs
    ) / six


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _frame(asked: Sequence[Mapping[str, object]]) -> Frame:
    """The window that holds the countries asked."""
    points = [point for shape in asked for point in _largest(shape)]
    west, east = (end(point[0] for point in points) for end in (min, max))
    south, north = (end(point[1] for point in points) for end in (min, max))
    left, right = math.radians(west - MARGIN), math.radians(east + MARGIN)
    top, bottom = _mercator(north + MARGIN), _mercator(south - MARGIN)
    scale = WIDTH / (right - left)
    return Frame(left, top, scale, round((top - bottom) * scale))
