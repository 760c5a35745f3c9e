"""The report says what its numbers bear, shows every plotted point, and opens alone: offline, small, on a phone."""

import html
import itertools
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit import report_fixture as made

from waystation.base.problems import ResultsError
from waystation.charts.points import quarter_ends
from waystation.report import page, text
from waystation.report.amounts import Spread, between, figures, range_name, with_unit
from waystation.report.content import StockRow
from waystation.report.stocks import with_sums

PEOPLE, FLOW, SHARE, MONEY = "people", "people a year", "share", "£"


@cache
def built() -> str:
    return page.build(made.content())


@cache
def soup() -> BeautifulSoup:
    return BeautifulSoup(built(), "html5lib")


def said(element: Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


def the(selector: str) -> Tag:
    found = soup().select_one(selector)
    assert found is not None, selector
    return found


# --- the page as a file


def test_it_is_one_small_file() -> None:
    assert len(built().encode()) < 1_000_000


def test_nothing_is_fetched_and_nothing_runs() -> None:
    assert not soup().select("script, iframe, object, embed, img, video, audio, source, form, base, meta[http-equiv]")
    assert [link["href"] for link in soup().select("link")] == ["data:,"]
    assert not soup().select("[src], [srcset], [background], [style*=url]")
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", built())
    assert not [tag for tag in soup().select("*") if any(name.startswith("on") for name in tag.attrs)]


def test_links_go_to_this_page_or_to_a_source() -> None:
    for link in soup().select("a[href]"):
        assert str(link["href"]).startswith(("#", "https://", "data:text/csv"))


def test_ids_are_unique_and_every_reference_resolves() -> None:
    ids = [str(tag["id"]) for tag in soup().select("[id]")]
    assert len(ids) == len(set(ids))
    links = {str(tag["href"])[1:] for tag in soup().select("a[href^='#']")}
    named = {str(tag["aria-labelledby"]) for tag in soup().select("[aria-labelledby]")}
    assert links and named
    assert links | named <= set(ids)


def test_it_is_the_same_each_time() -> None:
    assert page.build(made.content()) == built()


# --- what a reader, or a screen reader, finds


def test_language_title_and_skip_link() -> None:
    assert the("html")["lang"] == "en-GB"
    assert made.content().title in said(the("title"))
    first = the("body").find("a")
    assert isinstance(first, Tag) and first["href"] == "#main" and the("#main").name == "main"


def test_headings_never_skip_a_level() -> None:
    levels = [int(tag.name[1]) for tag in soup().select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(two <= one + 1 for one, two in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize(
    "section",
    [
        *("answer", "results", "left-out", "charts", "hub", "cohort", "limits", "agreements"),
        *("published", "opening", "assumptions", "definitions", "record", "talks", "sources"),
    ],
)
def test_every_section_is_there(section: str) -> None:
    assert len(said(the(f"section#{section}"))) > 40
    assert section == "answer" or soup().select(f"nav a[href='#{section}']")


def test_parts_without_content_leave_no_section_and_no_link() -> None:
    bare = replace(made.content(), hub_figure=None, cohort_figure=None, cohort=None)
    bare = replace(bare, figures=(), stocks=(), flows=(), binding=(), agreements=(), known="")
    rows = tuple(
        replace(area, rows=tuple(replace(row, rests=(), disputes=()) for row in area.rows)) for area in made.ASSUMPTIONS
    )
    bare = replace(bare, talks=None, sources=(), disagreements=(), assumptions=rows)
    lean = BeautifulSoup(page.build(bare), "html5lib")
    for section in ("charts", "hub", "cohort", "limits", "agreements", "published", "opening", "talks", "sources"):
        assert not lean.select(f"#{section}") and not lean.select(f"a[href='#{section}']")
    assert lean.select("#answer, #results, #left-out, #assumptions, #definitions, #record")


def test_tables_have_captions_and_scopes() -> None:
    for table in soup().select("table"):
        assert table.caption is not None and said(table.caption)
        assert table.select("thead th")
        assert all(header.get("scope") for header in table.select("th"))
        for row in table.select("tbody tr:not(.group)"):
            assert row.select("th[scope=row]")


def test_rows_have_as_many_cells_as_columns() -> None:
    for table in soup().select("table"):
        columns = len(table.select("thead th"))
        for row in table.select("tbody tr:not(.group)"):
            assert len(row.select("th, td")) == columns


def test_cards_stay_tables_for_screen_readers() -> None:
    assert soup().select("table.cards")
    for table in soup().select("table.cards"):
        assert table["role"] == "table"
        assert all(cell["role"] == "cell" for cell in table.select("td"))


def test_each_cell_of_a_card_has_the_name_of_its_column() -> None:
    """On a phone the style sheet sets it before the cell: `--name-2` before the second, and so on."""
    rules = re.findall(r"td:nth-child\((\d)\)::before \{ content: var\(--name-\1\)", str(soup().style))
    for table in soup().select("table.cards"):
        heads = [said(head) for head in table.select("thead th")][1:]
        names = re.findall(r"--name-(\d): '(.+?)';", str(table["style"]))
        assert names == [(str(place), head) for place, head in enumerate(heads, 2)]
        assert {str(place) for place in range(2, len(heads) + 2)} <= set(rules)


# --- figures


def test_each_figure_has_headline_subtitle_drawing_summary_and_table() -> None:
    figures_shown = soup().select("figure")
    pictures = [figure for figure in figures_shown if figure["id"] in ("figure-stances", "figure-talk-line")]
    assert len(figures_shown) == 6 and len(pictures) == 2
    for figure in figures_shown:
        for selector in ("figcaption h3", ".subtitle", ".summary"):
            found = figure.select_one(selector)
            assert found is not None and said(found)
        assert len(figure.select("svg[role=img][aria-label]")) == 1
        if figure not in pictures:  # the tables of the talks stand beside their pictures
            assert all(figure.select_one(selector) for selector in ("details summary", "details caption"))
            assert figure.select("a[href='#left-out']")


def test_table_rows_equal_plotted_points() -> None:
    expected = {
        "still-here": quarter_ends(made.series()).height,
        "still-here-difference": quarter_ends(made.differences()).height,
        "occupancy": 2 * quarter_ends(made.occupancy()).height,
        "fates": made.fates().height,
    }
    for name, points in expected.items():
        figure = the(f"#figure-{name}")
        assert len(figure.select("tbody tr:not(.group)")) == points
        download = figure.select_one("a[download]")
        assert download is not None and len(str(download["href"]).split("%0A")) == points + 2


def test_the_table_holds_the_figures_of_its_points_in_order() -> None:
    first = the("#figure-still-here tbody tr:not(.group)")
    row = quarter_ends(made.series()).row(0, named=True)
    spread = Spread(row["low"], row["mid"], row["high"], PEOPLE)
    edges = [spread.text(value) for value in (spread.low, spread.mid, spread.high)]
    assert said(first) == " ".join(["March 2026", *edges])


def test_a_line_in_the_drawing_has_as_many_corners_as_its_table_has_rows() -> None:
    thick = [path for path in the("#figure-still-here").select("svg path") if path.get("stroke-width") == "3"]
    assert len(thick) == len(made.NAMES)
    for path in thick:
        assert len(re.findall(r"[ML]", str(path["d"]))) == 41


def test_a_summary_tells_the_start_and_the_end_of_each_series() -> None:
    summary = said(the("#figure-still-here .summary"))
    for title in made.NAMES.values():
        assert f"{title}: from" in summary
    assert summary.count("March 2026") == summary.count("March 2036") == 3


# --- the main table


def test_every_figure_of_the_main_table_links_to_its_definition() -> None:
    cells = the("#results table").select("td")
    assert len(cells) > 60
    for cell in cells:
        link = cell.select_one("a")
        assert link is not None
        target = the(str(link["href"]))
        assert target.name == "dt" and target.find_next_sibling("dd") is not None


def test_differences_are_those_of_the_table_and_not_of_its_levels() -> None:
    row = made.headline().filter(
        (pl.col("scenario") == "kosovo") & (pl.col("measure") == "refused_here") & (pl.col("period") == "2035")
    )
    line = the("#results tr.difference")
    assert said(line).startswith("Hub in Kosovo: difference from current policies")
    spread = Spread(row["diff_low"][0], row["diff_mid"][0], row["diff_high"][0], PEOPLE)
    assert spread.signed(spread.mid) == "−2,700"
    assert said(line.select("td")[2]) == "−2,700 −4,100 to −890"


def test_a_scenario_that_a_measure_does_not_touch_gets_no_line_of_noughts() -> None:
    body = next(body for body in the("#results table").select("tbody") if "transferred to a hub" in said(body))
    assert len(body.select("tr.difference")) == 1


def test_a_measure_without_definition_is_refused() -> None:
    lacking = replace(made.content(), measures=made.MEASURES[1:])
    with pytest.raises(ResultsError, match="'refused_here' has no definition"):
        page.build(lacking)


# --- sources, assumptions, reconciliation


def test_numbers_named_in_a_text_link_to_their_assumption() -> None:
    link = the("#left-out a[href='#assumption-appeals.lodged_share']")
    assert said(link) == "appeals.lodged_share"


def test_addresses_are_links_and_the_stop_after_them_is_not_part_of_them() -> None:
    hrefs = {str(link["href"]) for link in soup().select("a[href^=http]")}
    assert {"https://www.example.org/tables/fia", "https://creativecommons.org/licenses/by/4.0/"} <= hrefs


def test_assumptions_are_counted_by_status() -> None:
    rows = the("#assumptions table.grid:has(#statuses-table-caption)").select("tbody tr")
    assert [said(row) for row in rows] == ["Appeals 1 1 0 0 2", "Hubs 0 0 1 1 2", "All areas 1 1 1 1 4"]


def test_assumptions_are_counted_by_the_grade_of_their_claims() -> None:
    rows = the("#assumptions table.grid:has(#grades-table-caption)").select("tbody tr")
    assert [said(row) for row in rows] == [
        "Measured 0 0 0 0 1 1",
        "Derived 1 0 0 0 0 1",
        "Elicited 0 0 0 0 1 1",
        "Assumed 0 0 0 0 1 1",
        "All numbers 1 0 0 0 3 4",
    ]


def test_an_assumption_leads_to_its_sources_its_claims_and_what_it_moves() -> None:
    row = the("[id='assumption-appeals.lodged_share']")
    for href in ("https://www.example.org/tables", "#claim-lodged", "#measure-refused_here"):
        assert row.select(f"a[href='{href}']"), href
    assert row.select("a[href='#disagreement-lodged']")
    shown = said(row)
    assert "Publisher, Tables (2025)" in shown and "(A; 12 March 2025)" in shown
    assert "Worked out by lodged_share" in shown and "Used by: route refused.appeal." in shown
    assert "Not known then: 1 of the 2 claims it rests on was stated after 20 October 2025." in shown


def test_an_assumption_without_claims_says_so() -> None:
    assert "Rests on no claim of the register." in said(the("[id='assumption-hubs.kosovo.places']"))


def test_a_measure_names_what_moves_it_and_where_nothing_does() -> None:
    entry = the("[id='measure-refused_here']").find_next_sibling("dd")
    assert isinstance(entry, Tag)
    assert entry.select("a[href='#assumption-appeals.lodged_share']")
    assert "Moved most by (Current policies; 2035): Share that appeal 0.81" in said(entry)
    assert "Hub in Kosovo, if it opens; 2035: no number moves it beyond chance in these draws." in said(entry)
    assert entry.select("a[href='#assumption-appeals.disposals_a_day']")


def test_sentences_of_the_answer_lead_to_what_they_rest_on() -> None:
    hrefs = [str(link["href"]) for link in the("#answer").select("a.why")]
    assert hrefs == [f"#{link}" for link in made.content().answer_links]


def test_a_claim_is_told_once_and_referred_to_elsewhere() -> None:
    shown = said(the("body"))
    for text_of_claim in ("Exampleland would talk.", "41,000 appeals were lodged.", "None were lodged."):
        assert shown.count(text_of_claim) == 1
    assert the("#claim-lodged").find_parent(id="disagreement-lodged")
    assert "stands beside what contradicts it" in said(the("#source-tables"))
    assert "Supersedes talks with Exampleland" in said(the("#claim-offer"))


def test_the_talks_show_stances_approaches_speakers_and_claims() -> None:
    rows = [said(row) for row in the("#talks table:has(#talks-today-caption)").select("tbody tr")]
    assert rows[0].startswith("Exampleland never no 9 December its prime minister Asks: money. An outlet B")
    history = [said(row) for row in the("#talks table:has(#talks-history-caption)").select("tbody tr")]
    assert len(history) == len(made.SAID) and "reported: open" in history[2]
    assert "* A footnote." in said(the("#figure-stances .footnote"))
    assert "Contradicts 41,000 appeals (Publisher, 12 March 2025): denied." in said(the("#disagreement-talks"))


def test_a_page_as_of_a_day_says_so_first() -> None:
    assert "As known on 20 October 2025." in said(the("header.top"))
    assert "As known on" not in page.build(replace(made.content(), known=""))


def test_a_number_without_range_is_said_to_be_taken_as_known() -> None:
    assert "taken as known" in said(the("[id='assumption-appeals.disposals_a_day']"))


def test_sums_of_the_reconciliation_are_found_and_checked() -> None:
    lines = with_sums(made.STOCKS)
    assert [line.row.id for line in lines if line.adds_to is not None] == ["gross", "here"]
    assert [line.row.id for line in lines if line.part] == ["other"]
    assert "the lines above add to 77,178 (rounding)" in said(the("#opening"))


def test_a_sum_that_is_wrong_is_not_shown_as_a_sum() -> None:
    wrong = [replace(row, cases=row.cases + 5_000) if row.id == "gross" else row for row in made.STOCKS]
    assert "gross" not in [line.row.id for line in with_sums(wrong) if line.adds_to is not None]


@given(st.lists(st.integers(1, 90_000), min_size=2, max_size=6))
def test_a_sum_is_found_wherever_there_is_one(cases: list[int]) -> None:
    rows = [StockRow(str(index), "part", float(case), None, None, None, "") for index, case in enumerate(cases)]
    totals = list(itertools.accumulate(cases))
    assume(all(abs(case - total) > 2 for case, total in zip(cases[1:], totals, strict=False)))
    lines = with_sums([*rows, StockRow("sum", "all", float(sum(cases)), None, None, None, "")])
    assert lines[-1].adds_to == sum(cases)


def test_published_flows_outside_the_range_are_called_so() -> None:
    rows = [said(row) for row in the("#published").select("tbody tr")]
    assert "within the range" in rows[0]
    assert "published is above the range" in rows[1]
    assert "nothing published to compare" in rows[2]


def test_the_agreement_says_that_it_is_hypothetical_and_what_happens_when_return_fails() -> None:
    shown = said(the("#agreement-kosovo"))
    assert "Hypothetical. No such agreement with Kosovo is in force." in shown
    assert made.KOSOVO.failure in shown
    assert all(condition.says in shown for condition in made.KOSOVO.conditions)


def test_the_record_holds_all_that_is_needed_to_repeat_it() -> None:
    shown = said(the("#record"))
    for part in (made.content().record.command, made.content().record.fingerprint, "numpy 2.3.4", "200"):
        assert part in shown


def test_the_licence_is_named_and_the_page_does_not_pose_as_official() -> None:
    assert "Open Government Licence v3.0" in said(the("footer"))
    assert "not an official statistic" in said(the("footer"))


def test_what_comes_from_outside_is_escaped() -> None:
    hostile = "<script>alert(1)</script> & <b>"
    changed = replace(made.content(), title=hostile, question=hostile, answer=(hostile,), not_in_ranges=(hostile,))
    text_of_page = page.build(changed)
    assert "<script" not in text_of_page
    assert text_of_page.count(html.escape(hostile)) >= 5


# --- the page in a browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MEASURE = """
const frame = document.createElement('iframe');
frame.style = 'border:0;width:WIDTHpx;height:900px';
frame.onload = () => {
  const page = frame.contentDocument, sizes = [], outside = [];
  page.querySelectorAll('details').forEach(one => one.open = true);
  for (const one of page.querySelectorAll('body *')) {
    const box = one.getBoundingClientRect(), own = [...one.childNodes].some(n => n.nodeType == 3 && n.data.trim());
    if (!own || !box.width || one.closest('.heard, .skip, .cards thead')) continue;
    const svg = one.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    sizes.push([parseFloat(frame.contentWindow.getComputedStyle(one).fontSize) * scale, one.textContent.slice(0, 40)]);
    if (box.right > WIDTH + 1 && !one.closest('.scroll, .picture')) outside.push(one.textContent.slice(0, 40));
  }
  sizes.sort((a, b) => a[0] - b[0]);
  const boxes = [...page.querySelectorAll('.scroll, .picture')].filter(b => b.scrollWidth > b.clientWidth + 1);
  const result = {wide: page.documentElement.scrollWidth, smallest: sizes[0], texts: sizes.length, outside,
                  scrolled: boxes.map(b => b.textContent.slice(0, 40))};
  document.body.dataset.result = JSON.stringify(result);
};
frame.srcdoc = PAGE;
document.body.append(frame);
"""


def measured(folder: Path, width: int) -> dict[str, object]:
    """The page laid out by a real browser at a width: how wide it is, its smallest text, what sticks out."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert browser, "this test looks at the report in a browser: install chromium"
    script = MEASURE.replace("WIDTH", str(width)).replace("PAGE", json.dumps(built()).replace("</", "<\\/"))
    (folder / "frame.html").write_text(f"<!doctype html><meta charset=utf-8><body><script>{script}</script>", "utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
    ]
    shown = subprocess.run(
        [browser, *flags, "--virtual-time-budget=8000", "--dump-dom", (folder / "frame.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    body = BeautifulSoup(shown, "html5lib").body
    assert body is not None
    result: dict[str, object] = json.loads(str(body["data-result"]))
    return result


@pytest.mark.parametrize("width", [390, 1200])
def test_it_reads_well_in_a_browser(tmp_path: Path, width: int) -> None:
    result = measured(tmp_path, width)
    assert isinstance(result["texts"], int) and result["texts"] > 500
    assert result["wide"] == width and result["outside"] == [] and result["scrolled"] == []
    assert isinstance(result["smallest"], list) and result["smallest"][0] >= 11


# --- sentences


def change(low: float, mid: float, high: float, *, unit: str = PEOPLE, lead: str = "", draws: int = 200) -> str:
    return text.change("the backlog", Spread(low, mid, high, unit), lead=lead, draws=draws)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((-4100, -2700, -890), "The backlog would be 2,700 lower (90% range: 890 to 4,100 lower)."),
        ((810, 1600, 2400), "The backlog would be 1,600 higher (90% range: 810 to 2,400 higher)."),
        (
            (-3012, -1000, 1007),
            "The backlog would be 1,000 lower (90% range: 3,000 lower to 1,000 higher; the range includes no change).",
        ),
        (
            (-510, 12, 640),
            "The backlog would be about the same (90% range: 500 lower to 600 higher; the range includes no change).",
        ),
        (
            (-510, 0, 0),
            "The backlog would be about the same (90% range: 510 lower to no change; the range includes no change).",
        ),
        (
            (0, 3, 40),
            "The backlog would be 3 higher (90% range: no change to 40 higher; the range includes no change).",
        ),
        ((0, 0, 0), "The backlog would be no different (in each of 200 draws)."),
        ((-0.2, 0.1, 0.3), "The backlog would hardly change, by less than 1 person (90% range)."),
        ((0.2, 3, 9), "The backlog would be 3 higher (90% range: less than 1 to 9 higher)."),
        ((5, 5, 5), "The backlog would be 5 higher (90% range: all the same)."),
    ],
)
def test_a_change_in_words(numbers: tuple[float, float, float], expected: str) -> None:
    assert change(*numbers) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((-9, -5, -1), "Doing so would lower the backlog by 5 (90% range: 1 to 9 lower)."),
        ((1, 5, 9), "Doing so would raise the backlog by 5 (90% range: 1 to 9 higher)."),
        ((0, 0, 0), "Doing so would make no difference to the backlog (in each of 200 draws)."),
        (
            (-600, 2, 600),
            "Doing so would hardly change the backlog "
            "(90% range: 600 lower to 600 higher; the range includes no change).",
        ),
        ((0.1, 0.2, 0.4), "Doing so would hardly change the backlog, by less than 1 person (90% range)."),
    ],
)
def test_a_change_with_what_brings_it_about(numbers: tuple[float, float, float], expected: str) -> None:
    assert change(*numbers, lead="doing so") == expected


def test_differences_of_shares_are_in_percentage_points() -> None:
    assert change(-0.022, -0.014, -0.005, unit=SHARE) == (
        "The backlog would be 1.4 percentage points lower (90% range: 0.5 to 2.2 percentage points lower)."
    )


def test_differences_of_money_are_in_pounds() -> None:
    assert change(-12.2e6, -3.1e6, 5.4e6, unit=MONEY) == (
        "The backlog would be £3m lower (90% range: £12m lower to £5m higher; the range includes no change)."
    )


@pytest.mark.parametrize(
    ("draws", "name"),
    [
        (1, "one draw, so no range"),
        (2, "lowest and highest of 2 draws"),
        (99, "lowest and highest of 99 draws"),
        (100, "90% range"),
        (4096, "90% range"),
    ],
)
def test_a_range_is_called_what_it_is(draws: int, name: str) -> None:
    assert range_name(draws) == name
    assert name in text.level("{amount} would wait", Spread(1, 2, 3, PEOPLE), draws=draws)
    assert name in change(1, 2, 3, draws=draws)


def test_one_draw_claims_no_range() -> None:
    assert change(5, 5, 5, draws=1) == "The backlog would be 5 higher (one draw, so no range)."
    assert change(0, 0, 0, draws=1) == "The backlog would be no different (in the one draw)."
    assert "do not rely on them" in text.ranges(1)


@pytest.mark.parametrize(
    ("numbers", "unit", "expected"),
    [
        ((120, 410, 905), FLOW, "410 people a year would go (90% range: 120 to 900)."),
        ((0, 0, 0), FLOW, "No people a year would go (90% range: all the same)."),
        ((0, 0, 40), FLOW, "No people a year would go (90% range: none to 40)."),
        ((0, 1, 2), FLOW, "1 person a year would go (90% range: none to 2)."),
        ((0.1, 0.3, 2), PEOPLE, "Less than 1 person would go (90% range: 0 to 2)."),
        ((0.37, 0.39, 0.41), SHARE, "39% would go (90% range: 37% to 41%)."),
        ((1.1e6, 1.42e6, 1.9e6), MONEY, "£1.42m would go (90% range: £1.1m to £1.9m)."),
    ],
)
def test_a_level_in_words(numbers: tuple[float, float, float], unit: str, expected: str) -> None:
    assert text.level("{amount} would go", Spread(*numbers, unit=unit), draws=100) == expected


def part(numbers: tuple[float, float, float], whole: tuple[float, float, float]) -> str:
    says = "of the {whole} sent, {amount} would have been granted protection"
    return text.part(says, Spread(*numbers, unit=FLOW), whole=Spread(*whole, unit=FLOW), draws=20)


def test_a_part_of_a_whole_in_words() -> None:
    assert part((3, 18, 61), (120, 410, 905)) == (
        "Of the 410 people a year sent, 18 would have been granted protection "
        "(lowest and highest of 20 draws: 3 to 61)."
    )
    assert ", none would have been granted" in part((0, 0, 5), (120, 410, 905))
    assert ", less than 1 would have been" in part((0, 0.4, 5), (120, 410, 905))
    assert part((0, 0, 0), (0, 0, 0)) == "The whole is nil in every draw, so it has no parts."


def test_the_answer_is_written_from_the_table() -> None:
    chance, opens, change_here, *_, sent = made.answer()
    assert chance.startswith("The chance that a return hub in Kosovo opens by March 2036 is put at 15%")
    assert opens == "If the hub opens, 410 people a year would be transferred by 2030 (90% range: 120 to 900)."
    assert change_here.startswith("The number of people refused and still in the UK at the end of 2035 would be 2,700")
    assert sent.startswith("Of the 410 people a year transferred, 18 would later")


@pytest.mark.parametrize(("share", "says"), [(0.0, "no chance"), (0.004, "0.4%"), (0.15, "15%"), (1.0, "certain")])
def test_the_chance_of_a_hub_is_said_first(share: float, says: str) -> None:
    assert says in text.chance(share, hub="the hub", by="March 2036")


def test_asking_for_what_is_not_in_the_table_names_what_is() -> None:
    asked = text.Level(text.Cell("kosovo", "transfered", "2030"), "{amount}")
    with pytest.raises(ResultsError, match="no measure 'transfered'; did you mean 'transferred'"):
        text.sentence(made.headline(), asked, draws=10)


def test_asking_for_a_difference_of_the_scenario_compared_with_is_refused() -> None:
    asked = text.Change(text.Cell("baseline", "refused_here", "2030"), "the backlog")
    with pytest.raises(ResultsError, match="there is no difference of refused_here in baseline, 2030"):
        text.sentence(made.headline(), asked, draws=10)


amounts = st.floats(-1e7, 1e7, allow_nan=False).map(lambda value: round(value, 3))
edges = st.lists(amounts, min_size=3, max_size=3).map(sorted)


@given(edges, st.sampled_from([PEOPLE, FLOW, "days", MONEY]), st.sampled_from([1, 20, 200]))
def test_a_change_never_contradicts_its_numbers(numbers: list[float], unit: str, draws: int) -> None:
    low, mid, high = numbers
    sentence = change(low, mid, high, unit=unit, draws=draws)
    straddles = low <= 0 <= high and (low, high) != (0, 0)
    if draws > 1 and straddles and "hardly" not in sentence:
        assert "the range includes no change" in sentence
    if not straddles:
        assert "includes no change" not in sentence
    head = sentence.split("(")[0]
    assert "higher" not in head or mid > 0
    assert "lower" not in head or mid < 0
    assert sentence.startswith("The backlog would") and sentence.endswith(").")
    assert "-" not in sentence and "nan" not in sentence


@given(edges, st.sampled_from([PEOPLE, SHARE, "days", MONEY]))
def test_figures_hold_no_more_than_the_range_bears(numbers: list[float], unit: str) -> None:
    low, mid, high = numbers
    spread = Spread(low, mid, high, unit)
    digits = re.sub(r"\D", "", spread.text(spread.mid)).strip("0")
    if spread.width and spread.low < 0 < spread.high:
        assert len(digits) <= 3  # two figures of a width that may begin one place further left
    assert "-" not in between(spread)


@pytest.mark.parametrize(
    ("value", "width", "unit", "shown"),
    [
        (None, 1, PEOPLE, "–"),
        (float("nan"), 1, PEOPLE, "–"),
        (0.4, 0, PEOPLE, "0"),
        (-0.4, 20, PEOPLE, "0"),
        (-1234, 3400, PEOPLE, "−1,200"),
        (12_345, 0, PEOPLE, "12,300"),
        (0.4136, 0.1, SHARE, "41%"),
        (-5.2e9, 1e9, MONEY, "−£5.2bn"),
    ],
)
def test_figures(value: float | None, width: float, unit: str, shown: str) -> None:
    assert figures(value, width, unit) == shown


@pytest.mark.parametrize(
    ("shown", "unit", "whole"),
    [
        ("1", "people a year", "1 person a year"),
        ("2", "cases", "2 cases"),
        ("1", "cases", "1 case"),
        ("41%", "share", "41%"),
        ("£12m", "£ a year", "£12m a year"),
    ],
)
def test_units(shown: str, unit: str, whole: str) -> None:
    assert with_unit(shown, unit) == whole
