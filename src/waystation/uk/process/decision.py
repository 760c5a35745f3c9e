"""The claim and its first decision."""

from waystation.process.words import Bond, Clock, Route, Stage

MERIT = Bond("strength", "decisions.merit_weight")
HOME_OFFICE = "Home Office"

STAGES = (
    Stage(
        "awaiting_decision", "Awaiting an initial decision", HOME_OFFICE,
        takes="decisions.preparation", queue="caseworkers", law=("Immigration Rules part 11",),
        routes=(
            Route("withdrawn", after=Clock("decisions.withdrawal_hazard"),
                  says="the claim is withdrawn, or treated so"),
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
        "refused", "Refused at first decision", "Applicant", law=("Nationality, Immigration and Asylum Act 2002 s82",),
        routes=(
            Route("appeal", share="appeals.lodged_share", says="appeals"),
            Route("rights_exhausted", says="does not appeal"),
        ),
    ),
    Stage(
        "withdrawn", "Claim withdrawn", "Applicant",
        routes=(
            Route("voluntary_departure", after=Clock("returns.withdrawn_voluntary_hazard"),
                  says="is ready to leave voluntarily"),
            Route("detained", after=Clock("returns.withdrawn_enforced_hazard"),
                  says="is found ready for return and detained"),
            Route("fresh_claim", after=Clock("submissions.reclaim_hazard"),
                  says="the claim is reopened or lodged anew"),
            Route("departed_unrecorded", after=Clock("contact.unrecorded_departure_out_hazard"),
                  says="leaves unrecorded"),
        ),
    ),
)  # fmt: skip
