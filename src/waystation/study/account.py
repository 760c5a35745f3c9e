"""What an appraisal says, figure by figure, each with its range: the same for the terminal, JSON and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from waystation.base.days import DAYS_A_YEAR
from waystation.economics import attribution as moved_by
from waystation.economics.appraisal import Appraisal, ratio
from waystation.economics.break_even import break_even, break_even_price, net_at
from waystation.economics.deflate import Amounts
from waystation.economics.lines import Line
from waystation.economics.volume import curve
from waystation.results.ensemble import Ensemble
from waystation.study.appraise import Counted, Money, appraise
from waystation.study.movers import in_turn
from waystation.study.terms import triggers

VOLUMES = (10, 30, 100, 300, 1000, 3000, 10000)
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
POUNDS, EACH, SHARE, PEOPLE = "£", "£ a person", "share", "people"
MOST = 8
NIGHTS = {
    "waiting_support_nights": "Nights on support while waiting (sections 95 and 98)",
    "section_4_nights": "Nights on section 4",
    "unsupported_nights": "Nights refused, in contact and without support",
    "out_of_contact_nights": "Nights refused or withdrawn and out of contact",
    "hub_nights": "Nights in a hub",
}
ENDS = {
    "returns": "Returned home in the life without the hub",
    "grants": "Granted leave in the life without the hub",
    "unrecorded": "Left unrecorded in the life without the hub",
}


@dataclass(frozen=True)
class Figure:
    """One figure of an appraisal, under a condition (a scenario's label): low, middle, high and mean over the draws.

    `kind` says what it is a figure of, `id` which; `year` is a financial year, if it is of one.
    """

    kind: str
    id: str
    title: str
    unit: str
    low: float
    mid: float
    high: float
    mean: float
    draws: int
    label: str = ""
    year: str = ""
    payer: str = ""
    status: str = ""
    claims: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Account:
    """An appraisal under one condition: how it was made, its figures, and the ledger behind them."""

    label: str
    scenario: str
    against: str
    held: Appraisal
    weights: Amounts
    ensemble: Ensemble
    figures: tuple[Figure, ...]

    def of(self, kind: str) -> tuple[Figure, ...]:
        """The figures of a kind."""
        return tuple(figure for figure in self.figures if figure.kind == kind)


@dataclass(frozen=True)
class Said:
    """Makes figures: the range of a value over the draws that count, under one condition."""

    ensemble: Ensemble
    label: str
    weights: Amounts

    def figure(self, kind: str, id: str, title: str, unit: str, values: Amounts, **more: object) -> Figure:
        """The figure of some values of the shape (states, draws)."""
        held = (self.weights > 0) & np.isfinite(values)
        low, mid, high = self.ensemble.interval(values, self.weights)
        mean = moved_by.mean(values, self.weights)
        return Figure(kind, id, title, unit, low, mid, high, mean, int(held.any(axis=0).sum()), self.label, **more)  # type: ignore[arg-type]


def accounts(counted: Counted, scenario: str, money: Money, steps: Sequence[tuple[str, str]] = ()) -> list[Account]:
    """The appraisal of a scenario under each condition: weighing all, and if its hubs open.

    `steps` are the ids and titles of scenarios of the run that lead up to it, the last being as it is.
    """
    held, ensemble = appraise(counted, scenario, money), counted.ensemble
    so_far = [(id, title, appraise(counted, id, money).exchequer) for id, title in steps]
    found = []
    for label, name, weights in ensemble.labels():
        if name == scenario:
            said = Said(ensemble, label, weights)
            sure = label != name or not ensemble.agreements[name]
            figures = (
                *_figures(said, held), *_waterfall(said, held, so_far),
                *(_of_hub(said, counted, held) if sure and ensemble.agreements[name] else ()),
                *(_swings(said, counted, held) if sure else ()),
            )  # fmt: skip
            found.append(Account(label, scenario, ensemble.against, held, weights, ensemble, figures))
    return found


def _figures(said: Said, held: Appraisal) -> Iterator[Figure]:
    yield from _totals(said, held)
    yield from _lines(said, held)
    yield from _years(said, held)
    yield from _quantities(said, held)


def _of_hub(said: Said, counted: Counted, held: Appraisal) -> Iterator[Figure]:
    """What makes sense only if the hub opens."""
    yield from _each(said, held)
    yield from _lives(said, held)
    yield from _break_even(said, held)
    yield from _volumes(said, counted, held)
    yield from _left(said, held)


def _totals(said: Said, held: Appraisal) -> Iterator[Figure]:
    costs = held.terms.costs
    yield said.figure("total", "exchequer", "Cost to the Exchequer, present value", POUNDS, held.exchequer)
    yield said.figure("total", "social", "Social cost, transfers netted out, present value", POUNDS, held.social)
    for payer, title in costs.payers.items():
        if payer not in costs.outside:
            yield said.figure("payer", payer, title, POUNDS, held.paid_by(payer), payer=payer)
    for part, title in costs.parts.items():
        yield said.figure("part", part, title, POUNDS, held.under(part))


def _lines(said: Said, held: Appraisal) -> Iterator[Figure]:
    for place, line in enumerate(held.gap.lines):
        yield said.figure(
            "line", line.id, line.title, POUNDS, held.lines[place], payer=line.payer, status=line.status,
            claims=line.claims, note=_unit(held, line),
        )  # fmt: skip


def _unit(held: Appraisal, line: Line) -> str:
    units = held.terms.units[line.id]
    spread = f"{units.min():,.2f}" if np.ptp(units) == 0 else f"{units.min():,.2f} to {units.max():,.2f}"
    driver = held.terms.costs.drivers[line.driver]
    return f"{line.basis}; {spread} pounds of {held.terms.prices.base} for each of: {driver.title}"


def _years(said: Said, held: Appraisal) -> Iterator[Figure]:
    """By year, not discounted: the whole, and each payer."""
    public = [line for line in held.gap.lines if held.terms.is_public(line)]
    groups = [("year", "exchequer", "Cost to the Exchequer", public)]
    groups += [
        ("payer_year", payer, title, [line for line in public if line.payer == payer])
        for payer, title in held.terms.costs.payers.items()
    ]
    groups += [
        ("part_year", part, title, [line for line in public if held.terms.part(line) == part])
        for part, title in held.terms.costs.parts.items()
    ]
    for kind, id, title, lines in groups:
        yearly = held.by_year(lines)
        for place, year in enumerate(held.worlds.years) if lines else ():
            yield said.figure(kind, id, title, POUNDS, yearly[..., place], year=str(year))


def _each(said: Said, held: Appraisal) -> Iterator[Figure]:
    returns, sent = held.more("returns"), held.more("transfers")
    note = "only draws in which there are more returns"
    yield said.figure("each", "additional_return", "Cost for each additional return", POUNDS,
                      ratio(held.exchequer, returns), note=note)  # fmt: skip
    days = sum((held.more(name) for name in held.worlds.here if name.endswith(".place_day")), np.zeros_like(sent))
    yield said.figure("each", "transfer", "Cost for each person transferred", POUNDS, ratio(held.exchequer, sent))
    yield said.figure(
        "each", "transfer_hub", "Cost of the hub for each person transferred", POUNDS, ratio(held.hub, sent)
    )
    yield said.figure("each", "place_day", "Cost of the hub for each place and day", POUNDS, ratio(held.hub, days))
    yield said.figure("each", "avoided", "Avoided elsewhere for each person transferred", POUNDS,
                      ratio(held.hub - held.exchequer, sent))  # fmt: skip


def _lives(said: Said, held: Appraisal) -> Iterator[Figure]:
    """What a person transferred would have gone through and cost from that day on without the hub."""
    sent, lives, terms = held.more("transfers"), held.worlds.lives, held.terms
    nothing = np.zeros_like(sent)

    def each(name: str) -> Amounts:
        return ratio(np.asarray(lives[name].sum(axis=-1)) if name in lives else nothing, sent)

    public = [terms.is_public(line) for line in held.lives.lines]
    note = "from the day of the transfer to the last year counted"
    cost = held.lives.amounts[public].sum(axis=(0, -1))
    title = "Cost of a person transferred, in the life without the hub"
    yield said.figure("life", "cost", title, POUNDS, ratio(cost, sent), note=f"not discounted; {note}")
    for name, what in NIGHTS.items():
        if name != "hub_nights":
            yield said.figure("life", name, f"{what}, each", "nights", each(name), note=note)
    for name, what in ENDS.items():
        yield said.figure("life", name, what, SHARE, each(name), note=note)


def _quantities(said: Said, held: Appraisal) -> Iterator[Figure]:
    yield said.figure("quantity", "returns", "Additional returns", PEOPLE, held.more("returns"))
    yield said.figure("quantity", "transfers", "People transferred to a hub", PEOPLE, held.more("transfers"))
    for name, title in NIGHTS.items():
        yield said.figure("quantity", name, f"{title}, difference", "person-nights", held.more(name))
    for name, title in (("place_day", "Place-days paid for"), ("empty", "Place-days paid for and empty")):
        for driver in (one for one in held.worlds.here if one.endswith(f".{name}")):
            yield said.figure("quantity", driver, title, "place-days", held.more(driver))


def _break_even(said: Said, held: Appraisal) -> Iterator[Figure]:
    found = break_even(held)
    yield said.figure("break_even", "of_small_boats", "Small-boat arrivals that would have to stay away", SHARE,
                      found.of_watched, note="of arrivals by small boat from the day the hub opens")  # fmt: skip
    yield said.figure("break_even", "of_claims", "Claims that would have to stay away", SHARE,
                      found.of_claims, note="of all claims from the day the hub opens")  # fmt: skip
    yield said.figure("break_even", "for_each_transfer", "People who would have to stay away for each transferred",
                      PEOPLE, found.for_each_transfer)  # fmt: skip
    yield said.figure("break_even", "average_arrival", "Average cost of an arrival by small boat, in the years counted",
                      POUNDS, found.average_cost)  # fmt: skip
    yield said.figure("break_even", "each_per_cent", "Worth of each per cent of small-boat arrivals that stays away",
                      POUNDS, found.each_per_cent)  # fmt: skip
    for share in SHARES:
        yield said.figure("net_at", f"{share:g}", f"Cost to the Exchequer, {share:.0%} of small-boat arrivals deterred",
                          POUNDS, net_at(held, share))  # fmt: skip
    note = "with nobody deterred; below nil: even if it were free, it would cost"
    for per, title in (("person", "price for each person transferred"), ("place_day", "price of a place and day"),
                       ("once", "most that could be paid as a lump sum")):  # fmt: skip
        yield said.figure("price", per, f"Break-even: {title}", POUNDS, break_even_price(held, per), note=note)
    years = held.years_to_pay_back()
    back = np.where(np.isfinite(held.exchequer), np.isfinite(years).astype(np.float64), np.nan)
    yield said.figure("pay_back", "years", "Years to pay back", "years", years, note="only draws that pay back")
    yield said.figure("pay_back", "share", "Draws that pay back within the years counted", SHARE, back)


def _volumes(said: Said, counted: Counted, held: Appraisal) -> Iterator[Figure]:
    hubs = [counted.model.agreements[name] for name in counted.model.scenario(_scenario(said)).agreements]
    for volume in curve(held, VOLUMES, triggers(hubs)):
        for id, what, values in (
            ("each", "whole cost", volume.each), ("fixed", "fixed", volume.fixed + volume.places),
            ("variable", "for each person", volume.variable),
        ):  # fmt: skip
            title = f"Cost of the hub a person at {volume.people:,} people: {what}"
            yield said.figure("volume", f"{volume.people}.{id}", title, POUNDS, values)


def _scenario(said: Said) -> str:
    return next(name for label, name, _ in said.ensemble.labels() if label == said.label)


def _left(said: Said, held: Appraisal) -> Iterator[Figure]:
    """What goes on after the last year that is counted."""
    last = str(held.worlds.years[-1])
    hub = held.by_year([line for line in held.gap.lines if held.terms.is_hub(line)])[..., -1]
    rest = held.by_year([line for line in held.gap.lines if not held.terms.is_hub(line)])[..., -1]
    nights = held.worlds.here["hub_nights"][..., -1] / DAYS_A_YEAR if "hub_nights" in held.worlds.here else 0 * hub
    yield said.figure("left", "hub_a_year", f"The hub, a year as in {last}", POUNDS, hub, note="while it is in force")
    yield said.figure("left", "rest_a_year", f"All else, a year as in {last}", POUNDS, rest)
    yield said.figure("left", "in_hub", f"People in the hub on average in {last}", PEOPLE, nights,
                      note="their return, or bringing them back, is still to be paid")  # fmt: skip


def _waterfall(said: Said, held: Appraisal, so_far: Sequence[tuple[str, str, Amounts]]) -> Iterator[Figure]:
    """Means, so that they add up."""
    for kind, steps in (
        ("waterfall", moved_by.by_part(held, said.weights)),
        ("step", moved_by.by_step(so_far, said.weights)),
    ):
        for step in steps:
            nothing = float("nan")
            yield Figure(kind, step.id, step.title, POUNDS, nothing, nothing, nothing, step.adds, said.ensemble.draws,
                         said.label, note="mean over the draws, so that steps add up")  # fmt: skip


def _swings(said: Said, counted: Counted, held: Appraisal) -> Iterator[Figure]:
    found = [*moved_by.cost_swings(held, said.weights), *_by_draw(said, counted, held)]
    for swing in sorted(found, key=lambda one: -one.size)[:MOST]:
        note = "moved alone" if swing.exact else "the third of draws where it is low, against that where it is high"
        yield Figure("swing", swing.id, swing.title, POUNDS, swing.low, moved_by.middle(held.exchequer, said.weights),
                     swing.high, float("nan"), said.ensemble.draws, said.label, note=note)  # fmt: skip


def _by_draw(said: Said, counted: Counted, held: Appraisal) -> tuple[moved_by.Swing, ...]:
    """The uncertain numbers of the simulation that move it beyond chance; those that are prices are moved alone."""
    book, points = counted.model.book, np.array([point.point for point in counted.points])
    prices = {term.parameter for each in counted.model.agreements.values() for term in each.terms}
    columns = {name: points[:, row] for row, name in enumerate(book.coordinates) if name not in prices}
    values = np.where((said.weights > 0) & np.isfinite(held.exchequer), held.exchequer, np.nan)[-1]
    kept = np.isfinite(values)
    named = in_turn({name: column[kept] for name, column in columns.items()}, values[kept], most=MOST)
    titles = {name: book[name].title for name, _ in named if name in book.parameters}
    return moved_by.draw_swings({name: columns[name] for name, _ in named}, held.exchequer, said.weights, titles)
