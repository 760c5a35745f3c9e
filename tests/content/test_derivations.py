"""Every derived number of the model follows from its published figures, and says which they are."""

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from waystation.base.files import read_yaml
from waystation.base.problems import ContentError, Problems
from waystation.evidence.load import load_register
from waystation.parameters.basis import load_bases, load_series, make_shelf
from waystation.parameters.derive import Basis, Shelf, Value
from waystation.parameters.load import load_axes, load_parameters
from waystation.parameters.parameter import Parameter
from waystation.uk.derivations import DERIVATIONS
from waystation.uk.history.tables import NAMES
from waystation.uk.observed import targets

UK = Path(__file__).parents[2] / "src" / "waystation" / "uk"
FIGURES = 4
PLAIN = {"year", "year_before", "first_claim_year", "days_in_year", "percent", "decimals", "steps_a_year"}


def checked(problems: Problems) -> None:
    assert not problems.found, "\n".join(map(str, problems.found))


@cache
def parameters() -> dict[str, Parameter]:
    problems = Problems()
    found = load_parameters(UK / "parameters", load_axes(UK / "axes.yaml", problems), problems)
    checked(problems)
    return found


@cache
def bases() -> dict[str, Basis]:
    problems = Problems()
    found = load_bases(UK / "evidence" / "basis.yaml", problems)
    checked(problems)
    return found


@cache
def workings() -> dict[str, Basis]:
    problems = Problems()
    found = load_bases(UK / "workings.yaml", problems)
    checked(problems)
    return found


@cache
def claims() -> dict[str, float | str | None]:
    register = load_register(UK / "evidence", Problems())
    return {name: claim.value for name, claim in register.claims.items()}


@cache
def shelf() -> Shelf:
    problems = Problems()
    axes = load_axes(UK / "axes.yaml", problems)
    series = load_series(UK / "evidence" / "series", problems)
    checked(problems)
    return make_shelf(
        parameters(),
        axes,
        series=series,
        figures={name: float(value) for name, value in claims().items() if isinstance(value, int | float)},
        bases=bases() | workings(),
        derivations=DERIVATIONS,
    )


def written(parameter: str) -> object:
    """What stands in the file: a spread, or the values from the first date, or by date where there are several."""
    document = read_yaml(UK / "parameters" / f"{parameter.partition('.')[0]}.yaml", Problems())
    assert document is not None
    entry = document.content[parameter]
    assert isinstance(entry, dict)
    if "spread" in entry:
        return {key: value for key, value in entry["spread"].items() if key != "kind"}
    values = entry["values"]
    return values if len(values) > 1 else next(iter(values.values()))


