"""A sum as a small closed expression of named numbers: + - * / and `due(people, trigger)`, nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

LONGEST = 300
GRAMMAR = "write named numbers joined by + - * / and brackets; a number other than 1 gets a name; due(people, trigger)"
OPERATIONS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaError(ValueError):
    """The text is no formula, or it cannot be worked out."""


def parse(text: str) -> ast.expr:
    """The formula that a text means. Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError(f"is longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"cannot be read: {text!r}") from error
    names_of(tree)
    return tree


def names_of(tree: ast.expr) -> tuple[str, ...]:
    """The names that a formula uses, in order. Raises FormulaError if it holds anything but the grammar."""
    match tree:
        case ast.Name(id=name):
            return (name,)
        case ast.Constant(value=1):
            return ()
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return tuple(dict.fromkeys(names_of(left) + names_of(right)))
        case ast.Call(func=ast.Name(id="due"), args=[people, trigger], keywords=[]):
            return tuple(dict.fromkeys(names_of(people) + names_of(trigger)))
        case _:
            raise FormulaError(f"has a part that is not allowed: {ast.unparse(tree)!r}")


def work_out(tree: ast.expr, values: Mapping[str, float]) -> float:
    """The value of a formula. Raises FormulaError if it divides by zero; every name must have a value."""
    match tree:
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(op, work_out(left, values), work_out(right, values))
        case ast.Call(args=[people, trigger]):
            return float(work_out(people, values) >= work_out(trigger, values))
        case _:
            return 1.0


def _joined(op: ast.operator, left: float, right: float) -> float:
    try:
        return OPERATIONS[type(op)](left, right)
    except (ZeroDivisionError, OverflowError) as error:
        raise FormulaError("divides by zero or is too large") from error
