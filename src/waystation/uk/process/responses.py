"""How arrivals respond to what people see happening; off unless a scenario assumes it."""

from waystation.process.words import Response

RESPONSES = (
    Response(
        "deterrence",
        "where a scenario assumes it, fewer come by a route, or they change route, as more are seen sent to a hub",
        axis="route", strength="responses.deterrence", times=("responses.deterrence_strength",),
        signal=("hub_*_flight.hub_*_stay",), per=("claim",),
        lag="responses.lag", window="responses.window", displaced="responses.deterrence_displaced",
    ),
)  # fmt: skip
