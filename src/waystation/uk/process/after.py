"""After refusal: reporting or not in contact, further submissions, grounds that accrue with time."""

from waystation.process.words import Clock, Route, Stage
from waystation.uk.process.decision import GONE
from waystation.uk.process.words import APPLICANT, CONTACT, HOME_OFFICE, MERIT, RETURNABILITY, SINCE

OUT = ("returns.out_of_contact_multiplier",)


def _voluntary(*times: str) -> Route:
    clock = Clock("returns.voluntary_hazard", SINCE, (*times, "returns.payment_multiplier"), RETURNABILITY)
    return Route("leaving", after=clock, says="is ready to leave voluntarily")


def _enforced(*times: str) -> Route:
    clock = Clock("returns.enforced_hazard", SINCE, (*times, "documents.attempts"), RETURNABILITY)
    return Route("documents", after=clock, says="is found, with no bar to removal")


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
        law=("Immigration Act 2016 schedule 10",),
        routes=(
            _voluntary(),
            _enforced(),
            Route("further_submissions", after=Clock("submissions.hazard"), says="lodges further submissions"),
            Route("human_rights_claim", after=Clock("grounds.family_life_hazard", SINCE), label="family_life",
                  says="claims on family life formed in the UK"),
            Route("human_rights_claim", after=Clock("grounds.long_residence_hazard", SINCE), label="long_residence",
                  says="claims on long residence"),
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
            GONE,
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
    Stage(
        "human_rights_claim", "Claim on family life or long residence", HOME_OFFICE, takes="grounds.consideration",
        law=("Human Rights Act 1998, ECHR article 8", "Immigration Rules appendices FM and Private Life"),
        routes=(
            Route("granted_other_leave", share="grounds.granted_share", says="leave on private or family life"),
            Route("exhausted", says="refused"),
        ),
    ),
)  # fmt: skip
