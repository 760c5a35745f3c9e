"""The cases of tests/spec/cases: read, put to the model, and printed as a page. Anyone can write one in YAML.

`python -m tests.spec.specs` writes docs/reference/cases.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from waystation import uk
from waystation.base.english import join, say_day
from waystation.base.forms import Form, Spot, Text, list_files, open_file, read_form
from waystation.base.problems import ContentError, Problems
from waystation.explain.needed import Person
from waystation.explain.ways import Setting, in_force, ways
from waystation.explain.why import Reason, parse_case, reasons, split_dates
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw, Values
from waystation.process.words import Window
from waystation.report.one_case import Question, eligible_there
from waystation.rules.expr import Condition
from waystation.rules.parse import parse

FOLDER = Path(__file__).parent / "cases"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cases.md"
VERDICTS = {"eligible": True, "open": True, "holds": True, "not eligible": False, "closed": False, "fails": False}
HEAD = """\
# Cases

Each row is a case put to the model: who, on which day, and what the answer must be, with the reason. The rows stand in
`tests/spec/cases/*.yaml`, where anyone can add one; `tests/spec` checks every one of them, verdict and reason. This
page is printed from the same files: `python -m tests.spec.specs`.
"""


class CaseForm(Form):
    """A case: how it differs from the person of its file, and the answer."""

    says: Text
    verdict: Text
    because: list[str] = []
    changed: dict[str, object] = Field(default={}, alias="with")
    day: date | None = None
    stands: str = ""
    way: str = ""
    asks: list[str] = []


class RuleForm(Form):
    """A condition of the file's own."""

    id: Text
    says: Text
    rule: Text


class FileForm(Form):
    """A file: what is asked, of whom, when, and the cases."""

    title: Text
    about: Text
    person: dict[str, object]
    cases: list[object]
    day: date | None = None
    agreement: str = ""
    scenario: str = "kosovo"
    stands: str = ""
    stage: str = ""
    rules: list[object] = []
    in_force: dict[str, date] = {}
    set: dict[str, float] = {}


@dataclass(frozen=True)
class Case:
    """A case with the file it stands in."""

    file: FileForm
    form: CaseForm
    rules: tuple[Condition, ...]
    where: str

    @property
    def day(self) -> date:
        """The day asked about."""
        found = self.form.day or self.file.day
        assert found is not None, f"{self.where}: neither the case nor its file says the day"
        return found

    def answer(self) -> tuple[Reason, ...]:
        """What the model says, condition by condition."""
        model = _model(tuple(self.file.set.items()))
        world = model.world(self.file.scenario)
        setting = Setting(world, Values(world.book, Draw(())), model.register)
        person = self._person()
        if self.file.stage:
            found = ways(world.process[self.file.stage], person, setting).ways
            return next(way.reasons for way in found if way.id == f"{self.file.stage}.{self.form.way}")
        if self.file.agreement:
            asked = Question(agreement=self.file.agreement, scenario=self.file.scenario)
            here = world.process[self.form.stands or self.file.stands]
            return eligible_there(model, asked, person, setting, here=here, note="").reasons
        window = Window(self.file.in_force.get("from"), None, self.file.in_force.get("until"))
        chosen = [rule for rule in self.rules if rule.id in self.form.asks]
        return (in_force(window, self.day, setting), *reasons(chosen, person))

    def _person(self) -> Person:
        facts = _model().facts
        told = self.file.person | self.form.changed
        rest, own_days = split_dates([f"{name}={_written(value)}" for name, value in told.items()], facts)
        given = parse_case(rest, facts) | {name: turns <= self.day for name, turns in own_days.items()}
        return Person(facts, given, self.day, own_days)


@cache
def _model(settings: tuple[tuple[str, float], ...] = ()) -> uk.Model:
    return uk.load().set(tuple(Change(name, value) for name, value in settings))


def _written(value: object) -> str:
    """A value of a file as a person would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


@cache
def read(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case of a folder. Raises ContentError with all that is wrong, by file and line."""
    problems = Problems()
    found = [case for path in list_files(folder, problems) for case in _file(path, problems)]
    problems.raise_if_any(ContentError)
    return tuple(found)


def _file(path: Path, problems: Problems) -> Iterator[Case]:
    document = open_file(path, problems)
    if document is None:
        return
    spot = Spot(document, problems, subject="the file")
    form = read_form(FileForm, document.content, spot)
    rules = tuple(_rules(form, spot))
    for number, content in enumerate(form.cases):
        here = spot.inside("cases", number, subject=f"case {number + 1}")
        case = read_form(CaseForm, content, here)
        if case.verdict and case.verdict not in VERDICTS:
            here.wrong(f"has an unknown verdict {case.verdict!r}", f"known: {', '.join(VERDICTS)}")
        elif VERDICTS.get(case.verdict, True) == bool(case.because):
            here.wrong("does not fit its reasons", "a case that fails names every condition that fails, others none")
        yield Case(form, case, rules, here.where)


def _rules(form: FileForm, spot: Spot) -> Iterator[Condition]:
    for number, content in enumerate(form.rules):
        rule = read_form(RuleForm, content, spot.inside("rules", number, subject=f"rule {number + 1}"))
        yield Condition(rule.id, rule.says, parse(rule.rule, _model().facts))


# --- the page ----------------------------------------------------------------------------------------------------


def page() -> str:
    """The cases as Markdown, with the reasons in the model's own words."""
    files = {id(case.file): case.file for case in read()}
    counted = f"There are {len(read())} of them.\n"
    return "\n".join([HEAD + counted, *("\n".join(_section(form)) + "\n" for form in files.values())])


def _section(form: FileForm) -> Iterator[str]:
    yield f"## {form.title}"
    yield f"\n{form.about.strip()}\n"
    if form.person:
        yield f"The person: {_said(form.person)}.\n"
    yield "| who | differs in | day | verdict | because |"
    yield "| --- | --- | --- | --- | --- |"
    for case in read():
        if case.file is form:
            yield f"| {case.form.says} | {_differs(case)} | {say_day(case.day)} | {_verdict(case)} | {_because(case)} |"


def _said(facts: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_written(value)}" for name, value in facts.items())


def _differs(case: Case) -> str:
    stands = f"stands at {case.form.stands}" if case.form.stands else ""
    return "; ".join(filter(None, [stands, _said(case.form.changed)]))


def _verdict(case: Case) -> str:
    about = case.form.way or join(case.form.asks)
    return f"{about}: {case.form.verdict}" if about else case.form.verdict


def _because(case: Case) -> str:
    said = {reason.id: reason.says for reason in case.answer()}
    return "; ".join(f"not: {said.get(name, name)} (`{name}`)" for name in case.form.because)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
