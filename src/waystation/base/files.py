"""Files in and out: YAML that remembers its line numbers, canonical JSON, hashes."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from waystation.base.problems import Problems

Place = tuple[str | int, ...]
MOST_NODES = 200_000
MERGE = "tag:yaml.org,2002:merge"
TEXT = "tag:yaml.org,2002:str"


class _Constructor(SafeConstructor):
    """Plain values. Keys merged from elsewhere are refused: one written twice beside them would win in silence."""

    def flatten_mapping(self, node: MappingNode) -> None:
        """Note the first key that is `<<`."""
        for key, _ in node.value:
            if key.tag == MERGE:
                raise ConstructorError(None, None, "takes keys from elsewhere with <<", key.start_mark)


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
        tree, lines = _read(path.read_text(encoding="utf-8"))
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
    if not isinstance(tree, dict):
        problems.add(f"{label}:1", "should hold keys and values", "start with 'key: value' lines")
        return None
    if lines is None:
        problems.add(f"{label}:1", "repeats itself too often through aliases (*)", "write the values out")
        return None
    bad = [place for place, value in _leaves(tree, ()) if isinstance(value, float) and not math.isfinite(value)]
    for place in bad:
        problems.add(f"{label}:{lines.get(place, 1)}", "is not a finite number", "write an ordinary number")
    return None if bad else Document(label, {_key(key): _plain(value) for key, value in tree.items()}, lines)


def _read(text: str) -> tuple[object, dict[Place, int] | None]:
    """The values of a text and the lines they stand on; no lines if aliases make it too large.

    The text is composed once, into nodes that know their lines; the round-trip loader takes half as long again.
    """
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    node = reader.compose(text)
    if node is None:
        return None, {}
    if _size(node, MOST_NODES) <= 0:
        return {}, None
    return reader.constructor.construct_document(node), dict(_lines(node, (), reader.constructor))


def _size(node: Node, room: int, above: tuple[Node, ...] = ()) -> int:
    """What is left of `room` for nodes after this one and all inside it; aliases count each time."""
    if any(node is other for other in above):
        raise ConstructorError(None, None, "holds itself through an alias (*)", node.start_mark)
    inside: Iterable[Node] = chain(*node.value) if isinstance(node, MappingNode) else ()
    room -= 1
    for item in node.value if isinstance(node, SequenceNode) else inside:
        if room <= 0:
            break
        room = _size(item, room, (*above, node))
    return room


def _error_line(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None else 1


def _error_text(error: Exception) -> str:
    text = getattr(error, "problem", None) or str(error).splitlines()[0]
    return str(text).strip()


def _lines(node: Node, place: Place, constructor: SafeConstructor) -> Iterator[tuple[Place, int]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                inner = (*place, key.value if key.tag == TEXT else constructor.construct_object(key))
                yield inner, key.start_mark.line + 1
                yield from _lines(value, inner, constructor)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield (*place, index), item.start_mark.line + 1
            yield from _lines(item, (*place, index), constructor)


def _leaves(value: object, place: Place) -> Iterator[tuple[Place, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*place, index))
    else:
        yield place, value


def _key(key: object) -> str:
    return key.isoformat() if hasattr(key, "isoformat") else str(key)


def _plain(value: object) -> object:
    """The value with text for keys."""
    if isinstance(value, dict):
        return {_key(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spare white space: the same value gives the same text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256(content: bytes | str) -> str:
    """The hexadecimal SHA-256 of some bytes or text."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
