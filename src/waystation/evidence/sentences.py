"""How an article is cut into sentences, so that a register can say of each one which claims it makes.

The rule, in full, for whoever writes it again:

1. Cut the text into lines. In each line, turn every run of white space into one space and strip both ends; drop empty
   lines. A line never joins the next one: captions, headings and bylines are pieces of their own.
2. If a line begins with a date marker, `date 2025-10-21` (the word, a space, an ISO date of year, month or day), that
   marker is a piece, and the rest of the line is cut as below.
3. Within a line a piece ends after one of . ! ? together with any closing quotes or brackets that follow it at once
   (" ' ” ’ ) ]), when a space comes next and after the space a capital letter, a digit or an opening quote or bracket
   (" ' “ ‘ ( [).
4. It does not end there if the mark is a full stop and the word before it is a single capital letter (an initial, or
   the end of U.K. and U.S.) or one of: Mr, Mrs, Ms, Dr, Sir, U.K., U.S., No, e.g., i.e. ("No!" ends a sentence.)
5. Pieces are stripped; empty ones are dropped; they are numbered from 1 in order.

The mark of a piece is the first 12 hex digits of the SHA-256 of the stripped piece in UTF-8.
"""

from __future__ import annotations

import re
from hashlib import sha256

MARKER = re.compile(r"date \d{4}(?:-\d{2}){0,2}(?= |$)")
END = re.compile(r"[.!?][\"'”’)\]]* (?=[^\W_a-z]|[\"'“‘(\[])")
KEEPS = re.compile(r"(?:^|[\s\"'“‘(\[.])(?:[A-Z]|Mr|Mrs|Ms|Dr|Sir|U\.K|U\.S|No|e\.g|i\.e)\.$")
OPENS = "\"'“‘([0123456789"


def pieces(line: str) -> list[str]:
    """The sentences of one line whose white space is already normal."""
    found, start = [], 0
    for end in END.finditer(line):
        follows = line[end.end()]
        head = line[start : end.start() + 1]
        if not (follows.isupper() or follows in OPENS) or KEEPS.search(head):
            continue
        found.append(line[start : end.end()].strip())
        start = end.end()
    return [piece for piece in (*found, line[start:].strip()) if piece]


def sentences(text: str) -> list[str]:
    """Every sentence of an article in order, the date marker apart."""
    found: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if marker := MARKER.match(line):
            found.append(marker.group())
            line = line[marker.end() :].strip()
        found.extend(pieces(line))
    return found


def mark(sentence: str) -> str:
    """The first 12 hex digits of the SHA-256 of the sentence."""
    return sha256(sentence.strip().encode("utf-8")).hexdigest()[:12]
