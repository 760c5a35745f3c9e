"""Axes and parameters are read from their files; whatever is wrong is said with its line and a remedy."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.forms import open_file
from waystation.base.problems import ContentError, Problem, Problems
from waystation.parameters.axis import Axis
from waystation.parameters.book import make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.load import load_axes, load_parameters
from waystation.parameters.parameter import Parameter

AXES = {
    "colour": Axis("colour", "Colour", ("red", "green", "blue")),
    "door": Axis("door", "Door", ("front", "back")),
    "years_since": Axis("years_since", "Years since", ("0–1", "1–3", "3 or more"), (0.0, 1.0, 3.0)),
}
GOOD = """\
# line 1 is a comment
visits.share:
  title: Share that comes
  what: Share of those asked who come.
  dimension: share
  by: [colour]
  values:
    2026-01-01: {red: 0.1, green: 0.2, blue: 0.3}
    2027-01-01: {red: 0.2, green: 0.3, blue: 0.4}
  prior: {moves: logit, kind: normal, sd: 0.3}
  prior_reason: It moved as much in ten years.
  status: measured
  source: A yearly table.

visits.hazard:
  title: Leaving
  what: Rate of leaving.
  dimension: per_year
  by: [colour, years_since]
  values:
    2026-01-01:
      red: [0.1, 0.2, 0.3]
      green: [0, 0.1, 0.2]
      blue: [1, 2, 3]
  status: assumed

visits.wait:
  title: Wait
  what: Days waited.
  dimension: days
  spread: {kind: histogram, edges: [0, 10, 30], shares: [0.25, 0.75]}
  prior: {moves: factor, kind: lognormal, gsd: 1.5}
  prior_reason: A guess.
  status: elicited
  source: One sample.

visits.growth:
  title: Growth
  what: Growth of visits.
  dimension: ratio
  values: {2026-01-01: 1.5}
  prior: {moves: value, kind: triangular, low: 1, mode: 1.5, high: 2}
  prior_reason: Nobody knows.
  status: assumed
