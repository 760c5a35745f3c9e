"""The register and the talks as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.base.problems import ContentError, Problems, UsageError, did_you_mean

if TYPE_CHECKING:
    from waystation.study.model import Model

WIDTH = 118


def known(day: date | None) -> Model:
    """The model with what was known on a day, or with all that is."""
    from waystation import uk

    return uk.load() if day is None else uk.load().as_of(day)


def positions(country: str | None, scheme: str, day: date | None) -> list[dict[str, object]]:
    """Today's stances on a scheme, or one country's history, as rows."""

    held = known(day).positions
    if scheme not in held.schemes:
        raise UsageError(f"no scheme called {scheme!r}: {did_you_mean(scheme, held.schemes)}")
    if country is None:
        chosen = list(held.today(scheme).values())
    else:
        names = {name.casefold(): name for name in held.countries()}
        if country.casefold() not in names:
            raise UsageError(f"no position of {country!r}: {did_you_mean(country, held.countries())}")
        chosen = list(held.history(names[country.casefold()]))
    return [
        {
            "country": row.country, "scheme": row.scheme, "stance": row.stance,
            "approached": row.approached if country else held.approached(row.country, scheme), "on": row.on.text,
            "speaker": row.speaker, "office": row.office, "asks": list(row.asks), "offers": list(row.offers),
            "sets_stance": row.sets_stance, "claims": list(row.claims), "note": row.note,
        }
        for row in chosen
    ]  # fmt: skip


def positions_text(rows: Sequence[dict[str, object]], *, country: str | None, as_of: date | None) -> str:
    """The rows as a table; statements that do not set a stance are marked."""
    from rich.table import Table

    from waystation.cli.show import text

    when = f" as of {as_of.isoformat()}" if as_of else ""
    title = f"What {country} has said{when}" if country else f"Where countries stand on hosting{when}"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in ("country", "stance", "approached", "said on", "by", "asking", "scheme"):
        table.add_column(name, overflow="fold")
    for row in rows:
        asks = row["asks"] if isinstance(row["asks"], list) else []
        stance = f"{row['stance']}" if row["sets_stance"] else f"({row['stance']}, reported)"
        speaker = f"{row['speaker']}, {row['office']}" if row["office"] else str(row["speaker"])
        cells = (
            row["country"],
            stance,
            row["approached"],
            row["on"],
            speaker,
            "; ".join(map(str, asks)),
            row["scheme"],
        )
        table.add_row(*map(str, cells))
    return text(table).rstrip() if rows else "nobody had said anything by then"


def trace(name: str | None, number: float | None, day: date | None) -> str:
    """The tree of a parameter or claim, or the claims that give a number."""
    from waystation.explain.trace import trace_claim, trace_number, trace_parameter
    from waystation.report.assumptions import assumption
    from waystation.study.uses import uses

    model = known(day)
    bearing = [(claim, held.id) for held in model.book.parameters.values() for claim in held.rests_on]
    if number is not None:
        return trace_number(number, model.register, bearing)
    if name is None:
        raise UsageError("name a parameter or a claim, or give --number")
    if name in model.register.claims:
        return trace_claim(model.register[name], model.register, [held for claim, held in bearing if claim == name])
    if name not in model.book:
        names = [*model.book.parameters, *model.register.claims]
        raise UsageError(f"no parameter or claim called {name!r}: {did_you_mean(name, names)}")
    held = model.book[name]
    said = assumption(model.book, held)
    shared = sorted({other for claim, other in bearing if claim in held.rests_on and other != name})
    return trace_parameter(
        held, value=said.value, range_=said.range, register=model.register, uses=uses(model)[name], shared=shared
    )


def status(results: Path | None, day: date | None) -> str:
    """Parameters by status, by best grade, and the assumed ones by how far they move the headline measures."""
    from waystation.study.movers import movers

    model = known(day)
    held = list(model.book.parameters.values())
    lines = [f"{len(model.register.sources)} sources, {len(model.register.claims)} claims, {len(held)} parameters"]
    for name, count in sorted(Counter(parameter.status for parameter in held).items()):
        lines.append(f"  {name:<10} {count}")
    claims = model.register.claims
    grades = Counter(min(claims[claim].grade for claim in row.rests_on) for row in held if row.rests_on)
    lines.append("best grade of the claims a parameter rests on")
    lines += [f"  {grade:<10} {count}" for grade, count in sorted(grades.items())]
    lines.append(f"  {'none':<10} {sum(1 for row in held if not row.rests_on)}")
    directory = results or newest_results()
    if directory is None:
        lines.append("no results under out/: run a scenario to see which assumptions move the measures most")
        return "\n".join(lines)
    lines.append(
        f"assumed and elicited parameters that move the headline measures most (rank correlation, {directory})"
    )
    for row in movers(directory):
        if model.book[row.parameter].status in ("assumed", "elicited"):
            lines.append(f"  {row.strength:5.2f}  {row.parameter:<40} {row.measure} ({row.scenario})")
    return "\n".join(lines)


def newest_results() -> Path | None:
    """The directory under out/ that was written last, if there is one."""
    found = [path.parent for path in Path("out").glob("*/record.json")]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def check(folder: Path | None) -> str:
    """What a folder of source files holds, if nothing is wrong in it. Raises ContentError with every problem."""
    from waystation import uk
    from waystation.evidence.load import load_register

    if folder is None:
        register = uk.load().register
    else:
        problems = Problems()
        register = load_register(folder, problems)
        problems.raise_if_any(ContentError)
    return f"nothing wrong: {len(register.sources)} sources, {len(register.claims)} claims"


def add(identifier: str, fields: dict[str, str], article: Path | None, folder: Path) -> Path:
    """Write the frame of a source file; its path."""
    from waystation.evidence.scaffold import scaffold

    return scaffold(identifier, fields, article, folder)
