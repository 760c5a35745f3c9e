"""Where agreements stand on safeguards, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

STANDINGS = ("met", "open", "unmet")

if TYPE_CHECKING:
    from waystation.hubs.safeguard import Finding


def rows(agreement: str) -> list[dict[str, object]]:
    """One row a safeguard."""
    from waystation import uk

    model = uk.load()
    simulated = agreement in model.agreements
    return [_row(finding, agreement, simulated=simulated) for finding in model.findings(agreement)]


def _row(finding: Finding, agreement: str, *, simulated: bool) -> dict[str, object]:
    one = finding.safeguard
    return {
        "agreement": agreement, "id": one.id, "title": one.title, "test": one.test, "weight": one.weight,
        "standing": finding.standing, "because": list(finding.because), "blocks": finding.blocks and simulated,
        "simulated": simulated,
        "law": list(one.law), "claims": list(one.claims), "claims_stated": list(finding.claims),
        "where": finding.where,
    }  # fmt: skip


def table(held: Sequence[dict[str, object]]) -> str:
    """The rows as a table, and what they come to."""
    from rich.table import Table

    from waystation.cli.show import text

    shown = Table(title=f"Safeguards: {held[0]['agreement']}", title_justify="left", title_style="bold", box=None)
    for name in ("", "safeguard", "weight", "standing", "why"):
        shown.add_column(name, overflow="fold")
    for row in held:
        because = row["because"] if isinstance(row["because"], list) else []
        shown.add_row(*(str(row[key]) for key in ("id", "title", "weight", "standing")), "; ".join(because))
    return f"{text(shown).rstrip()}\n\n{_sum(held)}"


def _sum(held: Sequence[dict[str, object]]) -> str:
    if not held[0]["simulated"]:
        return "This scheme is not simulated: only what it states is shown."
    blocking = [str(row["id"]) for row in held if row["blocks"]]
    if not blocking:
        return "Every hard safeguard is met."
    return f"Hard and not met: {', '.join(blocking)}. A scenario runs with it only by saying why, under 'despite'."


def overview() -> str:
    """Every agreement with what it meets, leaves open and fails."""
    from waystation import uk

    model = uk.load()
    names = sorted({**model.agreements, **model.arrangements})
    width = max(map(len, names))
    return "\n".join(f"{name:<{width}}  {_short(model.findings(name))}" for name in names)


def _short(findings: Sequence[Finding]) -> str:
    held = {standing: [one.safeguard.id for one in findings if one.standing == standing] for standing in STANDINGS}
    return "; ".join(f"{name}: {' '.join(ids)}" for name, ids in held.items() if ids) or "states nothing"
