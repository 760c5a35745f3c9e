"""Recipe and values to cases. Random numbers are addressed by seed, purpose and case number (numpy's Philox-4x64-10),
so that both worlds of a comparison hold the same people.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from waystation.base.days import DAYS_A_YEAR, Calendar
from waystation.cases.recipe import Level, Opening, Recipe, Stream
from waystation.cases.schema import UNMARKED, Cases
from waystation.parameters.draw import Values

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_PEOPLE = 12


def luck(seed: int, purpose: str, count: int) -> Floats:
    """A uniform number on [0, 1) for each case number, for one purpose; shape (count,)."""
    generator = np.random.Generator(np.random.Philox(key=np.array([seed, zlib.crc32(purpose.encode())], np.uint64)))
    return generator.random(count)


@dataclass(frozen=True)
class Block:
    """Cases of one origin: class, class of the split (-1 if still to be drawn) and day of entry, each (n,)."""

    into: str
    is_a: tuple[str, ...]
    since: str | None
    accompanied: float
    group: Whole
    split: Whole
    entered: Whole
    levels: tuple[float, float] = (0.0, 0.0)  # between which the level lies at which a case comes


def synthesise(
    recipe: Recipe, values: Values, calendar: Calendar, seed: int, traits: tuple[str, ...], headroom: float = 1.0
) -> Cases:
    """The cases of one draw, in order of entry; those there before day 0 first, spare ones (up to `headroom`) last."""
    blocks = [*_opening(recipe, values, calendar, seed), *_arrivals(recipe, values, calendar, seed)]
    blocks += _arrivals(recipe, values, calendar, seed, headroom=headroom) if headroom > 1 else []
    entered = np.concatenate([block.entered for block in blocks])
    origin = np.repeat(np.arange(len(blocks)), [len(block.group) for block in blocks])
    levels = np.array([block.levels for block in blocks])
    order = _in_order(np.where(levels[origin, 0] < 1, entered, entered + calendar.days))
    origin = origin[order]
    lowest, highest = levels[origin].T
    group = np.concatenate([block.group for block in blocks])[order]
    split = np.concatenate([block.split for block in blocks])[order]
    entered = entered[order].astype(np.int32)
    split = _drawn_split(recipe, values, calendar, group=group, split=split, seed=seed)
    accompanied = np.array([block.accompanied for block in blocks])[origin]
    truths = _truths(recipe, values, calendar, group=group, accompanied=accompanied, seed=seed)
    for name in sorted({name for block in blocks for name in block.is_a}):
        truths[name] = np.isin(origin, [row for row, block in enumerate(blocks) if name in block.is_a])
    numbers = _numbers(recipe, values, truths, len(order), seed)
    people = _people(recipe, values, calendar, truths[recipe.accompanied], seed)
    names = tuple(dict.fromkeys(block.into for block in blocks))
    stage = np.array([names.index(block.into) for block in blocks], np.int16)[origin]
    marked = {block.since for block in blocks if block.since}
    marks = {name: np.where(np.isin(origin, [r for r, b in enumerate(blocks) if b.since == name]), entered, UNMARKED)
             for name in sorted(marked)}  # fmt: skip
    classes = {recipe.group: group.astype(np.int16), recipe.split_by: split.astype(np.int16)}
    own = recipe.own_day
    left = np.maximum(own.years - numbers[own.fact], 0.0) * DAYS_A_YEAR
    return Cases(
        names, entered, stage, people, classes, {**classes, **truths, **numbers},
        {name: luck(seed, f"trait {name}", len(order)) for name in traits},
        (entered + np.ceil(left)).astype(np.int32), marks,
        lowest + (highest - lowest) * (1 - luck(seed, "level", len(order))), max(headroom, 1.0),
    )  # fmt: skip


def _in_order(days: Whole) -> Whole:
    """The places of days in order; days within 89 years of day 0 are sorted by digits, many times faster."""
    short = np.abs(days).max(initial=0) <= np.iinfo(np.int16).max
    return np.argsort(days.astype(np.int16) if short else days, kind="stable")


def _opening(recipe: Recipe, values: Values, calendar: Calendar, seed: int) -> Iterator[Block]:
    for part in recipe.opening:
        counts = whole(_opening_counts(part, values, calendar))
        group = np.repeat(np.arange(len(counts)), counts)
        waited = _spread_out(luck(seed, f"opening {part.id}", len(group)), part.waited, values)
        entered = -1 - np.floor(waited).astype(np.int64)
        more = values.number(part.accompanied_times, calendar.months[0]) if part.accompanied_times else 1.0
        yield Block(part.into, part.is_a, part.since, more, group, np.full(len(group), -1), entered)


def _opening_counts(part: Opening, values: Values, calendar: Calendar) -> Floats:
    counts = values.table(part.count, calendar.months[0])
    for name in part.times:
        share = values.table(name.removeprefix("not "), calendar.months[0])
        counts = counts * (1 - share if name.startswith("not ") else share)
    return np.atleast_1d(counts)


def whole(counts: Floats) -> Whole:
    """Whole numbers near the given ones, with the same (rounded) sum: the largest remainders are rounded up."""
    found = np.floor(counts).astype(np.int64)
    missing = int(np.rint(counts.sum())) - int(found.sum())
    if missing > 0:
        found[np.argsort(found - counts, kind="stable")[:missing]] += 1
    return found


def poisson(share: Floats, mean: Floats) -> Whole:
    """The count below or at which a share of a Poisson distribution lies; shape that of `share` and `mean`."""
    above = np.ceil(special.pdtrik(share, mean))
    below = np.maximum(above - 1, 0)
    return np.asarray(np.where(special.pdtr(below, mean) >= share, below, above), np.int64)


def _arrivals(
    recipe: Recipe, values: Values, calendar: Calendar, seed: int, headroom: float | None = None
) -> Iterator[Block]:
    """The central arrivals of every stream or, up to a headroom, the spare ones of those that respond."""
    spare, more = ("", 1.0) if headroom is None else ("spare ", headroom - 1.0)
    for stream in recipe.streams if headroom is None else (each for each in recipe.streams if each.responds):
        expected = more * (_a_year(stream, values, calendar) if stream.a_year else _a_day(stream, values, calendar))
        points = luck(seed, f"{spare}arrivals {stream.id}", expected.size).reshape(expected.shape)
        counts = poisson(points, expected)
        month, group, split = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
        first = np.array([calendar.first_day(row) for row in range(len(calendar.months))])
        length = np.array([calendar.length(row) for row in range(len(calendar.months))])
        within = np.floor(luck(seed, f"day of {spare}{stream.id}", len(month)) * length[month]).astype(np.int64)
        known = split if stream.a_year else np.full(len(split), -1)
        levels = (0.0, float(stream.responds)) if headroom is None else (1.0, headroom)
        yield Block(stream.into, stream.is_a, None, 1.0, group, known, first[month] + within, levels)


def _a_year(stream: Stream, values: Values, calendar: Calendar) -> Floats:
    """Expected cases by month, class and split; shape (M, G, S)."""
    months = []
    for row, month in enumerate(calendar.months):
        a_year = values.table(str(stream.a_year), month)[:, None]
        season = values.table(str(stream.season), month)[None, :, month.month - 1]
        part = calendar.length(row) / _length(calendar, row)
        years = (calendar.first_day(row) + calendar.length(row) / 2) / DAYS_A_YEAR
        level = _level(stream.path, values, calendar, years) if stream.path else 1.0
        months.append(a_year * values.table(str(stream.split), month) * season * part * level)
    return np.stack(months)


def _length(calendar: Calendar, row: int) -> int:
    month = calendar.months[row]
    following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return (following - month).days


def _level(path: Level, values: Values, calendar: Calendar, years: float) -> float:
    start = calendar.months[0]
    sd, pull, score = (values.number(name, start) for name in (path.sd, path.reversion, path.coordinate))
    spent = (1 - np.exp(-2 * pull * years)) / (2 * pull) if pull > 0 else years
    return float(np.exp(score * sd * np.sqrt(spent)))


def _a_day(stream: Stream, values: Values, calendar: Calendar) -> Floats:
    """Expected cases by month and class, with an empty axis for the split; shape (M, G, 1)."""
    rows = enumerate(calendar.months)
    return np.stack(
        [
            values.number(str(stream.a_day), month)
            * calendar.length(row)
            * values.table(str(stream.mix), month)[:, None]
            for row, month in rows
        ]
    )


def _drawn_split(recipe: Recipe, values: Values, calendar: Calendar, *, group: Whole, split: Whole, seed: int) -> Whole:
    steps = np.cumsum(values.table(recipe.split, calendar.months[0]), axis=1)
    unknown = np.flatnonzero(split < 0)
    points, of = luck(seed, "split", len(group))[unknown], group[unknown]
    points *= steps[of, -1]
    found = split.copy()
    found[unknown] = sum((points >= column[of]).astype(np.int64) for column in steps[:, :-1].T)
    return found


def _truths(
    recipe: Recipe, values: Values, calendar: Calendar, *, group: Whole, accompanied: Floats, seed: int
) -> dict[str, NDArray[np.bool_]]:
    found: dict[str, NDArray[np.bool_]] = {}
    for name, truth in recipe.truths.items():
        table = values.table(truth.share, calendar.months[0])
        share = np.broadcast_to(table[group] if table.ndim else table, len(group))
        holds = luck(seed, f"truth {name}", len(group)) < share * (accompanied if name == recipe.accompanied else 1.0)
        if truth.among:
            holds &= found[truth.among]
        if truth.unless:
            holds &= ~found[truth.unless]
        found[name] = holds
    return found


def _numbers(
    recipe: Recipe, values: Values, truths: dict[str, NDArray[np.bool_]], count: int, seed: int
) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, number in recipe.numbers.items():
        points = luck(seed, f"number {name}", count)
        which = np.zeros(count, np.int8)
        for place, truth in enumerate(number.instead, 1):
            which[truths[truth]] = place
        found[name] = np.empty(count)
        for place, spread in enumerate((number.spread, *number.instead.values())):
            mine = np.flatnonzero(which == place)
            found[name][mine] = _spread_out(points[mine], spread, values)
    return found


def _spread_out(points: Floats, name: str, values: Values) -> Floats:
    """The values of a parameter that differs between cases, at the given shares of cases."""
    table = values.quantiles(name)
    return np.asarray(np.interp(points, np.linspace(0, 1, len(table)), table), dtype=np.float64)


def _people(
    recipe: Recipe, values: Values, calendar: Calendar, accompanied: NDArray[np.bool_], seed: int
) -> NDArray[np.int16]:
    """One, or one and at least one dependant (a shifted geometric number with the given mean)."""
    further = max(values.number(recipe.dependants, calendar.months[0]) - 1, 0.0)
    chance = further / (1 + further)
    points = 1 - luck(seed, "dependants", len(accompanied))
    extra = np.floor(np.log(points) / np.log(chance)) if chance > 0 else np.zeros(len(points))
    return np.where(accompanied, np.minimum(2 + extra, MOST_PEOPLE), 1).astype(np.int16)
