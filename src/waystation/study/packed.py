"""A finished draw as one block of bytes, and back. Whatever fields a draw has are kept: none is named here."""

from __future__ import annotations

import io
import json
from dataclasses import fields, is_dataclass
from typing import TypeVar, cast, get_args, get_type_hints
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from waystation.base.problems import ResultsError

T = TypeVar("T")
Arrays = dict[str, NDArray[np.generic]]
PLAN = "plan"  # the entry that says how the arrays belong together


def pack(value: object) -> bytes:
    """A frozen dataclass of numbers, texts, tuples, dicts, arrays and further dataclasses, as compressed arrays.

    An array that stands in several places is kept once. Raises TypeError for whatever is none of these.
    """
    arrays: dict[int, NDArray[np.generic]] = {}
    plan = json.dumps(_plan(value, arrays))
    named = {str(place): array for place, array in enumerate(arrays.values())}
    block = io.BytesIO()
    np.savez_compressed(block, **{PLAN: np.frombuffer(plan.encode(), np.uint8)}, **named)  # type: ignore[arg-type]
    return block.getvalue()


def _plan(value: object, arrays: dict[int, NDArray[np.generic]]) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        arrays.setdefault(id(value), value)
        return {"array": list(arrays).index(id(value))}
    if isinstance(value, tuple | list):
        return [_plan(item, arrays) for item in value]
    if isinstance(value, dict):
        return {"pairs": [[_plan(key, arrays), _plan(item, arrays)] for key, item in value.items()]}
    if is_dataclass(value):
        held = {field.name: _plan(getattr(value, field.name), arrays) for field in fields(value)}
        return {"is": type(value).__name__, "fields": held}
    raise TypeError(
        f"a draw holds {type(value).__name__}, which cannot be kept: use arrays, numbers, texts, dataclasses"
    )


def unpack(kind: type[T], block: bytes) -> T:
    """What `pack` made bytes of, a dataclass of that kind; lists become tuples. Raises ResultsError for other bytes."""
    try:
        with np.load(io.BytesIO(block), allow_pickle=False) as held:
            arrays: Arrays = {name: held[name] for name in held.files}
        found = _made(json.loads(arrays[PLAN].tobytes()), arrays, _kinds(kind))
    except (KeyError, ValueError, TypeError, OSError, EOFError, BadZipFile) as error:
        raise ResultsError(
            f"a finished draw cannot be read again ({error}): remove what was kept of the run"
        ) from error
    return cast(T, found)


def _made(plan: object, arrays: Arrays, kinds: dict[str, type]) -> object:
    if isinstance(plan, list):
        return tuple(_made(item, arrays, kinds) for item in plan)
    if not isinstance(plan, dict):
        return plan
    if "array" in plan:
        return arrays[str(plan["array"])]
    if "pairs" in plan:
        return {_made(key, arrays, kinds): _made(item, arrays, kinds) for key, item in plan["pairs"]}
    return kinds[plan["is"]](**{name: _made(item, arrays, kinds) for name, item in plan["fields"].items()})


def _kinds(kind: type) -> dict[str, type]:
    """A dataclass and all those that its fields hold, by name."""
    found, waiting = dict[str, type](), [kind]
    while waiting:
        one = waiting.pop()
        if one.__name__ not in found:
            found[one.__name__] = one
            waiting += [part for hint in get_type_hints(one).values() for part in _parts(hint)]
    return found


def _parts(hint: object) -> list[type]:
    """The dataclasses in a type, such as `Run` in `dict[str, Run]`."""
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [part for inner in get_args(hint) for part in _parts(inner)]
