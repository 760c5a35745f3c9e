"""A formula is a small closed expression: it works out sums, and nothing else gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.economics.formula import LONGEST, FormulaError, names_of, parse, work_out

VALUES = {"a": 6.0, "b": 4.0, "c": 0.5, "zero": 0.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * c", 8.0),
        ("(a + b) * c", 5.0),
        ("a - b - c", 1.5),
        ("a / b / c", 3.0),
        ("1 - b / a", 1 / 3),
        ("due(a, b)", 1.0),
        ("due(b, a)", 0.0),
        ("due(a, a) * b", 4.0),
    ],
)
def test_a_formula_is_worked_out(text: str, value: float) -> None:
    assert work_out(parse(text), VALUES) == pytest.approx(value)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_a_long_sum_is_that_of_its_parts(values: list[float]) -> None:
    named = {f"x{place}": value for place, value in enumerate(values)}
    tree = parse(" + ".join(named))
    assert names_of(tree) == tuple(named)
    assert work_out(tree, named) == pytest.approx(sum(values))


@pytest.mark.parametrize(
    "text",
    [
        "2 * a", "a ** b", "a.b", "a[b]", "f(a)", "due(a)", "due(a, trigger=b)", "a if b else c", "lambda: a",
        "__import__('os')", "a; b", "a = b", "'a'", "a //b", "a % b", "-a", "[a]", "", "a +", "a > b", "(a := b)",
        "due.x(a, b)", "a" * LONGEST + "b",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_a_division_by_zero_is_refused() -> None:
    with pytest.raises(FormulaError, match="divides by zero"):
        work_out(parse("a / zero"), VALUES)
