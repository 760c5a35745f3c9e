"""Who took which stance when: a row a country, each stance a coloured stretch with its shape, its day and its word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

import altair as alt
import polars as pl

from waystation.charts.stances import in_order, stance_colour, stance_shape, word
from waystation.charts.theme import GRID, INK, LINE_HEIGHT, QUIET, themed

WIDTH, INSET = 430, 9
HEAD, MARK, GAP = 22, 18, 16  # heights: a country's name, its line of marks, the space before the next country
LETTER = 7.4  # about how wide a letter is drawn
LEAST = 13  # marks nearer than this are moved apart
STEPS = (1, 2, 3, 6, 12, 24, 60)
MOST_TICKS = 4
MONTHS, LONGER_THAN_A_MONTH = 12, 32
Item = dict[str, str | float]


@dataclass(frozen=True)
class Scale:
    """Days to pixels, from the first day of the month of the first statement to the last day shown."""

    first: date
    until: date

    def x(self, day: date) -> float:
        """Where a day stands."""
        span = max(1, (self.until - self.first).days)
        return INSET + (WIDTH - 2 * INSET) * (day - self.first).days / span

    def ticks(self) -> list[date]:
        """The months named on the axis: few enough to be read."""
        months = list(takewhile(lambda day: day <= self.until, _months(self.first)))
        step = next((step for step in STEPS if len(months) / step <= MOST_TICKS), STEPS[-1])
        return [day for day in months if (day.year * MONTHS + day.month - 1) % step == 0] or months[:1]


def timeline(table: pl.DataFrame, *, until: date) -> alt.LayerChart:
    """Statements by country up to a day (columns country, stance, day, when, sets_stance).

    `day` places a statement and `when` says it ("16 May"); those that do not set a stance are hollow, a line below.
    """
    days: list[date] = table["day"].to_list()
    scale, top = Scale(min(days).replace(day=1), max(until, *days)), _key_height(table)
    found = []
    for country in table["country"].unique().sort():
        held = table.filter(pl.col("country") == country).sort("day", maintain_order=True)
        found.append(_country(held, scale, top))
        top += found[-1].height
    height = round(top + LINE_HEIGHT * 1.5)
    said = f"{table.height} statements of {len(found)} countries on hosting, {scale.first:%B %Y} to {until:%B %Y}"
    layers = [*_axis(scale, height), *_drawn(found, height), *_key(table, height)]
    return themed(layers, shows=f"Timeline: {said}, coloured and shaped by stance.", width=WIDTH, height=height)


@dataclass(frozen=True)
class _Country:
    """One country's part of the drawing: its name, its own marks and their stretches, others' marks, labels."""

    heads: list[Item]
    marks: list[Item]
    stretches: list[Item]
    beside: list[Item]
    labels: list[Item]
    height: float


def _country(held: pl.DataFrame, scale: Scale, top: float) -> _Country:
    own, others = (held.filter(pl.col("sets_stance") == sets) for sets in (True, False))
    line = top + HEAD + MARK / 2
    marks = _placed(own, scale, line)
    beside = _placed(others, scale, line + MARK if marks else line)
    below = top + HEAD + MARK * (bool(marks) + bool(beside))
    labels = _labels(marks, below + LINE_HEIGHT / 2)
    lanes = len({item["y"] for item in labels})
    heads: list[Item] = [{"text": str(held["country"][0]), "x": 0.0, "y": top + HEAD / 2}]
    return _Country(
        heads, marks, _stretches(marks, scale), beside, labels, below + LINE_HEIGHT * lanes + GAP - top
    )  # fmt: skip


def _stretches(marks: Sequence[Item], scale: Scale) -> list[Item]:
    """Each stance from the day it was taken to the next."""
    ends = [*(item["x"] for item in marks), scale.x(scale.until)][1:]
    return [{**item, "end": end} for item, end in zip(marks, ends, strict=False)]


def _labels(marks: Sequence[Item], top: float) -> list[Item]:
    """The day and the word of each new stance, in as many lines as it takes."""
    taken: list[float] = []
    found: list[Item] = []
    for item, before in zip(marks, [None, *marks], strict=False):
        if before is not None and before["stance"] == item["stance"]:
            continue
        text = f"{item['when']}: {word(str(item['stance']))}"
        left = max(0.0, min(float(item["x"]) - LINE_HEIGHT / 2, WIDTH - LETTER * len(text)))
        lane = next(lane for lane in count() if lane == len(taken) or taken[lane] < left)
        taken[lane : lane + 1] = [left + LETTER * (len(text) + 1)]
        found.append({"text": text, "x": left, "y": top + LINE_HEIGHT * lane})
    return found


def _placed(held: pl.DataFrame, scale: Scale, y: float) -> list[Item]:
    """Statements at their days, moved apart a little where they would cover one another."""
    places: list[float] = []
    for day in held["day"]:
        places.append(max(scale.x(day), places[-1] + LEAST) if places else scale.x(day))
    over = max(0.0, places[-1] - (WIDTH - INSET)) if places else 0.0
    rows = held.select("stance", "when").iter_rows(named=True)
    return [{**row, "x": place - over, "y": y} for row, place in zip(rows, places, strict=True)]


def _axes(height: int) -> tuple[alt.X, alt.Y]:
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    return x, alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)


def _axis(scale: Scale, height: int) -> list[alt.Chart]:
    """A line at the start of some months, with the month below."""
    x, y = _axes(height)
    texts = [f"{day:%b %Y}" for day in scale.ticks()]
    foot = height - LINE_HEIGHT * 1.2
    places = [min(max(scale.x(day), LETTER * 4), WIDTH - LETTER * 4) for day in scale.ticks()]
    ticks = pl.DataFrame({"x": [scale.x(day) for day in scale.ticks()], "y": 0.0, "foot": foot})
    names = pl.DataFrame({"text": texts, "x": places, "y": height - LINE_HEIGHT / 2})
    return [
        alt.Chart(ticks).mark_rule(color=GRID).encode(x=x, y=y, y2="foot:Q"),
        alt.Chart(names).mark_text(color=QUIET).encode(x=x, y=y, text="text:N"),
    ]


def _drawn(found: Sequence[_Country], height: int) -> Iterator[alt.Chart]:
    x, y = _axes(height)
    shape, tint = stance_shape(), stance_colour()
    if stretches := [item for country in found for item in country.stretches]:
        rule = alt.Chart(pl.DataFrame(stretches)).mark_rule(strokeWidth=5, opacity=0.55)
        yield rule.encode(x=x, x2="end:Q", y=y, color=tint)
        full = alt.Chart(pl.DataFrame([item for country in found for item in country.marks])).mark_point(
            filled=True, size=130, opacity=1, stroke="white", strokeWidth=1
        )
        yield full.encode(x=x, y=y, color=tint, shape=shape)
    if beside := [item for country in found for item in country.beside]:
        hollow = alt.Chart(pl.DataFrame(beside)).mark_point(filled=False, size=70, opacity=1, strokeWidth=2)
        yield hollow.encode(x=x, y=y, color=tint, shape=shape)
    heads = alt.Chart(pl.DataFrame([item for country in found for item in country.heads]))
    yield heads.mark_text(align="left", color=INK, fontWeight="bold").encode(x=x, y=y, text="text:N")
    if labels := [item for country in found for item in country.labels]:
        written = alt.Chart(pl.DataFrame(labels)).mark_text(align="left", color=INK)
        yield written.encode(x=x, y=y, text="text:N")


def _key_places(table: pl.DataFrame) -> list[tuple[str, float, float]]:
    """The stances that occur, from left to right in as many lines as they take."""
    found, x, y = [], float(INSET), LINE_HEIGHT / 2
    for stance in in_order(table["stance"]):
        wide = LETTER * (len(word(stance)) + 4)
        if x + wide > WIDTH:
            x, y = float(INSET), y + LINE_HEIGHT * 1.2
        found.append((stance, x, y))
        x += wide
    return found


def _key_height(table: pl.DataFrame) -> float:
    return _key_places(table)[-1][-1] + LINE_HEIGHT * 1.2


def _key(table: pl.DataFrame, height: int) -> Sequence[alt.Chart]:
    x, y = _axes(height)
    rows = [{"stance": name, "word": word(name), "x": left, "y": top} for name, left, top in _key_places(table)]
    base = alt.Chart(pl.DataFrame(rows)).encode(x=x, y=y)
    marks = base.mark_point(filled=True, size=130, opacity=1, stroke="white", strokeWidth=1)
    return [
        marks.encode(color=stance_colour(), shape=stance_shape()),
        base.mark_text(align="left", dx=11, color=INK).encode(text="word:N"),
    ]


def _months(first: date) -> Iterator[date]:
    day = first
    while True:
        yield day
        day = (day + timedelta(days=LONGER_THAN_A_MONTH)).replace(day=1)
