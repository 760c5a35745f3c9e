"""The first decision, and claims withdrawn before it."""

from waystation.process.words import Clock, Route, Stage
from waystation.uk.process.claim import WITHDRAWALS
from waystation.uk.process.words import APPLICANT, HOME_OFFICE, MERIT

GONE = Route("departed_unrecorded", after=Clock("contact.unrecorded_departure_out_hazard"), says="leaves unrecorded")
RETURN = (
    Route("leaving", after=Clock("returns.withdrawn_voluntary_hazard"), says="is ready to leave voluntarily"),
    Route("documents", after=Clock("returns.withdrawn_enforced_hazard", times=("documents.attempts",)),
          says="is found, with no bar to removal"),
)  # fmt: skip

STAGES = (
    Stage(
        "awaiting_decision", "Awaiting an initial decision", HOME_OFFICE,
        takes="decisions.preparation", queue="caseworkers", law=("Immigration Rules part 11",),
        routes=(
            *WITHDRAWALS,
            Route("closed_administratively", share="decisions.administrative_share", says="closed without a decision"),
            Route("leave_decided", share="decisions.grant_share", bond=MERIT, says="granted"),
            Route("refused", says="refused"),
        ),
    ),
    Stage(
        "leave_decided", "Leave is to be granted", HOME_OFFICE,
        routes=(
            Route("granted_other_leave", share="decisions.other_leave_share", says="leave other than protection"),
            Route("granted", says="protection"),
        ),
    ),
    Stage(
        "refused", "Refused at first decision", APPLICANT, law=("Nationality, Immigration and Asylum Act 2002 s82",),
        routes=(
            Route("lodging", share="appeals.lodged_share", says="appeals"),
            Route("rights_exhausted", says="does not appeal"),
        ),
    ),
    Stage(
        "withdrawn", "Claim withdrawn", APPLICANT, law=("Immigration Rules paragraph 333C",),
        routes=(
            *RETURN,
            Route("fresh_claim", after=Clock("submissions.reclaim_hazard"),
                  says="the claim is reopened or lodged anew"),
            GONE,
        ),
    ),
    Stage(
        "withdrawn_by_conduct", "Claim treated as withdrawn, not in contact", APPLICANT,
        law=("Immigration Rules paragraph 333C",),
        routes=(
            *RETURN,
            Route("fresh_claim", after=Clock("submissions.reclaim_hazard"),
                  says="the claim is reopened or lodged anew"),
            Route("withdrawn", after=Clock("contact.found_hazard"), label="found", says="is in contact again"),
            GONE,
        ),
    ),
)  # fmt: skip