def numbers(value: object, place: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{place} {key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from numbers(item, f"{place}[{index}]")
    else:
        assert isinstance(value, int | float)
        yield place.strip(), float(value)


def rounded(number: float, figures: int = FIGURES) -> float:
    if number == 0:
        return 0.0
    return round(number, figures - 1 - math.floor(math.log10(abs(number))))


def differences(derived: Value, stands: object) -> dict[str, tuple[float, float]]:
    ours, theirs = dict(numbers(derived)), dict(numbers(stands))
    assert ours.keys() == theirs.keys()
    return {
        place: (number, theirs[place])
        for place, number in ours.items()
        if not math.isclose(rounded(number), rounded(theirs[place]), rel_tol=1e-9, abs_tol=1e-12)
    }


@pytest.mark.parametrize("parameter", [name for name, basis in bases().items() if basis.how])
def test_the_derivation_gives_the_number_that_stands_in_the_file(parameter: str) -> None:
    assert not differences(shelf().derive(parameter), written(parameter))


def test_every_parameter_has_a_basis_and_every_basis_a_parameter() -> None:
    assert bases().keys() == parameters().keys()


def test_what_is_not_assumed_rests_on_a_claim_or_says_why_not() -> None:
    bare = {
        name
        for name, basis in bases().items()
        if not basis.rests_on and not basis.reason and parameters()[name].status != "assumed"
    }
    assert not bare


def test_what_is_assumed_says_which_gap_it_fills() -> None:
    """And has a range, unless it is a term of policy or moves nothing."""
    assumed = [name for name, parameter in parameters().items() if parameter.status == "assumed"]
    gaps = ("Gap", "A term of policy", "Nothing in the model depends", "By construction")
    assert not [name for name in assumed if not bases()[name].reason.startswith(gaps)]
    assert {name for name in assumed if not parameters()[name].prior} == {
        "decisions.newest_first", "hubs.notice_days", "hubs.kosovo.limit_days", "people.age", "decisions.paused_share",
        "decisions.pause_days", "france.referred_share", "france.window_days", "children.after_birthday",
        "returns.payment_multiplier", "documents.identification", "removals.limit_days", "hubs.first_year_days",
        "responses.deterrence", "responses.headroom", "responses.window", "decisions.fast_track_share",
        "appeals.priority_share",
        "hubs.stay_ceiling_days", "hubs.disclosure_days",
    }  # fmt: skip


def test_what_is_elicited_has_a_range_and_a_claim() -> None:
    elicited = [name for name, parameter in parameters().items() if parameter.status == "elicited"]
    assert not [name for name in elicited if not bases()[name].rests_on]
    assert {name for name in elicited if not parameters()[name].prior} == {
        "hubs.kosovo.chance", "hubs.montenegro.chance", "hubs.north_macedonia.chance",
    }  # fmt: skip


def test_what_is_measured_or_derived_names_its_derivation_or_says_why_not() -> None:
    bare = {
        name
        for name, basis in bases().items()
        if parameters()[name].status in ("measured", "derived") and not basis.how and not basis.reason
    }
    assert not bare


def test_every_number_chosen_for_a_derivation_says_why() -> None:
    """Those that only name a period, an edition or a column need no reason."""
    for name, basis in shelf().bases.items():
        chosen = {choice for choice, value in basis.choices.items() if any(True for _ in judged(value))}
        assert chosen - PLAIN <= basis.why.keys(), name
        assert basis.why.keys() <= basis.choices.keys(), name


def judged(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from judged(item)
    elif isinstance(value, list):
        for item in value:
            yield from judged(item)
    elif isinstance(value, int | float):
        yield float(value)


def test_every_claim_that_a_number_rests_on_is_made() -> None:
    cited = {claim for basis in (bases() | workings()).values() for claim in basis.rests_on}
    assert not cited - claims().keys()


def test_every_derivation_is_used_and_every_one_named_exists() -> None:
    assert {basis.how for basis in (bases() | workings()).values() if basis.how} == DERIVATIONS.keys()


def test_all_that_is_taken_exists() -> None:
    known = shelf().series.keys() | shelf().figures.keys() | shelf().bases.keys()
    assert not {thing for basis in shelf().bases.values() for thing in basis.takes.values()} - known


def test_every_series_is_claimed_by_a_source_and_taken_by_a_number_a_target_or_a_back_cast() -> None:
    register = load_register(UK / "evidence", Problems())
    claimed = {claim.series for claim in register.claims.values() if claim.series}
    taken = {thing for basis in shelf().bases.values() for thing in basis.takes.values()}
    assert claimed == shelf().series.keys()
    held = targets().values()
    rested = {name for target in held for error in target.errors for name in error.rests_on}
    compared = {target.table for target in held} | {register.claims[name].series for name in rested}
    assert set(NAMES) <= shelf().series.keys()
    assert shelf().series.keys() <= taken | compared | set(NAMES)


def test_no_series_reaches_past_the_day_of_the_opening_caseload() -> None:
    last = date(2025, 12, 31)
    for stem, frame in shelf().series.items():
        for column in ("period_end", "year", "claim_year"):
            if column in frame.columns:
                assert max(map(str, frame[column].to_list())) <= last.isoformat(), stem


def test_a_derivation_may_read_only_what_its_basis_names() -> None:
    basis = Basis("arrivals.claims_a_year", how="claims_a_year", takes={"another": "claims_2025_by_nationality"})
    poor = Shelf(shelf().series, {}, shelf().classes, {}, {basis.id: basis}, DERIVATIONS)
    with pytest.raises(ContentError, match="no thing taken by arrivals.claims_a_year called 'claims'"):
        poor.derive(basis.id)


def test_a_changed_figure_changes_the_number() -> None:
    before = shelf().derive("opening.awaiting_dependants")
    figures = dict(shelf().figures) | {"ho-2025q4-awaiting-people": 70_000.0}
    changed = Shelf(shelf().series, figures, shelf().classes, shelf().given, shelf().bases, DERIVATIONS)
    after = changed.derive("opening.awaiting_dependants")
    assert isinstance(before, float) and isinstance(after, float)
    assert after / before == pytest.approx((70_000 / 48_723 - 1) / (64_426 / 48_723 - 1))


def test_the_width_of_the_pull_of_claims_is_its_standard_error() -> None:
    line, prior = shelf().derive("working.reversion"), parameters()["arrivals.reversion"].prior
    assert prior is not None and isinstance(line, dict)
    assert dict(prior.numbers) == pytest.approx({"mean": line["rate"], "sd": line["error"]}, rel=1e-3)


def test_contact_lost_at_its_rate_leaves_the_stock_as_it_is() -> None:
    """Followed day by day from when rights were exhausted."""
    lost, age = shelf().derive("contact.lost_hazard"), shelf().derive("opening.exhausted_age")
    kept, found, left = (shelf().derive(name) for name in ("contact.kept_share", "contact.found_hazard",
                                                           "opening.in_contact_share"))  # fmt: skip
    assert isinstance(lost, float) and isinstance(found, float) and isinstance(age, dict)
    daily = [kept]
    for _ in range(int(age["edges"][-1])):
        daily.append(daily[-1] + (found * (1 - daily[-1]) - lost * daily[-1]) / 365)
    bands = zip(age["edges"], age["edges"][1:], age["shares"], strict=False)
    assert sum(share * np.mean(daily[int(low) : int(high)]) for low, high, share in bands) == pytest.approx(
        left, abs=1e-3
    )


def test_the_share_of_families_with_a_child_is_that_of_families_drawn() -> None:
    random = np.random.default_rng(1)
    dependants = 1 + random.geometric(0.5, 200_000) - 1  # one at least, two in the mean
    child = 1 - (1 - (34_263 - 7_994) / 36_947) ** dependants
    assert dependants.mean() == pytest.approx(2, abs=0.01)
    assert shelf().derive("people.children_share") == pytest.approx(child.mean(), abs=0.002)


def test_preparation_is_half_of_the_time_in_the_tribunal_of_2017_and_2018() -> None:
    """Seventeen to twenty-one weeks in all, by Little's law in each of the two years."""
    value = shelf().derive("appeals.preparation")
    assert isinstance(value, dict)
    mean = value["median"] * math.exp(math.log(value["gsd"]) ** 2 / 2)
    assert 17 * 7 < 2 * mean < 21.5 * 7
