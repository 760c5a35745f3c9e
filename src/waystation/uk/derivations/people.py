"""Who is in a case: children among dependants, and how old unaccompanied children are."""

from __future__ import annotations

from waystation.parameters.derive import Evidence, Value, histogram


def derive_children_share(evidence: Evidence) -> Value:
    """Accompanied cases with a child, if each dependant is one as often as all are, and their number is geometric."""
    children = evidence.figure("under_18") - evidence.figure("unaccompanied")
    adult = 1 - children / evidence.figure("all_dependants")
    further = evidence.number("dependants") - 1
    return 1 - adult / (1 + further * (1 - adult))


def derive_child_age(evidence: Evidence) -> Value:
    """Published bands of age, those of unknown age left out."""
    counts = [evidence.figure(band) for band in ("under_14", "from_14", "from_16")]
    return histogram(evidence.lists("age")["edges"], counts)
