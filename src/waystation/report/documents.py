"""The pages of the documentation that are written from the model: protocols, glossary, safeguards, pictures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from waystation.base.english import join, plural
from waystation.base.problems import UsageError
from waystation.charts.render import svg
from waystation.explain.diagram import Diagram
from waystation.explain.draw_svg import draw_svg
from waystation.report import history
from waystation.report.calibration import STORE, Fitting, pictures, recovery
from waystation.report.catalogue import Catalogue, Table
from waystation.report.safeguards import page as safeguards
from waystation.study.model import Model

HISTORY = "docs/explanation/history.md"
TEMPLATES = {
    "docs/odd.md.j2": "docs/reference/odd.md",
    "docs/stress-des.md.j2": "docs/reference/stress-des.md",
    "docs/glossary.md.j2": "GLOSSARY.md",
    "docs/history.md.j2": HISTORY,
    "docs/calibration.md.j2": "docs/explanation/calibration.md",
}
ASKED = ("pyproject.toml", "constraints.txt", STORE)
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
HERE = "docs/reference/"
IMAGES = "docs/images/"
SAFEGUARDS = HERE + "safeguards.md"
PICTURES = {"process-wide-{}.svg": False, "process-tall-{}.svg": True}


def documents(model: Model, scenario: str, home: Path) -> dict[str, str]:
    """The text of every page by its place in the repository `home`; the process has the hubs of `scenario`.

    Raises UsageError if `home` lacks a template, ScenarioError if there is no such scenario.
    """
    missing = [name for name in (*TEMPLATES, *ASKED) if not (home / name).is_file()]
    if missing:
        raise UsageError(f"{home} is not the repository: it has no {join(missing)}; name the folder that holds them")
    held = Catalogue(model, scenario)
    made = _environment(home)
    words = {
        "held": held,
        "sheets": _shown(held.drawn),
        "model": model,
        "world": held.world,
        "libraries": _libraries(home),
        "project": _project(home),
        **history.words(model),
        "fitting": Fitting(model),
        "recovery": recovery(home),
    }
    pages = {place: made.get_template(template).render(words) for template, place in TEMPLATES.items()}
    return pages | _pictures(held) | pictures(model, home) | {SAFEGUARDS: safeguards(model)}


def _pictures(held: Catalogue) -> dict[str, str]:
    """Each sheet of the process, wide and tall."""
    title = f"How a case moves, with the scenario '{held.model.scenario(held.name).title}'"
    return {
        HERE + name.format(sheet): draw_svg(held.drawn.sheet(sheet), upright=upright, title=title)
        for sheet, _ in enumerate(held.drawn.sheets, start=1)
        for name, upright in PICTURES.items()
    }


def drawings(model: Model) -> dict[str, str]:
    """The pictures of the back-test by their place; type is measured, so another machine may space them otherwise."""
    return {f"{IMAGES}{name}": svg(chart, name=name.partition(".")[0]) for name, chart in history.named(model).items()}


def _shown(drawn: Diagram) -> str:
    """The sheets for a page beside them: the tall ones where the screen is narrow."""
    wide, tall = PICTURES
    return "\n\n".join(
        f'<a href="{wide.format(n)}"><picture><source media="(max-width: 700px)" srcset="{tall.format(n)}"><img\n'
        f'src="{wide.format(n)}" alt="Sheet {n}: {title}"></picture></a>'
        for n, title in enumerate(drawn.sheets, start=1)
    )


def write(pages: Mapping[str, str], home: Path) -> list[str]:
    """Write the pages that are missing or stale; says which."""
    changed = stale(pages, home)
    for place in changed:
        path = home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[place], encoding="utf-8")
    return changed


def stale(pages: Mapping[str, str], home: Path) -> list[str]:
    """The places of pages that are missing or say something else."""
    return [place for place, text in pages.items() if not _same(home / place, text)]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def markdown(table: Table) -> str:
    """A table in Markdown, or the word `None.` if it has no rows."""
    if not table.rows:
        return "None."
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "–"


def _environment(home: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(home), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    made.filters |= {"table": markdown, "listed": join, "plural": plural}
    return made


def _project(home: Path) -> Mapping[str, object]:
    project: Mapping[str, object] = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _libraries(home: Path) -> Table:
    """The libraries that the model runs on, with the exact versions of constraints.txt."""
    pinned = dict(PINNED.findall((home / "constraints.txt").read_text(encoding="utf-8")))
    asked = [str(name).partition(">")[0] for name in _asked(home)]
    return Table(("library", "version"), tuple((name, pinned[name.replace(".", "-")]) for name in sorted(asked)))


def _asked(home: Path) -> list[object]:
    asked = _project(home)["dependencies"]
    return asked if isinstance(asked, list) else []
