"""Putting the cases due on a day in order of number: by digits, the lowest first (a radix sort)."""

from numba import njit

from waystation.engine.state import DIGIT_BITS, DIGITS

FEW = 24


@njit(cache=True, error_model="numpy")
def sort(numbers, spare, tally, count, total):  # type: ignore[no-untyped-def]
    """Sort the first `count` of `numbers`, all below `total`; `spare` is as long, `tally` has DIGITS places."""
    if count <= FEW:
        for place in range(1, count):
            number, back = numbers[place], place
            while back > 0 and numbers[back - 1] > number:
                numbers[back] = numbers[back - 1]
                back -= 1
            numbers[back] = number
        return
    shift = 0
    while (total >> shift) > 0:
        tally[:] = 0
        for place in range(count):
            tally[(numbers[place] >> shift) & (DIGITS - 1)] += 1
        below = 0
        for digit in range(DIGITS):
            below, tally[digit] = below + tally[digit], below
        for place in range(count):
            digit = (numbers[place] >> shift) & (DIGITS - 1)
            spare[tally[digit]] = numbers[place]
            tally[digit] += 1
        numbers[:count] = spare[:count]
        shift += DIGIT_BITS
