"""Units, days, English, problems and files: what nothing else could do without."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.days import Calendar, month_start, next_month
from waystation.base.english import join, percent, plural, rounded, signed
from waystation.base.files import canonical_json, read_yaml, sha256
from waystation.base.forms import open_file
from waystation.base.problems import (
    CheckError,
    ContentError,
    Problems,
    RecordError,
    ResultsError,
    ScenarioError,
    UsageError,
    WaystationError,
    did_you_mean,
)
from waystation.base.units import DIMENSIONS

DATES = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DATES, st.integers(0, 1500))
def test_the_months_of_a_calendar_cover_its_days_once(start: date, length: int) -> None:
    calendar = Calendar(start, start + timedelta(days=length))
    assert calendar.days == length + 1 == len(calendar.month_of_day)
    assert sum(map(calendar.length, range(len(calendar.months)))) == calendar.days
    assert calendar.month_of_day[0] == 0 and calendar.month_of_day[-1] == len(calendar.months) - 1
    for month in range(len(calendar.months)):
        assert calendar.month_of_day[calendar.first_day(month)] == month


@given(DATES, DATES)
def test_a_day_and_its_date_are_the_same(start: date, when: date) -> None:
    calendar = Calendar(start, start + timedelta(days=1))
    assert calendar.date(calendar.day(when)) == when


@given(DATES)
def test_the_next_month_begins_where_this_one_ends(when: date) -> None:
    assert month_start(when) <= when < next_month(when)
    assert (next_month(when) - timedelta(days=1)).month == when.month
    assert next_month(when).day == 1


def test_a_calendar_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before the start"):
        Calendar(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("share", 1.0, None),
        ("share", 1.01, "is 1.01; a share is at most 1"),
        ("share", -0.5, "is -0.5; a share is at least 0"),
        ("count", -1, "is -1; a count is at least 0"),
        ("ratio", -1, None),
        ("gbp", -1e9, None),
    ],
)
def test_a_dimension_knows_what_it_may_be(name: str, value: float, complaint: str | None) -> None:
    assert DIMENSIONS[name].complaint(value) == complaint


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_in_english(words: list[str], said: str) -> None:
    assert join(words) == said


def test_one_and_many() -> None:
    assert [plural(1, "case"), plural(2, "case"), plural(0, "case")] == ["1 case", "2 cases", "0 cases"]
    assert plural(12345, "person", "people") == "12,345 people"


@pytest.mark.parametrize(
    ("value", "spread", "said"),
    [
        (12345, None, "12,300"),
        (0.012345, None, "0.0123"),
        (0, None, "0"),
        (float("nan"), None, "–"),
        (float("inf"), None, "–"),
        (1234, 560, "1,230"),
        (1234, 5600, "1,200"),
        (49, 5600, "0"),
        (-1234, 560, "-1,230"),
        (2.0, 0.31, "2"),
        (2.047, 0.31, "2.05"),
    ],
)
def test_no_more_figures_than_the_spread_bears(value: float, spread: float | None, said: str) -> None:
    assert rounded(value, spread) == said


def test_signs_and_shares() -> None:
    assert [signed("12"), signed("-12"), signed("0")] == ["+12", "−12", "0"]
    assert [percent(0.5), percent(0.034), percent(0)] == ["50%", "3.4%", "0%"]


def test_problems_are_said_once_and_in_order() -> None:
    problems = Problems()
    for where in ("b.yaml:2", "a.yaml:10", "a.yaml:9", "a.yaml:9"):
        problems.add(where, "is wrong", "mend it")
    with pytest.raises(ContentError) as caught:
        problems.raise_if_any()
    assert str(caught.value).splitlines() == [
        "3 problems in the model",
        "  a.yaml:9  is wrong: mend it",
        "  a.yaml:10  is wrong: mend it",
        "  b.yaml:2  is wrong: mend it",
    ]


def test_no_problem_raises_nothing() -> None:
    problems = Problems()
    problems.raise_if_any()
    assert problems.found == []


def test_every_error_has_its_exit_code() -> None:
    kinds = (UsageError, ContentError, ScenarioError, ResultsError, CheckError, RecordError)
    assert [kind.exit_code for kind in kinds] == [2, 10, 11, 12, 13, 14]
    assert all(issubclass(kind, WaystationError) for kind in kinds)
    assert str(ScenarioError("no such thing")) == "no such thing"


def test_near_names_are_offered() -> None:
    assert did_you_mean("agee", ["age", "size"]) == "did you mean 'age'?"
    assert did_you_mean("zzz", ["b", "a"]) == "known: a, b"
    assert did_you_mean("zzz", []) == ""
    assert did_you_mean("zzz", [f"n{index}" for index in range(20)]) == ""


YAML_TEXT = """\
# a comment
top: 1

nested:
  inner: [a, b]
  list:
    - x
    - {k: true}
when: 2026-01-01
"""


def test_a_document_knows_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(YAML_TEXT)
    document = read_yaml(path, Problems())
    assert document is not None
    assert document.content == {
        "top": 1,
        "nested": {"inner": ["a", "b"], "list": ["x", {"k": True}]},
        "when": date(2026, 1, 1),
    }
    assert document.at("top") == "file.yaml:2"
    assert document.at("nested", "inner", 1) == "file.yaml:5"
    assert document.at("nested", "list", 1, "k") == "file.yaml:8"
    assert document.at("nested", "list", 1, "missing") == "file.yaml:8"
    assert document.at("missing") == "file.yaml:1"


@pytest.mark.parametrize(
    ("content", "line", "what", "remedy"),
    [
        (b"a: [1\nb: 2\n", 2, "is no YAML", "form"),
        (b"a: 1\na: 2\n", 2, "duplicate key", "form"),
        (b"- 1\n- 2\n", 1, "should hold keys and values", "key: value"),
        (b"", 1, "should hold keys and values", "key: value"),
        (b"a: \xff\xfe\n", 1, "is not text in UTF-8", "save it as UTF-8"),
        (b"a: 1\nb: [2, .nan]\n", 2, "is not a finite number", "ordinary number"),
        (b"a: 1\nb: 1e999\n", 2, "is not a finite number", "ordinary number"),
        (b"a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n  d: 3\n", 3, "takes keys from elsewhere", "form"),
        (b"a: 1\nb: !t x\n", 2, "could not determine a constructor for the tag '!t'", "form"),
        (b"a: 1\tb: 2\x00", 1, "is no YAML", "form"),
    ],
)
def test_a_file_that_cannot_be_read(content: bytes, line: int, what: str, remedy: str, tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(content)
    problems = Problems()
    assert read_yaml(path, problems) is None
    (problem,) = problems.found
    assert problem.where == f"file.yaml:{line}" and what in problem.what and remedy in problem.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    problems = Problems()
    assert read_yaml(tmp_path / "none.yaml", problems, "scenarios/none.yaml") is None
    assert problems.found[0].where == "scenarios/none.yaml:1"
    assert "cannot be read" in problems.found[0].what and "a file that exists" in problems.found[0].remedy


@given(st.binary(max_size=80))
def test_bytes_of_any_kind_never_give_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(content)
    problems = Problems()
    assert (open_file(path, problems) is None) <= bool(problems.found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_canonical_json_does_not_depend_on_order(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert sha256(canonical_json(turned).encode("utf-8", "surrogatepass")) == sha256(
        canonical_json(value).encode("utf-8", "surrogatepass")
    )


def test_canonical_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": float("nan")})


def test_the_hash_is_the_published_one() -> None:
    assert sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" == sha256(b"abc")
