"""Rules: what is parsed can be said and tried, case by case and column by column, with the same answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.problems import UsageError
from waystation.rules.expr import (
    All,
    Compare,
    Expr,
    Fact,
    Is,
    Not,
    OneOf,
    Some,
    Tally,
    facts_used,
    is_moving,
    parts,
    tallies,
)
from waystation.rules.holds import Column, Value, column, holds, trace
from waystation.rules.parse import RuleError, parse
from waystation.rules.say import say

FACTS = {
    fact.name: fact
    for fact in (
        Fact("age", "age", "number"),
        Fact("size", "size", "number"),
        Fact("colour", "colour", "category", ("red", "dark green", "blue")),
        Fact("tall", "is tall", "truth", unless="is not tall"),
        Fact("frail", "is frail", "truth"),
        Fact("warned", "was warned", "flag"),
    )
}
COLOURS = FACTS["colour"].classes
TRUTHS = ("tall", "frail")
NUMBERS = st.integers(-5, 5).map(float) | st.sampled_from([0.5, -2.25, 1e6])
OPERATORS = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))


def joined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return inner.map(Not) | several.map(All) | several.map(Some)


LEAVES: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from(TRUTHS).map(Is),
    st.builds(Compare, st.sampled_from(("age", "size")), OPERATORS, NUMBERS),
    st.builds(
        OneOf, st.just("colour"), st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3, unique=True).map(tuple)
    ),
)
EXPRESSIONS = st.recursive(LEAVES, joined, max_leaves=8)
CASES = st.fixed_dictionaries(
    {"age": NUMBERS, "size": NUMBERS, "colour": st.sampled_from(COLOURS), "tall": st.booleans(), "frail": st.booleans()}
)


def written(expr: Expr) -> str:
    """The expression as someone would write it."""
    match expr:
        case Is(fact):
            return fact
        case Compare(Tally(of, stage), how, value):
            return f"{of}({stage}) {how} {value!r}"
        case Compare(fact, how, value):
            return f"{fact} {how} {value!r}"
        case OneOf(fact, classes):
            return f"{fact} in {list(classes)!r}"
        case Not(inner):
            return f"not ({written(inner)})"
        case All(inside):
            return " and ".join(f"({written(part)})" for part in inside)
        case Some(inside):
            return " or ".join(f"({written(part)})" for part in inside)


@given(EXPRESSIONS)
def test_what_is_written_is_parsed_back(expr: Expr) -> None:
    assert parse(written(expr), FACTS) == expr


@given(EXPRESSIONS, st.lists(CASES, min_size=1, max_size=6))
def test_a_column_answers_as_case_by_case(expr: Expr, cases: list[dict[str, Value]]) -> None:
    columns: dict[str, Column] = {name: np.array([case[name] for case in cases]) for name in ("age", "size", *TRUTHS)}
    columns["colour"] = np.array([COLOURS.index(str(case["colour"])) for case in cases], dtype=np.int16)
    assert column(expr, columns, FACTS).tolist() == [holds(expr, case) for case in cases]


@given(EXPRESSIONS, CASES)
def test_the_trace_gives_the_verdict_and_its_reasons(expr: Expr, case: dict[str, Value]) -> None:
    verdict = trace(expr, case, FACTS)
    assert verdict.holds == holds(expr, case)
    match expr:
        case Not():
            assert verdict.holds is not verdict.because[0].holds
        case All():
            assert verdict.holds is all(part.holds for part in verdict.because)
        case Some():
            assert verdict.holds is any(part.holds for part in verdict.because)
        case _:
            assert verdict.because == ()


@given(EXPRESSIONS, CASES)
def test_not_turns_the_answer_round(expr: Expr, case: dict[str, Value]) -> None:
    assert holds(Not(expr), case) is not holds(expr, case)


@given(EXPRESSIONS)
def test_every_class_and_number_is_said(expr: Expr) -> None:
    text = say(expr, FACTS)
    for part in parts(expr):
        match part:
            case OneOf(_, classes):
                assert all(name in text for name in classes)
            case Compare(fact, _, value):
                assert f"{value:g}" in text and str(fact) in text


@given(st.text(max_size=40) | st.text("agecolurtin <>=!()[]'\"0123456789.,not", max_size=30))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    try:
        assert facts_used(parse(text, FACTS)) <= set(FACTS)
    except RuleError as error:
        assert error.what and error.remedy


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').system('true') > 0",
        "exec('1')",
        "(lambda: tall)()",
        "[tall for tall in (1,)]",
        "age.__class__",
        "colour['red']",
        "tall if frail else warned",
        "(x := 1) > 0",
        "f'{age}'",
        "age + 1 > 2",
        "1 < age < 3",
        "age > size",
        "age > 'old'",
        "age > True",
        "age in [1, 2]",
        "age is 1",
        "tall == True",
        "tall > 1",
        "age",
        "colour",
        "colour > red",
        "colour in []",
        "colour in red",
        "colour == [red]",
        "since(a, b) > 1",
        "since('a') > 1",
        "later(a) > 1",
        "since(a)",
        "tall and",
        "tall; frail",
        "tall\nfrail",
        "",
        "'text'",
        "True",
        "\x00",
    ],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text, FACTS)


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("agee >= 18", "no fact called 'agee'", "did you mean 'age'?"),
        ("tal and frail", "no fact called 'tal'", "did you mean 'tall'?"),
        ("colour == blu", "'colour' knows no class 'blu'", "did you mean 'blue'?"),
        ("age", "'age' is a number", "compare it with a value"),
        ("tall == 1", "'tall' holds or does not hold", "write 'tall' or 'not tall'"),
        ("colour > red", "'colour' is compared by == != or in", "write 'colour in [...]'"),
    ],
)
def test_a_refusal_says_what_would_mend_it(text: str, what: str, remedy: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, FACTS)
    assert what in caught.value.what and caught.value.remedy == remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age >= 18", "age is at least 18"),
        ("not tall", "is not tall"),
        ("not frail", "it is not the case that the case is frail"),
        ("colour in [red, blue]", "colour is one of red or blue"),
        ("colour != 'dark green'", "colour is not dark green"),
        ("tall and (age < 3 or frail)", "is tall and (age is less than 3 or is frail)"),
        ("visits(court) > 1", "visits of 'court': more than 1"),
        ("since(court) >= 30", "days since first entering 'court': at least 30"),
    ],
)
def test_a_rule_in_english(text: str, said: str) -> None:
    assert say(parse(text, FACTS), FACTS) == said


def test_what_moves_is_known_to_move() -> None:
    assert not is_moving(parse("tall and age > 3", FACTS), FACTS)
    assert is_moving(parse("tall and warned", FACTS), FACTS)
    visited = parse("not (visits(court) > 1)", FACTS)
    assert is_moving(visited, FACTS) and tallies(visited) == {Tally("visits", "court")}
    assert holds(visited, {}, lambda tally: 1) and not holds(visited, {}, lambda tally: 2)


def test_a_column_cannot_answer_what_moves() -> None:
    for text in ("warned", "since(court) > 3"):
        with pytest.raises(KeyError):
            column(parse(text, FACTS), {}, FACTS)


def test_a_fact_that_was_not_given_is_asked_for() -> None:
    with pytest.raises(UsageError, match="depends on 'tall'.*add tall="):
        trace(parse("age > 3 and tall", FACTS), {"age": 5.0}, FACTS)
