"""Leaving: voluntary departure, detention, escort, seat; and the ways out of detention short of removal."""

from waystation.process.words import Clock, Route, Stage
from waystation.uk.process.words import APPLICANT, COURTS, HOME_OFFICE, REFUSED

RELEASE = (
    Route("released", after=Clock("removals.release_hazard"), says="is released"),
    Route("released", after=Clock("removals.limit_days", "detained"), label="time_limit",
          says="has been detained for the longest time allowed"),
)  # fmt: skip
DETAINED = "Immigration Act 1971 schedules 2 and 3"

STAGES = (
    Stage(
        "leaving", "Ready to leave voluntarily", APPLICANT,
        routes=(
            Route("assisted_departure", share="returns.assisted_share", says="asks for an assisted return"),
            Route("voluntary_departure", says="leaves unassisted"),
        ),
    ),
    Stage(
        "voluntary_departure", "Preparing to leave voluntarily", APPLICANT, takes="removals.voluntary_days",
        routes=(Route("returned_voluntary", says="returns voluntarily"),),
    ),
    Stage(
        "assisted_departure", "Assisted return being arranged", HOME_OFFICE, takes="removals.voluntary_days",
        routes=(Route("returned_assisted", says="returns with assistance"),),
    ),
    Stage(
        "detained", "Detained for removal", HOME_OFFICE, takes="removals.detention_stay", holds=("detention",),
        law=(DETAINED,), routes=(*RELEASE, Route("removal", says="removal directions are set")),
    ),
    Stage(
        "removal", "Waiting for an escort", HOME_OFFICE, queue="escorts", holds=("detention",), law=(DETAINED,),
        routes=(
            *RELEASE,
            Route("charter", share="removals.charter_share", says="is booked on a charter flight"),
            Route("flight", says="is booked on a scheduled flight"),
        ),
    ),
    Stage(
        "flight", "Waiting for a seat on a scheduled flight", HOME_OFFICE, queue="return_seats", holds=("detention",),
        routes=(
            *RELEASE,
            Route("removed_third_country", share="removals.third_country_share", says="is removed to a third country"),
            Route("returned_enforced", says="is removed to the country of origin"),
        ),
    ),
    Stage(
        "charter", "Waiting for a seat on a charter flight", HOME_OFFICE, queue="charter_seats", holds=("detention",),
        routes=(*RELEASE, Route("returned_enforced", says="is removed to the country of origin")),
    ),
    Stage(
        "released", "Released from detention", HOME_OFFICE,
        routes=(
            Route("modern_slavery", share="removals.slavery_share", says="is a possible victim of modern slavery"),
            Route("judicial_review", share="removals.review_share", says="asks for judicial review of the removal"),
            Route("further_submissions", when=(REFUSED,), share="removals.submissions_share",
                  says="lodges further submissions"),
            Route("exhausted", when=(REFUSED,), share="removals.medical_share", label="medical",
                  says="is found unfit for detention"),
            Route("exhausted", when=(REFUSED,), label="bail", says="is bailed by the Home Office or a judge"),
            Route("withdrawn", says="is bailed, the claim being withdrawn"),
        ),
    ),
    Stage(
        "modern_slavery", "Modern slavery referral, decision pending", HOME_OFFICE, takes="grounds.slavery_days",
        law=("Modern Slavery Act 2015", "ECHR article 4", "Nationality and Borders Act 2022 part 5"),
        routes=(
            Route("granted_other_leave", share="grounds.slavery_leave_share", says="leave after the referral"),
            Route("exhausted", when=(REFUSED,), says="no leave; removal may go on"),
            Route("withdrawn", says="no leave, the claim being withdrawn"),
        ),
    ),
    Stage(
        "judicial_review", "Judicial review of removal", COURTS, takes="grounds.review_days",
        law=("Senior Courts Act 1981 s31",),
        routes=(
            Route("further_submissions", when=(REFUSED,), share="grounds.review_success_share", label="succeeds",
                  says="succeeds: the case is to be considered again"),
            Route("exhausted", when=(REFUSED,), says="fails"),
            Route("withdrawn", says="ends, the claim being withdrawn"),
        ),
    ),
)  # fmt: skip
