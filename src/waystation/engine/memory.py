"""What the kernel tells the processor about memory, and Python has no word for.

`borrowed`: compiled code counts anew who holds an array each time it hands it on or slices it; in the kernel's hot loop
that took more than half of the time. A borrowed array is the same memory without a count. Whoever lends it must keep
it: here `simulate`, which holds every array until the kernel returns. (An array made inside the kernel must not be
borrowed.)

`fetch`: a case's row lies anywhere in memory, and waiting for it costs more than the work on it. Asked for while an
earlier case is at work, it is there when its turn comes. Nothing else changes: a row not asked for is only waited for.

`first_bit` and `certain` tell what a processor can do and the compiler cannot know: find the lowest bit of a mask at
once, and leave out the check for an index that counts from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic

READ, KEEP, DATA = 0, 3, 1
BYTE, WORD = ir.IntType(8), ir.IntType(32)
ASK = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer(), WORD, WORD, WORD])


def _lend(typing_context: Any, arrays: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lent = cgutils.unpack_tuple(builder, arguments[0])  # type: ignore[no-untyped-call]
        kinds = signature.args[0].types
        views = [_uncounted(context, builder, kind, array) for kind, array in zip(kinds, lent, strict=True)]
        return context.make_tuple(builder, signature.return_type, views)

    return arrays(arrays), build


def _uncounted(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    view = context.make_array(kind)(context, builder, value=array)
    view.meminfo, view.parent = ir.Constant(view.meminfo.type, None), ir.Constant(view.parent.type, None)
    return view._getvalue()


def _fetch(typing_context: Any, arrays: Any, row: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = cgutils.unpack_tuple(builder, arguments[0])  # type: ignore[no-untyped-call]
        ask = cgutils.get_or_insert_function(builder.module, ASK, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        for kind, array in zip(signature.args[0].types, held, strict=True):
            view = context.make_array(kind)(context, builder, value=array)
            stride = cgutils.unpack_tuple(builder, view.strides)[0]  # type: ignore[no-untyped-call]
            start = builder.bitcast(view.data, BYTE.as_pointer())
            place = builder.gep(start, [builder.mul(stride, arguments[1])])
            builder.call(ask, [place, WORD(READ), WORD(KEEP), WORD(DATA)])
        return context.get_dummy_value()

    return types.void(arrays, types.intp), build


def _first(typing_context: Any, mask: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.cttz(arguments[0], ir.Constant(ir.IntType(1), True)), ir.IntType(64))

    return types.intp(types.uint32), build


first_bit: Any = intrinsic(_first)  # the place of the lowest bit of a mask that is not empty
borrowed: Any = intrinsic(_lend)  # a tuple of arrays, each without its count
fetch: Any = intrinsic(_fetch)  # (a tuple of arrays, a row): that row of each will be needed soon


@njit(cache=True, inline="always")
def certain(row):  # type: ignore[no-untyped-def]
    """A row known to be no negative mark: wherever it is used, the check for one is left out."""
    return int(np.uint32(row))
