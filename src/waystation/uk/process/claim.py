"""From the claim to the queue for a decision: screening, notice of return to France, pauses, unaccompanied children."""

from waystation.process.words import Clock, Route, Stage
from waystation.rules.expr import Condition, Is, Not, OneOf
from waystation.uk.process.words import HOME_OFFICE, MERIT

SMALL_BOAT = Condition("small_boat", "came by small boat", OneOf("route", ("small_boat",)))
NOT_ALONE_AS_CHILD = Condition("no_lone_child", "is no unaccompanied child", Not(Is("unaccompanied_child")))
LONE_CHILD = Condition("lone_child", "is an unaccompanied child", Is("unaccompanied_child"))
STILL_A_CHILD = Condition("still_a_child", "is under 18 today", Not(Is("grown_up")))
WITHDRAWALS = (
    Route("withdrawn", after=Clock("decisions.withdrawal_hazard", times=("decisions.explicit_share",)),
          says="the applicant withdraws the claim"),
    Route("withdrawn_by_conduct", after=Clock("decisions.withdrawal_hazard", times=("decisions.implicit_share",)),
          says="the claim is treated as withdrawn"),
)  # fmt: skip

STAGES = (
    Stage(
        "claim", "Claim registered and screened", HOME_OFFICE, law=("Immigration Rules part 11",),
        routes=(
            Route("inadmissibility_notice", when=(SMALL_BOAT, NOT_ALONE_AS_CHILD), share="france.referred_share",
                  says="gets notice of inadmissibility under the agreement with France"),
            Route("child_claim", when=(LONE_CHILD,), says="is an unaccompanied child"),
            Route("decision_paused", share="decisions.paused_share", says="decisions on the nationality are paused"),
            Route("awaiting_decision", says="goes into the queue"),
        ),
    ),
    Stage(
        "inadmissibility_notice", "Notice of inadmissibility under the agreement with France", HOME_OFFICE,
        queue="france_returns",
        law=("Immigration Rules paragraphs 345A to 345D", "UK–France agreement 2025"),
        routes=(
            Route("awaiting_decision", after=Clock("france.window_days"), label="admitted",
                  says="the time for a request runs out, and the claim is admitted to the UK process"),
            Route("returned_to_france", says="is returned to France; one person is admitted from France"),
        ),
    ),
    Stage(
        "decision_paused", "Decisions on the nationality paused", HOME_OFFICE,
        routes=(
            *WITHDRAWALS,
            Route("awaiting_decision", after=Clock("decisions.pause_days"), label="pause_over", says="the pause ends"),
        ),
    ),
    Stage(
        "child_claim", "Unaccompanied child, awaiting an initial decision", HOME_OFFICE,
        takes="decisions.preparation", queue="caseworkers",
        law=("Immigration Rules paragraphs 350 to 352ZF", "Children Act 1989 s20"),
        routes=(
            *WITHDRAWALS,
            Route("closed_administratively", share="decisions.administrative_share", says="closed without a decision"),
            Route("leave_decided", share="decisions.grant_share", bond=MERIT, says="granted"),
            Route("child_leave", when=(STILL_A_CHILD,), label="refused_as_child",
                  says="refused, with leave until the eighteenth birthday"),
            Route("refused", says="refused, being of age by now"),
        ),
    ),
    Stage(
        "child_leave", "Leave as an unaccompanied child", "Local authority", law=("Immigration Rules paragraph 352ZC",),
        routes=(
            Route("refused", after=Clock("children.after_birthday", since="grown_up"), label="comes_of_age",
                  says="comes of age, and the leave ends"),
            Route("departed_unrecorded", after=Clock("contact.unrecorded_departure_hazard"), says="leaves unrecorded"),
        ),
    ),
)  # fmt: skip
