"""From a number to who said it: parameter, derivation, claims, sources; and from a value to the claims that give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from waystation.base.problems import UsageError
from waystation.evidence.claim import GRADES, Claim
from waystation.evidence.register import Register
from waystation.parameters.parameter import Parameter

WIDTH = 100


def trace_parameter(
    parameter: Parameter, *, value: str, range_: str, register: Register, uses: Sequence[str], shared: Sequence[str]
) -> str:
    """The tree of a parameter: what it is, how it was worked out, what it rests on, what depends on it."""
    lines = [f"{parameter.id}  {parameter.title}", *_wrapped(parameter.what, 2)]
    lines += _field("value", f"{value}{f' (range {range_})' if range_ else ''}, {parameter.dimension.unit}")
    lines += _field("status", f"{parameter.status}; written at {parameter.where}")
    if parameter.source:
        lines += _field("how", parameter.source)
    if parameter.how:
        lines += _field("derivation", parameter.how)
    lines.append(f"  rests on {len(parameter.rests_on)} claims" if parameter.rests_on else "  rests on no claim")
    for name in parameter.rests_on:
        known = name in register.claims
        lines += _claim(register[name], register, 4) if known else [f"    {name}: not yet stated on that day"]
    lines += _field("used by", "; ".join(uses) or "nothing")
    if shared:
        lines += _field("the same claims also bear", ", ".join(shared))
    return "\n".join(lines)


def trace_number(value: float, register: Register, bearing: Sequence[tuple[str, str]] = ()) -> str:
    """The claims that give a number, and the parameters that rest on them (pairs of claim and parameter)."""
    found = list(register.with_value(value))
    if not found:
        raise UsageError(f"no claim gives {value:g}: try a number as the source prints it, without separators")
    lines: list[str] = []
    for claim in found:
        lines += _claim(claim, register, 0)
        borne = [parameter for name, parameter in bearing if name == claim.id]
        if borne:
            lines += _field("bears", ", ".join(borne), indent=2)
    return "\n".join(lines)


def trace_claim(claim: Claim, register: Register, borne: Sequence[str]) -> str:
    """A claim with its source, the claims related to it, and the parameters that rest on it."""
    return "\n".join([*_claim(claim, register, 0), *_field("bears", ", ".join(borne) or "no parameter")])


def _claim(claim: Claim, register: Register, indent: int) -> Iterator[str]:
    source = register.sources[claim.source]
    amount = "" if claim.value is None else f" [{claim.value:g} {claim.unit}]" if isinstance(claim.value, float) else ""
    yield from _wrapped(f"{claim.id}: {claim.says}{amount}", indent)
    speaker = f"{claim.speaker}, {claim.office}" if claim.office else claim.speaker
    yield from _wrapped(f"said by {speaker} on {claim.stated}, about {claim.about}, {claim.period}", indent + 2)
    yield from _wrapped(f"grade {claim.grade} ({GRADES[claim.grade]})", indent + 2)
    yield from _wrapped(f"in {source.cite()}, {claim.place}{f'; {source.url}' if source.url else ''}", indent + 2)
    for related in register.related(claim.id):
        note = f" ({related.note})" if related.note else ""
        yield from _wrapped(f"{related.says} {related.claim.id}: {related.claim.says}{note}", indent + 2)


def _field(name: str, text: str, indent: int = 2) -> Iterable[str]:
    return _wrapped(f"{name}: {text}", indent)


def _wrapped(text: str, indent: int) -> list[str]:
    pad = " " * indent
    return wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ", break_long_words=False) or [pad]
