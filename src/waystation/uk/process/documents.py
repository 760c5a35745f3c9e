"""A travel document: who holds one, whose country has to issue one, and how many a day it does."""

from waystation.process.words import Resource, Route, Stage
from waystation.rules.expr import Condition, Is, OneOf
from waystation.uk.process.words import HOME_OFFICE, NOT_REFUSED, REFUSED

HELD = Condition("documented", "holds a passport or other document of travel", Is("documented"))
LOST = Condition("papers_lost", "has lost or destroyed the papers on purpose", Is("papers_lost"))
# who readily documents and who rarely does: by returns in 2023 to 2025 over refused people still here
READY = ("Albania", "India", "Brazil", "Georgia", "Vietnam", "Nigeria", "Pakistan", "Bangladesh", "Turkey", "Sri Lanka",
         "China", "Ukraine")  # fmt: skip
RARE = ("Iran", "Eritrea", "Afghanistan", "Syria", "Sudan", "Yemen", "Palestine", "Stateless", "Somalia", "Myanmar")
ORIGINS = {
    "ready": (Condition("origin_ready", "is of a country with returns in every year", OneOf("nationality", READY)),),
    "rare": (Condition("origin_rare", "is of a country that takes back few", OneOf("nationality", RARE)),),
    "slow": (),
}  # fmt: skip
TITLES = {"ready": "origins that document readily", "slow": "other origins", "rare": "origins that document few"}


def _wait(group: str) -> Stage:
    return Stage(
        f"document_{group}", f"Waiting for an emergency travel document, {TITLES[group]}", "Country of origin",
        queue=f"documents_{group}", law=("Immigration Act 1971 schedule 2",),
        routes=(
            Route("exhausted", when=(LOST, REFUSED), share="documents.lost_refused_share", label="not_identified",
                  says="cannot be identified, the papers being lost on purpose"),
            Route("withdrawn", when=(LOST, NOT_REFUSED), share="documents.lost_refused_share",
                  label="not_identified_withdrawn",
                  says="cannot be identified, the papers being lost on purpose, the claim being withdrawn"),
            Route("detained", share=f"documents.{group}_agreed_share", says="the origin agrees and issues a document"),
            Route("exhausted", when=(REFUSED,), label="not_agreed", says="the origin does not agree"),
            Route("withdrawn", label="not_agreed_withdrawn",
                  says="the origin does not agree, the claim being withdrawn"),
        ),
    )  # fmt: skip


STAGES = (
    Stage(
        "documents", "Found, with no bar to removal: is there a document?", HOME_OFFICE,
        routes=(
            Route("detained", when=(HELD,), says="holds a document"),
            *(Route(f"document_{group}", when=when, says="needs a document") for group, when in ORIGINS.items()),
        ),
    ),
    *(_wait(group) for group in ORIGINS),
)  # fmt: skip

RESOURCES = tuple(
    Resource(
        f"documents_{group}", f"Emergency travel documents, {TITLES[group]}", "throughput",
        f"documents.{group}_a_day", times=("documents.identification",),
    )
    for group in ORIGINS
)  # fmt: skip
