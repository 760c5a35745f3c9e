"""Every measure of this model: what "backlog" or "returned" means is said here and nowhere else."""

from waystation.results.measure import Measure

STAY = ("hub_*_stay",)
HUB_STAGES = (*STAY, "hub_*_heard", "hub_*_evidence", "hub_*_documents", "hub_*_return")
HUB_APPEALS = ("hub_*_claim", "hub_*_heard")
WAITING = ("awaiting_decision", "child_claim", "decision_paused", "inadmissibility_notice")
APPEALING = ("late_appeal", "appeal", "reconsideration", "appellant_onward", "home_office_onward")
SUPPORTED_WAITING = ("awaiting_decision", "decision_paused", "inadmissibility_notice", "appeal",
                     "late_appeal", "reconsideration", "appellant_onward", "home_office_onward")  # fmt: skip
REFUSED_HERE = ("exhausted", "further_submissions", "human_rights_claim", "document_*", "modern_slavery",
                "judicial_review")  # fmt: skip
SUPPORTED = (*SUPPORTED_WAITING, *REFUSED_HERE)
WAITING_SHARE, SECTION_4 = ("support.waiting_share",), ("support.exhausted_share",)
ON_SUPPORT = (*((stage, WAITING_SHARE) for stage in SUPPORTED_WAITING), *((stage, SECTION_4) for stage in REFUSED_HERE))
LEAVING = ("granted", "granted_other_leave", "rights_exhausted")
VOLUNTARY = ("returned_voluntary", "returned_assisted")
ENFORCED = ("returned_enforced", "removed_third_country")


