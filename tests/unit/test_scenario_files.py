"""Levers, scenarios and settings are read; whatever is wrong is said with its line and a remedy."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.days import Calendar
from waystation.base.problems import Problem, Problems, ScenarioError
from waystation.base.units import DIMENSIONS
from waystation.parameters.axis import Axis
from waystation.parameters.book import Change, make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.parameters.spread import Spread
from waystation.scenario.lever import Lever
from waystation.scenario.load import load_levers, load_scenarios, parse_setting
from waystation.scenario.scenario import Scenario, inherited

CALENDAR = Calendar(date(2026, 1, 1), date(2036, 3, 31))
START = date(2026, 1, 1)


def parameter(id: str, dimension: str, *values: float, by: tuple[str, ...] = ()) -> Parameter:
    tables = tuple(
        (date(2026 + year, 1, 1), np.array([value, value / 2] if by else value)) for year, value in enumerate(values)
    )
    return Parameter(id, "Title", "What.", DIMENSIONS[dimension], "assumed", "", by=by, values=tables)


SPREAD = Spread("fixed", (("days", (10.0,)),))
BOOK = make_book(
    {
        found.id: found
        for found in (
            parameter("court.sittings", "per_day", 10, 40),
            parameter("court.seats", "count", 5),
            parameter("court.won", "share", 0.6, by=("colour",)),
            parameter("flow.growth", "ratio", 1),
            Parameter("court.wait", "Wait", "Days.", DIMENSIONS["days"], "assumed", "", spread=SPREAD),
        )
    },
    {"colour": Axis("colour", "Colour", ("red", "dark green"))},
)
LEVERS = {
    "court.sittings": Lever("court.sittings", "Sittings", 0, 100, "Money."),
    "court.wait": Lever("court.wait", "Wait", 1, 30, "Rules."),
}
GOOD = """\
id: faster
title: Faster
question: What would more sittings change?
parent: baseline
agreements: [somewhere]
levers:
  - {set: court.sittings, times: 2, since: 2027-01-01}
  - {set: court.wait, to: 5}
assumes:
  - {set: court.won, to: 0.5, only: dark green}
