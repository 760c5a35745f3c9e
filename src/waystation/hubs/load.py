"""Agreements from their files, one file a partner, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.english import join
from waystation.base.files import Document
from waystation.base.forms import Form, Spot, Text, known, list_files, open_file, read_form
from waystation.base.problems import Problems
from waystation.hubs.agreement import OUTCOMES, RESTS, Agreement, Ended, Failure, Notice, Outcome, Rest, Stay
from waystation.hubs.load_terms import read_stated, read_terms
from waystation.parameters.book import ParameterBook
from waystation.parameters.checks import find
from waystation.parameters.parameter import Parameter
from waystation.process.words import Ramp, Shock, Window
from waystation.rules.expr import Condition, Expr, Facts
from waystation.rules.parse import GRAMMAR, RuleError, parse

HUB = "hub"
Name = Annotated[Text, Field(description="name a parameter by its id; the number itself belongs in parameters/")]
WHO_REMEDY = "say who may be sent, as - {id: adult, says: is an adult, rule: age >= 18}"
FAILURE_REMEDY = (
    "say what happens to people who cannot be returned, as failure: {after: <parameter in days>, then: brought_back}; "
    "without it people would stay in the hub for ever"
)
ENDED_REMEDY = (
    "say what happens to people in the hub when the agreement ends, as ended: {then: brought_back, pace: <parameter a "
    "year>}, or then: run_on"
)


class AgreementForm(Form):
    """One file."""

    id: Text
    title: Text
    partner: Text
    hypothetical: bool
    summary: Text
    in_force: dict[str, object]
    chance: Name
    places: Name
    intake: Name
    who: Annotated[list[object], Field(description=WHO_REMEDY)]
    selection: Name
    notice: dict[str, object]
    stay: dict[str, object]
    failure: Annotated[dict[str, object], Field(description=FAILURE_REMEDY)]
    ended: Annotated[dict[str, object], Field(description=ENDED_REMEDY)]
    start: dict[str, object] = {}
    injunction: dict[str, object] = {}
    termination: dict[str, object] = {}
    kind: str = HUB
    terms: list[object] = []
    safeguards: dict[str, object] = {}
    notes: list[str] = []


class InForceForm(Form):
    """From when to when."""

    start: date = Field(alias="from")
    delay: Annotated[str, Field(description="name a parameter in days")] = ""
    until: date = date.max


class ConditionForm(Form):
    """One condition of who may be sent."""

    id: Text
    says: Text
    rule: Annotated[Text, Field(description=GRAMMAR)]
    cites: list[str] = []


class NoticeForm(Form):
    """From notice to flight."""

    takes: Name
    leaves: Name
    disappears: Name
    claims: Name
    pursues: Name
    unsuspended: Name
    certified: Name
    claim_succeeds: Name
    review_takes: Name
    review_succeeds: Name


class StayForm(Form):
    """In the hub."""

    return_multiplier: Name
    voluntary_multiplier: Name
    evidence_multiplier: Name
    grounds_multiplier: Name
    documents_take: Name
    return_takes: Name
    claim_ready: Name
    onward: Name
    onward_takes: Name
    onward_returns: Name
    leave_to_stay: Name
    brought_back: Name


class FailureForm(Form):
    """People who cannot be returned."""

    after: Annotated[Text, Field(description="name a parameter in days")]
    then: Annotated[Text, Field(description=f"write {join(OUTCOMES, last='or')}")]


class EndedForm(Form):
    """When the agreement has ended."""

    then: Annotated[Text, Field(description=f"write {join(RESTS, last='or')}")]
    pace: Name


class RampForm(Form):
    """How it begins."""

    share: Name
    days: Name


class ShockForm(Form):
    """What may stop it for a time."""

    rate: Name
    luck: Name
    lasts: Name


class EndingForm(Form):
    """What may end it for good."""

    rate: Name
    luck: Name


@dataclass(frozen=True)
class Want:
    """What a parameter must be to stand in a place: its dimension, and one number, a spread, or either."""

    dimension: str
    shape: str = "any"


NUMBER, SPREAD, DURATION = "one number", "a spread over cases", "one number or a spread over cases"
SHARE, HAZARD, RATIO, WORK = Want("share"), Want("per_year"), Want("ratio"), Want("days", SPREAD)
WANTS: Mapping[tuple[str, ...], Want] = {
    ("in_force", "delay"): Want("days", NUMBER),
    ("chance",): Want("share", NUMBER),
    ("places",): Want("count", NUMBER),
    ("intake",): Want("per_day", NUMBER),
    ("selection",): HAZARD,
    ("notice", "takes"): WORK,
    ("notice", "leaves"): SHARE,
    ("notice", "disappears"): SHARE,
    ("notice", "claims"): SHARE,
    ("notice", "pursues"): SHARE,
    ("notice", "unsuspended"): SHARE,
    ("notice", "certified"): SHARE,
    ("notice", "claim_succeeds"): SHARE,
    ("notice", "review_takes"): WORK,
    ("notice", "review_succeeds"): SHARE,
    ("stay", "return_multiplier"): RATIO,
    ("stay", "voluntary_multiplier"): RATIO,
    ("stay", "evidence_multiplier"): RATIO,
    ("stay", "grounds_multiplier"): SHARE,
    ("stay", "documents_take"): WORK,
    ("stay", "return_takes"): WORK,
    ("stay", "claim_ready"): WORK,
    ("stay", "onward"): HAZARD,
    ("stay", "onward_takes"): WORK,
    ("stay", "onward_returns"): SHARE,
    ("stay", "leave_to_stay"): HAZARD,
    ("stay", "brought_back"): HAZARD,
    ("failure", "after"): Want("days", DURATION),
    ("ended", "pace"): HAZARD,
    ("start", "share"): Want("share", NUMBER),
    ("start", "days"): Want("days", NUMBER),
    **{
        (shock, key): Want(dimension, NUMBER)
        for shock in ("injunction", "termination")
        for key, dimension in {"rate": "per_year", "luck": "share", "lasts": "days"}.items()
    },
}


def load_agreements(
    folder: Path,
    *,
    facts: Facts,
    book: ParameterBook,
    problems: Problems,
    claims: Collection[str] | None = None,
) -> dict[str, Agreement]:
    """The hubs of a folder, by id; `claims` are those that may be named.

    A file whose name starts with '_' is a template and only has to be YAML; other kinds than hubs are passed over.
    """
    found: dict[str, Agreement] = {}
    for path in list_files(folder, problems):
        document = open_file(path, problems)
        if document is None or path.name.startswith("_") or document.content.get("kind", HUB) != HUB:
            continue
        agreement = read_agreement(document, facts=facts, book=book, problems=problems, claims=claims)
        if agreement is not None:
            found[agreement.id] = agreement
    return found


def load_agreement(
    path: Path, *, facts: Facts, book: ParameterBook, problems: Problems, claims: Collection[str] | None = None
) -> Agreement | None:
    """The agreement of a file, or None if anything in it is wrong."""
    document = open_file(path, problems)
    if document is None:
        return None
    return read_agreement(document, facts=facts, book=book, problems=problems, claims=claims)


def read_agreement(
    document: Document, *, facts: Facts, book: ParameterBook, problems: Problems, claims: Collection[str] | None = None
) -> Agreement | None:
    """The agreement of a file that has been opened, or None if anything in it is wrong."""
    here = Problems()
    spot = Spot(document, here)
    agreement = _agreement(document.content, spot, facts=facts, book=book, claims=claims)
    _check_names(document.content, spot, book)
    for problem in here.found:
        problems.add(problem.where, problem.what, problem.remedy)
    return None if here.found else agreement


def check_id(id: str, spot: Spot) -> None:
    """Note an id that is not the name of the file."""
    stem = Path(spot.document.name).stem
    if id and id != stem:
        spot.inside("id").wrong(f"says its id is {id!r}", f"the file is called {stem}.yaml; let both be the same")


def _agreement(
    content: Mapping[str, object], spot: Spot, *, facts: Facts, book: ParameterBook, claims: Collection[str] | None
) -> Agreement:
    form = read_form(AgreementForm, content, spot)
    check_id(form.id, spot)
    return Agreement(
        id=form.id,
        title=form.title,
        partner=form.partner,
        hypothetical=form.hypothetical,
        summary=form.summary,
        in_force=_window(content, spot.inside("in_force")),
        chance=form.chance,
        places=form.places,
        intake=form.intake,
        who=tuple(read_who(form.who, "who" in content, spot.inside("who"), facts)),
        selection=form.selection,
        notice=Notice(**_part(NoticeForm, content, spot.inside("notice"))),
        stay=Stay(**_part(StayForm, content, spot.inside("stay"))),
        failure=_failure(content, spot.inside("failure")),
        ended=_ended(content, spot.inside("ended")),
        start=Ramp(**_part(RampForm, content, spot.inside("start"))) if form.start else None,
        injunction=Shock(**_part(ShockForm, content, spot.inside("injunction"))) if form.injunction else None,
        termination=Shock(**_part(EndingForm, content, spot.inside("termination"))) if form.termination else None,
        terms=read_terms(form.terms, spot.inside("terms"), book=book, claims=claims),
        stated=read_stated(form.safeguards, spot.inside("safeguards"), claims),
        notes=tuple(form.notes),
        where=spot.where,
    )


def _part(form: type[Form], content: Mapping[str, object], spot: Spot) -> dict[str, str]:
    """The names in one part of the file; a part that is missing, or no mapping, has been complained of already."""
    part = content.get(spot.place[-1])
    read = read_form(form, part, spot) if isinstance(part, dict) else form.model_construct()
    return {key: str(getattr(read, key, "")) for key in form.model_fields}


def _window(content: Mapping[str, object], spot: Spot) -> Window:
    part = content.get("in_force")
    if not isinstance(part, dict):
        return Window()
    form = read_form(InForceForm, part, spot)
    if form.until < form.start:
        spot.inside("until").wrong(f"ends on {form.until} before it starts on {form.start}", "put the dates in order")
    return Window(form.start, form.delay or None, form.until if "until" in part else None)


def _failure(content: Mapping[str, object], spot: Spot) -> Failure:
    part = _part(FailureForm, content, spot)
    known(part["then"], OUTCOMES, "end of the failure path", spot.inside("then"))
    return Failure(part["after"], cast(Outcome, part["then"]))


def _ended(content: Mapping[str, object], spot: Spot) -> Ended:
    part = _part(EndedForm, content, spot)
    known(part["then"], RESTS, "way to end", spot.inside("then"))
    return Ended(cast(Rest, part["then"]), part["pace"])


def read_who(items: list[object], given: bool, spot: Spot, facts: Facts) -> Iterator[Condition]:
    """The conditions of a list, each read with its rule."""
    if given and not items:
        spot.wrong("lists no condition under 'who'", WHO_REMEDY)
    seen: set[str] = set()
    for index, item in enumerate(items):
        inner = spot.inside(index)
        form = read_form(ConditionForm, item, inner)
        if form.id in seen:
            inner.inside("id").wrong(f"has two conditions called {form.id!r}", "give each condition its own id")
        seen |= {form.id} - {""}
        rule = read_rule(form.rule, facts, inner.inside("rule")) if form.rule else None
        if rule is not None:
            yield Condition(form.id, form.says, rule, tuple(form.cites))


def read_rule(text: str, facts: Facts, spot: Spot) -> Expr | None:
    """The rule that a text means; what is wrong with it is noted."""
    try:
        return parse(text, facts)
    except RuleError as error:
        spot.wrong(error.what, error.remedy)
    except (ArithmeticError, RecursionError, ValueError):
        spot.wrong(f"cannot be read as a rule ({text[:60]!r})", GRAMMAR)
    return None


def _check_names(content: Mapping[str, object], spot: Spot, book: ParameterBook) -> None:
    for place, want in WANTS.items():
        outer = content if len(place) == 1 else content.get(place[0])
        name = outer.get(place[-1]) if isinstance(outer, dict) else None
        if isinstance(name, str) and (parameter := find(name, book, spot.inside(*place))):
            check_want(parameter, want, place[-1], spot.inside(*place))


def check_want(parameter: Parameter, want: Want, key: str, spot: Spot) -> None:
    """Note where a parameter is not what its place wants."""
    if parameter.dimension.name != want.dimension:
        what = f"{parameter.id!r} is in {parameter.dimension.name}; {key!r} is in {want.dimension}"
        spot.wrong(what, "name another parameter, or mend its dimension")
    elif want.shape == SPREAD and parameter.spread is None:
        spot.wrong(
            f"{parameter.id!r} has no spread over cases; {key!r} wants one", "give it a 'spread' in place of values"
        )
    elif want.shape == NUMBER and parameter.spread is not None:
        spot.wrong(f"{parameter.id!r} is a spread over cases; {key!r} wants one number", "give it 'values'")
    elif want.shape in (NUMBER, DURATION) and parameter.by:
        spot.wrong(f"{parameter.id!r} varies by {join(parameter.by)}; {key!r} wants one number", "take out its 'by'")
