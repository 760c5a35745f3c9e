"""Charts plot exactly their table, label their lines, stay legible on a phone and ask nothing of the network."""

import itertools
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import altair as alt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit import report_fixture as made

from waystation.charts import bars, fan, fate, occupancy, render, stances
from waystation.charts import map as maps
from waystation.charts import money as moneys
from waystation.charts import timeline as timelines
from waystation.charts.points import apart, quarter_ends
from waystation.charts.render import SVG
from waystation.charts.theme import LOOKS, looks
from waystation.hubs.position import STANCES

UNTIL = date(2025, 12, 31)
PHONE = 358  # what a screen of 390 leaves between the margins
SMALLEST = 11
STEPS = pl.DataFrame(
    [("Housing", 0.0, -1e6, "-£1m"), ("Payments", -1e6, 4e6, "£5m"), ("Together", 0.0, 4e6, "£4m")],
    schema=["title", "start", "end", "label"], orient="row",
)  # fmt: skip
CURVE = pl.DataFrame(
    [
        {"series": name, "people": people, "low": mid / 2, "mid": mid, "high": mid * 2}
        for name, fixed in (("each", 4e8), ("variable", 0.0))
        for people in (10, 100, 1000, 10000)
        for mid in (fixed / people + 7e4,)
    ]
)
NET = pl.DataFrame(
    [{"share": at, "low": -2e9 * at, "mid": 3e8 - 2e9 * at, "high": 7e8 - 1e9 * at} for at in (0.0, 1.0)]
)
CHARTS = {
    "fan": lambda: fan.fan(made.series(), unit="people", names=made.NAMES),
    "difference": lambda: fan.difference(made.differences(), unit="people", names=made.NAMES),
    "occupancy": lambda: occupancy.occupancy(made.occupancy()),
    "fate": lambda: fate.fate(made.fates(), names=made.NAMES),
    "map": lambda: maps.stance_map(made.stances(), made.SHAPES, {"Otherland": "*"}),
    "timeline": lambda: timelines.timeline(made.statements(), until=UNTIL),
    "waterfall": lambda: bars.waterfall(STEPS),
    "tornado": lambda: bars.tornado(STEPS, middle=2.5),
    "cost curve": lambda: moneys.cost_curve(CURVE, names={"each": "the whole", "variable": "of which for each"}),
    "break-even": lambda: moneys.break_even(NET, (0.02, 0.1, 0.3), [("A", 0.95)]),
    "strip": lambda: moneys.strip((16.0, 60.0, 700.0), [("B", 0.02), ("C", 0.37)], log=True, unit="people"),
}
TINTS = {stance: look.tint for stance, look in stances.STANCE_LOOKS.items()}
every_chart = pytest.mark.parametrize("name", CHARTS)


def drawn(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(render.svg(CHARTS[name](), name=name))


def written(root: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()) for element in root.iter(f"{{{SVG}}}text"))


def rows_of(chart: alt.LayerChart, *columns: str) -> list[dict[str, Any]]:
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
    sizes = [
        float(text.get("font-size", root.get("font-size", "")).removesuffix("px"))
        for text in root.iter(f"{{{SVG}}}text")
    ]
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


@every_chart
def test_drawing_is_the_same_each_time(name: str) -> None:
    assert render.svg(CHARTS[name]()) == render.svg(CHARTS[name]())


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


@pytest.mark.parametrize("title", ["Hub", "A hub in Kosovo, if it opens", "Two hubs in Exampleland, if one opens"])
def test_fates_fit_a_telephone_however_long_the_titles(title: str) -> None:
    """A page of 390 leaves 352 to a picture; the type of the narrowest drawing is the smallest that may be shown."""
    names = {scenario: title if place else "Baseline" for place, scenario in enumerate(made.NAMES)}
    narrowest = re.search(r"min-width:(\d+)px", render.svg(fate.fate(made.fates(), names=names)))
    assert narrowest and int(narrowest[1]) <= 352


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


# --- stances: the map and the timeline


def filled(root: ElementTree.Element) -> list[str]:
    return [str(path.get("fill")).upper() for path in root.iter(f"{{{SVG}}}path") if path.get("fill")]


def test_each_stance_has_a_colour_a_shape_and_a_word_of_its_own() -> None:
    looks_of = list(stances.STANCE_LOOKS.values())
    for values in (
        [look.tint for look in looks_of],
        [look.shape for look in looks_of],
        [look.word for look in looks_of],
    ):
        assert len(set(values)) == len(STANCES)
    assert set(stances.STANCE_LOOKS) == set(STANCES)
    assert all(contrast_on_white(look.tint) >= 3 for look in looks_of)


