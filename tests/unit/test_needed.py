"""What would have to change: said of one case, positively, and with the day where there is one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.explain_fixture import FACTS

from waystation.explain.needed import Person, inward, needed
from waystation.rules.expr import All, Compare, Expr, Is, Not, OneOf, Some, Tally
from waystation.rules.holds import Value
from waystation.rules.parse import parse

DAY = date(2027, 3, 3)
CASE: dict[str, Value] = {
    "age": 17.0, "nationality": "Albania", "vulnerable": True, "children": False, "sent_before": True,
    "grown_up": False, "since(exhausted)": 10.0, "since(refused)": -1.0, "visits(detained)": 2.0,
}  # fmt: skip
SOMEBODY = Person(FACTS, CASE, DAY, {"grown_up": date(2028, 1, 5)}, {"exhausted": "Rights exhausted"})


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("age < 18", ""),
        ("age >= 18", "age is 17; would have to be at least 18"),
        ("not age < 18", "age is 17; would have to be at least 18"),
        ("nationality == Iraq", "nationality is Albania; would have to be Iraq"),
        ("nationality in [Iraq, Iran]", "nationality is Albania; would have to be one of Iraq or Iran"),
        ("nationality not in [Albania]", "nationality is Albania; would have to be other than Albania"),
        ("not vulnerable", "is vulnerable; would have to be: is not vulnerable"),
        ("grown_up", "it is not the case that the case has turned 18; would have to be: has turned 18:"
         " on 5 January 2028"),
        ("since(exhausted) >= 30", "first entered 'Rights exhausted' 10 days ago; would have to be at least 30 days"
         " ago: on 23 March 2027"),
        ("since(exhausted) > 30", "first entered 'Rights exhausted' 10 days ago; would have to be more than 30 days"
         " ago: on 24 March 2027"),
        ("since(exhausted) < 0", "has been in 'Rights exhausted'; would have to be: never was (once so, it stays so)"),
        ("since(refused) >= 0", "has not been in 'refused'; would have to have been"),
        ("since(refused) >= 30", "has not been in 'refused'; would have to have been, at least 30 days ago"),
        ("visits(detained) < 2", "has been in 'detained' 2 times; would have to be less than 2"),
    ],
)  # fmt: skip
def test_it_is_said_positively(rule: str, told: str) -> None:
    assert needed(parse(rule, FACTS), SOMEBODY) == told


def test_only_what_fails_is_said_and_any_of_some_will_do() -> None:
    both = needed(parse("age >= 18 and not children and not vulnerable", FACTS), SOMEBODY)
    assert both == "age is 17; would have to be at least 18; and is vulnerable; would have to be: is not vulnerable"
    either = needed(parse("nationality == Iraq or age >= 18", FACTS), SOMEBODY)
    assert either.split("; or ")[0] == "nationality is Albania; would have to be Iraq" and "age" in either
    neither = needed(parse("not (vulnerable or age < 18)", FACTS), SOMEBODY)
    assert neither.count("would have to be") == 2 and "; and " in neither


def test_a_flag_that_is_up_stays_up() -> None:
    assert needed(Not(Is("sent_before")), SOMEBODY).endswith("(once so, it stays so)")


EDGES = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LEAVES = st.one_of(
    st.sampled_from(["vulnerable", "children", "sent_before", "grown_up"]).map(Is),
    st.builds(Compare, st.just("age"), EDGES, st.sampled_from([16.0, 17.0])),
    st.builds(Compare, st.just(Tally("since", "exhausted")), EDGES, st.sampled_from([0.0, 10.0])),
    st.sampled_from([("Iraq",), ("Albania", "Iran")]).map(lambda names: OneOf("nationality", names)),
)  # fmt: skip
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts))),
    ),
    max_leaves=8,
)


@given(RULES, st.floats(15, 20), st.booleans(), st.sampled_from(["Iraq", "Iran", "Albania"]))
def test_moving_nots_inward_changes_no_meaning_and_what_fails_is_told(
    rule: Expr, age: float, vulnerable: bool, nationality: str
) -> None:
    case = {**CASE, "age": age, "vulnerable": vulnerable, "nationality": nationality}
    person = Person(FACTS, case, DAY)
    assert person.holds(inward(rule)) is person.holds(rule)
    assert bool(needed(rule, person)) is not person.holds(rule)
