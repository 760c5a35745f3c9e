"""What a report says, as plain values: whoever runs the model fills these in, and the page is made of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class ScenarioNote:
    """A scenario in the report; `short` is its name in tables and charts (up to about 24 letters)."""

    id: str
    title: str
    short: str
    question: str = ""
    note: str = ""


@dataclass(frozen=True)
class MeasureNote:
    """A measure and its definition: an entry of the glossary, to which each of its numbers links."""

    id: str
    title: str
    definition: str
    unit: str


@dataclass(frozen=True)
class PointTable:
    """Everything that a chart plots: groups of rows of text, with the exact figures as CSV."""

    caption: str
    head: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    csv: str


@dataclass(frozen=True)
class Figure:
    """A chart: headline (what it shows), subtitle (measure, unit, place, period), drawing, summary and points."""

    id: str
    headline: str
    subtitle: str
    svg: str
    summary: str
    points: PointTable


@dataclass(frozen=True)
class Assumption:
    """A number that the model takes, in words: its value, its range, where it comes from and what to know about it."""

    id: str
    title: str
    value: str
    range: str
    unit: str
    status: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class AssumptionArea:
    """The assumptions of one part of the system."""

    title: str
    rows: tuple[Assumption, ...]


@dataclass(frozen=True)
class StockRow:
    """A line on the way from published figures to the opening caseload; what is taken out is negative."""

    id: str
    title: str
    cases: float
    people: float | None
    low: float | None
    high: float | None
    source: str


@dataclass(frozen=True)
class FlowRow:
    """A published flow beside the simulated one. `published` says what and when; `value` is None where none exists."""

    title: str
    published: str
    value: float | None
    low: float
    mid: float
    high: float
    source: str
    unit: str = "people"


@dataclass(frozen=True)
class BindingRow:
    """How much of the offered capacity of a resource is used in a year, and how many wait for it at its end."""

    scenario: str
    resource: str
    year: str
    used: float
    queue: float


@dataclass(frozen=True)
class ConditionNote:
    """A condition of eligibility in words, with what it cites."""

    says: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class PriceNote:
    """A price of an agreement: a range and what it rests on."""

    title: str
    range: str
    note: str = ""


@dataclass(frozen=True)
class AgreementNote:
    """A hub agreement in words: who may be sent, what happens to those who cannot be returned, chance and prices."""

    id: str
    title: str
    partner: str
    hypothetical: bool
    summary: str
    conditions: tuple[ConditionNote, ...]
    failure: str
    chance: str
    prices: tuple[PriceNote, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunNote:
    """The record of the run: enough to cite it, to check it and to repeat it."""

    fingerprint: str
    seed: int
    draws: int
    made: str
    versions: Mapping[str, str]
    command: str


@dataclass(frozen=True)
class ReportContent:
    """A whole report. `headline` and `cohort` are tables (columns in `page.build`); an empty part leaves no section."""

    title: str
    question: str
    answer: tuple[str, ...]
    scenarios: tuple[ScenarioNote, ...]
    measures: tuple[MeasureNote, ...]
    headline: pl.DataFrame
    figures: tuple[Figure, ...]
    not_in_ranges: tuple[str, ...]
    assumptions: tuple[AssumptionArea, ...]
    record: RunNote
    cohort_title: str = "Where people refused in 2026 end up"
    cohort: pl.DataFrame | None = None
    cohort_figure: Figure | None = None
    hub_figure: Figure | None = None
    stocks: tuple[StockRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()
    binding: tuple[BindingRow, ...] = ()
    agreements: tuple[AgreementNote, ...] = ()
    attribution: tuple[str, ...] = ()
