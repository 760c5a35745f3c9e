"""An expression as an English clause, from the words its facts carry."""

from __future__ import annotations

from waystation.base.english import join
from waystation.rules.expr import All, Compare, Expr, Facts, Is, Not, OneOf, Some, Tally

RELATIONS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "==": "exactly", "!=": "other than"}


def say(expr: Expr, facts: Facts) -> str:
    """What the expression says of a case, as a clause without a subject."""
    match expr:
        case Is(fact):
            return facts[fact].says
        case Not(Is(fact)):
            return facts[fact].unless or f"it is not the case that the case {facts[fact].says}"
        case OneOf(fact, classes):
            return f"{facts[fact].says} is {_classes(classes)}"
        case Not(OneOf(fact, classes)):
            return f"{facts[fact].says} is not {_classes(classes)}"
        case Compare(term, how, value):
            subject = _tally(term) if isinstance(term, Tally) else f"{facts[term].says} is"
            return f"{subject} {RELATIONS[how]} {value:g}"
        case Not(inner):
            return f"it is not the case that ({say(inner, facts)})"
        case All(parts):
            return join([_inside(part, facts) for part in parts])
        case Some(parts):
            return join([_inside(part, facts) for part in parts], last="or")


def _tally(tally: Tally) -> str:
    return f"days since first entering '{tally.stage}':" if tally.of == "since" else f"visits of '{tally.stage}':"


def _inside(expr: Expr, facts: Facts) -> str:
    text = say(expr, facts)
    return f"({text})" if isinstance(expr, All | Some) else text


def _classes(classes: tuple[str, ...]) -> str:
    return classes[0] if len(classes) == 1 else f"one of {join(list(classes), last='or')}"
