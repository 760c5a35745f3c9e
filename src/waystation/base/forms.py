"""How a file of the model is read: every fault in one pass, each at its line, with what would mend it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar, cast, get_origin

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from waystation.base.files import Document, read_yaml
from waystation.base.problems import Problems, did_you_mean

Step = str | int
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MISTAKES: Mapping[str, tuple[str, str]] = {
    "string_type": ("is not text", "put it in quotes"),
    "string_too_short": ("is empty", "write it"),
    "float_type": ("is not a number", "write an ordinary number"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "list_type": ("is not a list", "write it as [a, b] or in '- a' lines"),
    "dict_type": ("does not hold keys and values", "write it as {key: value} or in 'key: value' lines"),
    "date_type": ("is not a date", "write it as 2027-01-01"),
}
BLANKS: Mapping[object, object] = {str: "", float: math.nan, bool: False, date: date.min}


class Form(BaseModel):
    """What a part of a file may hold. Forms are flat: a part within a part has a form of its own."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


AnyForm = TypeVar("AnyForm", bound=Form)


@dataclass(frozen=True)
class Spot:
    """A place in a file, what stands there in words, and where to note what is wrong with it."""

    document: Document
    problems: Problems
    place: tuple[str, ...] = ()
    subject: str = ""

    def inside(self, *steps: Step, subject: str | None = None) -> Spot:
        """The spot of a key or an item further in."""
        place = (*self.place, *map(str, steps))
        return replace(self, place=place, subject=self.subject if subject is None else subject)

    @property
    def where(self) -> str:
        """`file:line`."""
        return self.document.at(*self.place)

    def wrong(self, what: str, remedy: str = "") -> None:
        """Note a problem here."""
        self.problems.add(self.where, f"{self.subject} {what}".strip(), remedy)


def list_files(folder: Path, problems: Problems) -> list[Path]:
    """The YAML files of a folder in order of name; one that would be passed over in silence is a problem."""
    if not folder.is_dir():
        problems.add(f"{folder.name}:1", "is no folder", "name a folder of .yaml files")
        return []
    for passed_over in sorted(folder.glob("*.yml")):
        problems.add(f"{folder.name}/{passed_over.name}:1", "is not read", f"call it {passed_over.stem}.yaml")
    return sorted(folder.glob("*.yaml"))


def open_file(path: Path, problems: Problems) -> Document | None:
    """One YAML file, named as `folder/file`, whose lines can be asked for by the keys as text."""
    name = f"{path.parent.name}/{path.name}"
    try:
        document = read_yaml(path, problems, name)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError) as error:
        # the YAML library fails so on broken tags and on nesting without end
        problems.add(f"{name}:1", f"is no YAML ({type(error).__name__})", "take out tags (!!) and deep nesting")
        return None
    if document is None:
        return None
    places = [(tuple(map(_text, place)), line) for place, line in document.lines.items()]
    twice = {place for place, count in Counter(place for place, _ in places).items() if count > 1}
    for place in (place for place in twice if place[:-1] not in twice):
        line = max(line for other, line in places if other == place)
        problems.add(f"{name}:{line}", f"has the key {place[-1]!r} twice", "keep one of them")
    return replace(document, lines=dict(places))


def _text(step: object) -> str:
    return step.isoformat() if isinstance(step, date) else str(step)


def read_form(form: type[AnyForm], content: object, spot: Spot) -> AnyForm:
    """What a part of a file holds. What is wrong is noted and left blank, so that the rest can still be checked."""
    try:
        return form.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    for fault in faults:
        step = spot if fault["type"] == "missing" else spot.inside(*fault["loc"])
        step.wrong(*_complaint(fault, form))
    bad = {fault["loc"][0] for fault in faults if fault["loc"]}
    good = {key: value for key, value in content.items() if key not in bad} if isinstance(content, Mapping) else {}
    blanks = {_name(key, field): _blank(field) for key, field in form.model_fields.items() if field.is_required()}
    return cast(AnyForm, form.model_construct(None, **(blanks | good)))


def _complaint(fault: ErrorDetails, form: type[Form]) -> tuple[str, str]:
    fields = {_name(key, field): field for key, field in form.model_fields.items()}
    if not fault["loc"]:
        return "should hold keys and values", f"give it {', '.join(fields)}"
    key = str(fault["loc"][0])
    if fault["type"] == "extra_forbidden":
        return f"has an unknown key {key!r}", did_you_mean(key, fields) or f"known: {', '.join(fields)}"
    told = (fields[key].description if key in fields else None) or ""
    if fault["type"] == "missing":
        return f"has no {key!r}", told or f"add '{key}: …'"
    name = repr(key) if len(fault["loc"]) == 1 else f"an item of {key!r}"
    what, remedy = MISTAKES.get(fault["type"], (f"is wrong ({fault['msg']})", "see the other files for the form"))
    if fault["input"] is None:
        what, remedy = "is left blank", "fill it in, or take it out"
    return f"has a mistake: {name} {what}", told or remedy


def _name(key: str, field: FieldInfo) -> str:
    return field.alias or key


def _blank(field: FieldInfo) -> object:
    kind = get_origin(field.annotation) or field.annotation
    return BLANKS[kind] if kind in BLANKS else kind() if isinstance(kind, type) else None


def known(word: str, words: Mapping[str, object] | tuple[str, ...], what: str, spot: Spot) -> bool:
    """Whether a word is one of those that are known; a blank has been complained of already."""
    if word and word not in words:
        spot.wrong(f"names no {what} we know: {word!r}", did_you_mean(word, words) or f"see the list of every {what}")
    return word in words


Value = TypeVar("Value")


def read_value(kind: TypeAdapter[Value], path: Path, problems: Problems) -> Value | None:
    """A whole file as one frozen value (dataclasses that forbid other keys); what is wrong goes into `problems`."""
    document = open_file(path, problems)
    if document is None:
        return None
    try:
        return kind.validate_python(document.content)
    except ValidationError as error:
        for fault in error.errors():
            place = tuple(str(step) for step in fault["loc"])
            told = MISTAKES.get(fault["type"], (fault["msg"].lower(), "see the other entries for the form"))
            problems.add(document.at(*place), f"{'.'.join(place)} {told[0]}", told[1])
        return None
