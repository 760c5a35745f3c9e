"""A day, month, year or range of days as a source gives it: known as precisely as it was stated."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

FORMS = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
REMEDY = "write it as 2025-10-21, 2025-10, 2025 or 2025-04/2026-03"


@dataclass(frozen=True)
class Moment:
    """The first and last day that a text such as `2025-10` may mean, and the text."""

    text: str
    first: date
    last: date

    def __str__(self) -> str:
        return self.text

    def known_by(self, day: date) -> bool:
        """Whether it lies wholly on or before a day."""
        return self.last <= day


def parse_moment(text: str) -> Moment:
    """The moment that a text means. Raises ValueError with the remedy."""
    parts = text.split("/")
    if not 1 <= len(parts) <= 2:
        raise ValueError(f"{text!r} is no date: {REMEDY}")
    spans = [_span(part.strip()) for part in parts]
    if spans[-1][1] < spans[0][0]:
        raise ValueError(f"{text!r} ends before it begins: put the dates in order")
    return Moment(text, spans[0][0], spans[-1][1])


def _span(text: str) -> tuple[date, date]:
    found = FORMS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date: {REMEDY}")
    year = int(found[1])
    month, day = (int(part) if part is not None else None for part in found.groups()[1:])
    try:
        if month is not None and day is not None:
            return date(year, month, day), date(year, month, day)
        if month is not None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"{text!r} is no date: {REMEDY}") from error
