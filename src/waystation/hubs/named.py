"""The terms of agreements as numbers that a formula of a comparator may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from waystation.economics.schemes import Named
from waystation.hubs.term import Term


def terms_named(terms: Mapping[str, Iterable[Term]]) -> dict[str, Named]:
    """Each term with an amount as `term SCHEME.TERM`, and the number of people that triggers it as `trigger …`."""
    return {name: one for scheme, held in terms.items() for term in held for name, one in _named(scheme, term)}


def _named(scheme: str, term: Term) -> Iterator[tuple[str, Named]]:
    ours = term.status == "derived"
    if term.amount is not None:
        yield f"term {scheme}.{term.id}", Named(term.amount, term.currency, term.claims, ours)
    if term.after is not None:
        yield f"trigger {scheme}.{term.id}", Named(float(term.after), claims=term.claims[-1:], ours=ours)
