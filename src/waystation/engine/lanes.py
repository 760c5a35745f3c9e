"""All the luck that a visit may need, drawn at once: four addresses of the generator side by side in one vector.

One block of Philox is a chain of ten multiplications, each waiting for the one before, so that a processor which can
multiply four pairs of numbers at once takes hardly longer for four blocks than for one. The words are those of
`draws.philox`, one by one. LLVM gives the vectors whatever instructions the machine has for them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic

from waystation.engine.draws import FACTORS, ROUNDS, STEPS

LANES = 4
WORD, WIDE = ir.IntType(32), ir.IntType(64)
VECTOR = ir.VectorType(WIDE, LANES)


def _words(count: int) -> Any:
    return types.UniTuple(types.uint32, count)  # type: ignore[no-untyped-call]


def _every(number: int) -> Any:
    return ir.Constant(VECTOR, [number] * LANES)


def _spread(builder: Any, words: tuple[Any, ...]) -> Any:
    """A vector of words, each with room for its products."""
    made = ir.Constant(VECTOR, ir.Undefined)
    for lane, word in enumerate(words):
        made = builder.insert_element(made, builder.zext(word, WIDE), WORD(lane))
    return made


def _rounds(builder: Any, counter: list[Any], key: list[Any]) -> list[Any]:
    low, half = _every(0xFFFFFFFF), _every(32)
    for _ in range(ROUNDS):
        first, second = (builder.mul(_every(factor), builder.and_(word, low))
                         for factor, word in zip(FACTORS, counter[::2], strict=True))  # fmt: skip
        counter = [
            builder.xor(builder.lshr(second, half), builder.xor(counter[1], key[0])), second,
            builder.xor(builder.lshr(first, half), builder.xor(counter[3], key[1])), first,
        ]  # fmt: skip
        key = [builder.and_(builder.add(word, _every(step)), low) for word, step in zip(key, STEPS, strict=True)]
    return counter


def _four_blocks(typing_context: Any, seed: Any, case: Any, stage: Any, visit: Any, slots: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        seed, case, stage, visit, slots = arguments
        halves = builder.trunc(seed, WORD), builder.trunc(builder.lshr(seed, WIDE(32)), WORD)
        same = [_spread(builder, (word,) * LANES) for word in (case, stage, visit)]
        counter = [*same, _spread(builder, tuple(cgutils.unpack_tuple(builder, slots)))]  # type: ignore[no-untyped-call]
        found = _rounds(builder, counter, [_spread(builder, (word,) * LANES) for word in halves])
        words = [builder.trunc(builder.extract_element(vector, WORD(lane)), WORD)
                 for vector in found[:2] for lane in range(LANES)]  # fmt: skip
        return context.make_tuple(builder, signature.return_type, words)

    wanted = (types.uint64, types.uint32, types.uint32, types.uint32, _words(LANES))
    return _words(2 * LANES)(*wanted), build


four_blocks: Any = intrinsic(_four_blocks)  # (seed, case, stage, visit, four slots): the first word of each, the second
