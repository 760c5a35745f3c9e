"""The appeal to the First-tier Tribunal."""

from waystation.process.words import Route, Stage
from waystation.rules.expr import Condition, Is
from waystation.uk.process.decision import HOME_OFFICE, MERIT

TRIBUNAL = "Tribunal"
OTHER = Condition("other_appeal", "comes from outside the model's refusals", Is("other_appeal"))

STAGES = (
    Stage(
        "appeal", "Appeal open in the tribunal", TRIBUNAL, takes="appeals.preparation", queue="tribunal",
        law=("Nationality, Immigration and Asylum Act 2002 s82",),
        routes=(
            Route("appeal_closed_elsewhere", when=(OTHER,), says="ends, and the case is none of the model's refusals"),
            Route("appeal_withdrawn", share="appeals.withdrawn_share", says="withdrawn by either side"),
            Route("rights_exhausted", share="appeals.struck_out_share", label="struck_out", says="struck out"),
            Route("leave_decided", share="appeals.allowed_share", bond=MERIT, label="allowed", says="allowed"),
            Route("rights_exhausted", label="dismissed", says="dismissed"),
        ),
    ),
    Stage(
        "appeal_withdrawn", "Appeal withdrawn", HOME_OFFICE,
        routes=(
            Route("leave_decided", share="appeals.concession_share", bond=MERIT, label="conceded",
                  says="the Home Office concedes"),
            Route("rights_exhausted", label="abandoned", says="the appellant gives up"),
        ),
    ),
)  # fmt: skip
