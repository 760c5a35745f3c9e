"""A small register made up for the tests: a report, an article with three sentences, and how to load either."""

from __future__ import annotations

import re
from pathlib import Path

from waystation.base.problems import Problem, Problems
from waystation.evidence.load import load_register
from waystation.evidence.register import Register

REPORT = """\
# a comment
id: report-2024
title: Boats of the lake
publisher: Lake Office
kind: official_statistics
published: 2024-03-01
accessed: 2024-05-02
url: https://lake.example/boats
licence: open
claims:
  - id: report-boats
    says: The lake has twelve boats.
    where: table 2
    value: 12
    unit: boats
    about: boats on the lake
    period: 2023
    stated: 2024-03-01
    speaker: Lake Office
    grade: A
  - id: report-ferry
    says: One of them is a ferry.
    where: table 3
    value: ferry
    about: boats on the lake
    period: 2023-04/2024-03
    stated: 2024-03-01
    speaker: Lake Office
    grade: A
    relations:
      - {kind: same_event, claim: news-ferry, note: one ferry}
"""
NEWS = """\
id: news-2024
title: A dozen boats
publisher: The Shore
kind: press
published: 2024-04-10
accessed: 2024-05-02
licence: copyright of the publisher; paraphrased
note: made up
claims:
  - id: news-boats
    says: There are about ten boats.
    where: sentence 1
    value: 10
    unit: boats
    about: boats on the lake
    period: 2024
    stated: 2024-04-09
    speaker: Ann Weir
    office: Harbour master
    grade: B
    relations:
      - kind: differs_in_precision
        claim: report-boats
        note: a rounded count
  - id: news-ferry
    says: A ferry goes across.
    where: sentence 3
    about: the ferry
    period: 2024-04
    stated: 2024-04
    speaker: The Shore
    grade: C
sentences:
  - {n: 1, hash: 0123456789ab, claims: [news-boats]}
  - {n: 2, hash: 1123456789ab, claims: [], no_claim: a caption}
  - {n: 3, hash: 2123456789ab, claims: [news-ferry, news-boats]}
"""
GOOD = {"report-2024.yaml": REPORT, "news-2024.yaml": NEWS}
PLACE = re.compile(r"([^/]+/)?[^/]+:[1-9]\d*")


def load(folder: Path, texts: dict[str, str] | None = None) -> tuple[Register, list[Problem]]:
    """The register of some files, and what is wrong with it."""
    home = folder / "evidence"
    home.mkdir(exist_ok=True)
    for name, text in (GOOD if texts is None else texts).items():
        (home / name).write_text(text, encoding="utf-8")
    problems = Problems()
    return load_register(home, problems), problems.found


def instead(text: str, old: str, new: str) -> str:
    """The text with its one `old` replaced."""
    assert text.count(old) == 1, f"{old!r} should stand in the good file once, not {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text first stands."""
    assert part in text, f"{part!r} is not in the file"
    return text[: text.index(part)].count("\n") + 1


def told(problems: list[Problem]) -> bool:
    """Whether every problem has a file and line, says what is wrong, and what would mend it."""
    return bool(problems) and all(PLACE.fullmatch(row.where) and row.what and row.remedy for row in problems)
