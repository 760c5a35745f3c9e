"""Whether a scenario may use its agreements: each meets every hard safeguard, or the scenario says why it runs so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from waystation.base.problems import did_you_mean
from waystation.hubs.agreement import Agreement
from waystation.hubs.assess import Safeguards, assess, faults
from waystation.hubs.safeguard import Finding
from waystation.hubs.structure import Ground
from waystation.scenario.scenario import Scenario

Fault = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True)
class Waiver:
    """A hard safeguard that an agreement of a scenario does not meet, and why the scenario is run all the same."""

    agreement: Agreement
    finding: Finding
    why: str

    def say(self) -> str:
        """`S04 (Kosovo) is open: … Run all the same: …`."""
        held = self.finding
        because = "; ".join(held.because)
        return (
            f"{held.safeguard.id} ({self.agreement.partner}), {_lower(held.safeguard.title)}, is {held.standing}: "
            f"{because.rstrip('.')}. Run all the same: {self.why.rstrip('.')}."
        )


@dataclass(frozen=True)
class Court:
    """What scenarios are held against: the safeguards, the agreements, and the ground on which a scenario sets them."""

    safeguards: Safeguards
    agreements: Mapping[str, Agreement]
    ground: Callable[[Scenario], Ground]

    def faults(self, whole: Scenario, own: Scenario) -> Iterator[Fault]:
        """What is wrong: at which key of the scenario's file, what, and what would mend it."""
        lacking = dict(self.lacking(whole))
        for (name, safeguard), finding in lacking.items():
            if safeguard not in whole.despite:
                place = ("agreements", own.agreements.index(name)) if name in own.agreements else ("agreements",)
                yield place, *_refusal(name, finding)
        unmet = {safeguard for _, safeguard in lacking}
        for safeguard in own.despite:
            if safeguard not in unmet:
                known = did_you_mean(safeguard, self.safeguards)
                remedy = "take it out" if safeguard in self.safeguards else known
                yield ("despite", safeguard), f"waives {safeguard!r}, which none of its agreements fails", remedy

    def lacking(self, whole: Scenario) -> Iterator[tuple[tuple[str, str], Finding]]:
        """The hard safeguards that are not met, by agreement and safeguard."""
        ground = self.ground(whole) if whole.agreements else None
        for name in whole.agreements:
            if ground is not None and name in self.agreements:
                for finding in faults(assess(self.safeguards, self.agreements[name], ground)):
                    yield (name, finding.safeguard.id), finding

    def waivers(self, whole: Scenario) -> tuple[Waiver, ...]:
        """What a scenario waives, agreement by agreement."""
        return tuple(
            Waiver(self.agreements[name], finding, whole.despite.get(safeguard, ""))
            for (name, safeguard), finding in self.lacking(whole)
        )


def _refusal(name: str, finding: Finding) -> tuple[str, str]:
    held = finding.safeguard
    because = "; ".join(finding.because).rstrip(".")
    what = f"uses {name!r}, whose safeguard {held.id} ({_lower(held.title)}) is {finding.standing}: {because}"
    return (
        f"{what} ({finding.where})",
        f"mend the agreement, or say in the scenario why it is run: despite: {{{held.id}: …}}",
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
