"""The process in words, and the reason why a rule holds for one case or does not."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.explain_fixture import ADULT, BOOK, FACTS, FIT, HUB, LISTED, PROCESS, condition

from waystation.base.problems import UsageError
from waystation.explain.describe import WIDTH, describe
from waystation.explain.why import Reason, parse_case, render, why
from waystation.parameters.book import Change
from waystation.process.process import Process
from waystation.process.words import Clock, Priority, Ramp, Resource, Response, Route, Shock, Stage, Window
from waystation.rules.holds import Value, holds
from waystation.rules.say import say

TEXT = describe(PROCESS, BOOK, FACTS)
FLAT = " ".join(TEXT.split())
GIVEN: dict[str, Value] = {
    "age": 27.0,
    "nationality": "Iraq",
    "vulnerable": False,
    "children": False,
    "sent_before": False,
}


def part(stage: Stage) -> str:
    """What is said of one stage."""
    start = TEXT.index(f"\n{stage.title} ({stage.id})\n")
    return " ".join(TEXT[start : TEXT.index("\n\n", start + 1)].split())


# --- describe ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [stage for stage in PROCESS.stages if not stage.is_end], ids=lambda stage: stage.id)
def test_a_stage_is_told_with_all_it_needs_and_every_way_out(stage: Stage) -> None:
    told = part(stage)
    wanted = [f"acts {stage.actor}", *stage.law]
    wanted += [f"takes {BOOK[stage.takes].title} ({stage.takes}): "] if stage.takes else []
    wanted += [PROCESS.resource[name].title for name in (*stage.holds, *([stage.queue] if stage.queue else []))]
    for route in stage.routes:
        wanted += [f"→ {PROCESS[route.to].title} ({route.to})", route.says, route.label, *route.sets]
        wanted += [f"if {each.says}: {say(each.rule, FACTS)}" for each in route.when]
        wanted += [cite for each in route.when for cite in each.cites]
        wanted += [f"share {BOOK[route.share].title}"] if route.share else []
        wanted += [f"clock {BOOK[route.after.of].title}"] if route.after else []
        wanted += [f"times {BOOK[ratio].title}" for ratio in (route.after.times if route.after else ())]
    assert [text for text in wanted if text not in told] == []
    assert told.count("→") == len(stage.routes)


@pytest.mark.parametrize("stage", [stage for stage in PROCESS.stages if stage.is_end], ids=lambda stage: stage.id)
def test_an_end_is_listed(stage: Stage) -> None:
    assert f"{stage.title} ({stage.id}), {stage.actor}" in TEXT[TEXT.index("\nEnds\n") :]


def test_resources_traits_and_marks_are_listed() -> None:
    tail = FLAT[FLAT.index(" Resources ") :]
    for resource in PROCESS.resources:
        assert f"{resource.title} ({resource.id})" in tail
        assert f"{BOOK[resource.capacity].title} ({resource.capacity})" in tail
        counts_people = resource.kind == "places" or resource.per == "people"
        told = tail[tail.index(f"({resource.capacity})") :]
        assert told[told.index("used per ") :].startswith("used per person" if counts_people else "used per case")
    assert "served first where this is at least one half: Title of removals newest share" in tail
    assert "Traits, drawn once for a case: strength and returnable" in tail
    assert "First entry is remembered of: Appeal rights exhausted, in contact (exhausted), Refused (refused)," in tail
    assert tail.endswith("and In the hub (hub_stay)")


def test_exits_and_clocks_are_kept_apart() -> None:
    told = part(PROCESS["awaiting_decision"])
    assert (
        told.index("when this is done")
        < told.index("(refused)")
        < told.index("at any time")
        < told.index("(withdrawn)")
    )


def test_dates_flags_and_traits_of_a_route_are_told() -> None:
    exhausted, flight = part(PROCESS["exhausted"]), part(PROCESS["hub_flight"])
    assert "from 1 January 2027, later by Title of hubs delay (hubs.delay): 0.25 days, until 31 March 2036" in exhausted
    assert "returnable makes part of the fall with time" in exhausted
    assert "sets sent_before (was sent to a hub before)" in flight


def test_waiting_for_a_turn_and_stopping_while_places_are_full_are_told() -> None:
    assert "then waits its turn, while other clocks run: Intake of the hub (intake): 0.25 a day" in part(
        PROCESS["exhausted"]
    )
    assert "stops while these are full or awaited: Places in the hub (hub_places)" in FLAT


def test_what_closes_a_resource_and_what_waits_for_it_are_told() -> None:
    shock = Shock("hubs.multiplier", "hubs.claim_share", "hubs.offer_days")
    resources = [replace(r, close=(shock,), ramp=Ramp("hubs.claim_share", "hubs.delay")) for r in PROCESS.resources]
    notice, over = PROCESS["hub_notice"], Window(date(2027, 1, 1), upon=replace(shock, lasts=None))
    routes = tuple(replace(route, offered=("intake",), in_force=over) for route in notice.routes)
    process = replace(PROCESS.with_stages(replace(notice, routes=routes)), resources=tuple(resources))
    told = " ".join(describe(process, BOOK, FACTS).split())
    day = "Title of hubs multiplier (hubs.multiplier): 0.25, on the day given by Title of hubs claim share"
    assert told.count(f"closed {day}") == len(resources) and "for Title of hubs offer days (hubs.offer_days)" in told
    assert told.count("at first Title of hubs claim share (hubs.claim_share)") == len(resources)
    assert "while something is offered of: Intake of the hub (intake)" in told
    assert f"in force from 1 January 2027, once it comes: {day}" in told and "for good" in told


def test_who_is_served_first_is_told() -> None:
    tail = FLAT[FLAT.index(" Resources ") :]
    assert f"first rank 1, the unfit if {FIT.says}: {say(FIT.rule, FACTS)}" in tail
    assert "first rank 2, a pilot share Title of decisions pilot share (decisions.pilot_share): 25%" in tail


def test_how_arrivals_respond_is_told() -> None:
    tail = FLAT[FLAT.index(" Responses of arrivals, month by month ") :]
    response = PROCESS.responses[0]
    assert f"{response.says} ({response.id})" in tail
    assert f"watches people on the way {PROCESS['hub_flight'].title} → {PROCESS['hub_stay'].title} (hub_stay)" in tail
    assert f"against people entering {PROCESS['awaiting_decision'].title} (awaiting_decision)" in tail
    for label, name in (("lag", response.lag), ("window", response.window), ("times", response.times[0]),
                        ("strength", response.strength), ("displaced", response.displaced)):  # fmt: skip
        assert f"{label} {BOOK[str(name)].title} ({name}): " in tail


def test_a_response_without_a_hub_watches_nobody() -> None:
    alone = replace(PROCESS, responses=(replace(PROCESS.responses[0], signal=("hub_x_*.*",)),))
    assert "watches people on the way nobody in this process" in " ".join(describe(alone, BOOK, FACTS).split())


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (Stage, "id title actor takes queue holds routes law"),
        (Route, "to when share after bond sets in_force through offered says label"),
        (Clock, "of since times frailty"),
        (Window, "start delay end upon"),
        (Resource, "id title kind capacity times per newest_first only_while in_force close ramp first"),
        (Shock, "rate luck lasts"),
        (Ramp, "share days"),
        (Priority, "says when share"),
        (Response, "id says axis strength signal per lag window displaced times"),
        (Process, "start stages resources traits marks responses"),
    ],
)
def test_a_new_word_of_the_vocabulary_must_be_told_too(word: type, told: str) -> None:
    assert [field.name for field in fields(word)] == told.split(), "tell it in describe.py, test it above, list it here"


def test_central_values_by_kind() -> None:
    assert "Title of decisions grant share (decisions.grant_share): 25%" in FLAT
    assert "half of cases within 90 days, 8 in 10 between 49.3 days and 165 days" in FLAT  # 90 × 1.6 ** ±1.2816
    assert "by nationality and years since, from 0.01 a year to 0.4 a year" in FLAT
    assert "Asylum decision makers (caseworkers): 0.25 a day (about 91 a year), used per case" in FLAT


def test_what_a_scenario_changes_and_multiplies_is_what_is_told() -> None:
    changes = (Change("appeals.a_day", 200.0), Change("appeals.growth", 1.5))
    told = " ".join(describe(PROCESS, BOOK.changed(changes), FACTS).split())
    assert "queue Tribunal sittings (tribunal): 300 a day, used per case" in told


def test_a_later_change_is_not_told_as_of_the_start() -> None:
    later = BOOK.changed((Change("decisions.grant_share", 0.9, since=date(2030, 1, 1)),))
    assert describe(PROCESS, later, FACTS) == TEXT


def test_it_fits_a_page_of_a_hundred_columns() -> None:
    assert max(len(line) for line in TEXT.splitlines()) <= WIDTH == 100


def test_a_route_to_nowhere_is_told_and_not_hidden() -> None:
    broken = PROCESS.with_stages(replace(PROCESS["other_appeal"], routes=(Route("nowhere"),)))
    assert "→ ? (nowhere)" in describe(broken, BOOK, FACTS)


# --- why -----------------------------------------------------------------------------------------------------------


def test_one_reason_a_condition_with_words_rule_and_citation() -> None:
    adult, listed, *_ = why(HUB, GIVEN | {"nationality": "Albania"}, FACTS)
    assert adult == Reason("is an adult", True, (Reason("age is at least 18", True),), ("Treaty art 3",), "adult")
    assert (listed.holds, listed.because[0].says) == (False, "nationality is one of Iraq or Iran")


def test_an_ineligible_case_in_print() -> None:
    printed = render("eligible for a hub in Kosovo", why((ADULT, LISTED), GIVEN | {"nationality": "Albania"}, FACTS))
    assert printed == (
        "not eligible for a hub in Kosovo\n"
        "    yes  is an adult                 age is at least 18                  Treaty art 3\n"
        "    NO   is of a listed nationality  nationality is one of Iraq or Iran  annex A\n"
        "what would have to change:\n"
        "    is of a listed nationality: nationality is Albania; would have to be one of Iraq or Iran\n"
    )


def test_an_eligible_case_in_print() -> None:
    printed = render("eligible", why(HUB, GIVEN, FACTS))
    assert printed.startswith("eligible\n")
    assert "NO" not in printed
    assert printed.endswith("nothing would have to change\n")


def test_the_part_that_decides_is_indented_and_the_others_left_out() -> None:
    printed = render("moved", why((FIT,), GIVEN | {"vulnerable": True}, FACTS))
    assert re.search(r"^ +no: is not vulnerable$", printed, re.MULTILINE)
    assert "may be moved: is vulnerable; would have to be: is not vulnerable" in printed
    assert "it is not the case that the case has children in the case)" not in printed


def test_a_part_within_a_part() -> None:
    rule = condition("x", "passes", "not (vulnerable or (children and age < 30))")
    printed = render("x", why((rule,), GIVEN | {"children": True}, FACTS))
    assert re.search(r"^ +yes: has children in the case and age\b", printed, re.MULTILINE)
    assert not re.search(r"(yes|no): is vulnerable", printed)


def test_every_missing_fact_is_named_at_once_with_how_to_give_it() -> None:
    with pytest.raises(UsageError) as caught:
        why(HUB, {"age": 30.0}, FACTS)
    text = str(caught.value)
    assert "--set nationality=… (Iraq, Iran, Sri Lanka or Albania)" in text
    assert all(f"--set {name}=yes (or no)" in text for name in ("vulnerable", "children", "sent_before"))
    assert "age" not in text


def test_a_rule_about_the_journey_asks_for_it_and_uses_it() -> None:
    late = condition("late", "has waited", "since(exhausted) >= 30 and visits(detained) < 2")
    with pytest.raises(UsageError, match=r"--set 'since\(exhausted\)=NUMBER' and --set 'visits\(detained\)=NUMBER'"):
        why((late,), {}, FACTS)
    for days, verdict in ((29, False), (30, True)):
        case = parse_case([f"since(exhausted)={days}", "visits(detained)=1"], FACTS)
        assert why((late,), case, FACTS)[0].holds is verdict


@given(
    age=st.integers(0, 90),
    nationality=st.sampled_from(FACTS["nationality"].classes),
    truths=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_reasons_agree_with_the_rules_and_the_title_with_the_reasons(
    age: int, nationality: str, truths: tuple[bool, bool, bool]
) -> None:
    names = ("vulnerable", "children", "sent_before")
    given_as = [f"{name}={'yes' if truth else 'no'}" for name, truth in zip(names, truths, strict=True)]
    case = parse_case([f"age={age}", f"nationality={nationality}", *given_as], FACTS)
    reasons = why(HUB, case, FACTS)
    assert [reason.holds for reason in reasons] == [holds(each.rule, case) for each in HUB]
    printed = render("eligible", reasons)
    assert printed.startswith("not ") is not all(reason.holds for reason in reasons)
    assert len(re.findall(r"^    NO ", printed, re.MULTILINE)) == sum(not reason.holds for reason in reasons)


# --- parse_case ----------------------------------------------------------------------------------------------------


def test_a_case_is_read_by_the_kind_of_each_fact() -> None:
    read = parse_case(["age=27", "nationality=sri lanka", "vulnerable=No", "grown_up=yes", "sent_before=true"], FACTS)
    assert read == {"age": 27.0, "nationality": "Sri Lanka", "vulnerable": False, "grown_up": True, "sent_before": True}
    assert parse_case([], FACTS) == {}


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("nationalty=Iraq", "no fact called 'nationalty': did you mean 'nationality'?"),
        ("zzz=1", "no fact called 'zzz': known: age, children"),
        ("age=old", "'old' is not a number: write digits"),
        ("age=nan", "'nan' is not a number"),
        ("age=inf", "'inf' is not a number"),
        ("age=", "'' is not a number"),
        ("nationality=Irak", "'nationality' has no class 'Irak': did you mean 'Iraq'"),
        ("vulnerable=perhaps", "'perhaps' is neither yes nor no: write vulnerable=yes or vulnerable=no"),
        ("age", "is no setting: write fact=value"),
        ("=3", "is no setting"),
        ("since(exhausted)=soon", "'soon' is not a number"),
    ],
)
def test_a_wrong_setting_says_what_would_mend_it(setting: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_case([setting], FACTS)
    assert complaint in str(caught.value)
    assert caught.value.exit_code == 2


def test_all_wrong_settings_are_reported_together() -> None:
    with pytest.raises(UsageError) as caught:
        parse_case(["age=x", "nationality=Irak", "vulnerable=1", "sent_before=no", "sent_before=yes"], FACTS)
    assert [problem.where for problem in caught.value.problems] == [
        "age=x",
        "nationality=Irak",
        "sent_before=yes",
        "vulnerable=1",
    ]


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_read_or_refused(settings: list[str]) -> None:
    try:
        assert parse_case(settings, FACTS).keys() <= FACTS.keys()
    except UsageError as error:
        assert error.problems
