"""What a report says of where its draws come from: the posterior of a calibration, or the priors alone."""

from __future__ import annotations

from waystation.base.english import plural
from waystation.study.model import Model

ENDS = (0.05, 0.95)
ONLY_PRIORS = "Every number with a range is drawn from its prior: none is fitted to history."


def drawn_from(model: Model, fingerprint: str) -> str:
    """From what numbers are drawn, given the fingerprint of the posterior that a run used (nothing for none)."""
    held = model.posterior
    if not fingerprint or held is None:
        return ONLY_PRIORS
    count, every = len(held.coordinates), len(model.book.coordinates)
    said = (
        f"{plural(count, 'number')} of {every} with a range are drawn together from {len(held.draws)} draws fitted to "
        f"published figures up to {held.origin.day} {held.origin:%B %Y} (posterior {held.fingerprint}); the others "
        "from their priors, as history does not tell."
    )
    return f"{said} {model.unfitted}".strip()


def spans(model: Model, fingerprint: str) -> dict[str, tuple[float, float]]:
    """The ends of the 90% range of each coordinate that the posterior of a run holds."""
    held = model.posterior
    return {name: held.span(name, ENDS) for name in held.coordinates} if fingerprint and held else {}
