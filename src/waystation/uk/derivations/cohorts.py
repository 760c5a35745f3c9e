"""The outcome analysis of asylum claims: by year of claim and nationality, in two editions."""

from __future__ import annotations

import numpy as np
import polars as pl

from waystation.parameters.derive import Evidence, Vector

Named = tuple[str, ...]


def names_and_years(evidence: Evidence) -> tuple[Named, list[int]]:
    """The nationalities that the table names, in the order of the axis, and the years of claim of this basis."""
    held = set(evidence.series("cohorts")["nationality"].to_list())
    first, last = (int(year) for year in evidence.words("claim_years")["from_to"])
    return tuple(name for name in evidence.classes("nationality") if name in held), list(range(first, last + 1))


def grid(evidence: Evidence, edition: str, column: str) -> Vector:
    """One column of one edition by nationality and year of claim; 0 where the edition has nothing."""
    names, years = names_and_years(evidence)
    chosen = evidence.series("cohorts").filter(pl.col("edition") == edition)
    cells = {
        (name, year): float(value)
        for name, year, value in chosen.select("nationality", "claim_year", column).iter_rows()
    }
    return np.array([[cells.get((name, year), 0.0) for year in years] for name in names])


def not_returned(evidence: Evidence, edition: str) -> tuple[Vector, Vector]:
    """Refused and withdrawn without a recorded return; returns are split in proportion, none below zero."""
    refused, withdrawn, enforced, voluntary = (
        grid(evidence, edition, column)
        for column in ("refused", "withdrawn", "returned_enforced", "returned_voluntary")
    )
    both = refused + withdrawn
    part = np.divide(refused, both, out=np.zeros_like(both), where=both > 0)
    returned = enforced + voluntary
    return np.maximum(refused - returned * part, 0), np.maximum(withdrawn - returned * (1 - part), 0)