"""


def write(folder: Path, text: str, name: str = "visits.yaml") -> Path:
    path = folder / "parameters" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str, name: str = "visits.yaml") -> tuple[dict[str, Parameter], list[Problem]]:
    problems = Problems()
    found = load_parameters(write(folder, text, name).parent, AXES, problems)
    return found, problems.found


def instead(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} should stand in the good file once"
    return GOOD.replace(old, new)


def test_a_good_file_becomes_parameters(tmp_path: Path) -> None:
    found, problems = load(tmp_path, GOOD)
    assert not problems
    share, hazard, wait, growth = found.values()
    assert (share.id, share.where, share.status) == ("visits.share", "parameters/visits.yaml:2", "measured")
    assert share.dates == (date(2026, 1, 1), date(2027, 1, 1))
    np.testing.assert_array_equal(share.at(date(2026, 12, 31)), [0.1, 0.2, 0.3])
    np.testing.assert_array_equal(share.at(date(2027, 1, 1)), [0.2, 0.3, 0.4])
    assert share.prior is not None and dict(share.prior.numbers) == {"mean": 0.0, "sd": 0.3}
    assert hazard.at(date(2026, 1, 1)).shape == (3, 3) and hazard.at(date(2026, 1, 1))[2, 1] == 2
    assert wait.spread is not None and wait.spread.quantiles()[16] == pytest.approx(10)
    assert growth.at(date(2026, 1, 1)).shape == ()
    assert make_book(found, AXES).coordinates == ("visits.growth", "visits.share", "visits.wait")


def test_what_is_loaded_can_be_drawn(tmp_path: Path) -> None:
    found, _ = load(tmp_path, GOOD)
    book = make_book(found, AXES)
    high = Values(book, Draw((1.0, 0.5, 0.5)))
    assert high.number("visits.growth", date(2026, 1, 1)) == pytest.approx(2, abs=0.01)
    np.testing.assert_allclose(high.table("visits.share", date(2026, 1, 1)), [0.1, 0.2, 0.3])


def test_a_prior_against_another_has_no_coordinate_and_is_low_where_that_is_high(tmp_path: Path) -> None:
    found, problems = load(tmp_path, instead("gsd: 1.5}", "gsd: 1.5, against: visits.growth}"))
    book = make_book(found, AXES)
    assert not problems and book.coordinates == ("visits.growth", "visits.share")
    low, centre, high = (
        Values(book, Draw(point)).quantiles("visits.wait")[-1] for point in ((0.9, 0.5), (), (0.1, 0.5))
    )
    assert low * high == pytest.approx(centre**2) and low < centre < high


@pytest.mark.parametrize("other", ["visits.grwth", "visits.leaving", "visits.wait"])
def test_a_prior_goes_against_one_that_moves_freely(other: str, tmp_path: Path) -> None:
    """Not against one that is not there, that has no prior, or itself."""
    _, (problem,) = load(tmp_path, instead("gsd: 1.5}", f"gsd: 1.5, against: {other}}}"))
    assert problem.where.startswith("parameters/visits.yaml:") and repr(other) in problem.what and problem.remedy


def test_a_table_follows_the_axis_not_the_file(tmp_path: Path) -> None:
    text = instead("2026-01-01: {red: 0.1, green: 0.2, blue: 0.3}", "2026-01-01: {blue: 0.3, red: 0.1, green: 0.2}")
    found, problems = load(tmp_path, text)
    assert not problems
    np.testing.assert_array_equal(found["visits.share"].values[0][1], [0.1, 0.2, 0.3])


WRONG = {
    "unknown key": ("title: Wait", "title: Wait\n  noet: Long", 29, "unknown key 'noet'", "did you mean 'note'"),
    "missing key": ("  title: Growth\n", "", 37, "'visits.growth' has no 'title'", "add 'title: …'"),
    "blank key": ("title: Growth", "title:", 38, "'title' is left blank", "fill it in"),
    "empty text": ("title: Growth", "title: ''", 38, "'title' is empty", "write it"),
    "key not text": ("title: Growth", "title: 2026", 38, "'title' is not text", "put it in quotes"),
    "entry not a mapping": (
        "visits.growth:",
        "visits.flat: 5\nvisits.growth:",
        37,
        "should hold keys",
        "give it title",
    ),
    "id of another file": (
        "visits.wait:",
        "guests.wait:",
        27,
        "stands in visits.yaml",
        "move it to guests.yaml, or call",
    ),
    "id without area": ("visits.wait:", "wait:", 27, "'wait' is no id", "'visits.some_share'"),
    "id with odd signs": ("visits.wait:", "visits.Wait@x:", 27, "is no id", "small letters"),
    "same id twice": ("visits.wait:", "visits.share:", 27, "duplicate key", "form"),
    "unknown dimension": (
        "dimension: days",
        "dimension: day",
        30,
        "no dimension we know: 'day'",
        "did you mean 'days'",
    ),
    "missing dimension": ("  dimension: days\n", "", 27, "no 'dimension'", "one of share, ratio"),
    "unknown axis": ("by: [colour]", "by: [color]", 6, "no axis we know: 'color'", "did you mean 'colour'"),
    "bands first": ("[colour, years_since]", "[years_since, colour]", 19, "by bands of time", "put an axis of classes"),
    "one axis twice": ("[colour, years_since]", "[colour, colour]", 19, "more than can be shown", "two different"),
    "three axes": ("[colour, years_since]", "[colour, door, years_since]", 19, "more than can be shown", "one axis"),
    "unknown status": ("status: elicited", "status: guessed", 34, "no status we know: 'guessed'", "assumed"),
    "no source": ("  source: One sample.\n", "", 27, "elicited but has no source", "say 'status: assumed'"),
    "unknown kind": ("kind: lognormal", "kind: log_normal", 32, "kind of prior we know", "did you mean 'lognormal'"),
    "no kind": ("kind: lognormal, ", "", 32, "prior without a kind", "normal, lognormal, uniform"),
    "unknown move": ("moves: factor", "moves: faktor", 32, "move of a prior", "did you mean 'factor'"),
    "no move": ("moves: factor, ", "", 32, "the prior of 'visits.wait' has no 'moves'", "one of value, factor"),
    "prior lacks a number": ("gsd: 1.5", "median: 1", 32, "has no 'gsd'", "add 'gsd: …'"),
    "prior has one too many": ("gsd: 1.5", "gsd: 1.5, sd: 2", 32, "unknown key 'sd'", "did you mean 'gsd'"),
    "prior number is text": ("gsd: 1.5", "gsd: wide", 32, "'gsd' is not a number", "ordinary number"),
    "prior without width": ("gsd: 1.5", "gsd: 1", 32, "prior that has no width", "mend"),
    "prior upside down": (
        "low: 1, mode: 1.5, high: 2",
        "low: 2, mode: 1.5, high: 1",
        42,
        "low end at or above",
        "mend",
    ),
    "prior of nothing": ("gsd: 1.5", "median: -1, gsd: 1.5", 32, "median above 0", "mend"),
    "prior unreasoned": ("  prior_reason: A guess.\n", "", 32, "prior without a reason", "'prior_reason'"),
    "reason without prior": (
        "  status: assumed\n\n",
        "  prior_reason: Why not.\n  status: assumed\n\n",
        25,
        "a prior it has not",
        "add",
    ),
    "logit of a ratio": (
        "moves: value, kind: triangular, low: 1, mode: 1.5, high: 2",
        "moves: logit, kind: normal, sd: 1",
        42,
        "the logit of a ratio",
        "use 'moves: factor'",
    ),
    "factor on a share": (
        "moves: logit, kind: normal, sd: 0.3",
        "moves: factor, kind: lognormal, gsd: 2",
        10,
        "the factor of a share",
        "'moves: logit'",
    ),
    "strength of days": (
        "moves: factor, kind: lognormal, gsd: 1.5",
        "moves: strength, kind: uniform, low: 0, high: 2",
        32,
        "a spread and a prior that moves its strength",
        "factor",
    ),
    "strength of a share": (
        "moves: logit, kind: normal, sd: 0.3",
        "moves: strength, kind: uniform, low: 0, high: 2",
        10,
        "the strength of a share",
        "only a ratio",
    ),
    "value with dates": (
        "moves: logit, kind: normal, sd: 0.3",
        "moves: value, kind: uniform, low: 0, high: 1",
        10,
        "more than one value",
        "'moves: factor'",
    ),
    "value of two dates": (
        "{2026-01-01: 1.5}",
        "{2026-01-01: 1.5, 2027-01-01: 1.6}",
        42,
        "more than one value",
        "factor",
    ),
    "value outside its prior": (
        "values: {2026-01-01: 1.5}",
        "values: {2026-01-01: 2.5}",
        42,
        "from 1 to 2, which excludes 2.5",
        "widen",
    ),
    "factor away from 1": (
        "moves: factor, kind: lognormal, gsd: 1.5",
        "moves: factor, kind: uniform, low: 2, high: 3",
        32,
        "from 2 to 3, which excludes 1",
        "widen",
    ),
    "logit away from 0": ("kind: normal, sd: 0.3", "kind: uniform, low: 0.5, high: 1", 10, "which excludes 0", "widen"),
    "spread of another kind": (
        "kind: histogram",
        "kind: histograms",
        31,
        "kind of spread we know",
        "did you mean 'histogram'",
    ),
    "spread lacks numbers": (", shares: [0.25, 0.75]", "", 31, "the spread of 'visits.wait' has no 'shares'", "add"),
    "spread has too many": (
        "shares: [0.25, 0.75]",
        "shares: [0.25, 0.75], days: 3",
        31,
        "unknown key 'days'",
        "known: edges",
    ),
    "spread of text": ("edges: [0, 10, 30]", "edges: [0, ten, 30]", 31, "an item of 'edges' is not a number", "number"),
    "spread does not sum": ("shares: [0.25, 0.75]", "shares: [0.25, 0.5]", 31, "sum to 0.75, not 1", "mend"),
    "spread falls": ("edges: [0, 10, 30]", "edges: [0, 40, 30]", 31, "rising edges", "mend"),
    "spread on a rate": (
        "dimension: days",
        "dimension: per_year",
        31,
        "per_year but has a spread",
        "only days and years",
    ),
    "spread with axes": (
        "dimension: days",
        "dimension: days\n  by: [colour]",
        31,
        "a spread and axes",
        "take out 'by'",
    ),
    "values and spread": (
        "  spread:",
        "  values: {2026-01-01: 3}\n  spread:",
        27,
        "both values and a spread",
        "or a spread",
    ),
    "neither": ("  values: {2026-01-01: 1.5}\n", "", 37, "neither values nor a spread", "give values by date"),
    "values empty": ("values: {2026-01-01: 1.5}", "values: 1.5", 41, "'values' does not hold keys", "key: value"),
    "class missing": (
        "red: 0.1, green: 0.2, blue: 0.3",
        "red: 0.1, blue: 0.3",
        8,
        "from 2026-01-01 has no value for green",
        "every colour",
    ),
    "class unknown": (
        "red: 0.1, green: 0.2, blue: 0.3",
        "red: 0.1, gren: 0.2, blue: 0.3, green: 1",
        8,
        "'gren', which is no colour",
        "did you mean 'green'",
    ),
    "class in a long table": (
        "      blue: [1, 2, 3]",
        "      blue: [1, 2, 3]\n      grey: [0, 1, 2]",
        25,
        "'grey', which is no colour",
        "'green'",
    ),
    "share above 1": (
        "green: 0.3,",
        "green: 1.3,",
        9,
        "from 2027-01-01 for green is 1.3; a share is at most 1",
        "mend",
    ),
    "negative rate": (
        "green: [0, 0.1, 0.2]",
        "green: [0, 0.1, -0.2]",
        23,
        "for green, 3 or more is -0.2; a per_year is at least 0",
        "mend",
    ),
    "too few bands": (
        "green: [0, 0.1, 0.2]",
        "green: [0, 0.1]",
        23,
        "for green has 2 values; 'years_since' has 3 classes",
        "0–1, 1–3 and 3 or more",
    ),
    "no list of bands": ("green: [0, 0.1, 0.2]", "green: 0.1", 23, "for green has no list", "list one value each"),
    "text for a number": (
        "blue: [1, 2, 3]",
        "blue: [1, two, 3]",
        24,
        "for blue, 1–3 is 'two', not a number",
        "ordinary number",
    ),
    "truth for a number": ("{2026-01-01: 1.5}", "{2026-01-01: true}", 41, "is True, not a number", "ordinary number"),
    "not finite": ("{2026-01-01: 1.5}", "{2026-01-01: .inf}", 41, "not a finite number", "ordinary number"),
    "beyond any number": ("{2026-01-01: 1.5}", "{2026-01-01: 1" + "0" * 400 + "}", 41, "too large", "ordinary number"),
    "classes without axes": ("{2026-01-01: 1.5}", "{2026-01-01: {red: 1}}", 41, "no axes for them", "say 'by: […]'"),
    "number without classes": (
        "2026-01-01: {red: 0.1, green: 0.2, blue: 0.3}",
        "2026-01-01: 0.1",
        8,
        "a value for each colour",
        "write {red: …",
    ),
    "not a date": ("2027-01-01: {red", "next year: {red", 9, "'next year', which is no date", "2026-01-01: 0.5"),
    "within a month": ("2027-01-01: {red", "2027-01-15: {red", 9, "within a month", "as 2027-01-01"),
    "dates out of order": ("2027-01-01: {red", "2025-01-01: {red", 9, "2025-01-01 after 2026-01-01", "in order"),
    "date twice": ("2027-01-01: {red", "2026-01-01: {red", 9, "duplicate key", "form"),
    "date twice in disguise": (
        "2027-01-01: {red",
        "'2026-01-01': {red",
        9,
        "has the key '2026-01-01' twice",
        "keep one",
    ),
    "prior reaches the impossible": (
        "title: Growth\n  what: Growth of visits.\n  dimension: ratio\n  values: {2026-01-01: 1.5}",
        "title: Growth\n  what: Growth of visits.\n  dimension: share\n  values: {2026-01-01: 1}",
        42,
        "what cannot be: an end is 2; a share is at most 1",
        "narrow",
    ),
    "broken YAML": ("title: Growth", "title: [Growth", 39, "is no YAML", "form"),
    "a tag": ("title: Growth", "title: !!set |", 38, "is no YAML", "form"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_said_with_its_line_and_remedy(name: str, tmp_path: Path) -> None:
    old, new, line, what, remedy = WRONG[name]
    _, problems = load(tmp_path, instead(old, new))
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where == f"parameters/visits.yaml:{line}", str(problems[0])
    assert what in problems[0].what
    assert remedy in problems[0].remedy


def test_all_problems_of_a_file_are_said_together(tmp_path: Path) -> None:
    text = instead("title: Wait", "titel: Wait").replace("green: 0.3,", "green: 1.3,").replace("gsd: 1.5", "gsd: 0")
    text = text.replace("by: [colour]", "by: [colour]\n  unit: per cent").replace(
        "values: {2026-01-01: 1.5}", "values: {}"
    )
    problems = Problems()
    load_parameters(write(tmp_path, text).parent, AXES, problems)
    with pytest.raises(ContentError) as caught:
        problems.raise_if_any()
    report = str(caught.value)
    assert caught.value.exit_code == 10
    for said in ("'titel'", "has no 'title'", "is 1.3", "has no width", "'unit'"):
        assert said in report
    lines = [int(problem.where.rpartition(":")[2]) for problem in caught.value.problems]
    assert lines == sorted(lines)


def test_one_id_in_two_files_names_both(tmp_path: Path) -> None:
    one = "a.x: {title: T, what: W., dimension: count, values: {2026-01-01: 1}, status: assumed}\n"
    write(tmp_path, one, "a.yaml")
    _, problems = load(tmp_path, "\n" + one, "b.yaml")
    assert [problem.where for problem in problems] == ["parameters/b.yaml:2", "parameters/b.yaml:2"]
    assert "'a.x' stands in b.yaml" in problems[0].what
    assert "declared twice" in problems[1].what and "the other is at parameters/a.yaml:1" in problems[1].remedy


def test_a_parameter_with_a_problem_can_still_be_named(tmp_path: Path) -> None:
    found, problems = load(tmp_path, instead("green: 0.3,", "green: 1.3,"))
    assert problems and "visits.share" in found


def test_files_given_one_by_one_are_read_in_order_of_name(tmp_path: Path) -> None:
    entry = "{title: T, what: W., dimension: count, values: {2026-01-01: 1}, status: assumed}"
    paths = [write(tmp_path, f"{area}.x: {entry}\n", f"{area}.yaml") for area in ("c", "a", "b")]
    problems = Problems()
    assert list(load_parameters(paths, AXES, problems)) == ["a.x", "b.x", "c.x"]
    assert not problems.found


@pytest.mark.parametrize("make", [True, False])
def test_a_folder_without_parameters_is_a_problem(make: bool, tmp_path: Path) -> None:
    folder = tmp_path / "parameters"
    if make:
        folder.mkdir()
    problems = Problems()
    assert load_parameters(folder, AXES, problems) == {}
    assert ("parameters:1", "holds no parameters") in [(problem.where, problem.what) for problem in problems.found]


def test_a_file_that_would_be_passed_over_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    _, problems = load(tmp_path, "a.x: 1", "more.yml")
    assert [(problem.where, problem.remedy) for problem in problems] == [("parameters/more.yml:1", "call it more.yaml")]


AXES_FILE = """\
colour: {title: Colour, classes: [red, green]}
month: {title: Month, classes: [1, 2, 3]}
years_since: {title: Years since, edges: [0, 1, 3.5]}
"""


def test_axes_are_classes_or_bands(tmp_path: Path) -> None:
    path = tmp_path / "axes.yaml"
    path.write_text(AXES_FILE)
    problems = Problems()
    axes = load_axes(path, problems)
    assert not problems.found
    assert axes["month"].classes == ("1", "2", "3") and axes["month"].edges == ()
    assert axes["years_since"] == Axis("years_since", "Years since", ("0–1", "1–3.5", "3.5 or more"), (0.0, 1.0, 3.5))


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("classes: [red, green]", "clases: [red, green]", 1, "unknown key 'clases'", "did you mean 'classes'"),
        ("classes: [red, green]", "classes: [red, red]", 1, "names a class twice", "once"),
        ("classes: [red, green]", "classes: [red, true]", 1, "an item of 'classes' is not text", "quotes"),
        ("edges: [0, 1, 3.5]", "edges: [0, 3, 1]", 3, "rising edges from 0", "[0, 1, 3, 5]"),
        ("edges: [0, 1, 3.5]", "edges: [1, 3]", 3, "rising edges from 0", "[0, 1, 3, 5]"),
        ("edges: [0, 1, 3.5]", "edges: [0, 1], classes: [a]", 3, "either classes or edges", "lower edges of bands"),
        (", edges: [0, 1, 3.5]", "", 3, "either classes or edges", "lower edges of bands"),
        ("title: Month, ", "", 2, "axis 'month' has no 'title'", "add 'title: …'"),
    ],
)
def test_a_wrong_axis(old: str, new: str, line: int, what: str, remedy: str, tmp_path: Path) -> None:
    path = tmp_path / "axes.yaml"
    path.write_text(AXES_FILE.replace(old, new))
    problems = Problems()
    load_axes(path, problems)
    assert problems.found[0].where.endswith(f"/axes.yaml:{line}")
    assert what in problems.found[0].what and remedy in problems.found[0].remedy


PIECES = st.sampled_from(
    [
        "a",
        ": ",
        "- ",
        "\n",
        "  ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&x ",
        "*x",
        "!!set ",
        "!!int ",
        "!!omap ",
        "!!bool ",
        "!!float ",
        "!t ",
        "? ",
        "|\n",
        ">",
        "'",
        '"',
        "#",
        "---\n",
        "<<: *x",
        "2026-99-99",
        ".nan",
        "0x",
        "~",
        "\t",
        "%YAML 1.1\n",
        "[" * 40,
    ]
)


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=12).map(lambda found: "".join(found).encode())))
def test_bytes_of_any_kind_are_read_or_complained_of(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    problems = Problems()
    assert (open_file(path, problems) is None) <= bool(problems.found)
    load_parameters([path], AXES, problems)
    load_axes(path, problems)
    assert all(problem.where.rpartition(":")[2].isdigit() and problem.remedy for problem in problems.found)


@pytest.mark.parametrize(
    "text", ["k: " + "[" * 3000, "k: !!omap", "k: !!bool maybe", "k: !!int 0x", "a: &x [*x]", "? [a]\n: b"]
)
def test_odd_yaml_is_no_traceback(text: str, tmp_path: Path) -> None:
    _, problems = load(tmp_path, text)
    assert problems and all(problem.where.startswith("parameters/visits.yaml:") for problem in problems)
