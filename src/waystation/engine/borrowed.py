"""Arrays without reference counts.

Compiled code counts anew who holds an array each time it hands it on or slices it; in the kernel's hot loop that took
more than half of the time. A borrowed array is the same memory without a count. Whoever lends it must keep it: here
`simulate`, which holds every array until the kernel returns. (An array made inside the kernel must not be borrowed.)
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils
from numba.extending import intrinsic


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


borrowed: Any = intrinsic(_lend)  # a tuple of arrays, each without its count
