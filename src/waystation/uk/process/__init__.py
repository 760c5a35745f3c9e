"""What happens to a person, stage by stage: the parts in order, the sheets that show them, and where a hub joins."""

from waystation.hubs.joins import Joins
from waystation.process.process import Process
from waystation.uk.facts import HUB_BARRED
from waystation.uk.process import after, appeal, claim, decision, documents, ends, removal, words
from waystation.uk.process.resources import RESOURCES
from waystation.uk.process.responses import RESPONSES

PROCESS = Process(
    start="claim",
    stages=(
        *claim.STAGES, *decision.STAGES, *appeal.STAGES, *after.STAGES, *documents.STAGES, *removal.STAGES,
        *ends.STAGES,
    ),
    resources=RESOURCES,
    traits=("strength", "returnability", "contact"),
    marks=("refused", "rights_exhausted", "granted", "granted_other_leave"),
    responses=RESPONSES,
)  # fmt: skip

UP_TO_APPEALS = (
    *(stage.id for part in (claim, decision, appeal) for stage in part.STAGES),
    "rights_exhausted", "granted", "granted_other_leave", "returned_to_france", "closed_administratively",
    "appeal_closed_elsewhere",
)  # fmt: skip
PARTS = {
    "From the claim to the end of appeals": UP_TO_APPEALS,
    "After refusal: contact, documents, detention, return": tuple(
        stage.id for stage in PROCESS.stages if stage.id not in UP_TO_APPEALS
    ),
}

JOINS = Joins(
    pool="exhausted",
    waiting=("leaving", "out_of_contact", "departed_unrecorded"),
    leaves="leaving",
    disappears="out_of_contact",
    since=words.SINCE,
    court="tribunal",
    escorts="escorts",
    seats="return_seats",
    return_hazard="returns.enforced_hazard",
    return_share="removals.returned_share",
    voluntary_hazard="returns.voluntary_hazard",
    frailty=words.RETURNABILITY,
    barred=HUB_BARRED,
    actor=words.HOME_OFFICE,
    court_actor=words.TRIBUNAL,
    appeal="appeal",
    withdrawn="appeal_withdrawn",
    gives_up="abandoned",
    evidence_hazard="submissions.hazard",
    evidence_takes="submissions.consideration",
    evidence_accepted="submissions.accepted_share",
    fresh_claim="fresh_claim",
    reentry="claim",
    grounds=("family_life", "long_residence"),
)
