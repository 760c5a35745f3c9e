"""The safeguards as a page of the documentation: each with its law, its claims, how it is checked, who stands where."""

from __future__ import annotations

from collections.abc import Iterator

from waystation.evidence.register import Register
from waystation.hubs.safeguard import WEIGHTS, ByRule, ByStatement, ByStructure, Check, Safeguard
from waystation.hubs.structure import PROPERTIES
from waystation.report.evidence import said_on
from waystation.study.model import Model


def page(model: Model) -> str:
    """The whole page as Markdown."""
    return "\n".join([*_lines(model), ""])


def _lines(model: Model) -> Iterator[str]:
    yield "# Safeguards"
    yield ""
    yield "<!-- Written by `make docs` from the model. -->"
    yield ""
    yield "An account for modelling, not legal advice."
    yield ""
    yield from (f"- **{weight}**: {words}." for weight, words in WEIGHTS.items())
    yield from ("", "## Who stands where", "")
    yield from _standings(model)
    for safeguard in model.safeguards.values():
        yield from _section(safeguard, model)


def _standings(model: Model) -> Iterator[str]:
    """A row an agreement: which safeguards are met, open and unmet."""
    yield "Hubs are checked; of schemes that are not simulated only what they state is shown."
    yield from ("", "| agreement | met | open | unmet |", "|---|---|---|---|")
    titles = {name: held.title for name, held in model.agreements.items()}
    titles |= {name: held.title for name, held in model.arrangements.items()}
    for name, title in sorted(titles.items()):
        findings = model.findings(name)
        cells = (
            ", ".join(one.safeguard.id for one in findings if one.standing == standing)
            for standing in ("met", "open", "unmet")
        )
        yield f"| {title} (`{name}`) | {' | '.join(cells)} |"


def _section(safeguard: Safeguard, model: Model) -> Iterator[str]:
    yield from (
        "",
        f"## {safeguard.id} {safeguard.title}",
        "",
        f"{safeguard.test} *{safeguard.weight.capitalize()}.*",
        "",
    )
    yield from (f"- Checked {_how(check)}." for check in safeguard.checks)
    if safeguard.adds is not None:
        share, takes = model.book[safeguard.adds.share], model.book[safeguard.adds.takes]
        yield f"- Unless it is met: {safeguard.adds.title.lower()} (`{share.id}` of transfers, for `{takes.id}`)."
    if safeguard.law:
        yield f"- Law: {'; '.join(safeguard.law)}."
    yield from (f"- {_claim(name, model.register)}" for name in safeguard.claims)


def _how(check: Check) -> str:
    match check:
        case ByRule(never, if_stated):
            tail = ", unless the agreement says so and why" if if_stated else ""
            return f"by rule: nobody may be sent who {never.says} (`{never.id}`){tail}"
        case ByStructure(has, of):
            return f"by the structure of the process: {PROPERTIES[has].says}{f' (`{of}`)' if '.' in of else ''}"
        case ByStatement(asks):
            return f"by statement: {asks}"


def _claim(name: str, register: Register) -> str:
    claim = register[name]
    return f"{claim.says} ({claim.speaker}, {said_on(claim.stated)}; grade {claim.grade}; `{name}`)"
