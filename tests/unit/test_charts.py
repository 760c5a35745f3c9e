"""Charts plot exactly their table, label their lines, stay legible on a phone and ask nothing of the network."""

import itertools
import re
from datetime import date
from xml.etree import ElementTree

import altair as alt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit import report_fixture as made

from waystation.charts import fan, fate, occupancy, render
from waystation.charts.points import apart, quarter_ends
from waystation.charts.render import SVG
from waystation.charts.theme import LOOKS, looks

PHONE = 358  # what a screen of 390 leaves between the margins
SMALLEST = 11
CHARTS = {
    "fan": lambda: fan.fan(made.series(), unit="people", names=made.NAMES),
    "difference": lambda: fan.difference(made.differences(), unit="people", names=made.NAMES),
    "occupancy": lambda: occupancy.occupancy(made.occupancy()),
    "fate": lambda: fate.fate(made.fates(), names=made.NAMES),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def drawn(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(render.svg(CHARTS[name](), name=name))


def written(root: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text"))


def rows_of(chart: alt.LayerChart, *columns: str) -> list[dict[str, object]]:
    """The largest data set of a specification that has these columns."""
    found = [rows for rows in chart.to_dict()["datasets"].values() if set(columns) <= set(rows[0])]
    return max(found, key=len)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_on_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


@every_chart
def test_it_scales_and_says_what_it_is(name: str) -> None:
    root = drawn(name)
    assert root.get("role") == "img"
    assert len(root.attrib["aria-label"]) > 20
    assert "viewBox" in root.attrib
    assert "width" not in root.attrib and "height" not in root.attrib


@every_chart
def test_no_text_is_below_eleven_pixels_on_a_phone(name: str) -> None:
    root = drawn(name)
    natural = float(root.attrib["viewBox"].split()[2])
    narrowest = float(re.findall(r"min-width:(\d+)px", root.attrib["style"])[0])
    sizes = [float(text.attrib["font-size"].removesuffix("px")) for text in root.iter(f"{{{SVG}}}text")]
    assert sizes
    assert min(sizes) * max(PHONE, narrowest) / natural >= SMALLEST


@every_chart
def test_it_fits_a_phone_without_scrolling(name: str) -> None:
    assert float(re.findall(r"min-width:(\d+)px", drawn(name).attrib["style"])[0]) <= PHONE


@every_chart
def test_nothing_comes_from_outside(name: str) -> None:
    text = render.svg(CHARTS[name]())
    assert "http" not in text.replace(f'xmlns="{SVG}"', "")
    assert not re.search(r"<(script|image|use|style|foreignObject)\b", text)


def test_drawing_is_the_same_each_time() -> None:
    assert render.svg(CHARTS["fan"]()) == render.svg(CHARTS["fan"]())


def test_ids_differ_between_charts_and_every_reference_resolves() -> None:
    texts = [render.svg(CHARTS[name]()) for name in CHARTS]
    ids = [re.findall(r'\bid="([^"]+)"', text) for text in texts]
    for text, own in zip(texts, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(own)
    everything = list(itertools.chain(*ids))
    assert len(everything) == len(set(everything))


def test_a_fan_plots_the_quarter_ends_of_its_table_and_no_other_points() -> None:
    table = made.series()
    plotted = rows_of(CHARTS["fan"](), "series", "mid")
    expected = quarter_ends(table)
    assert len(plotted) == expected.height == 3 * 41
    assert [row["mid"] for row in plotted] == expected["mid"].to_list()


def test_the_end_of_march_stands_a_quarter_into_the_year() -> None:
    assert rows_of(CHARTS["fan"](), "series", "mid")[0]["year"] == 2026.25


@pytest.mark.parametrize("name", ["fan", "difference", "fate"])
def test_series_are_labelled_in_the_drawing_and_have_no_legend(name: str) -> None:
    chart = CHARTS[name]()
    shown = re.sub(r"\s+", " ", written(drawn(name)))
    for scenario, title in made.NAMES.items():
        absent = name == "difference" and scenario == "baseline"
        assert (title in shown) != absent
    assert "'legend': {" not in str(chart.to_dict())


def test_a_scenario_keeps_its_colour_from_chart_to_chart() -> None:
    for name in ("fan", "difference"):
        assert made.NAMES["kosovo"] in re.sub(r"\s+", " ", written(drawn(name)))
        assert looks(list(made.NAMES))["kosovo"].text in render.svg(CHARTS[name]())


def test_a_difference_shows_the_line_of_no_change_even_when_all_lies_on_one_side() -> None:
    table = made.differences().filter(pl.col("scenario") == "kosovo").with_columns(pl.col("high") - 9_000.0)
    chart = fan.difference(table, unit="people", names=made.NAMES)
    assert {"zero": 0.0} in rows_of(chart, "zero")
    assert re.search(r"(^| )0( |$)", written(ElementTree.fromstring(render.svg(chart))))


@pytest.mark.parametrize("size", [0.0, 0.3, 9_000_000.0])
def test_nothing_small_or_large_upsets_it(size: float) -> None:
    table = made.series().with_columns(pl.col("low", "mid", "high") / 90_000 * size)
    text = render.svg(fan.fan(table, unit="people", names=made.NAMES))
    assert "NaN" not in text and "Infinity" not in text and "undefined" not in text
    assert ("m</text>" in text) == (size > 1_000_000)


def test_shares_are_in_per_cent_and_money_in_pounds() -> None:
    small = made.series().with_columns(pl.col("low", "mid", "high") / 200_000)
    assert "40%" in render.svg(fan.fan(small, unit="share", names=made.NAMES))
    large = made.series().with_columns(pl.col("low", "mid", "high") * 100)
    assert re.search(r"£\d+m", render.svg(fan.fan(large, unit="£", names=made.NAMES)))


def test_occupancy_shows_people_against_places() -> None:
    rows = rows_of(CHARTS["occupancy"](), "series", "mid")
    assert len(rows) == 2 * 41
    shown = re.sub(r"\s+", " ", written(drawn("occupancy")))
    assert "People in the hub" in shown and "Places in force" in shown


def test_each_fate_has_a_heading_and_a_bar_a_scenario_with_its_value() -> None:
    shown = written(drawn("fate"))
    for end in made.ENDS:
        assert shown.count(end) == 1
    for title in made.NAMES.values():
        assert shown.count(title) == len(made.ENDS)
    assert "41% Current policies" in shown


def test_fates_stand_in_their_order_whatever_the_order_of_the_table() -> None:
    shuffled = fate.fate(made.fates().sample(fraction=1, shuffle=True, seed=3), names=made.NAMES)
    places = {str(row["end"]): row["top"] for row in rows_of(shuffled, "end", "mid")}
    assert sorted(places, key=lambda end: str(places[end]).zfill(9)) == list(made.ENDS)


def test_a_name_is_escaped() -> None:
    text = render.svg(fan.fan(made.series(), unit="people", names=made.NAMES | {"kosovo": "<b>&"}))
    assert "&lt;b&gt;&amp;" in text


def test_colours_and_dashes_can_be_told_apart_on_white() -> None:
    assert all(contrast_on_white(look.line) >= 3 for look in LOOKS)
    assert all(contrast_on_white(look.text) >= 4.5 for look in LOOKS)
    assert len({look.dash for look in LOOKS}) == len(LOOKS)


def test_quarters_end_in_march_june_september_december() -> None:
    assert {month.month for month in quarter_ends(made.series())["month"]} == {3, 6, 9, 12}
    assert quarter_ends(made.series())["month"].max() == date(2036, 3, 1)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(1, 15))
def test_labels_never_overlap_and_stay_inside(wanted: list[float], size: float) -> None:
    centres = apart(wanted, [size] * len(wanted), 0, 100)
    ordered = sorted(centres)
    assert all(two - one >= size - 1e-9 for one, two in itertools.pairwise(ordered))
    assert ordered[0] >= size / 2 - 1e-9 and ordered[-1] <= 100 - size / 2 + 1e-9


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True))
def test_labels_with_room_are_not_moved(places: list[int]) -> None:
    wanted = [10.0 * place + 5 for place in places]
    assert apart(wanted, [10.0] * len(wanted), 0, 100) == wanted
