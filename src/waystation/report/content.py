"""What a report says, as plain values: whoever runs the model fills these in, and the page is made of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from waystation.report.history_note import HistoryNote

if TYPE_CHECKING:
    from waystation.report.money import MoneyNote

NEARLY_ALL = 0.98  # of what a resource offers in a year


@dataclass(frozen=True)
class ScenarioNote:
    """A scenario in the report; `short` is its name in tables and charts (up to about 24 letters)."""

    id: str
    title: str
    short: str
    question: str = ""
    note: str = ""


@dataclass(frozen=True)
class MoverNote:
    """An assumption that moves a measure: its id, its title and |Spearman's rho|."""

    id: str
    title: str
    strength: float


@dataclass(frozen=True)
class MoverList:
    """What moves a measure most in one scenario and period, strongest first; `where` names them."""

    where: str
    rows: tuple[MoverNote, ...]


@dataclass(frozen=True)
class MeasureNote:
    """A measure and its definition: an entry of the glossary, to which each of its numbers links.

    `movers` are the assumptions that move it most, `feeds` those used where it is counted (id and title).
    """

    id: str
    title: str
    definition: str
    unit: str
    movers: tuple[MoverList, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ClaimRef:
    """A claim in short, with the id that leads to its text; `text` is its number or what it is about."""

    id: str
    text: str
    grade: str
    said: str
    publisher: str


@dataclass(frozen=True)
class RelationNote:
    """How a claim stands to another, in words, and why."""

    says: str
    other: ClaimRef
    note: str


@dataclass(frozen=True)
class ClaimNote:
    """A claim in full: what it says, its number, grade, who said it and when, where it stands."""

    id: str
    says: str
    amount: str
    grade: str
    said: str
    place: str
    source: str
    cite: str
    relations: tuple[RelationNote, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """Claims that contradict one another, together; their relations say in which way."""

    id: str
    about: str
    claims: tuple[ClaimNote, ...]


@dataclass(frozen=True)
class SourceNote:
    """A source with its claims; those that contradict others stand `elsewhere`, beside them."""

    id: str
    title: str
    publisher: str
    kind: str
    published: str
    url: str
    note: str
    claims: tuple[ClaimNote, ...]
    elsewhere: tuple[ClaimRef, ...] = ()


@dataclass(frozen=True)
class RestNote:
    """A source that an assumption rests on, with the claims taken from it."""

    source: str
    cite: str
    url: str
    claims: tuple[ClaimRef, ...]


@dataclass(frozen=True)
class Statement:
    """What somebody said about hosting; `sets_stance` if it was an office-holder of the country."""

    country: str
    scheme: str
    stance: str
    approached: str
    on: str
    by: str
    asks: tuple[str, ...]
    offers: tuple[str, ...]
    sets_stance: bool
    claims: tuple[ClaimRef, ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing with its headline, subtitle, summary in words and notes below."""

    id: str
    headline: str
    subtitle: str
    svg: str
    summary: str
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TalksNote:
    """Who said what about hosting: `today` one statement a country, `history` all on the scheme, `others` on others."""

    scheme: str
    known: str
    map: Picture | None
    timeline: Picture | None
    today: tuple[Statement, ...]
    history: tuple[Statement, ...]
    others: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    csv: str


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
    """A number that the model takes, in words: its value, its range, where it comes from and what to know about it.

    `grade` is the best of the claims it rests on, `later` says that some were not known on the day asked about,
    `disputes` are the ids of disagreements its claims are part of, `impact` is the measure that it moves most.
    """

    id: str
    title: str
    value: str
    range: str
    unit: str
    status: str
    source: str
    note: str = ""
    what: str = ""
    rests: tuple[RestNote, ...] = ()
    how: str = ""
    grade: str = ""
    later: str = ""
    disputes: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    impact: str = ""
    impact_on: str = ""


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
    """How much of the offered capacity of a resource is used in a year, and how many wait for it at its end.

    `capacity` is the assumption that sets it.
    """

    scenario: str
    resource: str
    year: str
    used: float
    queue: float
    capacity: str = ""

    @property
    def binds(self) -> bool:
        """Whether it limits the flow: nearly all of it is used, and cases wait for it."""
        return self.used >= NEARLY_ALL and self.queue >= 1


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
    id: str = ""


@dataclass(frozen=True)
class SafeguardNote:
    """Where an agreement stands on a safeguard, in words; `waived` says why the run goes ahead all the same."""

    id: str
    title: str
    weight: str
    standing: str
    because: str
    claims: tuple[ClaimRef, ...] = ()
    waived: str = ""


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
    chance_id: str = ""
    safeguards: tuple[SafeguardNote, ...] = ()


@dataclass(frozen=True)
class RunNote:
    """The record of the run: enough to cite, check and repeat it; `drawn` says from what numbers are drawn."""

    fingerprint: str
    seed: int
    draws: int
    made: str
    versions: Mapping[str, str]
    command: str
    drawn: str = ""


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
    history: HistoryNote | None = None
    flows: tuple[FlowRow, ...] = ()
    binding: tuple[BindingRow, ...] = ()
    agreements: tuple[AgreementNote, ...] = ()
    attribution: tuple[str, ...] = ()
    answer_links: tuple[str, ...] = ()
    movers_note: str = ""
    talks: TalksNote | None = None
    sources: tuple[SourceNote, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    known: str = ""
    waivers: tuple[str, ...] = ()
    money: tuple[MoneyNote, ...] = ()
