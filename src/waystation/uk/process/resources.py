"""What limits the system: decision makers, the tribunal, documents, detention, escorts, seats, places in France."""

from waystation.process.words import Priority, Resource
from waystation.uk.process import documents

RESOURCES = (
    Resource("caseworkers", "Asylum decision makers", "throughput", "decisions.a_day",
             newest_first="decisions.newest_first",
             first=(Priority("cases that are to be decided first", share="decisions.fast_track_share"),)),
    Resource("tribunal", "First-tier Tribunal, asylum appeals", "throughput", "appeals.disposals_a_day",
             times=("appeals.sitting_growth",),
             first=(Priority("appeals that are to be heard first", share="appeals.priority_share"),)),
    Resource("detention", "Detention places for asylum-related removal", "places", "removals.detention_places"),
    Resource("escorts", "Escorts for enforced return and transfer", "throughput", "removals.escorts_a_day",
             per="people"),
    Resource("return_seats", "Seats for enforced return and transfer", "throughput", "removals.seats_a_day",
             per="people"),
    Resource("charter_seats", "Seats on charter flights", "throughput", "removals.charter_seats_a_day", per="people"),
    Resource("france_returns", "Returns under the agreement with France", "throughput", "france.returns_a_day",
             per="people"),
    *documents.RESOURCES,
)  # fmt: skip
