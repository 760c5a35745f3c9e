"""How each derived number follows from published figures: one named derivation for each `how` of the basis."""

from waystation.parameters.derive import Derivation
from waystation.uk.derivations import (
    appeals,
    arrivals,
    contact,
    decisions,
    exhausted,
    opening,
    people,
    removals,
    returns,
    support,
)

PREFIX = "derive_"

DERIVATIONS: dict[str, Derivation] = {
    name.removeprefix(PREFIX): thing
    for module in (arrivals, people, decisions, appeals, contact, opening, exhausted, removals, returns, support)
    for name, thing in vars(module).items()
    if name.startswith(PREFIX)
}
