"""From a model and its results to the content of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from waystation.economics.marks import Mark
from waystation.parameters.draw import Draw
from waystation.report import figures, history, money, moving, text
from waystation.report.agreements import agreement_note, claims_of_agreements, waiver_sentences
from waystation.report.assumptions import Bearings, areas
from waystation.report.content import (
    AgreementNote,
    BindingRow,
    Figure,
    FlowRow,
    ReportContent,
    RunNote,
    ScenarioNote,
    StockRow,
)
from waystation.report.drawn import drawn_from, spans
from waystation.report.evidence import Shelf, disagreements, ref, shelf, sources
from waystation.report.tables import ends_table, interval_row, occupancy_table, series_table
from waystation.report.talks import claims_of, talks
from waystation.results.ensemble import OPENS, Ensemble
from waystation.results.measure import Measure
from waystation.study.account import Account
from waystation.study.gather import open_name
from waystation.study.model import Model
from waystation.study.story import Chart
from waystation.study.uses import uses


@dataclass(frozen=True)
class Outcome:
    """Everything a report is made from: the model, the ensemble, the tables by name, the draws and the record.

    `accounts` are the appraisals of the scenarios, `marks` published shares on deterrence.
    """

    model: Model
    ensemble: Ensemble
    tables: Mapping[str, pl.LazyFrame]
    points: Sequence[Draw]
    record: Mapping[str, object]
    command: str
    accounts: Sequence[Account] = ()
    marks: Sequence[Mark] = ()


def compose(outcome: Outcome) -> ReportContent:
    """The content of the report."""
    model, ensemble = outcome.model, outcome.ensemble
    asked = [name for name in ensemble.scenarios if name != ensemble.against]
    notes = _scenarios(model, ensemble)
    main = model.scenario(asked[0] if asked else ensemble.against)
    answer = _answer(outcome, asked)
    measures = moving.measure_notes(model, ensemble, outcome.points, asked)
    talked = claims_of(model)
    stated = claims_of_agreements(model.agreements[name] for name in _used(ensemble))
    marked = {name for mark in outcome.marks for name in mark.claims}
    held = shelf(model.register, _rested_on(model) | talked | stated | marked)
    known = f"{model.known.day} {model.known:%B %Y}" if model.known else ""
    used = uses(replace(model, process=model.world(main.id).process))
    fitted = spans(model, str(outcome.record["posterior"]))
    bearings = Bearings(held, used, moving.strongest(measures), known, fitted)
    return ReportContent(
        title=main.title,
        question=main.question,
        answer=tuple(sentence for sentence, _ in answer),
        answer_links=tuple(link for _, link in answer),
        scenarios=notes,
        measures=measures,
        movers_note=moving.caution(model, ensemble.draws),
        headline=_headline(ensemble, model.story.periods),
        figures=tuple(_charts(outcome, notes)),
        hub_figure=_hub_figure(outcome, asked),
        cohort=_cohort(outcome, notes),
        cohort_figure=_cohort_figure(outcome, notes),
        cohort_title=f"Where people refused in {model.cohort.year} stand at the end of the projection",
        not_in_ranges=model.targets.limits,
        assumptions=areas(model.book_of(main.id), bearings),
        talks=talks(model, held),
        sources=sources(held),
        disagreements=disagreements(held, lambda group: not talked & set(group)),
        known=known,
        stocks=tuple(
            StockRow(row.id, row.title, row.cases or 0.0, row.people, row.low, row.high, row.source)
            for row in model.reconciliation.rows
        ),
        history=history.note(model),
        flows=(*_flows(outcome), *_cohort_flows(outcome)),
        binding=tuple(_binding(outcome)),
        agreements=tuple(_agreements(model, ensemble, held)),
        waivers=waiver_sentences(model, asked),
        money=tuple(_money(outcome, notes)),
        record=run_note(outcome),
        attribution=model.story.attribution,
    )


def _money(outcome: Outcome, notes: Sequence[ScenarioNote]) -> Iterator[money.MoneyNote]:
    """The money of each scenario, with a hub on condition that it opens; drawn for the first."""
    register, titles = outcome.model.register, {note.id: note.title for note in notes}
    shown = {label for label, _, _ in _shown(outcome.ensemble)}
    refs = {name: ref(register, name) for mark in outcome.marks for name in mark.claims if name in register.claims}
    marks = [mark for mark in outcome.marks if all(name in refs for name in mark.claims)]
    held = [account for account in outcome.accounts if account.label in shown]
    for place, account in enumerate(held):
        yield money.note(account, marks, title=titles[account.label], refs=refs, draw=place == 0)


def _rested_on(model: Model) -> set[str]:
    """The claims that the numbers rest on."""
    return {name for parameter in model.book.parameters.values() for name in parameter.rests_on}


def _headline(ensemble: Ensemble, periods: Sequence[str]) -> pl.DataFrame:
    """The headline table, with no difference where a scenario would be compared with itself."""
    other = pl.col("scenario") != ensemble.against
    gaps = [pl.when(other).then(pl.col(f"diff_{edge}")).alias(f"diff_{edge}") for edge in ("low", "mid", "high")]
    return ensemble.headline(periods).with_columns(gaps)


def _used(ensemble: Ensemble) -> list[str]:
    """The agreements of a run, in order of name."""
    return sorted({name for names in ensemble.agreements.values() for name in names})


def _agreements(model: Model, ensemble: Ensemble, held: Shelf) -> Iterator[AgreementNote]:
    """Each agreement as the first scenario that uses it sets it."""
    for name in _used(ensemble):
        scenario = next(one for one in ensemble.scenarios if name in ensemble.agreements[one])
        yield agreement_note(model, model.agreements[name], scenario, held)


def _scenarios(model: Model, ensemble: Ensemble) -> tuple[ScenarioNote, ...]:
    notes = []
    for label, name, _ in ensemble.labels():
        scenario = model.scenario(name)
        tail = f", {OPENS}" if label != name else ""
        changed = "; ".join(change.say() for change in (*scenario.changes, *model.settings))
        note = " ".join(part for part in (scenario.note, changed and f"Changes: {changed}.") if part)
        notes.append(ScenarioNote(label, scenario.title + tail, scenario.title + tail, scenario.question, note))
    return tuple(notes)


def _shown(ensemble: Ensemble) -> list[tuple[str, str, np.ndarray]]:
    """The labels to draw: a scenario with a hub on condition that it opens, the others as they are."""
    labels = ensemble.labels()
    conditional = {name for label, name, _ in labels if label != name}
    return [row for row in labels if row[0] != row[1] or row[1] not in conditional]


def _answer(outcome: Outcome, asked: Sequence[str]) -> list[tuple[str, str]]:
    """The sentences of the answer, each with the place on the page that explains its number."""
    model, ensemble = outcome.model, outcome.ensemble
    table, story = ensemble.headline(model.story.periods), model.story
    found: list[tuple[str, str]] = []
    for label, name, _ in _shown(ensemble):
        if name not in asked:
            continue
        scenario = model.scenario(name)
        lead = "" if scenario.agreements else _lower(scenario.title)
        hubs = [model.agreements[agreement] for agreement in scenario.agreements]
        for hub in hubs:
            chance = model.book_of(name)[hub.chance].at(model.calendar.start)
            by = f"{model.calendar.end:%B %Y}"
            said = text.chance(_chance(ensemble, hub.id, float(chance)), hub=f"a hub in {hub.partner}", by=by)
            found.append((said, f"assumption-{hub.chance}"))
        wanted: list[text.Asked] = []
        if hubs and label != name:
            wanted += [text.Level(text.Cell(label, s.measure, s.period), s.says) for s in story.levels]
        wanted += [text.Change(text.Cell(label, s.measure, s.period), s.says, lead) for s in story.changes]
        if hubs and label != name:
            wanted += [text.Part(text.Cell(label, s.measure, s.period), s.whole, s.says) for s in story.parts]
        links = (f"measure-{one.cell.measure}" for one in wanted)
        found += zip(text.answer(table, wanted, draws=ensemble.draws), links, strict=True)
    return found


def _chance(ensemble: Ensemble, agreement: str, fallback: float) -> float:
    """The mean chance over the draws that an agreement's hub opens."""
    rows = [place for place, state in enumerate(ensemble.states) if agreement in state]
    return float(ensemble.chance[:, rows].sum(axis=1).mean()) if rows else fallback


