"""From any number of a report to its sources in two steps, and the log of assumptions as a spreadsheet by the rules."""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit import report_fixture as made

from waystation import api, uk
from waystation.base.moment import parse_moment
from waystation.evidence.claim import Claim, Relation, RelationKind
from waystation.evidence.register import Register
from waystation.evidence.source import Source
from waystation.hubs.position import Position
from waystation.report import evidence, log_xlsx, moving, talks
from waystation.report.assumptions import Bearings, areas
from waystation.results.ensemble import Ensemble
from waystation.study.design import sobol
from waystation.study.movers import in_turn

SMALL = [
    f"{name}=*0.01"
    for name in (
        "arrivals.claims_a_year", "opening.awaiting", "opening.appeals", "opening.exhausted", "opening.withdrawn",
    )
]  # fmt: skip
THEN = date(2025, 10, 20)
TABLES = ("Contents", "Notes", "Assumptions", "Claims", "Sources")


@dataclass(frozen=True)
class Ran:
    """A run: its page, its directory."""

    page: BeautifulSoup
    directory: Path

    def the(self, selector: str) -> Tag:
        found = self.page.select_one(selector)
        assert found is not None, selector
        return found

    @cached_property
    def by_id(self) -> dict[str, Tag]:
        """Every element that has an id: looked up once, for the page is long."""
        return {str(tag["id"]): tag for tag in self.page.select("[id]")}

    @property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.directory / "assumptions.xlsx")


def ran(folder: Path, as_of: date | None) -> Ran:
    answer = api.run(["kosovo"], draws=2, settings=SMALL, out=folder / "results", as_of=as_of)
    return Ran(BeautifulSoup((answer.directory / "report.html").read_text("utf-8"), "html5lib"), answer.directory)


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(tmp_path_factory.mktemp("now"), None)


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(tmp_path_factory.mktemp("then"), THEN)


