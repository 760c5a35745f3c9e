"""The frame of a new source file, for a person to fill in: what is left blank is told by the check."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from waystation.base.moment import parse_moment
from waystation.base.problems import UsageError, did_you_mean
from waystation.evidence.load import ID
from waystation.evidence.sentences import mark, sentences
from waystation.evidence.source import KINDS

FRAME = """id: {id}
title: {title}
publisher: {publisher}
kind: {kind}
published: {published}
{url}accessed: {today}
licence: # under which it may be used, or 'copyright of the publisher; paraphrased'
claims: # one such entry for each thing it says
  - id: {id}-1 # a short name, with this source's in front
    says: # in one sentence of your own, what one place in it says
    where: # page, table, paragraph or sentence
    # value: 12 # if it gives a number, or a word such as a stance; a number needs its unit
    # unit: people
    about: # who or what it is about
    period: # the days it is about: 2025-10-21, 2025-10, 2025 or 2025-04/2026-03
    stated: {published} # the day it was said
    speaker: {publisher}
    # office: Prime Minister of Exampleland # if an office-holder speaks
    grade: # A, B, C or D; docs/how-to/add-evidence.md says which
"""
SENTENCES = """# every sentence in order, by its hash: list the claims it makes, or write no_claim: and why
sentences:
"""


def scaffold(identifier: str, fields: Mapping[str, str], article: Path | None, folder: Path) -> Path:
    """Write `<folder>/<identifier>.yaml`. Raises UsageError if that cannot be, or if it exists."""
    path = folder / f"{identifier}.yaml"
    _check(identifier, fields)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: name one that exists with --folder")
    found = sentences(_read(article)) if article else []
    texts = {"id": identifier, "url": "", "today": date.today().isoformat(), "published": fields["published"]}
    texts |= {name: _quoted(fields[name]) for name in ("title", "publisher", "kind")}
    if fields["url"]:
        texts["url"] = f"url: {_quoted(fields['url'])}\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(FRAME.format(**texts) + (SENTENCES + _lines(found) if found else ""))
    except FileExistsError as error:
        raise UsageError(f"{path} exists: choose another id") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): name another folder") from error
    return path


def _check(identifier: str, fields: Mapping[str, str]) -> None:
    if not ID.fullmatch(identifier):
        raise UsageError(f"{identifier!r} is no id: use lower-case letters, digits and hyphens")
    if fields["kind"] not in KINDS:
        kinds = did_you_mean(fields["kind"], KINDS)
        raise UsageError(f"no kind of source called {fields['kind']!r}: {kinds}")
    try:
        parse_moment(fields["published"])
    except ValueError as error:
        raise UsageError(f"--published {error}") from error


def _read(article: Path) -> str:
    try:
        return article.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{article} is not text in UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{article} cannot be read ({error.strerror}): name a file that can") from error


def _quoted(text: str) -> str:
    """Text as YAML and JSON alike would write it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _lines(found: Sequence[str]) -> str:
    lines = (f"  - {{n: {place}, hash: '{mark(text)}', claims: []}}\n" for place, text in enumerate(found, 1))
    return "".join(lines)
