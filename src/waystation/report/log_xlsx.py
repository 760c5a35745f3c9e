"""The assumptions log as a spreadsheet by the government's rules: cover, contents, notes, one table a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from waystation.base.english import plural
from waystation.evidence.claim import GRADES
from waystation.report.assumptions import STATUS_WORDS
from waystation.report.content import Assumption, AssumptionArea, ClaimNote, ReportContent
from waystation.report.text import ranges
from waystation.report.workbook import BROAD, MIDDLE, NARROW, NOTHING, Cover, Sheet, workbook

UNSEEN, UNVARIED = "moves no measure beyond chance in this run", "not varied in this run"


def log(content: ReportContent, *, made: date) -> bytes:
    """The workbook of a report's assumptions, claims and sources; the same content gives the same bytes."""
    tables = (assumptions(content.assumptions), claims(content), sources(content))
    cover = Cover(tuple(_cover(content)), content.question, f"Run {content.record.fingerprint}", made)
    return workbook(cover, notes(content), tables, about="What the words of this log mean")


def assumptions(areas: Iterable[AssumptionArea]) -> Sheet:
    """Every assumption in the form of the AQuA Book."""
    columns = (
        ("Name", MIDDLE), ("What", BROAD), ("Value", MIDDLE), ("Range", MIDDLE), ("Unit", NARROW), ("Source", BROAD),
        ("Claims", MIDDLE), ("Quality: status", NARROW), ("Quality: best grade of its claims", NARROW),
        ("Quality: doubts", MIDDLE), ("Owner", MIDDLE), ("Impact", MIDDLE), ("Used by", MIDDLE), ("Notes", BROAD),
    )  # fmt: skip
    rows = tuple(_assumption(area.title, row) for area in areas for row in area.rows)
    return Sheet(
        "Assumptions", "Every number the model takes, with its range, source, quality, owner and impact", columns, rows
    )


def _assumption(area: str, row: Assumption) -> tuple[str, ...]:
    cited = "; ".join(rest.cite for rest in row.rests)
    source = ". ".join(part.rstrip(".") for part in (row.source, cited and f"Rests on: {cited}") if part)
    named = "; ".join(claim.id for rest in row.rests for claim in rest.claims)
    disputed = f"{plural(len(row.disputes), 'disagreement')} among sources" if row.disputes else ""
    doubts = "; ".join(part for part in (disputed, row.later and f"not known then: {row.later}") if part)
    return (
        row.id, f"{row.title}. {row.what}".strip(), row.value, row.range or "taken as known", row.unit or "number",
        source or NOTHING, named or "rests on no claim of the register", row.status, row.grade or "no claim",
        doubts or NOTHING, f"Keeper of the numbers on {area.lower()}",
        row.impact or (UNSEEN if row.range else UNVARIED), "; ".join(row.used_by) or "nothing",
        row.note or NOTHING,
    )  # fmt: skip


def claims(content: ReportContent) -> Sheet:
    """Every claim that an assumption or a position rests on, or that contradicts one."""
    columns = (
        ("Claim", MIDDLE), ("What it says", BROAD), ("Value", NARROW), ("Grade", NARROW), ("Said by, on", MIDDLE),
        ("Source", MIDDLE), ("Place in the source", MIDDLE), ("Relations to other claims", BROAD),
    )  # fmt: skip
    rows = tuple(_claim(claim) for claim in sorted(_claims(content), key=lambda claim: claim.id))
    return Sheet("Claims", "What each place in a source says, in our own words, with its grade", columns, rows)


def _claims(content: ReportContent) -> Iterable[ClaimNote]:
    for source in content.sources:
        yield from source.claims
    groups = (*content.disagreements, *(content.talks.disagreements if content.talks else ()))
    for group in groups:
        yield from group.claims


def _claim(claim: ClaimNote) -> tuple[str, ...]:
    related = "; ".join(
        f"{relation.says} {relation.other.id}" + (f" ({relation.note})" if relation.note else "")
        for relation in claim.relations
    )
    return (
        claim.id, claim.says, claim.amount or NOTHING, claim.grade, claim.said, claim.source, claim.place,
        related or NOTHING,
    )  # fmt: skip


def sources(content: ReportContent) -> Sheet:
    """Every source of a claim."""
    columns = (
        ("Source", MIDDLE), ("Title", BROAD), ("Publisher", MIDDLE), ("Kind", NARROW), ("Published", NARROW),
        ("Address", BROAD),
    )  # fmt: skip
    rows = tuple(
        (
            source.id,
            source.title,
            source.publisher,
            source.kind.replace("_", " "),
            source.published,
            source.url or NOTHING,
        )
        for source in content.sources
    )
    return Sheet("Sources", "The documents and data sets that the claims stand in", columns, rows)


def notes(content: ReportContent) -> tuple[str, ...]:
    """What the words of the log mean, and what its ranges leave out."""
    told = [
        *(f"Status {status}: {words}." for status, words in STATUS_WORDS.items()),
        *(f"Grade {grade}: {words}." for grade, words in GRADES.items()),
        ranges(content.record.draws),
        "The range of an assumption is that of the number itself, or of what multiplies it or its odds.",
        "An owner is a role and not a person: whoever keeps the numbers of that part of the model.",
        f"Impact is the measure that a number moves most. {content.movers_note}".strip(),
        *(f"Not in any range: {text}" for text in content.not_in_ranges),
        *(f"Safeguard waived: {text}" for text in content.waivers),
    ]
    if content.known:
        told.append(f"Claims and sources are those known on {content.known}.")
    return tuple(told)


def _cover(content: ReportContent) -> list[str]:
    """The first sheet: what this is, which run it belongs to, under which licence."""
    count = sum(len(area.rows) for area in content.assumptions)
    return [
        f"Assumptions log: {content.title}",
        content.question,
        f"{plural(count, 'assumption')} of run {content.record.fingerprint}, {content.record.draws:,} draws, seed "
        f"{content.record.seed}, {content.record.made}.",
        f"Repeat it with: {content.record.command}",
        "The sheet Contents lists the other sheets; the sheet Notes says what their words mean.",
        "The log follows the AQuA Book: what, value, range, unit, source, quality, owner, impact.",
        *content.attribution,
        "Made with Waystation, an open model. It is no official statistic and no government body has endorsed it.",
    ]