note: A note.
"""
BASELINE = "id: baseline\ntitle: Baseline\nquestion: What if nothing changes?\n"


def write(folder: Path, texts: dict[str, str]) -> list[Path]:
    (folder / "scenarios").mkdir(exist_ok=True)
    paths = [folder / "scenarios" / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def load(folder: Path, texts: dict[str, str]) -> tuple[dict[str, Scenario], list[Problem]]:
    problems = Problems()
    found = load_scenarios(
        write(folder, texts),
        levers=LEVERS,
        book=BOOK,
        agreements={"somewhere", "elsewhere"},
        calendar=CALENDAR,
        problems=problems,
    )
    return found, problems.found


def instead(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} should stand in the good file once"
    return GOOD.replace(old, new)


def test_a_good_file_becomes_a_scenario(tmp_path: Path) -> None:
    found, problems = load(tmp_path, {"baseline": BASELINE, "faster": GOOD})
    assert not problems
    assert found["baseline"].parent is None and found["baseline"].changes == ()
    faster = found["faster"]
    assert (faster.parent, faster.agreements, faster.where) == ("baseline", ("somewhere",), "scenarios/faster.yaml:1")
    assert faster.changes == (
        Change("court.sittings", 2.0, times=True, since=date(2027, 1, 1)),
        Change("court.wait", 5.0),
        Change("court.won", 0.5, only="dark green"),
    )


WRONG = {
    "unknown key": ("note: A note.", "notes: A note.", 11, "unknown key 'notes'", "did you mean 'note'"),
    "missing key": ("title: Faster\n", "", 1, "has no 'title'", "add 'title: …'"),
    "another id": ("id: faster", "id: slower", 1, "says its id is 'slower'", "called faster.yaml"),
    "no question": ("change?", "change.", 3, "asks no question", "question mark"),
    "unknown parent": (
        "parent: baseline",
        "parent: basline",
        4,
        "no scenario called 'basline'",
        "did you mean 'baseline'",
    ),
    "blank parent": ("parent: baseline", "parent:", 4, "'parent' is left blank", "take out 'parent'"),
    "unknown agreement": ("[somewhere]", "[somwhere]", 5, "no agreement called 'somwhere'", "did you mean 'somewhere'"),
    "agreements no list": ("[somewhere]", "somewhere", 5, "'agreements' is not a list", "[a, b]"),
    "lever misspelt": (
        "set: court.sittings",
        "set: court.sitings",
        7,
        "no lever called 'court.sitings'",
        "'court.sittings'",
    ),
    "uncertainty as lever": (
        "set: court.wait",
        "set: flow.growth",
        8,
        "no lever called 'flow.growth'",
        "put it under 'assumes'",
    ),
    "lever as uncertainty": (
        "set: court.won, to: 0.5, only: dark green",
        "set: court.wait, to: 5",
        10,
        "is a lever",
        "under 'levers'",
    ),
    "unknown uncertainty": ("set: court.won", "set: court.wno", 10, "no parameter called 'court.wno'", "'court.won'"),
    "above the lever": ("times: 2,", "times: 3,", 7, "times 3 is 120, outside the lever", "from 0 to 100"),
    "below the lever": ("to: 5}", "to: 0.5}", 8, "'court.wait' is 0.5, outside the lever", "from 1 to 30"),
    "a spread above the lever": ("to: 5}", "times: 4}", 8, "times 4 is 40, outside the lever", "from 1 to 30"),
    "impossible": ("to: 0.5", "to: 1.5", 10, "'court.won' is 1.5; a share is at most 1", "a value that can be"),
    "impossible by factor": (
        "to: 0.5, only: dark green",
        "times: 2",
        10,
        "times 2 for red is 1.2; a share is at most 1",
        "can be",
    ),
    "negative factor": ("times: 2,", "times: -2,", 7, "times -2 is -80; a per_day is at least 0", "can be"),
    "unknown class": ("only: dark green", "only: green", 10, "'green' is no colour", "did you mean 'dark green'"),
    "class of no axis": ("to: 5}", "to: 5, only: red}", 8, "'court.wait' has none", "take out the class"),
    "before the start": ("2027-01-01", "2025-01-01", 7, "outside the years simulated", "from 2026-01-01 to 2036-03-31"),
    "after the end": ("2027-01-01", "2036-04-01", 7, "outside the years simulated", "from 2026-01-01 to 2036-03-31"),
    "within a month": ("2027-01-01", "2027-01-15", 7, "2027-01-15 lies within a month", "as 2027-01-01"),
    "no date": ("2027-01-01", "next year", 7, "'since' is not a date", "as 2027-01-01"),
    "a date for a spread": ("to: 5}", "to: 5, since: 2027-01-01}", 8, "holds for the whole time", "take out the date"),
    "both": ("to: 5}", "to: 5, times: 2}", 8, "both 'to' and 'times'", "exactly one"),
    "neither": (", to: 5}", "}", 8, "neither 'to' nor 'times'", "exactly one"),
    "value is text": ("to: 5}", "to: five}", 8, "'to' is not a number", "ordinary number"),
    "unknown key of a setting": (
        "to: 5}",
        "to: 5, form: 2}",
        8,
        "unknown key 'form'",
        "known: only, set, since, times, to",
    ),
    "setting names nothing": ("set: court.wait, ", "", 8, "has no 'set'", "name a parameter"),
    "setting is text": ("{set: court.wait, to: 5}", "court.wait", 8, "should hold keys and values", "give it set, to"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_said_with_its_line_and_remedy(name: str, tmp_path: Path) -> None:
    old, new, line, what, remedy = WRONG[name]
    _, problems = load(tmp_path, {"baseline": BASELINE, "faster": instead(old, new)})
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where == f"scenarios/faster.yaml:{line}", str(problems[0])
    assert what in problems[0].what
    assert remedy in problems[0].remedy


def test_all_problems_of_a_file_are_said_together(tmp_path: Path) -> None:
    text = (
        instead("times: 2,", "times: 3,")
        .replace("to: 5", "too: 5")
        .replace("change?", "change")
        .replace("only", "olny")
    )
    _, problems = load(tmp_path, {"baseline": BASELINE, "faster": text})
    assert sorted({int(problem.where.rpartition(":")[2]) for problem in problems}) == [3, 7, 8, 10]


@pytest.mark.parametrize(
    ("since", "wrong"), [(", since: 2027-01-01", False), (", since: 2026-12-01", True), ("", True)]
)
def test_a_factor_is_tried_on_the_values_in_force_from_its_date(since: str, wrong: bool, tmp_path: Path) -> None:
    """Sittings are 10 in 2026 and 40 from 2027, so a factor of 0.5 goes below 10 only if it touches 2026."""
    paths = write(tmp_path, {"faster": instead("times: 2, since: 2027-01-01", f"times: 0.5{since}")})
    problems = Problems()
    levers = LEVERS | {"court.sittings": Lever("court.sittings", "Sittings", 10, 100, "Money.")}
    load_scenarios(paths, levers=levers, book=BOOK, agreements=["somewhere"], calendar=CALENDAR, problems=problems)
    said = [problem.what for problem in problems.found if "sittings" in problem.what]
    assert said == (["'court.sittings' times 0.5 is 5, outside the lever"] if wrong else [])


def test_a_factor_is_tried_only_on_its_class(tmp_path: Path) -> None:
    """Twice 0.6 (red) cannot be a share; twice 0.3 (dark green) can."""
    text = instead("to: 0.5, only: dark green", "times: 2, only: dark green")
    assert load(tmp_path, {"baseline": BASELINE, "faster": text})[1] == []


def test_parents_that_go_round_are_printed_as_a_ring(tmp_path: Path) -> None:
    texts = {
        name: f"id: {name}\ntitle: T\nquestion: Q?\nparent: {parent}\n" for name, parent in ("ab", "bc", "ca", "da")
    }
    found, problems = load(tmp_path, texts)
    assert [str(problem) for problem in problems] == [
        "scenarios/a.yaml:4  its parents go round: a → b → c → a: let one of them have no parent, or another one"
    ]
    for name in "abcd":
        with pytest.raises(ScenarioError, match="forebear"):
            inherited(found, name)


def test_its_own_parent(tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"baseline": BASELINE + "parent: baseline\n"})
    assert "baseline → baseline" in problems[0].what


def test_two_files_of_one_name(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    paths = [*write(tmp_path / "one", {"baseline": BASELINE}), *write(tmp_path / "two", {"baseline": BASELINE})]
    problems = Problems()
    load_scenarios(paths, levers=LEVERS, book=BOOK, agreements=(), calendar=CALENDAR, problems=problems)
    assert len(problems.found) == 1 and "second scenario called 'baseline'" in problems.found[0].what


def test_a_child_comes_after_its_parents() -> None:
    first, second, third = Change("x", 1.0), Change("y", 2.0), Change("x", 3.0)
    scenarios = {
        "root": Scenario("root", "Root", "Q?", None, ("p", "q"), (first,)),
        "mid": Scenario("mid", "Mid", "Q?", "root", ("q", "r"), (second,)),
        "leaf": Scenario("leaf", "Leaf", "Q?", "mid", ("p", "s"), (third,), note="mine"),
    }
    leaf = inherited(scenarios, "leaf")
    assert leaf.changes == (first, second, third)
    assert leaf.agreements == ("p", "q", "r", "s")
    assert (leaf.id, leaf.parent, leaf.note) == ("leaf", "mid", "mine")
    assert inherited(scenarios, "root") == scenarios["root"]


def test_a_scenario_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(ScenarioError, match="no scenario called 'bas'.*did you mean 'base'") as caught:
        inherited({"base": Scenario("base", "Base", "Q?")}, "bas")
    assert caught.value.exit_code == 11


LEVER_FILE = """\
court.sittings: {title: Sittings, low: 0, high: 100, why: Money.}
court.won: {title: Won, low: 0, high: 1, why: Law.}
"""


def load_lever_file(folder: Path, text: str) -> tuple[dict[str, Lever], list[Problem]]:
    path = folder / "levers.yaml"
    path.write_text(text)
    problems = Problems()
    return load_levers(path, BOOK, problems), problems.found


def test_levers_have_a_range(tmp_path: Path) -> None:
    levers, problems = load_lever_file(tmp_path, LEVER_FILE)
    assert not problems
    assert levers["court.sittings"] == Lever("court.sittings", "Sittings", 0.0, 100.0, "Money.")


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("court.won:", "court.wom:", 2, "no parameter called 'court.wom'", "did you mean 'court.won'"),
        ("low: 0, high: 100", "low: 200, high: 100", 1, "from 200 down to 100", "let low be lower"),
        ("high: 1,", "high: 2,", 2, "the high end of 'court.won' is 2; a share is at most 1", "mend the range"),
        (", why: Law.", "", 2, "lever 'court.won' has no 'why'", "add 'why: …'"),
        ("low: 0, high: 1,", "low: no, high: 1,", 2, "'low' is not a number", "ordinary number"),
        ("title: Won", "titel: W, title: Won", 2, "unknown key 'titel'", "did you mean 'title'"),
    ],
)
def test_a_wrong_lever(old: str, new: str, line: int, what: str, remedy: str, tmp_path: Path) -> None:
    _, problems = load_lever_file(tmp_path, LEVER_FILE.replace(old, new))
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].where.endswith(f"/levers.yaml:{line}")
    assert what in problems[0].what and remedy in problems[0].remedy


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("court.sittings=40", Change("court.sittings", 40.0)),
        ("court.sittings=*1.5", Change("court.sittings", 1.5, times=True)),
        ("court.won@dark green=0.1", Change("court.won", 0.1, only="dark green")),
        ("court.sittings=40@2027-01-01", Change("court.sittings", 40.0, since=date(2027, 1, 1))),
        ("court.won@red=*0.5@2030-07-01", Change("court.won", 0.5, True, date(2030, 7, 1), "red")),
        (" court.wait = 5 ", Change("court.wait", 5.0)),
        ("flow.growth=-1", Change("flow.growth", -1.0)),
    ],
)
def test_a_setting_on_the_command_line(text: str, change: Change) -> None:
    assert parse_setting(text, BOOK) == change


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("court.sitings=40", "no parameter called 'court.sitings': did you mean 'court.sittings'"),
        ("court.sittings", "sets nothing: write it as id=40"),
        ("court.sittings=", "sets nothing: write it as id=40"),
        ("court.sittings=many", "'many' in 'court.sittings=many' is no number"),
        ("court.won=40%", "a share as 0.4, not 40%"),
        ("court.sittings=nan", "is no number"),
        ("court.sittings=*inf", "is no number"),
        ("court.won=1.2", "is 1.2; a share is at most 1"),
        ("court.won=*2", "times 2 for red is 1.2; a share is at most 1"),
        ("court.sittings=-1", "is -1; a per_day is at least 0"),
        ("court.won@green=0.1", "'green' is no colour: did you mean 'dark green'"),
        ("court.sittings@red=1", "'court.sittings' has none"),
        ("court.sittings=1@soon", "'soon' in 'court.sittings=1@soon' is no date: write it as 2027-01-01"),
        ("court.sittings=1@2027-01-02", "lies within a month: begin on the first of a month, as 2027-01-01"),
        ("court.wait=1@2027-01-01", "holds for the whole time"),
        ("", "sets nothing"),
    ],
)
def test_a_wrong_setting(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_setting(text, BOOK)
    assert message in str(caught.value) and caught.value.exit_code == 11


@given(st.text(max_size=30) | st.from_regex(r"court\.(won|wait)(@red)?=\*?.{0,6}(@.{0,10})?"))
def test_any_text_is_a_setting_or_a_scenario_error(text: str) -> None:
    try:
        assert parse_setting(text, BOOK).id in BOOK
    except ScenarioError as error:
        assert str(error)


def test_a_setting_does_what_it_says() -> None:
    book = BOOK.changed((parse_setting("court.won@red=*0.5@2027-01-01", BOOK),))
    values = Values(book, Draw(()))
    np.testing.assert_allclose(values.table("court.won", START), [0.6, 0.3])
    np.testing.assert_allclose(values.table("court.won", date(2027, 1, 1)), [0.3, 0.3])