def housed(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The supported people of each stage who live in one kind of housing."""
    return tuple((stage, (*names, kind)) for stage, names in ON_SUPPORT)


MEASURES = (
    Measure("arrivals", "Claims", "People in new asylum claims made in the period.", "entries", ("claim",)),
    Measure("awaiting_decision", "Awaiting an initial decision",
            "People whose claim had no initial decision at the end of the period.", "stock", WAITING),
    Measure("appeals_open", "Open appeals",
            "Asylum appeals open in the First-tier Tribunal at the end of the period, claims against a hub included.",
            "stock", ("appeal", "late_appeal", *HUB_APPEALS), unit="cases"),
    Measure("appeals_lodged", "Appeals lodged",
            "Asylum appeals received by the First-tier Tribunal in the period, remitted ones included.",
            "entries", ("appeal", *HUB_APPEALS), unit="cases"),
    Measure("appeals_disposed", "Appeals disposed of", "Asylum appeals ended in any way in the period.", "routes",
            ("appeal.*", "hub_*_claim.*", "hub_*_heard.*"), unit="cases"),
    Measure("decisions", "Initial decisions",
            "People granted, refused, withdrawn or closed administratively at first decision in the period.", "routes",
            ("awaiting_decision.*", "child_claim.*", "decision_paused.withdrawn*")),
    Measure("grants", "Granted at first decision", "People granted leave at first decision in the period.", "routes",
            ("awaiting_decision.leave_decided", "child_claim.leave_decided")),
    Measure("refusals", "Refused at first decision", "People refused at first decision in the period.", "routes",
            ("awaiting_decision.refused", "child_claim.refused*")),
    Measure("withdrawals", "Withdrawn claims", "People whose claim was withdrawn before a decision in the period.",
            "routes", ("awaiting_decision.withdrawn*", "child_claim.withdrawn*", "decision_paused.withdrawn*")),
    Measure("exhausted_in_uk", "Refused, rights exhausted, in the UK",
            "People with exhausted appeal rights in the UK at the end of the period, in contact or not, with further "
            "submissions or a transfer pending or not; those detained or about to leave are not counted.",
            "stock", ("exhausted", "out_of_contact", "further_submissions", "human_rights_claim", "modern_slavery",
                      "judicial_review", "document_*", "hub_*_notice", "hub_*_claim",
                      "hub_*_review", "hub_*_held*", "hub_*_cleared", "hub_*_flight")),
    Measure("returns_voluntary", "Voluntary returns", "People returned voluntarily from the UK in the period.",
            "entries", VOLUNTARY),
    Measure("returns_enforced", "Enforced returns",
            "People returned by enforcement from the UK to their own country in the period.",
            "entries", ENFORCED),
    Measure("left_on_notice", "Left on notice of transfer",
            "People who left voluntarily on notice of transfer to a hub in the period.",
            "routes", ("hub_*_notice.leaves",), aside=True),
    Measure("lost_on_notice", "Lost contact on notice of transfer",
            "People who lost contact on notice of transfer to a hub in the period.",
            "routes", ("hub_*_notice.disappears",), aside=True),
    Measure("claims_against_transfer", "Claims against transfer",
            "Claims made on notice of transfer to a hub in the period, in the tribunal or for judicial review.",
            "entries", ("hub_*_challenge",), unit="cases", aside=True),
    Measure("appeals_pursued", "Appeals pursued because a hub is open",
            "Appeals that would have been given up in the period and were pursued to a decision, as a hub was open.",
            "entries", ("hub_*_pursued",), unit="cases", aside=True),
    Measure("transfers_to_hub", "Transfers to a hub", "People transferred to a hub in the period.", "routes",
            ("hub_*_flight.hub_*_stay",)),
    Measure("in_hub", "In a hub",
            "People in a hub at the end of the period, those included whose claim or evidence is heard from there or "
            "who wait there for documents or a flight home.",
            "stock", HUB_STAGES),
    Measure("returns_from_hub", "Returns from a hub", "People returned to their own country from a hub in the period.",
            "entries", ("returned_from_hub",)),
    Measure("returns_all", "Returns of every kind",
            "People returned to their own country in the period: voluntarily, by enforcement, or from a hub.",
            "entries", (*VOLUNTARY, *ENFORCED, "returned_from_hub")),
    Measure("brought_back", "Brought back", "People brought back from a hub to the UK in the period, for any reason.",
            "routes", ("hub_*.*brought_back",)),
    Measure("longest_stay_reached", "Longest stay reached",
            "People who reached the longest stay in a hub in the period, so that its failure path applied.",
            "routes", ("hub_*.failure_*",)),
    Measure("onward_from_hub", "Moved on from a hub",
            "People who left a hub for another place without a record in the period.",
            "entries", ("hub_*_onward_journey",)),
    Measure("back_after_moving_on", "Came back after moving on",
            "People who moved on from a hub and came back to the UK to claim anew in the period.",
            "routes", ("hub_*_onward_journey.comes_back",)),
    Measure("leave_in_host", "Leave to stay in the host",
            "People given leave to stay in the host country in the period.", "entries", ("leave_in_host",)),
    Measure("granted_after_refusal", "Granted after a refusal",
            "People first refused, then granted leave on appeal, by concession or on a fresh claim, in the period.",
            "routes", ("allowed.leave_decided", "home_office_onward.leave_decided", "appellant_onward.remade",
                       "reconsideration.granted", "fresh_claim.granted")),
    Measure("wrongful_transfers", "Transferred, though protection would have followed",
            "People transferred to a hub in the period who, in the paired life without it, would later have been "
            "granted protection.",
            "paired", STAY, paired=("granted",)),
    Measure("other_leave_forgone", "Transferred, though other leave would have followed",
            "People transferred to a hub in the period who, in the paired life without it, would later have been "
            "granted leave other than protection.",
            "paired", STAY, paired=("granted_other_leave",)),
    Measure("supported", "On asylum support",
            "People on asylum support at the end of the period: those waiting under sections 95 and 98, those with "
            "exhausted rights under section 4.",
            "stock", SUPPORTED, shares=ON_SUPPORT),
    Measure("in_hotels", "In hotels", "People on asylum support who live in hotels at the end of the period.",
            "stock", SUPPORTED, shares=housed("support.hotel_share")),
    Measure("in_dispersal", "In dispersal housing",
            "People on asylum support in dispersal or initial accommodation at the end of the period.",
            "stock", SUPPORTED, shares=housed("support.dispersal_share"), aside=True),
    Measure("subsistence_only", "Subsistence only",
            "People on asylum support who get money but no housing at the end of the period.",
            "stock", SUPPORTED, shares=housed("support.subsistence_share"), aside=True),
    Measure("on_large_sites", "On large sites",
            "People on asylum support in contingency accommodation other than hotels at the end of the period.",
            "stock", SUPPORTED, shares=housed("support.large_site_share"), aside=True),
    Measure("on_section_4", "On section 4",
            "People with exhausted rights on section 4 support at the end of the period.",
            "stock", REFUSED_HERE, shares=tuple((stage, SECTION_4) for stage in REFUSED_HERE), aside=True),
    Measure("unsupported", "Refused and unsupported",
            "People with exhausted rights, in contact, without support at the end of the period.",
            "stock", REFUSED_HERE, shares=tuple((stage, ("not support.exhausted_share",)) for stage in REFUSED_HERE),
            aside=True),
    Measure("leaving_support", "Leaving support",
            "People who leave asylum support in the period, on a grant or with exhausted rights.",
            "entries", LEAVING, shares=tuple((stage, WAITING_SHARE) for stage in LEAVING), aside=True),
    Measure("to_councils", "Turning to a council",
            "People who leave asylum support in the period and ask a local authority for housing or care.",
            "entries", LEAVING, shares=tuple((stage, (*WAITING_SHARE, "support.council_share")) for stage in LEAVING),
            aside=True),
    Measure("returned_to_france", "Returned to France",
            "People returned to France under the agreement in the period.",
            "entries", ("returned_to_france",), aside=True),
    Measure("admitted_from_france", "Admitted from France",
            "People admitted from France in the period for those returned there; they do not enter the process.",
            "entries", ("returned_to_france",), shares=(("returned_to_france", ("france.admitted_per_return",)),),
            aside=True),
    Measure("third_country", "Removed to a third country",
            "People removed to a country other than their own in the period, hubs and France aside.",
            "entries", ("removed_third_country",), aside=True),
    Measure("back_after_return", "Back after return", "People who come back to the UK after a return, in the period.",
            "entries", ("reentered",), aside=True),
    Measure("years_waiting", "Years spent waiting",
            "Person-years spent in the period waiting for a decision, an appeal, the outcome of further submissions, "
            "or with exhausted rights.",
            "person_years",
            (*WAITING, *APPEALING, "further_submissions", "fresh_claim", "human_rights_claim", "exhausted",
             "out_of_contact",
             "hub_*_notice", "hub_*_claim", "hub_*_review", "hub_*_held*", "hub_*_cleared", "hub_*_flight"),
            unit="person-years"),
)  # fmt: skip
