"""The tutorial runs as it is written and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "ward.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)


def test_the_ward_prints_what_the_tutorial_says() -> None:
    (program,), (expected,) = blocks("python"), blocks("text")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(program, str(TUTORIAL), "exec"), {"__name__": "ward"})
    assert said.getvalue() == expected


def test_it_takes_forty_lines() -> None:
    (program,) = blocks("python")
    written = [line for line in program.splitlines() if line.strip() and not line.startswith(("from", "import"))]
    assert len(written) <= 40 and len([line for line in program.splitlines() if line.strip()]) <= 48
