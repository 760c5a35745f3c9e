"""What each driver of a cost counts in a simulation: which days, entries and ways out. Costs stand in `costs.yaml`."""

from waystation.results.quantity import Quantity
from waystation.uk.measures import (
    ENFORCED,
    HUB_STAGES,
    LEAVING,
    REFUSED_HERE,
    SECTION_4,
    SUPPORTED,
    SUPPORTED_WAITING,
    VOLUNTARY,
    WAITING_SHARE,
    housed,
)

HOTEL, LARGE_SITE = housed("support.hotel_share"), housed("support.large_site_share")
DISPERSED, CASH_ONLY = housed("support.dispersal_share"), housed("support.subsistence_share")
DETAINED = ("detained", "removal", "flight", "charter")
TRANSFERS = ("hub_*_flight.hub_*_stay",)
HEARD = ("appeal.allowed", "appeal.dismissed", "hub_*_pursued.allowed", "hub_*_pursued.dismissed", "hub_*_claim.kept",
         "hub_*_claim.hub_*_cleared", "hub_*_heard.claim_brought_back", "hub_*_heard.dismissed")  # fmt: skip
DECIDED = ("awaiting_decision.leave_decided", "awaiting_decision.refused", "child_claim.leave_decided",
           "child_claim.refused*", "fresh_claim.granted", "fresh_claim.refused_again", "reconsideration.granted",
           "reconsideration.refused_again")  # fmt: skip
CONSIDERED = ("further_submissions.fresh_claim", "further_submissions.exhausted",
              "human_rights_claim.granted_other_leave", "human_rights_claim.exhausted",
              "hub_*_evidence.evidence_brought_back", "hub_*_evidence.rejected")  # fmt: skip

QUANTITIES = (
    Quantity("hotel_nights", "days", SUPPORTED, shares=HOTEL),
    Quantity("large_site_nights", "days", SUPPORTED, shares=LARGE_SITE),
    Quantity("dispersed_nights", "days", SUPPORTED, shares=DISPERSED),
    Quantity("allowance_weeks", "weeks", SUPPORTED, shares=(*DISPERSED, *CASH_ONLY)),
    Quantity("catered_weeks", "weeks", SUPPORTED, shares=(*HOTEL, *LARGE_SITE)),
    Quantity("child_nights", "days", ("child_claim", "child_leave")),
    Quantity("council_requests", "entries", LEAVING,
             shares=tuple((stage, (*WAITING_SHARE, "support.council_share")) for stage in LEAVING)),
    Quantity("decisions", "routes", DECIDED, unit="cases"),
    Quantity("submissions", "routes", CONSIDERED, unit="cases"),
    Quantity("hearings", "routes", HEARD, unit="cases"),
    Quantity("onward_appeals", "entries", ("appellant_onward", "home_office_onward"), unit="cases"),
    Quantity("judicial_reviews", "entries", ("judicial_review", "hub_*_review"), unit="cases"),
    Quantity("legal_aid", "entries", ("appeal", "late_appeal", "hub_*_claim", "hub_*_heard"), unit="cases"),
    Quantity("detention_days", "days", DETAINED),
    Quantity("enforced_returns", "entries", ENFORCED),
    Quantity("transfers", "routes", TRANSFERS),
    Quantity("seats", "routes", ("charter.returned_enforced",)),
    Quantity("scheduled_seats", "routes", ("flight.removed_third_country", "flight.returned_enforced")),
    Quantity("escorts", "routes", ("flight.removed_third_country", "flight.returned_enforced")),
    Quantity("assisted_returns", "entries", ("returned_assisted",)),
    Quantity("returns_from_hub", "entries", ("returned_from_hub",)),
    Quantity("brought_back", "routes", ("hub_*.*brought_back",)),
    # what results are set against; nothing of it is priced
    Quantity("returns", "entries", (*VOLUNTARY, *ENFORCED, "returned_from_hub")),
    Quantity("claims", "entries", ("claim",)),
    Quantity("grants", "entries", ("granted", "granted_other_leave")),
    Quantity("unrecorded", "entries", ("departed_unrecorded",)),
    Quantity("hub_nights", "days", HUB_STAGES),
    Quantity("waiting_support_nights", "days", SUPPORTED_WAITING,
             shares=tuple((stage, WAITING_SHARE) for stage in SUPPORTED_WAITING)),
    Quantity("section_4_nights", "days", REFUSED_HERE, shares=tuple((stage, SECTION_4) for stage in REFUSED_HERE)),
    Quantity("unsupported_nights", "days", REFUSED_HERE,
             shares=tuple((stage, ("not support.exhausted_share",)) for stage in REFUSED_HERE)),
    Quantity("out_of_contact_nights", "days", ("out_of_contact", "withdrawn_by_conduct")),
)  # fmt: skip
