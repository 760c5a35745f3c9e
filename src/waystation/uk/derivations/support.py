"""Shares of support, of removal and of documents from figures that stand alone."""

from __future__ import annotations

from waystation.parameters.derive import Evidence, Value
from waystation.uk.process.documents import RARE, READY


def derive_part_of_whole(evidence: Evidence) -> Value:
    """One count over the sum of it and of the rest."""
    part = evidence.figure("part")
    return part / (part + evidence.figure("rest"))


def derive_ratio_of(evidence: Evidence) -> Value:
    """One count over another that contains it."""
    return evidence.figure("part") / evidence.figure("whole")


def derive_rest_of(evidence: Evidence) -> Value:
    """What three shares leave of the whole."""
    return 1 - sum(evidence.number(name) for name in ("hotel", "large_site", "subsistence"))


def derive_france_returns(evidence: Evidence) -> Value:
    """People returned over the days of the quarter; none from the end of the pilot."""
    first, end = evidence.words("dates")["first_and_end"]
    return {first: evidence.figure("returned") / evidence.option("days"), end: 0.0}


def derive_charter_seats(evidence: Evidence) -> Value:
    """The seats of those removed by charter flight."""
    return evidence.number("escorts") * evidence.number("charter")


def derive_scheduled_seats(evidence: Evidence) -> Value:
    """The seats of those removed by scheduled flight."""
    return evidence.number("escorts") * (1 - evidence.number("charter"))


def derive_supported_share(evidence: Evidence) -> Value:
    """People on section 95 or 98 over those awaiting a decision or with an open appeal, appeals turned into people."""
    supported = evidence.figure("section_95") + evidence.figure("section_98")
    return supported / (evidence.figure("awaiting") + evidence.figure("open") * _people_a_case(evidence))


def derive_section_4_share(evidence: Evidence) -> Value:
    """People on section 4 over those with exhausted rights who are here and in contact."""
    here = evidence.rows("exhausted").sum() * (1 - evidence.number("unrecorded_departures"))
    return float(evidence.figure("section_4") / (here * evidence.number("in_contact") * _people_a_case(evidence)))


def derive_hotel_share(evidence: Evidence) -> Value:
    """People in hotels over everybody on support."""
    supported = sum(evidence.figure(name) for name in ("section_95", "section_98", "section_4"))
    return evidence.figure("hotels") / supported


def derive_document_attempts(evidence: Evidence) -> Value:
    """How many must be found for one who holds a document or gets one, by nationality."""
    held = evidence.number("held")
    identified = 1 - evidence.number("lost") * evidence.number("not_identified")
    return {
        name: 1 / (held + (1 - held) * identified * evidence.number(_group(name)))
        for name in evidence.classes("nationality")
    }


def _group(nationality: str) -> str:
    return "ready" if nationality in READY else "rare" if nationality in RARE else "slow"


def _people_a_case(evidence: Evidence) -> float:
    return evidence.figure("refused_people") / evidence.figure("refused_cases")