def said(element: Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


def targets(element: Tag) -> set[str]:
    return {str(link["href"])[1:] for link in element.select("a[href^='#']")}


# --- two steps


def sourced(run: Ran, assumption: str) -> bool:
    """Whether an assumption shows a source, or says that it has no claim."""
    row = run.by_id[assumption]
    led = links(row)
    sources = uk.load().register.sources.values()
    return any(place_of(source) in led for source in sources) or "Rests on no claim" in said(row)


def links(element: Tag) -> set[str]:
    return {str(link["href"]) for link in element.select("a[href]")}


def place_of(source: Source) -> str:
    """Where a source is linked: at its address, or at its place on the page if it has none."""
    return source.url or f"#source-{source.id}"


def test_every_number_of_the_main_table_reaches_its_sources_in_two_steps(now: Ran) -> None:
    links = targets(now.the("#results table"))
    assert links == {f"measure-{measure.id}" for measure in uk.load().measures}
    for link in links:
        entry = now.by_id[link].find_next_sibling("dd")
        assert isinstance(entry, Tag)
        near = {name for name in targets(entry) if name.startswith("assumption-")}
        assert near or "assumptions" in targets(entry), link
        assert all(sourced(now, name) for name in near)


def test_nearly_every_measure_names_assumptions_even_when_draws_are_few(now: Ran) -> None:
    assert "the ranking is weak" in said(now.the("#definitions"))
    entries = now.page.select("#definitions dd")
    assert sum(any(name.startswith("assumption-") for name in targets(entry)) for entry in entries) == len(entries)


def test_sentences_limits_prices_and_chances_lead_to_what_they_rest_on(now: Ran) -> None:
    for section in ("#answer p:not(.beside)", "#limits tr.group", "#agreements dt"):
        found = now.page.select(section)
        assert found
        for element in found:
            assert any(name.startswith(("assumption-", "measure-")) for name in targets(element)), said(element)


def test_every_reference_of_the_page_resolves_and_ids_are_unique(now: Ran, then: Ran) -> None:
    for run in (now, then):
        ids = [str(tag["id"]) for tag in run.page.select("[id]")]
        assert [name for name, count in Counter(ids).items() if count > 1] == []
        assert targets(run.the("body")) <= set(ids)


def test_the_page_stays_below_a_megabyte_and_tells_no_claim_twice(now: Ran) -> None:
    assert (now.directory / "report.html").stat().st_size < 1_000_000
    told = [str(item["id"]) for item in now.page.select("[id^='claim-']")]
    assert len(told) == len(set(told)) > 100
    claims = uk.load().register.claims
    whole = said(now.the("body"))
    long = [claims[name.removeprefix("claim-")].says for name in told]
    assert all(whole.count(says) == 1 for says in long if len(says) > 60 and long.count(says) == 1)


def test_every_assumption_shows_all_the_claims_it_rests_on(now: Ran) -> None:
    model = uk.load()
    for parameter in model.book.parameters.values():
        row = now.by_id[f"assumption-{parameter.id}"]
        assert {f"claim-{name}" for name in parameter.rests_on} <= targets(row), parameter.id
        sources = {model.register.claims[name].source for name in parameter.rests_on}
        assert {place_of(model.register.sources[name]) for name in sources} <= links(row), parameter.id


def test_numbers_are_counted_by_status_and_by_grade(now: Ran) -> None:
    model = uk.load()
    statuses = Counter(parameter.status for parameter in model.book.parameters.values())
    last = said(now.page.select("#assumptions table:has(#statuses-table-caption) tbody tr")[-1]).split()
    wanted = [statuses[name] for name in ("measured", "derived", "elicited", "assumed")]
    assert [int(text) for text in last[2:]] == [*wanted, len(model.book.parameters)]
    by_grade = said(now.page.select("#assumptions table:has(#grades-table-caption) tbody tr")[-1]).split()
    assert int(by_grade[-2]) == sum(not parameter.rests_on for parameter in model.book.parameters.values())


# --- as of a day


def test_as_of_a_day_the_page_tells_what_was_known_then(now: Ran, then: Ran) -> None:
    assert "As known on 20 October 2025." in said(then.the("header.top"))
    rows = {
        said(row).split(" ")[0]: said(row)
        for row in then.page.select("#talks table:has(#talks-today-caption) tbody tr")
    }
    assert rows["Kosovo"].startswith("Kosovo open no 16 May 2025")
    assert "Kosovo willing" in said(now.the("#talks")) and "Kosovo willing" not in said(then.the("#talks"))
    register = uk.load().register
    for tag in then.page.select("[id^='claim-']"):
        assert register.claims[str(tag["id"]).removeprefix("claim-")].stated.known_by(THEN)


def test_assumptions_that_rest_on_later_claims_are_marked(then: Ran) -> None:
    model = uk.load()
    for parameter in model.book.parameters.values():
        later = [name for name in parameter.rests_on if not model.register.claims[name].stated.known_by(THEN)]
        assert ("Not known then" in said(then.by_id[f"assumption-{parameter.id}"])) == bool(later), parameter.id


def test_the_numbers_and_the_fingerprint_are_the_same_and_the_command_says_the_day(now: Ran, then: Ran) -> None:
    for name in ("measures.parquet", "headline.csv"):
        assert (now.directory / name).read_bytes() == (then.directory / name).read_bytes()
    fingerprints = {said(run.the("#record dd code")) for run in (now, then)}
    assert len(fingerprints) == 1
    assert said(then.the("#record pre")).endswith("--as-of 2025-10-20")


def test_before_anybody_spoke_there_are_no_talks(tmp_path: Path) -> None:
    early = uk.load().as_of(date(2021, 1, 1))
    assert talks.talks(early, evidence.shelf(early.register, ())) is None


# --- what moves a measure


def table(columns: int, draws: int, seed: int = 1) -> dict[str, np.ndarray]:
    points = np.random.default_rng(seed).random((columns, draws))
    return {f"p{place}": row for place, row in enumerate(points)}


def test_what_moves_most_comes_first_and_then_what_it_adds() -> None:
    points = table(10, 400)
    found = in_turn(points, points["p3"] - 0.5 * points["p7"], most=5)
    assert [name for name, _ in found][:2] == ["p3", "p7"]
    assert found[0][1] == pytest.approx(1 / np.sqrt(1.25), abs=0.05)


def test_a_companion_of_a_mover_is_not_named() -> None:
    points = table(1, 200)
    points["companion"] = points["p0"] + 0.2 * np.random.default_rng(5).random(200)
    assert [name for name, _ in in_turn(points, points["p0"] ** 3, most=5)] == ["p0"]


def test_too_few_draws_or_nothing_that_moves_gives_no_movers() -> None:
    assert in_turn(table(3, 3), np.arange(3.0), most=5) == []
    assert in_turn(table(3, 50), np.ones(50), most=5) == []
    assert in_turn({}, np.arange(50.0), most=5) == []


@given(st.integers(0, 10_000))
def test_strengths_are_shares_of_one_whole(seed: int) -> None:
    points = table(8, 30, seed)
    found = in_turn(points, np.random.default_rng(seed + 1).random(30), most=8)
    assert sum(strength**2 for _, strength in found) <= 1 + 1e-9
    assert len({name for name, _ in found}) == len(found)


def ensemble(draws: int) -> Ensemble:
    """Results in which arrivals follow one number in every world, and transfers another where the hub is open."""
    model = uk.load()
    points = np.array([point.point for point in sobol(model.book, draws, 1)])
    names = [measure.id for measure in model.measures]
    months = tuple(month.isoformat()[:7] for month in model.calendar.months)
    values = {name: np.zeros((2, draws, len(names), len(months))) for name in ("baseline", "kosovo")}
    for held in values.values():
        held[:, :, names.index("arrivals")] = points[:, [model.book.coordinates.index("arrivals.path")]]
    values["kosovo"][1, :, names.index("transfers_to_hub")] = -points[
        :, [model.book.coordinates.index("hubs.kosovo.places")]
    ]
    agreements: dict[str, tuple[str, ...]] = {"baseline": (), "kosovo": ("kosovo",)}
    states, chance = (frozenset[str](), frozenset({"kosovo"})), np.full((draws, 2), 0.5)
    return Ensemble(("baseline", "kosovo"), "baseline", states, agreements, chance, model.measures, months, values)


def test_movers_are_told_by_measure_and_world_with_what_feeds_it() -> None:
    model, held = uk.load(), ensemble(64)
    notes = {note.id: note for note in moving.measure_notes(model, held, sobol(model.book, 64, 1), ["kosovo"])}
    (both,) = notes["arrivals"].movers
    assert [row.id for row in both.rows] == ["arrivals.path"] and "2035" in both.where
    baseline, hub = notes["transfers_to_hub"].movers
    assert baseline.rows == () and [row.id for row in hub.rows] == ["hubs.kosovo.places"]
    assert "if it opens" in hub.where
    assert "arrivals.claims_a_year" in dict(notes["arrivals"].feeds)
    assert "removals.voluntary_days" in dict(notes["returns_voluntary"].feeds)
    strength, note, _ = moving.strongest(tuple(notes.values()))["hubs.kosovo.places"]
    assert note.id == "transfers_to_hub" and strength == pytest.approx(1)


def test_few_draws_are_called_weak() -> None:
    model = uk.load()
    assert "the ranking is weak" in moving.caution(model, 19)
    assert "the ranking is weak" not in moving.caution(model, 20) and "rough" in moving.caution(model, 20)
    assert "rough" not in moving.caution(model, 1000)


# --- claims on the page


def source(name: str) -> Source:
    day = parse_moment("2025-01-31")
    return Source(name, f"Title of {name}", f"Publisher of {name}", "press", day, day, "licence")


def claim(name: str, stated: str = "2025-01-31", kind: RelationKind | None = None, other: str = "") -> Claim:
    moment = parse_moment(stated)
    relations = (Relation(kind, other, f"why {name}"),) if kind else ()
    return Claim(
        name, f"s-{name[0]}", f"It says {name}.", "page 1", f"about {name}", moment, moment, "its office", "B", 12.0,
        "people", relations=relations,
    )  # fmt: skip


REGISTER = Register(
    {f"s-{name}": source(f"s-{name}") for name in "abcde"},
    {
        held.id: held
        for held in (
            claim("a1"), claim("a2", kind="contradicts", other="b1"), claim("b1"),
            claim("c1", "2025-06", "contradicts", "b1"), claim("d1", kind="same_event", other="a1"), claim("e1"),
        )
    },
)  # fmt: skip


def test_claims_that_contradict_one_another_stand_together_even_through_a_third() -> None:
    held = evidence.shelf(REGISTER, ["a2"])
    assert held.groups == (("a2", "b1", "c1"),)
    (group,) = evidence.disagreements(held, lambda group: True)
    assert [row.id for row in group.claims] == ["a2", "b1", "c1"]
    relations = {row.id: [(one.says, one.other.id, one.note) for one in row.relations] for row in group.claims}
    assert relations == {
        "a2": [("contradicts", "b1", "why a2")],
        "b1": [],
        "c1": [("contradicts", "b1", "why c1")],
    }


def test_related_claims_are_shown_and_others_are_not() -> None:
    held = evidence.shelf(REGISTER, ["a1", "missing"])
    assert held.shown == {"a1", "d1"}
    assert [note.id for note in evidence.sources(held)] == ["s-a", "s-d"]
    (relation,) = evidence.sources(held)[0].claims[0].relations
    assert relation.says == "tells of the same event as" and relation.other.id == "d1"


def test_a_claim_stands_either_under_its_source_or_beside_what_contradicts_it() -> None:
    held = evidence.shelf(REGISTER, REGISTER.claims)
    under = [row.id for note in evidence.sources(held) for row in note.claims]
    beside = [row.id for group in evidence.disagreements(held, lambda group: True) for row in group.claims]
    assert sorted(under + beside) == sorted(REGISTER.claims)
    elsewhere = [row.id for note in evidence.sources(held) for row in note.elsewhere]
    assert sorted(elsewhere) == sorted(beside)


@pytest.mark.parametrize(
    ("text", "said_so"),
    [
        ("2025-10-21", "21 October 2025"),
        ("2025-10", "October 2025"),
        ("2025", "2025"),
        ("2025-01/2025-03", "2025-01/2025-03"),
    ],
)
def test_days_are_told_as_precisely_as_they_are_known(text: str, said_so: str) -> None:
    assert evidence.said_on(parse_moment(text)) == said_so


def test_the_number_of_a_claim_is_told_in_full_with_its_unit() -> None:
    assert evidence.amount(replace(claim("a1"), value=41181.0)) == "41,181 people"
    assert evidence.amount(replace(claim("a1"), value=-0.25, unit="points")) == "−0.25 points"
    assert evidence.amount(replace(claim("a1"), value="Kosovo", unit="")) == "Kosovo"
    assert evidence.amount(replace(claim("a1"), value=None)) == ""


def test_what_was_not_known_is_counted() -> None:
    book = uk.load().book
    name = "hubs.kosovo.places"
    one = replace(book[name], rests_on=("a1", "later"))
    changed = replace(book, parameters={name: one, "hubs.other": replace(one, id="hubs.other", rests_on=("later",))})
    bearings = Bearings(evidence.shelf(REGISTER, ["a1"]), known="20 October 2025")
    first, second = areas(changed, bearings)[0].rows
    assert first.later == "1 of the 2 claims it rests on was stated after 20 October 2025" and first.grade == "B"
    assert second.later == "the claim it rests on was stated after 20 October 2025" and second.grade == ""


def test_a_report_that_sets_no_stance_stands_beside() -> None:
    model = uk.load()
    scheme = model.story.talks.scheme
    on = parse_moment("2026-01-05")
    heard = Position("Kosovo", scheme, "refuses", "unknown", on, "an outlet", "press", (), (), False, ("a1",))
    changed = replace(model, positions=replace(model.positions, all=(*model.positions.all, heard)))
    told = talks.talks(changed, evidence.shelf(model.register, talks.claims_of(model)))
    assert told is not None and told.known == "5 January 2026"
    assert {row.country: row.stance for row in told.today}["Kosovo"] == "willing"
    assert [row.stance for row in told.history if row.country == "Kosovo"][-1] == "refuses"
    assert told.map is not None and "without prejudice to positions on status" in told.map.footnotes[0]
    assert "Kosovo*" in told.map.svg


# --- the spreadsheet


def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def sheets(book: openpyxl.Workbook) -> list[Worksheet]:
    return list(book.worksheets)


def test_it_has_a_cover_contents_notes_and_short_names_without_spaces(now: Ran) -> None:
    names = now.book.sheetnames
    assert names == ["Cover", *TABLES]
    assert all(re.fullmatch(r"[A-Za-z_0-9]{1,31}", name) for name in names)


def test_each_sheet_is_one_marked_up_table_from_a1_with_one_header_row(now: Ran) -> None:
    for name in TABLES:
        sheet = now.book[name]
        (marked,) = sheet.tables.values()
        assert marked.ref == sheet.dimensions and marked.ref.startswith("A1:")
        assert marked.headerRowCount == 1 and marked.name == name.lower()
        heads = [cell.value for cell in sheet[1]]
        assert all(heads) and len(set(heads)) == len(heads)


def test_nothing_is_merged_blank_hidden_frozen_filtered_or_filled(now: Ran) -> None:
    for sheet in sheets(now.book):
        assert not sheet.merged_cells.ranges and sheet.freeze_panes is None and sheet.sheet_state == "visible"
        assert all(marked.autoFilter is None for marked in sheet.tables.values())
        assert not any(held.hidden for held in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert not any(part and part.center.text for part in (sheet.oddHeader, sheet.oddFooter))
        for row in sheet.iter_rows():
            for cell in row:
                assert str(cell.value).strip() and cell.value is not None, cell.coordinate
                assert cell.data_type == "s" and cell.fill.fill_type is None
                assert cell.font.sz >= 12 and cell.font.name == "Arial" and cell.alignment.wrap_text


def test_contents_lists_and_leads_to_every_other_sheet(now: Ran) -> None:
    page = now.book["Contents"]
    assert [cell.value for cell in page["A"]][1:] == [name for name in TABLES if name != "Contents"]
    assert [cell.hyperlink.location for cell in page["A"][1:]] == [f"'{name}'!A1" for name in TABLES[1:]]


def test_the_document_says_what_it_is_and_has_no_macros_or_images(now: Ran) -> None:
    made_of = now.book.properties
    assert made_of.title == "Assumptions log: A hub in Kosovo" and made_of.creator == "Waystation"
    names = zipfile.ZipFile(now.directory / "assumptions.xlsx").namelist()
    assert not [name for name in names if "vba" in name or "media" in name or "drawing" in name]


def test_every_assumption_has_a_row_in_the_form_of_the_aqua_book(now: Ran) -> None:
    model, sheet = uk.load(), now.book["Assumptions"]
    heads = [str(cell.value) for cell in sheet[1]]
    for wanted in ("What", "Value", "Range", "Unit", "Source", "Owner", "Impact"):
        assert wanted in heads
    assert [head for head in heads if head.startswith("Quality")]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row["Name"] for row in rows] == sorted(model.book.parameters)
    for row in rows:
        parameter = model.book[str(row["Name"])]
        assert row["Quality: status"] == parameter.status
        claims = "; ".join(sorted(parameter.rests_on)) or "rests on no claim of the register"
        assert "; ".join(sorted(str(row["Claims"]).split("; "))) == claims
        assert row["Owner"] == f"Keeper of the numbers on {parameter.id.partition('.')[0]}"


def test_claims_and_sources_of_the_log_are_those_of_the_page(now: Ran) -> None:
    claims = {str(tag["id"]).removeprefix("claim-") for tag in now.page.select("[id^='claim-']")}
    held = [str(cell.value) for cell in now.book["Claims"]["A"]][1:]
    assert set(held) == claims and len(held) == len(claims)
    sources = {str(tag["id"]).removeprefix("source-") for tag in now.page.select("[id^='source-']")}
    assert {str(cell.value) for cell in now.book["Sources"]["A"][1:]} == sources
    assert {str(cell.value) for cell in now.book["Claims"]["F"][1:]} <= sources


def test_the_log_as_of_a_day_says_what_was_not_known(then: Ran) -> None:
    heads = [cell.value for cell in then.book["Assumptions"][1]]
    doubts = [
        row[heads.index("Quality: doubts")] for row in then.book["Assumptions"].iter_rows(min_row=2, values_only=True)
    ]
    assert sum("not known then" in str(text) for text in doubts) > 10
    assert any("known on 20 October 2025" in str(cell.value) for cell in then.book["Notes"]["B"])


def test_the_same_content_gives_the_same_bytes() -> None:
    first, second = (log_xlsx.log(made.content(), made=date(2026, 1, 1)) for _ in range(2))
    assert first == second
    assert book_of(first).properties.created is not None
    assert book_of(first).properties.created.date() == date(2026, 1, 1)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    area = made.ASSUMPTIONS[0]
    rows = (replace(area.rows[0], title="=1+1", note="@cmd", source="-2+3"),)
    changed = replace(made.content(), assumptions=(replace(area, rows=rows),), question="=HYPERLINK(1)")
    book = book_of(log_xlsx.log(changed, made=date(2026, 1, 1)))
    assert all(cell.data_type == "s" for sheet in sheets(book) for row in sheet.iter_rows() for cell in row)
    assert book["Cover"]["A2"].value == "=HYPERLINK(1)"


def test_a_report_without_evidence_still_has_a_log() -> None:
    bare = replace(made.content(), talks=None, sources=(), disagreements=(), assumptions=())
    book = book_of(log_xlsx.log(bare, made=date(2026, 1, 1)))
    assert [cell.value for cell in book["Claims"][2]] == ["none"] * 8


def test_it_is_kept_with_the_results_and_their_record(now: Ran) -> None:
    assert '"assumptions.xlsx":' in (now.directory / "record.json").read_text("utf-8")
    assert api.verify(now.directory)
