"""Files in and out: YAML that remembers its line numbers, canonical JSON, hashes."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from waystation.base.problems import Problems

Place = tuple[str | int, ...]
MOST_NODES = 200_000


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, with the line of every key and item."""

    name: str
    content: dict[str, object]
    lines: Mapping[Place, int]

    def at(self, *place: str | int) -> str:
        """`file:line` of the nearest enclosing place that has a line."""
        steps = tuple(place)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return f"{self.name}:{self.lines.get(steps, 1)}"


def read_yaml(path: Path, problems: Problems, name: str | None = None) -> Document | None:
    """Read one file whose top is a mapping; what is wrong goes into `problems`, and None comes back."""
    label = name or path.name
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.add(f"{label}:1", f"cannot be read ({error.strerror})", "name a file that exists")
        return None
    except UnicodeDecodeError:
        problems.add(f"{label}:1", "is not text in UTF-8", "save it as UTF-8")
        return None
    except (YAMLError, ValueError) as error:
        problems.add(
            f"{label}:{_error_line(error)}", f"is no YAML ({_error_text(error)})", "see docs/how-to for the form"
        )
        return None
    if not isinstance(tree, CommentedMap):
        problems.add(f"{label}:1", "should hold keys and values", "start with 'key: value' lines")
        return None
    if _size(tree, MOST_NODES) <= 0:
        problems.add(f"{label}:1", "repeats itself too often through aliases (*)", "write the values out")
        return None
    lines = dict(_lines(tree, ()))
    bad = [place for place, value in _leaves(tree, ()) if isinstance(value, float) and not math.isfinite(value)]
    for place in bad:
        problems.add(f"{label}:{lines.get(place, 1)}", "is not a finite number", "write an ordinary number")
    return None if bad else Document(label, _plain_map(tree), lines)


def _size(node: object, room: int) -> int:
    """What is left of `room` for nodes after this one and all inside it; aliases count each time."""
    inside = node.values() if isinstance(node, CommentedMap) else node if isinstance(node, CommentedSeq) else ()
    room -= 1
    for item in inside:
        if room <= 0:
            break
        room = _size(item, room)
    return room


def _error_line(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None else 1


def _error_text(error: Exception) -> str:
    text = getattr(error, "problem", None) or str(error).splitlines()[0]
    return str(text).strip()


def _lines(node: object, place: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(node, CommentedMap):
        for key in node:
            yield (*place, key), node.lc.key(key)[0] + 1 if key in node.lc.data else 1
            yield from _lines(node[key], (*place, key))
    elif isinstance(node, CommentedSeq):
        for index, item in enumerate(node):
            yield (*place, index), node.lc.item(index)[0] + 1
            yield from _lines(item, (*place, index))


def _leaves(node: object, place: Place) -> Iterator[tuple[Place, object]]:
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            yield from _leaves(value, (*place, key))
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            yield from _leaves(value, (*place, index))
    else:
        yield place, node


def _plain_map(node: CommentedMap) -> dict[str, object]:
    return {_key(key): _plain(value) for key, value in node.items()}


def _key(key: object) -> str:
    return key.isoformat() if hasattr(key, "isoformat") else str(key)


def _plain(node: object) -> object:
    if isinstance(node, CommentedMap):
        return _plain_map(node)
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    if isinstance(node, bool):
        return bool(node)
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spare white space: the same value gives the same text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256(content: bytes | str) -> str:
    """The hexadecimal SHA-256 of some bytes or text."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
