"""The page of proofs shows what is found now, and the engine's page uses the words of the code."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from tests.engines.planted import FAULTS
from tests.theory.findings import table
from waystation.engine import kernel, limits, reference
from waystation.engine.state import CASE

PAGES = Path(__file__).parents[2] / "docs" / "explanation"
PROOFS, ENGINE = (PAGES / name for name in ("proofs.md", "engine.md"))


def test_the_table_is_what_is_found() -> None:
    """If the engine's meaning has changed, print the table anew: `python -m tests.theory.findings`."""
    shown = PROOFS.read_text(encoding="utf-8").partition("<!-- findings -->\n")[2].partition("<!-- end -->")[0]
    assert shown.strip() == table()


def test_the_pages_numbers_are_those_of_the_code() -> None:
    assert f"plants {len(FAULTS)} faults" in PROOFS.read_text(encoding="utf-8")
    most = f"more than {limits.MOST_RESOURCES} resources, {limits.MOST_FLAGS} flags or {limits.MOST_STAGES:,} stages"
    assert most in ENGINE.read_text(encoding="utf-8")
    assert f"{np.iinfo(CASE['visit']).max:,} times" in ENGINE.read_text(encoding="utf-8")


def test_both_engines_use_the_words_of_the_page() -> None:
    steps = ENGINE.read_text(encoding="utf-8").partition("| step |")[2].partition("\n\n")[0]
    rows = [line.split("|")[2:4] for line in steps.splitlines()[2:]]
    words = [re.findall(r"`(\w+)`", side) for row in rows for side in row]
    slow, fast = ({word for held in words[place::2] for word in held} for place in (0, 1))
    text, readable = (Path(str(module.__file__)).read_text(encoding="utf-8") for module in (kernel, reference))
    assert slow <= set(dir(reference.Reference)) | set(re.findall(r"self\.(\w+)", readable))
    assert all(re.search(rf"\b{word}\b", text) for word in fast)
    assert {"enter", "secure", "begin", "line_up", "leave"} <= slow and {"ENTER", "LEAVE"} <= fast
