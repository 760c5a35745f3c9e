"""Where cases end, and those who come back after return."""

from waystation.process.words import Clock, Route, Stage
from waystation.uk.process.words import APPLICANT


def _returned(name: str, title: str, *times: str) -> Stage:
    clock = Clock("returns.reentry_hazard", times=("returns.reentry_by_origin", *times))
    return Stage(
        name, title, "Country of origin", routes=(Route("reentered", after=clock, says="comes back to the UK"),)
    )


STAGES = (
    _returned("returned_voluntary", "Returned voluntarily, unassisted"),
    _returned("returned_assisted", "Returned voluntarily, with assistance", "returns.help_multiplier"),
    _returned("returned_enforced", "Returned by enforcement"),
    Stage(
        "reentered", "Back in the UK after return", APPLICANT,
        routes=(Route("fresh_claim", says="claims again"),),
    ),
    Stage("granted", "Granted protection", "Ends"),
    Stage("granted_other_leave", "Granted other leave", "Ends"),
    Stage("removed_third_country", "Removed to a third country", "Ends"),
    Stage("returned_to_france", "Returned to France under the agreement", "Ends"),
    Stage("departed_unrecorded", "Left without a record", "Ends"),
    Stage("closed_administratively", "Closed administratively", "Ends"),
    Stage("appeal_closed_elsewhere", "Other appeal ended, case outside the model", "Ends"),
)  # fmt: skip
