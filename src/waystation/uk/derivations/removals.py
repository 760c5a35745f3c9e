"""Detention, escorts and seats: today's use."""

from __future__ import annotations

from datetime import date

import polars as pl

from waystation.parameters.derive import Evidence, Value, histogram, latent_stays, release_rate


def derive_detention_places(evidence: Evidence) -> Value:
    """The largest population since the table's first quarter, times the mean share with an asylum claim."""
    table = evidence.series("asylum_share")
    share = (table["with_asylum_claim"] / table["in_detention"]).to_numpy().mean()
    return float(round(evidence.series("population")["people"].to_numpy().max() * share))


def derive_returned_share(evidence: Evidence) -> Value:
    """People returned over all people leaving detention in a year."""
    year = evidence.series("exits").filter(pl.col("year") == int(evidence.option("year")))
    return float(year["returned"].item()) / float(year["leaving"].item())


def derive_release_a_day(evidence: Evidence) -> Value:
    """The daily rate of release at which the share returned comes out."""
    starts, ends, returned = evidence.series("stays").to_numpy().astype(float).T
    return release_rate(starts, ends, returned, share=evidence.number("returned_share"))


def derive_release_hazard(evidence: Evidence) -> Value:
    """The rate of release, a year."""
    return evidence.number("release_a_day") * evidence.option("days_in_year")


def derive_detention_stay(evidence: Evidence) -> Value:
    """The stays there would be without release, from those of the people returned."""
    starts, ends, returned = evidence.series("stays").to_numpy().astype(float).T
    latent = latent_stays(starts, ends, returned, rate=evidence.number("release_a_day"))
    return histogram([*starts, ends[-1]], latent)


def derive_escorts_a_day(evidence: Evidence) -> Value:
    """Asylum-related returns a day, times the enforced share of the returns added between two editions."""
    added = evidence.rows("returns_added")
    start, end = (date.fromisoformat(day) for day in evidence.words("days")["from_to"])
    return evidence.figure("returns") / ((end - start).days + 1) * float(added[0] / added.sum())
