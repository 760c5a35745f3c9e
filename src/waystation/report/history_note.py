"""What the page says of the back-test, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from waystation.study.scorecard import Verdict


@dataclass(frozen=True)
class HistoryRow:
    """A series: marks by quarters ahead, CRPS of one to four over last value and over the best, bias, coverage."""

    title: str
    verdicts: tuple[Verdict | None, ...]
    marks: tuple[str, ...]
    over_last: str
    over_best: str
    best: str
    bias: str
    inside: str
    counted: bool


@dataclass(frozen=True)
class HistoryNote:
    """The scorecard of blind forecasts in sentences and rows, what the marks mean, and where the model loses."""

    sentences: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    meaning: tuple[tuple[str, str], ...]
    losses: tuple[str, ...]
