"""Amounts and ranges in words and figures, with no more digits than the range bears."""

from __future__ import annotations

import math
from dataclasses import dataclass

from waystation.base.english import rounded

MINUS = "−"
NONE = "–"
ENOUGH_DRAWS = 100  # below this many, the range is the lowest and the highest draw
WHOLE_THINGS = ("people", "cases", "appeals", "places", "draws", "flights", "claims", "returns", "decisions")
_LARGE = ((1e9, "bn"), (1e6, "m"))


@dataclass(frozen=True)
class Spread:
    """A low, a middle and a high value of one thing over the draws."""

    low: float
    mid: float
    high: float
    unit: str

    @property
    def width(self) -> float:
        """From low to high, in the units of the values."""
        return self.high - self.low

    @property
    def one_sided(self) -> bool:
        """Whether the range has zero at most at its edge."""
        return self.low * self.high >= 0

    def text(self, value: float) -> str:
        """A value of this spread in figures, without its unit's noun.

        Two figures of the spread; where the range does not straddle zero, also two figures of the value itself.
        """
        own = abs(value) if self.one_sided and value else self.width
        return figures(value, min(self.width, own), self.unit)

    def signed(self, value: float) -> str:
        """A difference in figures, with its sign; between shares it is in percentage points."""
        text = self.text(value)
        if self.unit == "share":
            text = f"{text.removesuffix('%')} points"
        return text if value <= 0 or is_zero(text) else f"+{text}"

    @property
    def smallest(self) -> str:
        """The smallest amount that figures of this spread can show."""
        width = 0.0 if self.one_sided else self.width
        scale = 100 if self.unit == "share" else 1
        step = 10.0 ** (math.floor(math.log10(scale * width)) - 1) / scale if width else 1 / scale
        return figures(max(step, 1.0) if counts(self.unit) else step, width, self.unit)


def range_name(draws: int) -> str:
    """What the two ends of a range are: the extremes of a few draws, or the middle nine tenths of many."""
    if draws == 1:
        return "one draw, so no range"
    return "90% range" if draws >= ENOUGH_DRAWS else f"lowest and highest of {draws} draws"


def figures(value: float | None, width: float, unit: str) -> str:
    """A value in figures: per cent for a share, millions for large money, otherwise a plain number."""
    if value is None or not math.isfinite(value):
        return NONE
    if unit == "share":
        return _plain(100 * value, 100 * width) + "%"
    if unit.startswith("£"):
        return _money(value, width)
    return _plain(value, max(width, 10.0) if counts(unit) and (width or abs(value) < 100) else width)


def counts(unit: str) -> bool:
    """Whether the unit is of things that come in wholes, such as people."""
    return unit.split(" ", maxsplit=1)[0] in WHOLE_THINGS


def is_zero(text: str) -> bool:
    """Whether figures say nothing at all: `0`, `0%`, `£0m`."""
    return not text.partition(" ")[0].strip("£0.%bmn")


def with_unit(text: str, unit: str) -> str:
    """Figures with the noun of their unit: `1,200 people a year`, `1 person`, `41%`, `£12m a year`."""
    if unit == "share":
        return text
    if unit.startswith("£"):
        return f"{text} {unit[1:].strip()}".strip()
    return f"{text} {singular(unit) if text in {'1', MINUS + '1'} else unit}".strip()


def singular(unit: str) -> str:
    """The unit of one: `person a year` for `people a year`."""
    first, _, rest = unit.partition(" ")
    one = "person" if first == "people" else first.removesuffix("s")
    return f"{one} {rest}".strip()


def between(spread: Spread) -> str:
    """From low to high in figures: `1,200 to 3,400`, `none to 40`."""
    low, high = spread.text(spread.low), spread.text(spread.high)
    if counts(spread.unit) and spread.low == 0 < spread.high:
        low = "none"
    return low if low == high else f"{low} to {high}"


def _plain(value: float, width: float) -> str:
    text = rounded(value, width or None)
    if text.strip("-0.,") == "" and text != NONE:
        return "0"
    return text.replace("-", MINUS)


def _money(value: float, width: float) -> str:
    size = max(abs(value), abs(width))
    divisor, suffix = next(((large, word) for large, word in _LARGE if size >= large), (1.0, ""))
    text = _plain(value / divisor, width / divisor)
    return f"{MINUS}£{text[1:]}{suffix}" if text.startswith(MINUS) else f"£{text}{suffix}"
