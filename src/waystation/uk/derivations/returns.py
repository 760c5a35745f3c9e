"""Rates of becoming ready for return, and of further submissions."""

from __future__ import annotations

import numpy as np
import polars as pl

from waystation.parameters.derive import Evidence, Value, Vector, pulled, total
from waystation.parameters.fit_rates import Cohorts, Places, Pull, fit_rates
from waystation.uk.derivations.cohorts import grid, names_and_years, not_returned
from waystation.uk.derivations.published import first_instance


def derive_exposure(evidence: Evidence) -> Value:
    """Case-years between the two editions without return, open appeal or unrecorded departure."""
    names, years = names_and_years(evidence)
    before, after = evidence.words("editions")["from_to"]
    weight = _weight_of_later(evidence, years)
    refused, withdrawn = (
        (1 - weight) * early + weight * late
        for early, late in zip(not_returned(evidence, before), not_returned(evidence, after), strict=True)
    )
    free = 1 - _by_year(evidence.options("on_appeal"), years)
    here = 1 - evidence.number("unrecorded_departures")
    exposed = evidence.option("years_between") * (refused * free + withdrawn) * here
    return dict(zip(names, exposed.tolist(), strict=True))


def _by_year(choice: dict[str, float], years: list[int]) -> Vector:
    return np.array([choice.get(str(year), choice["other"]) for year in years])


def _weight_of_later(evidence: Evidence, years: list[int]) -> Vector:
    """How much the later edition counts: half for old claims, more for those still being decided between the two."""
    return _by_year(evidence.options("weight_of_later"), years)


def derive_returns_added(evidence: Evidence) -> Value:
    """Returns added between the two editions, by nationality: a column for each year of claim."""
    names, _ = names_and_years(evidence)
    before, after = evidence.words("editions")["from_to"]
    (column,) = evidence.words("returned")["column"]
    return dict(zip(names, (grid(evidence, after, column) - grid(evidence, before, column)).tolist(), strict=True))


def derive_returns_added_in_all(evidence: Evidence) -> Value:
    """All returns added between the two editions, enforced and voluntary."""
    return {kind: float(evidence.rows(kind).sum()) for kind in ("enforced", "voluntary")}


def derive_return_rates(evidence: Evidence) -> Value:
    """Rates by nationality and years since, over all cases without return, whether in contact or not."""
    names, years = names_and_years(evidence)
    groups = evidence.words("groups")
    group_of = {name: place for place, members in enumerate(groups.values()) for name in members}
    own_shape = evidence.words("own_shape")["of"]
    cohorts = Cohorts(
        evidence.rows("added"),
        evidence.rows("exposure"),
        _bands(evidence, names, years),
        _places(names, {name: 1 + own_shape.index(name) for name in own_shape}),
        _places(names, group_of),
    )
    shape = np.array(evidence.lists("believed")["shape"])
    fitted = fit_rates(cohorts, Pull(shape, evidence.option("shape_weight"), evidence.option("group_weight")))
    rates = dict(zip(names, fitted.first[:, None] * fitted.shapes[cohorts.shape_of], strict=True))
    unnamed = {
        name: fitted.groups[list(groups).index(group)] * fitted.shapes[0]
        for group, members in evidence.words("unnamed").items()
        for name in members
    }
    return {name: (rates | unnamed)[name].tolist() for name in evidence.classes("nationality")}


def _places(names: tuple[str, ...], of: dict[str, int]) -> Places:
    """The place given to each name, the first one to those that have none."""
    return np.array([of.get(name, 0) for name in names], dtype=np.intp)


def _bands(evidence: Evidence, names: tuple[str, ...], years: list[int]) -> Vector:
    """The part of each year's claims in each band of years since, by judgement; some nationalities have their own."""
    usual, special = evidence.lists("bands"), evidence.words("own_shape")["of"]
    own = usual | evidence.lists("own_bands")
    return np.array(
        [[(own if name in special else usual).get(str(year), usual["other"]) for year in years] for name in names]
    )


