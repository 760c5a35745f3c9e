"""The frame of a new source file, for a person to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from waystation.base.problems import UsageError
from waystation.evidence.sentences import mark, sentences

FRAME = """id: {id}
title: {title}
publisher: {publisher}
kind: {kind}
published: {published}
{url}accessed: {today}
licence: say here under which licence it may be used
claims:
  - id: {id}-1
    says: Say in one sentence of your own what one place in it says.
    where: page, table, paragraph or sentence
    value: 0
    unit: what the number counts
    about: who or what it is about
    period: {published}
    stated: {published}
    speaker: {publisher}
    grade: C
"""
SENTENCES = "# every sentence, by its hash: list the claims it makes, or say why it makes none\nsentences:\n"


def scaffold(identifier: str, fields: Mapping[str, str], article: Path | None, folder: Path) -> Path:
    """Write `<folder>/<identifier>.yaml`. Raises UsageError if it exists or the folder does not."""
    path = folder / f"{identifier}.yaml"
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: name one that exists with --folder")
    if path.exists():
        raise UsageError(f"{path} exists: choose another id")
    url = f"url: {fields['url']}\n" if fields["url"] else ""
    quoted = {name: _quoted(text) for name, text in fields.items() if name not in ("published", "url")}
    frame = FRAME.format(
        id=identifier, published=fields["published"], url=url, today=date.today().isoformat(), **quoted
    )
    found = sentences(article.read_text(encoding="utf-8")) if article else []
    path.write_text(frame + (SENTENCES + _lines(found, identifier) if found else ""), encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(found: Sequence[str], identifier: str) -> str:
    first = f"  - {{n: 1, hash: '{mark(found[0])}', claims: [{identifier}-1]}}\n"
    rest = (
        f"  - {{n: {place}, hash: '{mark(text)}', claims: [], no_claim: not read yet}}\n"
        for place, text in enumerate(found[1:], 2)
    )
    return first + "".join(rest)