def _names(ensemble: Ensemble, notes: Sequence[ScenarioNote]) -> dict[str, str]:
    shown = {label for label, _, _ in _shown(ensemble)}
    return {note.id: note.short for note in notes if note.id in shown}


def _charts(outcome: Outcome, notes: Sequence[ScenarioNote]) -> list[Figure]:
    """For each stock of the story: its course in every scenario, then the difference each scenario makes."""
    ensemble, names, drawn = outcome.ensemble, _names(outcome.ensemble, notes), []
    measures = {measure.id: measure for measure in ensemble.measures}
    for chart in outcome.model.story.charts:
        measure = measures[chart.measure]
        subtitle = f"{measure.definition} Quarter-ends; middle and {ensemble.span}"
        levels = series_table(ensemble, _shown(ensemble), measure)
        drawn.append(
            figures.fan_figure(
                f"{measure.id}-level",
                levels,
                headline=chart.headline,
                subtitle=subtitle,
                unit=measure.unit,
                names=names,
            )
        )
        drawn += [found for shown in _shown(ensemble) if (found := _difference(ensemble, chart, measure, shown, names))]
    return drawn


def _difference(
    ensemble: Ensemble, chart: Chart, measure: Measure, shown: tuple[str, str, np.ndarray], names: Mapping[str, str]
) -> Figure | None:
    """The difference one scenario makes, each on a scale of its own; None where it makes none."""
    gaps = series_table(ensemble, [shown], measure, against=ensemble.against)
    if not gaps.height or not gaps.select(pl.max_horizontal(pl.col("low", "high").abs()).max()).item():
        return None
    other = names.get(ensemble.against) or names[f"{ensemble.against} {OPENS}"]
    return figures.difference_figure(
        f"{measure.id}-difference-{shown[1]}",
        gaps,
        headline=f"{chart.difference}: {_lower(names[shown[0]])}",
        subtitle=f"Difference from {_lower(other)}, paired draw by draw; middle and {ensemble.span}",
        unit=measure.unit,
        names=names,
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _hub_figure(outcome: Outcome, asked: Sequence[str]) -> Figure | None:
    for label, name, weights in _shown(outcome.ensemble):
        if name in asked and label != name:
            table = occupancy_table(outcome.model, outcome.ensemble, name, weights, outcome.points)
            return figures.occupancy_figure(
                "occupancy", table, headline="People in the hub against its places",
                subtitle=f"{outcome.model.scenario(name).title}, if it opens; quarter-ends; middle and "
                f"{outcome.ensemble.span}",
            )  # fmt: skip
    return None


def _cohort(outcome: Outcome, notes: Sequence[ScenarioNote]) -> pl.DataFrame:
    return ends_table(outcome.model, outcome.ensemble, _shown(outcome.ensemble), outcome.tables["cohort"].collect())


def _cohort_figure(outcome: Outcome, notes: Sequence[ScenarioNote]) -> Figure:
    year, end = outcome.model.cohort.year, outcome.model.calendar.end
    return figures.fate_figure(
        "fates", _cohort(outcome, notes), headline=f"Where people refused in {year} stand",
        subtitle=f"Share of people first refused in {year} by where they stand on {end.day} {end:%B %Y}",
        names=_names(outcome.ensemble, notes),
    )  # fmt: skip


def _flows(outcome: Outcome) -> list[FlowRow]:
    ensemble, rows = outcome.ensemble, []
    for figure in outcome.model.targets.published:
        months = [place for place, month in enumerate(ensemble.months) if figure.first <= month <= figure.last]
        total = sum(ensemble.monthly(ensemble.against, name)[0][:, months].sum(axis=1) for name in figure.measures)
        low, mid, high = interval_row(ensemble, np.asarray(total))
        unit = "cases" if "cases" in figure.title else "people"
        rows.append(FlowRow(figure.title, figure.period, figure.value, low, mid, high, figure.source, unit))
    return rows


def _cohort_flows(outcome: Outcome) -> list[FlowRow]:
    ensemble, rows = outcome.ensemble, []
    here = (pl.col("scenario") == ensemble.against) & (pl.col("open") == "")
    base = outcome.tables["returned"].filter(here).collect()
    for figure in outcome.model.targets.cohorts:
        chosen = base.filter(pl.col("group").is_in(figure.only) if figure.only else ~pl.col("group").is_in(figure.but))
        summed = chosen.group_by("draw").agg(pl.col("returned").sum() / pl.col("claims").sum()).sort("draw")
        low, mid, high = interval_row(ensemble, summed["returned"].to_numpy())
        said = f"claims of 2023, by January 2026 ({figure.returned:,.0f} of {figure.claims:,.0f})"
        share = figure.returned / figure.claims
        rows.append(FlowRow(figure.title, said, share, low, mid, high, figure.source, "share"))
    return rows


def _binding(outcome: Outcome) -> list[BindingRow]:
    ensemble, rows = outcome.ensemble, []
    for label, name, _ in _shown(ensemble):
        agreements = frozenset(ensemble.agreements[name]) if label != name else frozenset()
        world = outcome.model.world(name, agreements)
        here = (pl.col("scenario") == name) & (pl.col("open") == open_name(agreements)) & (pl.col("offered") > 0)
        table = outcome.tables["resources"].filter(here).collect()
        for resource in world.process.resources:
            for year in outcome.model.story.periods:
                held = table.filter((pl.col("resource") == resource.id) & (pl.col("year") == int(year)))
                if held.height:
                    used = float(held["used"].sum()) / float(held["offered"].sum())
                    queued = float(np.mean(held["queued"].to_numpy()))
                    rows.append(BindingRow(label, resource.title, year, used, queued, resource.capacity))
    return rows


def run_note(outcome: Outcome) -> RunNote:
    record = outcome.record
    versions = record["versions"]
    assert isinstance(versions, Mapping)
    return RunNote(
        fingerprint=str(record["fingerprint"]),
        seed=int(str(record["seed"])),
        draws=outcome.ensemble.draws,
        made=f"caseload of {date.fromordinal(outcome.model.calendar.start.toordinal() - 1):%d %B %Y}",
        versions={"waystation": str(record["waystation"]), **{str(k): str(v) for k, v in versions.items()}},
        command=outcome.command,
        drawn=drawn_from(outcome.model, str(record["posterior"])),
    )
