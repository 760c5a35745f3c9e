"""Whether the parts of a parameter fit each other: dimension, axes, dates, spread, prior."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from waystation.base.forms import Spot
from waystation.base.problems import Problems, did_you_mean
from waystation.base.units import DIMENSIONS
from waystation.parameters.book import ParameterBook
from waystation.parameters.parameter import Parameter
from waystation.parameters.prior import Prior

Fault = Iterator[tuple[str, str]]
CENTRES: Mapping[str, float] = {"factor": 1.0, "strength": 1.0, "logit": 0.0}
FITS: Mapping[str, tuple[str, ...]] = {
    "value": tuple(DIMENSIONS),
    "factor": tuple(name for name in DIMENSIONS if name != "share"),
    "logit": ("share",),
    "strength": ("ratio",),
}
REMEDIES = {
    "factor": "a share is moved by its logit ('moves: logit') or given as such ('moves: value')",
    "logit": "only a share has a logit; use 'moves: factor'",
    "strength": "only a ratio has a distance from 1; use 'moves: factor'",
}
SPREADABLE = ("days", "years")


def find(name: str, book: ParameterBook, spot: Spot) -> Parameter | None:
    """The parameter of a name, or None and a problem; a blank has been complained of already."""
    if name in book:
        return book[name]
    if name:
        spot.wrong(f"no parameter called {name!r}", did_you_mean(name, book.parameters) or "declare it in parameters/")
    return None


def check_evidence(
    parameters: Mapping[str, Parameter], claims: Mapping[str, object], derivations: Container[str], problems: Problems
) -> None:
    """Note what rests on a claim nobody sourced, on none without saying so, or on a derivation that does not exist."""
    for parameter in parameters.values():
        for name in parameter.rests_on:
            if name not in claims:
                remedy = did_you_mean(name, claims) or "add the claim to a source in evidence/"
                problems.add(parameter.where, f"{parameter.id!r} rests on {name!r}, which nobody claims", remedy)
        if not parameter.rests_on and parameter.status != "assumed":
            remedy = "name the claims under 'rests_on', or say 'status: assumed'"
            problems.add(parameter.where, f"{parameter.id!r} is {parameter.status} but rests on no claim", remedy)
        if parameter.how and parameter.how not in derivations:
            problems.add(
                parameter.where, f"{parameter.id!r} is worked out by {parameter.how!r}, which does not exist", ""
            )


def check_against(parameters: Mapping[str, Parameter], problems: Problems) -> None:
    """Note every prior that goes against a parameter without a prior of its own coordinate."""
    own = {name: one for name, one in parameters.items() if one.prior and not one.prior.against}
    for parameter in parameters.values():
        other = parameter.prior.against if parameter.prior else ""
        if other and other not in own:
            remedy = did_you_mean(other, own) or "name a parameter that has a prior and goes against none"
            problems.add(
                parameter.where, f"{parameter.id!r} goes against {other!r}, which does not move freely", remedy
            )


def check_fit(parameter: Parameter, spot: Spot) -> None:
    """Note where the parts of a parameter do not fit each other: dimension, axes, dates, spread, prior."""
    if parameter.spread is not None and parameter.dimension.name not in SPREADABLE:
        spot.inside("spread").wrong(f"is in {parameter.dimension.name} but has a spread", "only days and years spread")
    if parameter.spread is not None and parameter.by:
        spot.inside("by").wrong("has a spread and axes", "a spread is one for all cases; take out 'by'")
    if parameter.prior is not None:
        for what, remedy in _prior_faults(parameter, parameter.prior):
            spot.inside("prior").wrong(what, remedy)


def _prior_faults(parameter: Parameter, prior: Prior) -> Fault:
    if parameter.spread is not None and prior.moves != "factor":
        yield f"has a spread and a prior that moves its {prior.moves}", "a spread is moved by 'moves: factor'"
    elif parameter.dimension.name not in FITS[prior.moves]:
        yield f"has a prior that moves the {prior.moves} of a {parameter.dimension.name}", REMEDIES[prior.moves]
    elif prior.moves == "value" and (parameter.by or len(parameter.values) > 1):
        yield "has a prior that is the value, but more than one value", "use 'moves: factor' (or logit, for shares)"
    else:
        yield from _centre_faults(parameter, prior)


def _centre_faults(parameter: Parameter, prior: Prior) -> Fault:
    low, high = ends(prior)
    centre = CENTRES.get(prior.moves)
    if centre is None and parameter.values:
        centre = float(parameter.values[0][1])
    if centre is not None and not low <= centre <= high:
        said = f"{centre:g}, the value given" if prior.moves == "value" else f"{centre:g}, which leaves it as it is"
        yield f"has a prior from {low:g} to {high:g}, which excludes {said}", "widen the prior, or move the value"
    if prior.moves == "value" and prior.kind in ("uniform", "triangular", "beta"):
        for end in (low, high):
            if complaint := parameter.dimension.complaint(end):
                yield f"has a prior that reaches what cannot be: an end {complaint}", "narrow the prior"


def ends(prior: Prior) -> tuple[float, float]:
    """The lowest and highest value that a prior allows (all but a millionth at each end, where it is unbounded)."""
    given = dict(prior.numbers)
    match prior.kind:
        case "uniform" | "triangular":
            return given["low"], given["high"]
        case "beta":
            return 0.0, 1.0
        case _:
            return prior.support()
