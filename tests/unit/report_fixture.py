"""Made-up results in the shapes that the report takes. None of these figures describes anything real."""

from datetime import date

import polars as pl

from waystation.charts import map as maps
from waystation.charts import render, timeline
from waystation.report import figures, text
from waystation.report.content import (
    AgreementNote,
    Assumption,
    AssumptionArea,
    BindingRow,
    ClaimNote,
    ClaimRef,
    ConditionNote,
    Disagreement,
    FlowRow,
    MeasureNote,
    MoverList,
    MoverNote,
    Picture,
    PriceNote,
    RelationNote,
    ReportContent,
    RestNote,
    RunNote,
    ScenarioNote,
    SourceNote,
    Statement,
    StockRow,
    TalksNote,
)

NAMES = {"baseline": "Current policies", "kosovo": "Hub in Kosovo", "faster-tribunal": "Double sittings"}
LEVEL = {"baseline": 1.0, "kosovo": 0.965, "faster-tribunal": 1.06}
EDGES = {"low": -1.0, "mid": 0.0, "high": 1.15}
MONTHS = [date(2026 + index // 12, 1 + index % 12, 1) for index in range(123)]
PERIODS = ("2026", "2030", "2035")
DRAWS = 200


def series() -> pl.DataFrame:
    """A stock by scenario and month."""
    rows = []
    for scenario, level in LEVEL.items():
        for index, month in enumerate(MONTHS):
            grown = 71_500 * (1 + (level - 0.75) * index / 122)
            rows.append(
                {"scenario": scenario, "month": month}
                | {name: grown * (1 + edge * (0.02 + 0.15 * index / 122)) for name, edge in EDGES.items()}
            )
    return pl.DataFrame(rows)


def differences() -> pl.DataFrame:
    """Paired differences by scenario and month."""
    rows = []
    for scenario, slope in (("kosovo", -4_000), ("faster-tribunal", 4_300)):
        for index, month in enumerate(MONTHS):
            mid = slope * index / 122
            rows.append(
                {"scenario": scenario, "month": month, "mid": mid}
                | {"low": mid - 1_900 * index / 122, "high": mid + 2_600 * index / 122}
            )
    return pl.DataFrame(rows)


def occupancy() -> pl.DataFrame:
    """People in a hub and places in force by month."""
    rows = []
    for index, month in enumerate(MONTHS):
        since = max(0, index - 20)
        full = 1 - 0.97**since
        rows.append(
            {"month": month, "low": 90 * full, "mid": 380 * full, "high": 1_150 * full}
            | {"places_low": 0.0 if since == 0 else 150.0, "places_mid": 500.0 if since else 0.0}
            | {"places_high": 1_500.0 if since else 0.0}
        )
    return pl.DataFrame(rows)


ENDS = {
    "Returned voluntarily": 0.12,
    "Returned by enforcement": 0.07,
    "Granted protection or leave": 0.31,
    "Appeal still open": 0.06,
    "Refused and still in the UK": 0.41,
    "In a hub or sent on from it": 0.03,
}


def fates() -> pl.DataFrame:
    """Shares of people by ending and scenario."""
    return pl.DataFrame(
        [
            {"scenario": scenario, "end": end, "order": order, "mid": share * level}
            | {"low": share * level * 0.8, "high": share * level * 1.3}
            for scenario, level in LEVEL.items()
            for order, (end, share) in enumerate(ENDS.items())
        ]
    )


MEASURES = (
    MeasureNote(
        "refused_here",
        "People refused and still in the UK",
        "People of cases refused for good who have not left and have no application open, at the year's end.",
        "people",
        movers=(
            MoverList("Current policies; 2035", (MoverNote("appeals.lodged_share", "Share that appeal", 0.81),)),
            MoverList("Hub in Kosovo, if it opens; 2035", ()),
        ),
        feeds=(("appeals.disposals_a_day", "Appeals disposed of a day"),),
    ),
    MeasureNote(
        "enforced", "Direct enforced returns", "People returned by enforcement from the UK itself.", "people a year"
    ),
    MeasureNote(
        "transferred", "People transferred to a hub", "People whose flight to a hub has left.", "people a year"
    ),
    MeasureNote(
        "wrongly_sent",
        "People transferred who would have been granted protection",
        "People transferred to a hub who, in the same draw without the hub, are granted protection later.",
        "people a year",
    ),
    MeasureNote(
        "appeal_won", "Share of appeals that succeed", "Appeals allowed, as a share of those decided.", "share"
    ),
)
SIZES = {"refused_here": 74_000.0, "enforced": 2_150.0, "transferred": 0.0, "wrongly_sent": 0.0, "appeal_won": 0.39}
HUB = {"transferred": (120.0, 410.0, 905.0), "wrongly_sent": (3.0, 18.0, 61.0)}


def headline() -> pl.DataFrame:
    """The headline table: every measure, scenario and period, with paired differences from current policies."""
    return pl.DataFrame(
        [_headline_row(note, scenario, period) for note in MEASURES for scenario in NAMES for period in PERIODS],
        infer_schema_length=None,
    )


def _headline_row(note: MeasureNote, scenario: str, period: str) -> dict[str, object]:
    size, step = SIZES[note.id], PERIODS.index(period)
    low, mid, high = (size * (1 + 0.05 * step) * (1 + edge * 0.04 * (step + 1)) for edge in (-1, 0, 1.2))
    move = {"kosovo": -0.018, "faster-tribunal": 0.021}.get(scenario, 0.0) * step
    difference = [size * (move + edge) for edge in (-0.01 * step, 0.0, 0.012 * step)]
    if note.id in HUB and scenario == "kosovo" and step:
        low, mid, high = HUB[note.id]
        difference = [low, mid, high]
    named: dict[str, object] = {"scenario": scenario, "measure": note.id, "title": note.title, "unit": note.unit}
    named |= {"period": period, "against": None if scenario == "baseline" else "baseline"}
    named |= {"low": low + difference[0], "mid": mid + difference[1], "high": high + difference[2]}
    if note.id in HUB:
        named |= {"low": low, "mid": mid, "high": high}
    edges = ("diff_low", "diff_mid", "diff_high")
    return named | dict(zip(edges, [None] * 3 if scenario == "baseline" else difference, strict=True))


STILL_HERE = "the number of people refused and still in the UK at the end of 2035"
ASKED = (
    text.Level(text.Cell("kosovo", "transferred", "2030"), "If the hub opens, {amount} would be transferred by 2030"),
    text.Change(text.Cell("kosovo", "refused_here", "2035"), STILL_HERE),
    text.Change(text.Cell("kosovo", "enforced", "2035"), "direct enforced returns in 2035"),
    text.Change(text.Cell("faster-tribunal", "refused_here", "2035"), STILL_HERE, "doubling tribunal sittings instead"),
    text.Part(
        text.Cell("kosovo", "wrongly_sent", "2030"),
        "transferred",
        "Of the {whole} transferred, {amount} would later have been granted protection had they stayed",
    ),
)


def answer() -> tuple[str, ...]:
    """The answer, written from the headline table."""
    opens = text.chance(0.15, hub="a return hub in Kosovo", by="March 2036")
    return (opens, *text.answer(headline(), ASKED, draws=DRAWS))


LODGED = ClaimRef("lodged", "41,000 appeals", "A", "12 March 2025", "Publisher")
OFFER = ClaimRef("offer", "Exampleland and hubs", "B", "its prime minister, 16 May 2025", "An outlet")
RUMOUR = ClaimRef("rumour", "talks with Exampleland", "D", "unnamed sources, 20 May 2025", "An outlet")


def claim(short: ClaimRef, says: str, relations: tuple[RelationNote, ...] = ()) -> ClaimNote:
    """A claim in full, from its short form."""
    source = "tables" if short.publisher == "Publisher" else "outlet"
    return ClaimNote(
        short.id, says, short.text, short.grade, short.said, "page 2", source, f"{short.publisher}, Title", relations
    )


SOURCES = (
    SourceNote("tables", "Tables", "Publisher", "official_statistics", "12 March 2025", "", "", (), (LODGED,)),
    SourceNote(
        "outlet",
        "A report",
        "An outlet",
        "press",
        "May 2025",
        "https://www.example.org/report",
        "Read second hand.",
        (
            claim(OFFER, "Exampleland would talk.", (RelationNote("supersedes", RUMOUR, "said later"),)),
            claim(RUMOUR, "Talks have begun."),
        ),
    ),
)
ON_NUMBERS = Disagreement("disagreement-lodged", "appeals lodged", (claim(LODGED, "41,000 appeals were lodged."),))


def square(left: float, low: float, size: float = 1.5) -> list[list[list[list[float]]]]:
    """A square country, its corners in the order that a globe wants."""
    right, high = left + size, low + size
    return [[[[left, low], [left, high], [right, high], [right, low], [left, low]]]]


def shape(name: str, left: float, low: float, *, asked: bool = True) -> dict[str, object]:
    """A square country of a map."""
    geometry = {"type": "MultiPolygon", "coordinates": square(left, low)}
    return {"type": "Feature", "properties": {"name": name, "asked": asked}, "geometry": geometry}


SHAPES: dict[str, object] = {
    "type": "FeatureCollection",
    "features": [
        shape("Exampleland", 10, 40),
        shape("Otherland", 11.5, 40),
        shape("Silentland", 10, 41.5),
        shape("Neighbour", 11.5, 41.5, asked=False),
        shape("Farland", 40, 60, asked=False),
    ],
}
SAID = (
    ("Exampleland", "open", date(2025, 5, 16), "16 May", True),
    ("Exampleland", "refuses", date(2025, 5, 18), "18 May", True),
    ("Exampleland", "open", date(2025, 6, 2), "2 June", False),
    ("Exampleland", "never", date(2025, 12, 9), "9 December", True),
    ("Otherland", "willing", date(2025, 10, 22), "22 October", True),
    ("Otherland", "willing", date(2025, 12, 1), "1 December", True),
    ("Thirdland", "conditional", date(2025, 10, 30), "October", False),
)


def statements() -> pl.DataFrame:
    """Statements by country and day."""
    return pl.DataFrame(SAID, schema=["country", "stance", "day", "when", "sets_stance"], orient="row")


def stances() -> pl.DataFrame:
    """Today's stance of each country."""
    return pl.DataFrame({"country": ["Exampleland", "Otherland"], "stance": ["never", "willing"]})


def statement(row: tuple[str, str, date, str, bool]) -> Statement:
    """A statement as the page tells it."""
    country, stance, _, when, sets = row
    by = "its prime minister" if sets else "unnamed sources"
    return Statement(country, "UK hubs", stance, "no", when, by, ("money",), (), sets, (OFFER,), "Said on a stage.")


def talked() -> TalksNote:
    """The talks: a map, a timeline, statements, a disagreement."""
    drawn = render.svg(maps.stance_map(stances(), SHAPES, {"Otherland": "*"}), name="stances")
    line = render.svg(timeline.timeline(statements(), until=date(2025, 12, 31)), name="talk-line")
    told = tuple(statement(row) for row in SAID)
    return TalksNote(
        "UK hubs",
        "31 December 2025",
        Picture("stances", "Where they stand", "Stance on hubs", drawn, "Never: Exampleland.", ("* A footnote.",)),
        Picture("talk-line", "Who took which stance when", "Filled: office-holders", line, "Exampleland: open."),
        (told[3], told[5]),
        told,
        (told[0],),
        (Disagreement("disagreement-talks", "talks", (claim(LODGED_AGAIN, "None were lodged.", DENIED),)),),
        "country,stance\nExampleland,never\n",
    )


DENIED = (RelationNote("contradicts", LODGED, "denied"),)
LODGED_AGAIN = ClaimRef("none-lodged", "no appeals", "C", "1 June 2025", "An outlet")

ASSUMPTIONS = (
    AssumptionArea(
        "Appeals",
        (
            Assumption(
                "appeals.lodged_share",
                "Share of refused cases that appeal",
                "0.21 to 0.92 by nationality, mean 0.78",
                "0.69 to 0.90",
                "share",
                "derived",
                "Publisher, table A, year ending December 2025; appeals lodged over refusals.",
                "Drawn apart from appeals.disposals_a_day, though the two go together.",
                "Appeals lodged over refusals.",
                rests=(RestNote("tables", "Publisher, Tables (2025)", "https://www.example.org/tables", (LODGED,)),),
                how="lodged_share",
                grade="A",
                later="1 of the 2 claims it rests on was stated after 20 October 2025",
                disputes=("disagreement-lodged",),
                used_by=("route refused.appeal",),
                impact="People refused and still in the UK (Current policies; 2035; rank correlation 0.81)",
                impact_on="refused_here",
            ),
            Assumption(
                "appeals.disposals_a_day",
                "Appeals disposed of a day",
                "171",
                "",
                "a day",
                "measured",
                "Publisher, quarterly tables, https://www.example.org/tables/fia, last quarter of 2025.",
            ),
        ),
    ),
    AssumptionArea(
        "Hubs",
        (
            Assumption(
                "hubs.kosovo.places",
                "Places in the hub",
                "500",
                "150 to 1,500",
                "number",
                "elicited",
                "Between the smallest and the largest comparable scheme.",
            ),
            Assumption(
                "hubs.return_multiplier",
                "How much sooner people return from a hub",
                "1",
                "0.5 to 2",
                "ratio",
                "assumed",
                "No scheme has published it; the range includes no effect.",
            ),
        ),
    ),
)

STOCKS = (
    StockRow("cohort", "Refused, no recorded return", 79_367, None, 60_141, 119_529, "Publisher, cohort table."),
    StockRow("cells", "Difference of rounding by cell", -2_189, None, -2_189, -2_189, "Cells floored at zero."),
    StockRow("gross", "Refused, rights exhausted", 77_177, None, 57_000, 118_000, "Sum of the rows above."),
    StockRow("left", "Less unrecorded departures", -15_400, None, -35_000, -4_000, "Assumed."),
    StockRow("here", "Refused, still here", 61_777, None, 40_000, 114_000, "Sum of the rows above."),
    StockRow("waiting", "Awaiting an initial decision", 48_723, 64_426, 48_723, 48_723, "Publisher, waiting table."),
    StockRow("appeals", "Open appeals", 80_333, None, 80_333, 80_333, "Publisher; see appeals.disposals_a_day."),
    StockRow("other", "of which of another kind", 17_272, None, 0, 24_100, "The rest."),
)

FLOWS = (
    FlowRow("Claims", "year ending December 2025", 100_625, 88_000, 99_000, 118_000, "Publisher, claims."),
    FlowRow("Returns", "year ending December 2025", 9_400, 5_100, 7_200, 8_900, "Publisher, returns."),
    FlowRow("People losing contact", "not published", None, 1_000, 4_000, 12_000, "No source."),
)

BINDING = tuple(
    BindingRow(scenario, resource, year, used, queue)
    for scenario, shift in (("baseline", 0.0), ("kosovo", 0.01), ("faster-tribunal", -0.3))
    for resource, use, queue in (("Tribunal hearings", 0.99, 78_000.0), ("Escorts", 0.62, 14.0))
    for year, used in zip(PERIODS, (use + shift, use + shift / 2, use), strict=True)
)

KOSOVO = AgreementNote(
    id="kosovo",
    title="Return hub in Kosovo (hypothetical)",
    partner="Kosovo",
    hypothetical=True,
    summary="Adults refused for good may be moved to a hub, from where they return home or go on.",
    conditions=(
        ConditionNote("is an adult", ("draft article 3",)),
        ConditionNote("has no child in the case", ("draft article 3", "https://www.example.org/law")),
        ConditionNote("has no application or appeal open"),
    ),
    failure="People who cannot be returned within two years are brought back to the UK.",
    chance="15%, a judgement from comparable schemes.",
    prices=(PriceNote("Price per person", "£20,000 to £90,000", "From comparable schemes; see hubs.kosovo.places."),),
    notes=("Neither government has agreed to any of this.",),
)


def content() -> ReportContent:
    """A whole report of made-up figures."""
    return ReportContent(
        title="A return hub in Kosovo, against current policies",
        question="What would a return hub in Kosovo change, for whom, and how sure is that?",
        answer=answer(),
        scenarios=(
            ScenarioNote("baseline", "Current policies", NAMES["baseline"], "What happens if nothing changes?"),
            ScenarioNote("kosovo", "A return hub in Kosovo", NAMES["kosovo"], "What if a hub opens in Kosovo?"),
            ScenarioNote(
                "faster-tribunal",
                "Twice the tribunal sittings",
                NAMES["faster-tribunal"],
                "What if the tribunal sat twice as much?",
                "Doubles appeals.disposals_a_day from 2027.",
            ),
        ),
        measures=MEASURES,
        headline=headline(),
        figures=(
            figures.fan_figure(
                "still-here",
                series(),
                headline="The number of people refused and still here grows under each policy",
                subtitle="People refused for good and still in the UK, quarter-ends, March 2026 to March 2036",
                unit="people",
                names=NAMES,
            ),
            figures.difference_figure(
                "still-here-difference",
                differences(),
                headline="A hub lowers it a little; more sittings raise it",
                subtitle="Difference from current policies in people refused and still in the UK, quarter-ends",
                unit="people",
                names=NAMES,
            ),
        ),
        hub_figure=figures.occupancy_figure(
            "occupancy",
            occupancy(),
            headline="The hub would hold fewer people than it has places for",
            subtitle="People in the hub and places in force, quarter-ends, if the hub opens",
        ),
        cohort_figure=figures.fate_figure(
            "fates",
            fates(),
            headline="Most people refused in 2026 stay or win",
            subtitle="Share of people refused in 2026 by where they stand on 31 March 2036",
            names=NAMES,
        ),
        cohort=fates(),
        not_in_ranges=(
            "Whether people come, or stay away, because there is a hub (deterrence is off).",
            "A change in the law or a ruling that stops all transfers.",
            "Events in the countries that people flee: appeals.lodged_share stays as it is.",
        ),
        assumptions=ASSUMPTIONS,
        stocks=STOCKS,
        flows=FLOWS,
        binding=BINDING,
        agreements=(KOSOVO,),
        answer_links=("assumption-hubs.kosovo.places", *(f"measure-{one.cell.measure}" for one in ASKED)),
        movers_note="The strength is a rank correlation.",
        talks=talked(),
        sources=SOURCES,
        disagreements=(ON_NUMBERS,),
        known="20 October 2025",
        record=RunNote(
            fingerprint="5f1d0c2b9a7e4863",
            seed=1,
            draws=DRAWS,
            made="31 December 2025",
            versions={"waystation": "0.1.0", "python": "3.11.2", "numpy": "2.3.4"},
            command="waystation run kosovo faster-tribunal --against baseline --draws 200 --seed 1",
        ),
        attribution=("Contains data of a refugee agency, CC BY 4.0: https://creativecommons.org/licenses/by/4.0/.",),
    )