def derive_contact_by_band(evidence: Evidence) -> Value:
    """The share in contact by years since, from the share at first and the rates of losing and regaining contact."""
    lost, found = evidence.number("lost"), evidence.number("found")
    end, step = evidence.option("last_year"), 1 / evidence.option("steps_a_year")
    times = np.linspace(0, end, round(end / step) + 1)
    share = [evidence.number("kept")]
    for _ in times[1:]:
        share.append(share[-1] + step * (found * (1 - share[-1]) - lost * share[-1]))
    edges = [*evidence.lists("bands")["edges"], end]
    means = [
        float(np.mean([part for time, part in zip(times, share, strict=True) if low <= time < high]))
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    return {f"from {low:g}": mean for low, mean in zip(edges, means, strict=False)}


def _of_those_in_contact(evidence: Evidence) -> Vector:
    """What turns a rate over all cases into one of cases in contact, by band."""
    contact = evidence.rows("contact")
    return np.asarray(contact + (1 - contact) * evidence.number("out_of_contact"))


def derive_voluntary_hazard(evidence: Evidence) -> Value:
    """The rate over all cases turned to those in contact."""
    return evidence.lines(np.minimum(evidence.rows("rates") / _of_those_in_contact(evidence), evidence.option("most")))


def derive_enforced_hazard(evidence: Evidence) -> Value:
    """The rate of return turned to detentions and to cases in contact."""
    detained = evidence.rows("rates") / evidence.number("returned_share")
    return evidence.lines(np.minimum(detained / _of_those_in_contact(evidence), evidence.option("most")))


def derive_withdrawn_voluntary_hazard(evidence: Evidence) -> Value:
    """The rate over all cases as it is."""
    return evidence.lines(evidence.rows("rates"))


def derive_withdrawn_enforced_hazard(evidence: Evidence) -> Value:
    """The rate over all cases turned to detentions."""
    detained = evidence.rows("rates") / evidence.number("returned_share")
    return evidence.lines(np.minimum(detained, evidence.option("most")))


def derive_submission_hazard(evidence: Evidence) -> Value:
    """Repeat applications in cases, over the share accepted, over the cases in contact that could lodge them."""
    lodged = evidence.figure("repeat") * evidence.option("cases_per_person") / evidence.number("accepted")
    here = evidence.rows("exhausted").sum() * (1 - evidence.number("unrecorded_departures"))
    return float(lodged / (here * evidence.number("in_contact")))


def derive_fresh_claim_grant_share(evidence: Evidence) -> Value:
    """Repeat and reopened claims granted over those granted or refused, in some years."""
    years = [int(year) for year in evidence.words("years")["of"]]
    chosen = evidence.series("repeat_claims").filter(pl.col("year").is_in(years))
    granted, refused = total(chosen, "granted"), total(chosen, "refused")
    return granted / (granted + refused)


def derive_reentry_by_origin(evidence: Evidence) -> Value:
    """How readily nationals claim again: repeat claims decided over first decisions, relative to all nationalities."""
    again = evidence.vector("repeat_claims", "granted") + evidence.vector("repeat_claims", "refused")
    first = sum(part for before in (False, True) for part in first_instance(evidence, before=before)[:2])
    average, weight = again.sum() / np.sum(first), evidence.option("decisions_at_average")
    return evidence.table(pulled(again, first, towards=average, weight=weight) / average)


def derive_reclaim_hazard(evidence: Evidence) -> Value:
    """Repeat or reopened claims decided less repeat applications, in cases, over withdrawn cases still here."""
    reopened = (evidence.figure("decided") - evidence.figure("repeat")) * evidence.option("cases_per_person")
    here = evidence.rows("withdrawn").sum() * (1 - evidence.number("unrecorded_departures"))
    return float(reopened / here)