def test_the_map_colours_each_country_by_its_stance_and_writes_it_there() -> None:
    root = drawn("map")
    assert TINTS["never"].upper() in filled(root) and TINTS["willing"].upper() in filled(root)
    assert TINTS["open"].upper() not in filled(root)
    shown = written(root)
    for text in ("Exampleland", "Otherland*", "Silentland", "never", "willing", "has said nothing"):
        assert text in shown
    assert "Neighbour" not in shown
    assert "Exampleland never, Otherland willing and Silentland has said nothing" in root.attrib["aria-label"]


def test_the_map_leaves_out_what_lies_outside_its_window() -> None:
    def drawn_shapes(shapes: dict[str, object]) -> str:
        return render.svg(maps.stance_map(made.stances(), shapes), name="m")

    features = made.SHAPES["features"]
    assert isinstance(features, list)
    near = {**made.SHAPES, "features": [one for one in features if one["properties"]["name"] != "Farland"]}
    assert drawn_shapes(near) == drawn_shapes(made.SHAPES)


def test_a_label_stands_inside_its_country() -> None:
    labels = rows_of(CHARTS["map"](), "name", "y_mark")
    places = {str(row["name"]).rstrip("*"): (row["x"], row["y"]) for row in labels}
    assert places["Exampleland"][1] == places["Otherland"][1] > places["Silentland"][1]
    assert places["Exampleland"][0] == places["Silentland"][0] < places["Otherland"][0]


def test_a_timeline_has_a_filled_mark_for_office_holders_and_a_hollow_one_for_others() -> None:
    chart = CHARTS["timeline"]()
    own = [row for row in made.SAID if row[-1]]
    stretches = rows_of(chart, "end", "stance")
    assert [row["stance"] for row in stretches] == [row[1] for row in own]
    beside = [
        rows for rows in chart.to_dict()["datasets"].values() if rows and set(rows[0]) == {"stance", "when", "x", "y"}
    ]
    assert sorted(len(rows) for rows in beside) == [len(made.SAID) - len(own), len(own)]


def test_a_stance_lasts_until_the_next() -> None:
    first, second, third, *_ = rows_of(CHARTS["timeline"](), "end", "stance")
    assert first["end"] == second["x"] and second["end"] == third["x"]
    assert third["end"] > third["x"]


def day_labels() -> dict[str, tuple[float, float]]:
    """Where each day and stance is written."""
    rows = itertools.chain(*CHARTS["timeline"]().to_dict()["datasets"].values())
    return {row["text"]: (row["x"], row["y"]) for row in rows if ": " in row.get("text", "")}


def test_only_a_new_stance_is_labelled_with_its_day_and_word() -> None:
    assert list(day_labels()) == ["16 May: open", "18 May: refuses", "9 December: never", "22 October: willing"]


def test_labels_of_near_days_stand_in_lines_of_their_own() -> None:
    places = day_labels()
    assert places["18 May: refuses"][1] > places["16 May: open"][1] == places["9 December: never"][1]


days = st.dates(date(2024, 1, 1), UNTIL)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(STANCES), days, st.booleans()), min_size=1, max_size=12)
)
@settings(max_examples=60)  # each makes a chart
def test_whatever_is_said_stays_inside_the_timeline_and_marks_do_not_cover_one_another(
    said: list[tuple[str, str, date, bool]],
) -> None:
    rows = [(country, stance, day, f"{day:%d %b}", sets) for country, stance, day, sets in said]
    table = pl.DataFrame(rows, schema=["country", "stance", "day", "when", "sets_stance"], orient="row")
    chart = timelines.timeline(table, until=UNTIL)
    assert chart.height > 0
    for held in chart.to_dict()["datasets"].values():
        for row in held:
            assert 0 <= row["x"] <= timelines.WIDTH and 0 <= row["y"] <= chart.height
    for marks in (
        rows for rows in chart.to_dict()["datasets"].values() if set(rows[0]) == {"stance", "when", "x", "y"}
    ):
        lines = itertools.groupby(marks, key=lambda row: row["y"])
        for _, line in lines:
            places = [row["x"] for row in line]
            assert all(two - one >= timelines.LEAST - 1e-6 for one, two in itertools.pairwise(places))
