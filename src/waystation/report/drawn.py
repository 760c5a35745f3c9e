"""What a report says of where its draws come from: the posterior of a calibration, or the priors alone."""

from __future__ import annotations

from pathlib import Path

from waystation.base.english import join, percent, plural
from waystation.study.model import Model
from waystation.study.posterior import Posterior

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


def told(held: Posterior, path: Path) -> str:
    """What a calibration found: what was learnt of which number, how the series fit, where the draws lie."""
    account = held.account
    count = plural(sum(fit.periods for fit in account.fits), "figure")
    lines = [f"Fitted to {count} from {account.start} to {account.origin}."]
    lines += [
        f"  {fit.title}: off by {fit.prior:.1f} standard deviations at the priors, {fit.posterior:.1f} now"
        for fit in account.fits
    ]
    lines += [
        f"  {each.id}: {percent(each.contraction)} of its variance is gone"
        for each in account.learned
        if each.identified
    ]
    kept = [each.id for each in account.learned if not each.identified]
    lines += [f"  not identified, so that the prior is kept: {join(kept)}"] if kept else []
    return "\n".join([*lines, f"{plural(len(held.draws), 'draw')}: {path} (posterior {held.fingerprint})"])
