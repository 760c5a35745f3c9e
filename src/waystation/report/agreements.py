"""The agreements of a run in words: who may be sent, what is paid, where they stand on safeguards, what is waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from waystation.base.english import join, plural, rounded
from waystation.hubs.agreement import Agreement
from waystation.hubs.safeguard import Finding
from waystation.hubs.term import Term
from waystation.parameters.book import ParameterBook
from waystation.report.assumptions import assumption
from waystation.report.content import AgreementNote, ConditionNote, PriceNote, SafeguardNote
from waystation.report.evidence import Shelf, ref
from waystation.rules.say import say
from waystation.study.model import Model

FAILURES = {
    "brought_back": "People still there after {days} days are brought back to the UK.",
    "leave_in_host": "People still there after {days} days get leave to stay in the host country.",
}
ENDINGS = {
    "brought_back": "Once the agreement has ended, people in the hub are brought back to the UK.",
    "run_on": "Once the agreement has ended, people already in the hub stay on its terms.",
}


def agreement_note(model: Model, agreement: Agreement, scenario: str, shelf: Shelf) -> AgreementNote:
    """One agreement as a scenario sets it."""
    book = model.book_of(scenario)
    conditions = tuple(
        ConditionNote(f"{condition.says} ({say(condition.rule, model.facts)})", condition.cites)
        for condition in agreement.who
    )
    days = rounded(float(model.book[agreement.failure.after].at(model.calendar.start)))
    chance = assumption(book, book[agreement.chance])
    held = model.scenario(scenario)
    findings = model.findings(agreement.id, held)
    failure = f"{FAILURES[agreement.failure.then].format(days=days)} {ENDINGS[agreement.ended.then]}"
    return AgreementNote(
        agreement.id, agreement.title, agreement.partner, agreement.hypothetical, agreement.summary, conditions,
        failure, f"{chance.value}. {chance.source}",
        tuple(_price(book, term) for term in agreement.terms), agreement.notes, agreement.chance,
        tuple(_safeguard(one, held.despite.get(one.safeguard.id, ""), shelf) for one in findings),
    )  # fmt: skip


def _price(book: ParameterBook, term: Term) -> PriceNote:
    """A payment: its published amount, or the range of the number that stands for it."""
    if not term.parameter:
        status = f"{term.status.capitalize()}; paid by {term.payer} to {term.payee}."
        return PriceNote(term.says, term.say(), status)
    row = assumption(book, book[term.parameter])
    return PriceNote(term.says, f"{row.range or row.value} {term.say()}", f"{row.source} {row.note}".strip(), row.id)


def _safeguard(finding: Finding, why: str, shelf: Shelf) -> SafeguardNote:
    one, known = finding.safeguard, shelf.register.claims
    claims = tuple(ref(shelf.register, name) for name in finding.claims if name in known)
    because = "; ".join(finding.because)
    return SafeguardNote(
        one.id, one.title, one.weight, finding.standing, because, claims, why if finding.blocks else ""
    )


def claims_of_agreements(agreements: Iterable[Agreement]) -> set[str]:
    """The claims that the payments and the safeguards of some agreements rest on."""
    held = list(agreements)
    paid = {name for agreement in held for term in agreement.terms for name in term.claims}
    return paid | {name for agreement in held for stated in agreement.stated.values() for name in stated.claims}


def waiver_sentences(model: Model, scenarios: Iterable[str]) -> tuple[str, ...]:
    """What the scenarios waive, each once."""
    return tuple(dict.fromkeys(waiver.say() for name in scenarios for waiver in model.waivers(name)))


def waivers_in_short(model: Model, scenarios: Iterable[str]) -> Iterator[str]:
    """One sentence an agreement: how many hard safeguards are open or unmet, and which."""
    named: dict[str, set[str]] = {}
    for name in scenarios:
        for waiver in model.waivers(name):
            named.setdefault(waiver.agreement.id, set()).add(waiver.finding.safeguard.id)
    for agreement, safeguards in named.items():
        many = plural(len(safeguards), "hard safeguard")
        yield (
            f"Run although {many} of '{agreement}' {'is' if len(safeguards) == 1 else 'are'} open or unmet "
            f"({join(sorted(safeguards))}): see `waystation safeguards {agreement}`."
        )
