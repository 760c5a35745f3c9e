"""What countries said: how their positions are read, what held on a day, and how a malformed file is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.register_fixture import instead, line_of, told

from waystation.base.moment import parse_moment
from waystation.base.problems import Problem, Problems
from waystation.hubs.load_positions import load_positions
from waystation.hubs.position import APPROACHED, STANCES, Approached, Position, Positions, Scheme, Stance

IN_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
CLAIMS = {"lake-open": 1, "lake-willing": 2, "hill-never": 3}
GOOD = """\
# what the lake and the hill said
schemes:
  camp: {title: A camp, sender: Shoreland}
  school: {title: A school, sender: Shoreland}
positions:
  - country: Lake
    stance: willing
    approached: yes
    on: 2024-10-21
    speaker: Ann Weir
    office: Prime Minister
    scheme: camp
    asks: [boats, a bridge]
    offers: [ten places]
    sets_stance: true
    claims: [lake-willing, lake-open]
    note: the second time
  - country: Lake
    stance: open
    approached: no
    on: 2024-05
    speaker: Bo Reed
    office: President
    scheme: camp
    sets_stance: true
    claims: [lake-open]
  - country: Hill
    stance: never
    approached: unknown
    on: 2024-06-01
    speaker: Cy Moss
    office: Mayor
    scheme: camp
    sets_stance: true
    claims: [hill-never]
  - country: Hill
    stance: open
    approached: true
    on: 2024-07-01
    speaker: The Shore
    scheme: camp
    sets_stance: false
    claims: [hill-never]
