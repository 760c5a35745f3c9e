"""What happens to a person, stage by stage: the parts in order, and where a hub joins them."""

from waystation.hubs.expand import Joins
from waystation.process.process import Process
from waystation.uk.facts import HUB_BARRED
from waystation.uk.process import after, appeal, decision, ends, removal
from waystation.uk.process.resources import RESOURCES
from waystation.uk.process.responses import RESPONSES

PROCESS = Process(
    start="awaiting_decision",
    stages=(*decision.STAGES, *appeal.STAGES, *after.STAGES, *removal.STAGES, *ends.STAGES),
    resources=RESOURCES,
    traits=("strength", "returnability", "contact"),
    marks=("refused", "rights_exhausted", "granted", "granted_other_leave"),
    responses=RESPONSES,
)

JOINS = Joins(
    pool="exhausted",
    waiting=("voluntary_departure", "out_of_contact", "departed_unrecorded"),
    leaves="voluntary_departure",
    disappears="out_of_contact",
    since="rights_exhausted",
    court="tribunal",
    escorts="escorts",
    seats="return_seats",
    return_hazard="returns.enforced_hazard",
    return_share="removals.returned_share",
    voluntary_hazard="returns.voluntary_hazard",
    frailty=after.RETURNABILITY,
    barred=HUB_BARRED,
    actor=decision.HOME_OFFICE,
    court_actor=appeal.TRIBUNAL,
)
