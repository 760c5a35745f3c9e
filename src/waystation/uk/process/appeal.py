"""Appeals: in time or late, to the First-tier Tribunal and onward, conceded, abandoned, struck out, remitted."""

from waystation.process.words import Route, Stage
from waystation.uk.process.words import HOME_OFFICE, MERIT, OTHER, TRIBUNAL

REMITTED = Route("appeal", share="onward.remitted_share", label="remitted", says="remitted to the First-tier Tribunal")
UPPER_TRIBUNAL = ("Tribunals, Courts and Enforcement Act 2007 ss11-12",)

STAGES = (
    Stage(
        "lodging", "Appeal to be lodged", TRIBUNAL, law=("Tribunal Procedure (FtT) (IAC) Rules 2014 r19",),
        routes=(
            Route("late_appeal", share="appeals.late_share", says="lodges after the time limit"),
            Route("appeal", says="lodges in time"),
        ),
    ),
    Stage(
        "late_appeal", "Late appeal, extension of time asked for", TRIBUNAL, takes="appeals.late_days",
        law=("Tribunal Procedure (FtT) (IAC) Rules 2014 r20",),
        routes=(
            Route("rights_exhausted", share="appeals.late_refused_share", says="no extension of time"),
            Route("appeal", says="admitted though late"),
        ),
    ),
    Stage(
        "appeal", "Appeal open in the tribunal", TRIBUNAL, takes="appeals.preparation", queue="tribunal",
        law=("Nationality, Immigration and Asylum Act 2002 s82",),
        routes=(
            Route("appeal_closed_elsewhere", when=(OTHER,), says="ends, and the case is none of the model's refusals"),
            Route("appeal_withdrawn", share="appeals.withdrawn_share", says="withdrawn by either side"),
            Route("rights_exhausted", share="appeals.struck_out_share", label="struck_out", says="struck out"),
            Route("allowed", share="appeals.allowed_share", bond=MERIT, says="allowed"),
            Route("dismissed", says="dismissed"),
        ),
    ),
    Stage(
        "appeal_withdrawn", "Appeal withdrawn", HOME_OFFICE,
        routes=(
            Route("reconsideration", share="appeals.concession_share", label="conceded",
                  says="the Home Office withdraws its decision"),
            Route("rights_exhausted", label="abandoned", says="the appellant gives up"),
        ),
    ),
    Stage(
        "reconsideration", "Refusal withdrawn, to be decided again", HOME_OFFICE, takes="appeals.reconsideration_days",
        routes=(
            Route("leave_decided", share="appeals.regranted_share", bond=MERIT, label="granted", says="granted"),
            Route("refused", label="refused_again", says="refused again, with a new right of appeal"),
        ),
    ),
    Stage(
        "allowed", "Appeal allowed", TRIBUNAL,
        routes=(
            Route("home_office_onward", share="onward.home_office_share",
                  says="the Home Office gets permission to appeal onward"),
            Route("leave_decided", says="the decision stands"),
        ),
    ),
    Stage(
        "dismissed", "Appeal dismissed", TRIBUNAL,
        routes=(
            Route("appellant_onward", share="onward.appellant_share",
                  says="the appellant gets permission to appeal onward"),
            Route("rights_exhausted", says="the decision stands"),
        ),
    ),
    Stage(
        "appellant_onward", "Onward appeal of the appellant, Upper Tribunal", TRIBUNAL, takes="onward.days",
        law=UPPER_TRIBUNAL,
        routes=(
            REMITTED,
            Route("leave_decided", share="onward.remade_share", bond=MERIT, label="remade", says="allowed"),
            Route("rights_exhausted", says="dismissed"),
        ),
    ),
    Stage(
        "home_office_onward", "Onward appeal of the Home Office, Upper Tribunal", TRIBUNAL, takes="onward.days",
        law=UPPER_TRIBUNAL,
        routes=(
            REMITTED,
            Route("rights_exhausted", share="onward.remade_share", label="remade", says="the appeal is dismissed"),
            Route("leave_decided", says="the allowed appeal stands"),
        ),
    ),
)  # fmt: skip