"""


def load(folder: Path, text: str = GOOD) -> tuple[Positions, list[Problem]]:
    home = folder / "model"
    home.mkdir(exist_ok=True)
    (home / "positions.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    return load_positions(home / "positions.yaml", CLAIMS, problems), problems.found


# --- what a good file holds ---------------------------------------------------------------------------------------


@pytest.fixture
def positions(tmp_path: Path) -> Positions:
    """The good file."""
    found, problems = load(tmp_path)
    assert not problems
    return found


def test_positions_stand_in_order_of_day(positions: Positions) -> None:
    assert [held.on.text for held in positions.all] == ["2024-05", "2024-06-01", "2024-07-01", "2024-10-21"]
    assert positions.schemes["camp"] == Scheme("camp", "A camp", "Shoreland")
    assert positions.countries() == ("Hill", "Lake")
    last = positions.all[-1]
    assert (last.asks, last.offers, last.approached) == (("boats", "a bridge"), ("ten places",), "yes")
    assert last.where == f"model/positions.yaml:{line_of(GOOD, '- country: Lake')}"
    assert positions.all[2].approached == "yes"


def test_only_ones_own_office_holders_set_a_stance(positions: Positions) -> None:
    today = positions.today("camp")
    assert list(today) == ["Hill", "Lake"]
    assert {country: held.stance for country, held in today.items()} == {"Hill": "never", "Lake": "willing"}
    assert not positions.today("school")


def test_a_report_of_others_does_not_say_that_a_country_was_approached(positions: Positions) -> None:
    assert positions.approached("Hill", "camp") == "unknown"
    assert positions.approached("Lake", "camp") == "yes"
    assert positions.as_of(date(2024, 6, 1)).approached("Lake", "camp") == "no"
    assert positions.approached("Lake", "school") == "unknown"


def test_the_history_of_a_country_holds_what_stands_beside(positions: Positions) -> None:
    assert [held.stance for held in positions.history("Hill")] == ["never", "open"]
    assert [held.stance for held in positions.history("Lake", "camp")] == ["open", "willing"]
    assert not positions.history("Lake", "school") and not positions.history("Sea")


@pytest.mark.parametrize(
    ("day", "stances"),
    [
        (date(2024, 5, 30), {}),
        (date(2024, 5, 31), {"Lake": "open"}),
        (date(2024, 10, 20), {"Hill": "never", "Lake": "open"}),
        (date(2024, 10, 21), {"Hill": "never", "Lake": "willing"}),
    ],
)
def test_what_held_on_a_day(day: date, stances: dict[str, str], positions: Positions) -> None:
    then = positions.as_of(day)
    assert {country: held.stance for country, held in then.today("camp").items()} == stances


said = st.builds(
    lambda country, stance, approached, on, sets: position(country, stance, approached, on, sets=sets),
    st.sampled_from(["Hill", "Lake", "Sea"]),
    st.sampled_from(STANCES),
    st.sampled_from(APPROACHED),
    st.dates(date(2020, 1, 1), date(2025, 12, 31)),
    st.booleans(),
)


def position(country: str, stance: Stance, approached: Approached, on: date, *, sets: bool) -> Position:
    day = parse_moment(on.isoformat())
    return Position(country, "camp", stance, approached, day, "A", "B", (), (), sets, ("lake-open",))


@given(st.lists(said, max_size=12, unique_by=lambda held: (held.country, held.on.text)), st.dates(date(2019, 6, 1)))
def test_today_is_the_last_that_was_set(found: list[Position], day: date) -> None:
    then = Positions({}, tuple(sorted(found, key=lambda held: held.on.last))).as_of(day)
    assert all(held.on.last <= day for held in then.all)
    today = then.today("camp")
    assert set(today) == {held.country for held in found if held.sets_stance and held.on.last <= day}
    for country, held in today.items():
        assert held.sets_stance and held in then.history(country)
        assert not [other for other in then.history(country) if other.sets_stance and other.on.last > held.on.last]
        assert then.approached(country, "camp") in ("unknown", *(row.approached for row in then.history(country)))


# --- malformed files ----------------------------------------------------------------------------------------------

FIRST = "- country: Lake"
# name: (what stands there, what stands there instead, at which line it is told, what is wrong, what mends it)
WRONG = {
    "no schemes": ("schemes:\n  camp: {title: A camp, sender: Shoreland}\n  school: {title: A school, sender: "
                   "Shoreland}\n", "", "# what", "has no 'schemes'", "add 'schemes: …'"),
    "schemes in a list": ("  camp: {title: A camp, sender: Shoreland}\n  school: {title", "  - {title", "schemes",
                          "does not hold keys and values", "write it as {key: value}"),
    "scheme without sender": ("{title: A camp, sender: Shoreland}", "{title: A camp}", "camp", "scheme 'camp' has no "
                              "'sender'", "add 'sender: …'"),
    "scheme that is a word": ("school: {title: A school, sender: Shoreland}", "school: later", "school",
                              "scheme 'school' should hold keys", "give it title, sender"),
    "scheme left blank": ("school: {title: A school, sender: Shoreland}", "school:", "school",
                          "scheme 'school' should hold keys", "give it title, sender"),
    "unknown key of a scheme": ("{title: A camp, sender", "{title: A camp, colour: red, sender", "camp",
                                "unknown key 'colour'", "known: sender, title"),
    "positions that are text": (GOOD[GOOD.index("positions:"):], "positions: none\n", "positions",
                                "'positions' is not a list", "write it as [a, b]"),
    "another key": ("schemes:\n", "colour: red\nschemes:\n", "colour", "unknown key 'colour'", "known: positions"),
    "position that is a word": ("positions:\n", "positions:\n  - Lake\n", "- Lake", "should hold keys",
                                "give it country"),
    "no country": ("  - country: Lake\n    stance: willing", "  - stance: willing", "- stance", "has no 'country'",
                   "add 'country: …'"),
    "country left blank": ("country: Lake\n    stance: willing", "country:\n    stance: willing", "- country",
                           "'country' is left blank", "fill it in"),
    "stance that is none": ("stance: willing", "stance: wiling", "stance: wiling", "no stance we know: 'wiling'",
                            "did you mean 'willing'"),
    "no stance": ("    stance: willing\n", "", FIRST, "has no 'stance'", "write one of never, refuses"),
    "stance that is a truth": ("stance: willing", "stance: true", "stance: true", "'stance' is not text",
                               "write one of never"),
    "approached perhaps": ("approached: unknown", "approached: perhaps", "approached: perhaps",
                           "no answer we know: 'perhaps'", "known: no, unknown, yes"),
    "approached in a list": ("approached: unknown", "approached: [yes]", "approached: [", "no answer we know",
                             "did you mean 'yes'"),
    "approached in a mapping": ("approached: unknown", "approached: {a: 1}", "approached: {", "no answer we know",
                                "known: no, unknown, yes"),
    "approached once": ("approached: unknown", "approached: 1", "approached: 1", "no answer we know: '1'",
                        "known: no, unknown, yes"),
    "approached left blank": ("approached: unknown", "approached:", "approached:\n", "we know: 'nothing'", ""),
    "approached not told": ("    approached: unknown\n", "", "- country: Hill", "has no 'approached'",
                            "write yes, no or unknown"),
    "day that is none": ("on: 2024-06-01", "on: the first of June", "on: the", "is no date", "write it as 2025-10-21"),
    "day out of the month": ("on: 2024-06-01", "on: '2024-06-31'", "on: '2024", "is no date", "write it as 2025"),
    "day left blank": ("on: 2024-06-01", "on:", "on:\n", "'on' is left blank", "write it as 2025-10-21"),
    "no day": ("    on: 2024-06-01\n", "", "- country: Hill", "has no 'on'", "write the day it was said"),
    "days out of order": ("on: 2024-06-01", "on: 2024-07/2024-06", "on: 2024-07/", "ends before it begins",
                          "put the dates in order"),
    "no speaker": ("    speaker: Cy Moss\n", "", "- country: Hill", "has no 'speaker'", "add 'speaker: …'"),
    "stance set by someone without an office": ("    office: Mayor\n", "", "- country: Hill",
                                                "sets the stance, but its speaker has no office", "name the office"),
    "stance set by the press": ("sets_stance: false", "sets_stance: true", "- country: Hill\n    stance: open",
                                "its speaker has no office", "write sets_stance: false"),
    "sets a stance perhaps": ("sets_stance: false", "sets_stance: perhaps", "sets_stance: perhaps",
                              "'sets_stance' is neither true nor false", "write true or false"),
    "does not say whether it sets": ("    sets_stance: false\n", "", "- country: Hill\n    stance: open",
                                     "has no 'sets_stance'", "add 'sets_stance"),
    "scheme that is none": ("scheme: camp\n    asks", "scheme: campus\n    asks", "scheme: campus",
                            "no scheme we know: 'campus'", "did you mean 'camp'"),
    "asks for a thing, not a list": ("[boats, a bridge]", "boats", "asks", "'asks' is not a list", "write it as"),
    "offers a number": ("[ten places]", "[10]", "offers", "an item of 'offers' is not text", "put it in quotes"),
    "claims nothing": ("[lake-willing, lake-open]", "[]", FIRST, "rests on no claim", "name the claims"),
    "claims nothing at all": ("    claims: [lake-willing, lake-open]\n", "", FIRST, "has no 'claims'", "add 'claims"),
    "claim of nobody": ("[lake-willing, lake-open]", "[lake-willing, lake-opens]", "claims: [lake-willing",
                        "rests on 'lake-opens', which nobody claims", "did you mean 'lake-open'"),
    "unknown key": ("note: the second time", "notes: the second time", "notes", "unknown key 'notes'",
                    "did you mean 'note'"),
    "two stances on one day": ("on: 2024-05\n", "on: 2024-10-21\n", "- country: Lake\n    stance: open",
                               "is a second stance of Lake on camp on 2024-10-21", "let one of them stand beside"),
    "a tag": ("note: the second time", "note: !!python/object/apply:os.abort []", "note",
              "could not determine a constructor for the tag", "docs/how-to"),
    "broken YAML": ("[ten places]", "[ten places", "    sets_stance: true", "is no YAML", "docs/how-to"),
    "nesting without end": ("note: the second time", "note: " + "{a: " * 3000, None, "is no YAML", "deep nesting"),
    "key twice": ("note: the second time", "stance: open", "stance: open\n  - ", "found duplicate key", "docs/how-to"),
    "empty file": (GOOD, "", None, "should hold keys and values", "start with"),
    "a list": (GOOD, "- a\n", None, "should hold keys and values", "start with"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_file_is_refused_with_line_and_remedy(name: str, tmp_path: Path) -> None:
    old, new, at, what, remedy = WRONG[name]
    text = instead(GOOD, old, new)
    _, problems = load(tmp_path, text)
    assert told(problems), problems
    where = f"model/positions.yaml:{line_of(text, at) if at else ''}"
    assert [
        row
        for row in problems
        if (row.where == where if at else row.where.startswith(where)) and what in row.what and remedy in row.remedy
    ], problems


ALONE = (
    "no stance", "approached not told", "approached in a list", "day left blank", "no day", "scheme that is none",
    "claim of nobody", "two stances on one day",
)  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_one_fault_is_one_problem(name: str, tmp_path: Path) -> None:
    assert len(load(tmp_path, instead(GOOD, *WRONG[name][:2]))[1]) == 1


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD
    names = ("stance that is none", "approached perhaps", "claim of nobody", "scheme without sender", "unknown key")
    for name in names:
        text = instead(text, *WRONG[name][:2])
    _, problems = load(tmp_path, text)
    assert told(problems) and len(problems) == len(names)


def test_a_file_that_there_is_not(tmp_path: Path) -> None:
    problems = Problems()
    found = load_positions(tmp_path / "positions.yaml", CLAIMS, problems)
    assert found == Positions({}, ()) and told(problems.found)
    assert "cannot be read" in problems.found[0].what


@given(st.data())
@IN_ONE_FOLDER
def test_a_spoilt_file_is_told_or_good_but_never_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    """Characters taken out, put in or doubled anywhere."""
    start = data.draw(st.integers(0, len(GOOD) - 1))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    new = data.draw(st.text(alphabet="{}[]:,-#&*!|>'\"%@`?\n\t ~ab0\u00e9\0", max_size=6))
    _, problems = load(tmp_path, GOOD[:start] + new + GOOD[end:])
    assert not problems or told(problems)


LINES = GOOD.splitlines(keepends=True)
NEEDED = [
    number
    for number, line in enumerate(LINES)
    if line.strip().partition(":")[0] in {"stance", "approached", "on", "speaker", "scheme", "sets_stance", "claims"}
]


@pytest.mark.parametrize("number", NEEDED)
def test_a_line_that_is_needed_is_missed(number: int, tmp_path: Path) -> None:
    _, problems = load(tmp_path, "".join(LINES[:number] + LINES[number + 1 :]))
    assert told(problems)
    key = LINES[number].strip().partition(":")[0]
    assert any(f"has no {key!r}" in row.what for row in problems)


@given(st.sampled_from(NEEDED), st.sampled_from(["", "[[]]", "{a: {b: 1}}", "-1.5", "!!set {a}", "&x [1]", "''"]))
@IN_ONE_FOLDER
def test_a_value_of_another_type_is_refused(tmp_path: Path, number: int, new: str) -> None:
    head = LINES[number].partition(":")[0]
    _, problems = load(tmp_path, "".join([*LINES[:number], f"{head}: {new}\n", *LINES[number + 1 :]]))
    assert told(problems)
