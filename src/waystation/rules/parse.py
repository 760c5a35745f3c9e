"""Text to expression by a closed grammar: comparisons, `in [...]`, and, or, not, `since(stage)`, `visits(stage)`."""

from __future__ import annotations

import ast

from waystation.base.problems import did_you_mean
from waystation.rules.expr import All, Compare, Expr, Fact, Facts, Is, Not, OneOf, Operator, Some, Tally

GRAMMAR = "use facts, numbers, < <= > >= == !=, in [...], and, or, not, since(stage), visits(stage)"

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class RuleError(ValueError):
    """A text that is no rule; says what is wrong and what would mend it."""

    def __init__(self, what: str, remedy: str = GRAMMAR) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}: {remedy}")


def parse(text: str, facts: Facts) -> Expr:
    """The expression that a text means. Nothing is ever evaluated. Raises RuleError."""
    try:
        return _expression(ast.parse(text.strip(), mode="eval").body, facts)
    except RuleError:
        raise
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError) as error:
        raise RuleError(f"cannot be read as a rule ({text.strip()[:60]!r})") from error


def _expression(node: ast.expr, facts: Facts) -> Expr:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return All(tuple(_expression(value, facts) for value in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return Some(tuple(_expression(value, facts) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return Not(_expression(inner, facts))
        case ast.Name(id=name):
            return _truth(name, facts)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(left, operator, right, facts)
        case _:
            raise RuleError(f"{ast.unparse(node)[:60]!r} has no place in a rule")


def _fact(name: str, facts: Facts) -> Fact:
    if name not in facts:
        raise RuleError(f"no fact called {name!r}", did_you_mean(name, facts) or GRAMMAR)
    return facts[name]


def _truth(name: str, facts: Facts) -> Expr:
    fact = _fact(name, facts)
    if fact.kind not in ("truth", "flag", "own_day"):
        raise RuleError(f"{name!r} is a {fact.kind}, not something that holds or does not", "compare it with a value")
    return Is(name)


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr, facts: Facts) -> Expr:
    match left:
        case ast.Call(func=ast.Name(id="since" | "visits" as of), args=[ast.Name(id=stage)], keywords=[]):
            return Compare(Tally(of, stage), _operator(operator), _number(right))
        case ast.Name(id=name):
            fact = _fact(name, facts)
        case _:
            raise RuleError(f"{ast.unparse(left)[:60]!r} cannot be compared")
    if fact.kind == "number":
        return Compare(name, _operator(operator), _number(right))
    if fact.kind != "category":
        raise RuleError(f"{name!r} holds or does not hold", f"write '{name}' or 'not {name}'")
    return _membership(fact, operator, right)


def _operator(operator: ast.cmpop) -> Operator:
    if type(operator) not in _OPERATORS:
        raise RuleError("a number is compared by < <= > >= == or !=")
    return _OPERATORS[type(operator)]


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    raise RuleError(f"{ast.unparse(node)[:60]!r} is not a number")


def _membership(fact: Fact, operator: ast.cmpop, right: ast.expr) -> Expr:
    match right:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            classes = tuple(_class(item, fact) for item in items)
            if not classes or not isinstance(operator, ast.In | ast.NotIn):
                raise RuleError(f"{fact.name!r} wants a list of classes", f"write '{fact.name} in [...]'")
        case _:
            classes = (_class(right, fact),)
            if not isinstance(operator, ast.Eq | ast.NotEq):
                raise RuleError(f"{fact.name!r} is compared by == != or in", f"write '{fact.name} in [...]'")
    one_of = OneOf(fact.name, classes)
    return Not(one_of) if isinstance(operator, ast.NotEq | ast.NotIn) else one_of


def _class(node: ast.expr, fact: Fact) -> str:
    match node:
        case ast.Name(id=str() as word) | ast.Constant(value=str() as word):
            if word in fact.classes:
                return word
            remedy = did_you_mean(word, fact.classes)
            raise RuleError(f"{fact.name!r} knows no class {word!r}", remedy or f"see the classes of {fact.name!r}")
        case _:
            raise RuleError(f"{ast.unparse(node)[:60]!r} is not a class of {fact.name!r}")
