"""Lists, plurals, and numbers rounded to what they can bear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date


def join(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def spans(numbers: Sequence[int]) -> str:
    """Ascending numbers with runs of three or more made short: `4, 7–9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run] for run in runs]
    return ", ".join(word for words in said for word in words)


def plural(count: float, word: str, many: str | None = None) -> str:
    """`1 case`, `2 cases`."""
    return f"{count:,.0f} {word if round(count) == 1 else many or word + 's'}"


def rounded(value: float, spread: float | None = None, figures: int = 3) -> str:
    """A number with no more figures than its spread supports (two figures of the spread), else `figures`."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if spread:
        step = 10 ** (math.floor(math.log10(abs(spread))) - 1)
    else:
        step = 10 ** (math.floor(math.log10(abs(value))) - figures + 1)
    if step >= 1:
        return f"{round(value / step) * step:,.0f}".replace("-0", "0") if round(value / step) else "0"
    places = min(6, max(0, -math.floor(math.log10(step))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(text: str) -> str:
    """A plus sign before a positive difference; a true minus sign before a negative one."""
    if text.startswith("-"):
        return "−" + text[1:]
    return text if text in {"0", "–"} else f"+{text}"


def percent(share: float) -> str:
    """A share in per cent, to a whole number or one decimal below ten."""
    return f"{100 * share:.0f}%" if abs(share) >= 0.1 or share == 0 else f"{100 * share:.1f}%"


def say_day(day: date) -> str:
    """`3 March 2027`."""
    return f"{day.day} {day:%B %Y}"
