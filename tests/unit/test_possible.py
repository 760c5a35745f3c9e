"""Whether anybody could satisfy some rules: agrees with trying every case of a grid much finer than the rules."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.rules.expr import All, Compare, Expr, Fact, Is, Not, OneOf, Some, Tally
from waystation.rules.holds import holds
from waystation.rules.parse import parse
from waystation.rules.possible import describe, somebody

COLOURS = ("red", "green", "blue", "grey")
FACTS = {
    fact.name: fact
    for fact in (
        Fact("age", "age", "number"),
        Fact("colour", "colour", "category", COLOURS),
        Fact("frail", "is frail", "truth"),
        Fact("barred", "was sent before", "flag"),
    )
}
SINCE = Tally("since", "refused")
GRID = [
    ({"age": age, "colour": colour, "frail": frail, "barred": barred}, {SINCE: since})
    for age, colour, frail, barred, since in product(
        [x / 2 for x in range(-2, 9)], COLOURS, (False, True), (False, True), [x / 2 for x in range(-2, 9)]
    )
]
LEAVES = st.one_of(
    st.sampled_from([Is("frail"), Is("barred")]),
    st.builds(Compare, st.sampled_from(["age", SINCE]), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
              st.sampled_from([0.0, 1.0, 2.0])),
    st.builds(OneOf, st.just("colour"), st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3).map(tuple)),
)  # fmt: skip
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(st.lists(RULES, min_size=1, max_size=3))
def test_somebody_is_found_exactly_when_there_is_somebody(rules: list[Expr]) -> None:
    there = any(all(holds(rule, case, journey.__getitem__) for rule in rules) for case, journey in GRID)
    assert (somebody(rules, FACTS) is not None) == there


@pytest.mark.parametrize(
    ("who", "never", "found"),
    [
        ("age >= 18", "age < 18", None),
        ("age > 17", "age < 18", "age 17.5"),
        ("age >= 18 or frail", "age < 18", "age 17, is frail"),
        ("colour in [red, green]", "colour == blue", None),
        ("not (colour in [red])", "frail", "colour red"),
    ],
)
def test_who_slips_through_is_told(who: str, never: str, found: str | None) -> None:
    case = somebody([parse(who, FACTS), parse(never, FACTS)], FACTS)
    if who.startswith("not"):
        assert case is not None and case["colour"] != "red" and case["frail"] is True
    else:
        assert (case and describe(case, FACTS)) == found


def test_a_journey_that_is_given_is_not_chosen() -> None:
    rule = parse("since(refused) >= 0", FACTS)
    assert somebody([rule], FACTS) is not None
    assert somebody([rule], FACTS, {SINCE: -1.0}) is None
