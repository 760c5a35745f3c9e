"""After refusal: in contact or not, leaving, further submissions."""

from waystation.process.words import Bond, Clock, Frailty, Route, Stage
from waystation.uk.process.decision import HOME_OFFICE, MERIT

SINCE = "rights_exhausted"
CONTACT = Bond("contact", "contact.weight")
RETURNABILITY = Frailty("returnability", "returns.frailty_share")
OUT = ("returns.out_of_contact_multiplier",)
APPLICANT = "Applicant"


def _voluntary(*times: str) -> Route:
    clock = Clock("returns.voluntary_hazard", SINCE, times, RETURNABILITY)
    return Route("voluntary_departure", after=clock, says="is ready to leave voluntarily")


def _enforced(*times: str) -> Route:
    clock = Clock("returns.enforced_hazard", SINCE, times, RETURNABILITY)
    return Route("detained", after=clock, says="is found, documented and without a bar, and detained")


STAGES = (
    Stage(
        "rights_exhausted", "Appeal rights exhausted", HOME_OFFICE,
        routes=(
            Route("exhausted", share="contact.kept_share", bond=CONTACT, says="is in contact"),
            Route("out_of_contact", says="is not in contact"),
        ),
    ),
    Stage(
        "exhausted", "Rights exhausted, in contact", HOME_OFFICE,
        routes=(
            _voluntary(),
            _enforced(),
            Route("further_submissions", after=Clock("submissions.hazard"), says="lodges further submissions"),
            Route("out_of_contact", after=Clock("contact.lost_hazard"), says="loses contact"),
            Route("departed_unrecorded", after=Clock("contact.unrecorded_departure_hazard"), says="leaves unrecorded"),
        ),
    ),
    Stage(
        "out_of_contact", "Rights exhausted, out of contact", APPLICANT,
        routes=(
            _voluntary(*OUT),
            _enforced(*OUT),
            Route("exhausted", after=Clock("contact.found_hazard"), says="is in contact again"),
            Route("departed_unrecorded", after=Clock("contact.unrecorded_departure_out_hazard"),
                  says="leaves unrecorded"),
        ),
    ),
    Stage(
        "further_submissions", "Further submissions under consideration", HOME_OFFICE,
        takes="submissions.consideration", law=("Immigration Rules paragraph 353",),
        routes=(
            Route("fresh_claim", share="submissions.accepted_share", says="accepted as a fresh claim"),
            Route("exhausted", says="rejected"),
        ),
    ),
    Stage(
        "fresh_claim", "Fresh or reopened claim, awaiting a decision", HOME_OFFICE,
        takes="decisions.preparation", queue="caseworkers",
        routes=(
            Route("leave_decided", share="submissions.grant_share", bond=MERIT, label="granted", says="granted"),
            Route("rights_exhausted", label="refused_again", says="refused again"),
        ),
    ),
)  # fmt: skip
