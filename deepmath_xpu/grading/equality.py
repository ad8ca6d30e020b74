"""Equality of two answers by shape, then by value; and the child process in which this runs (`python -m`).

Shapes decide what may be compared: pairs in order, sets in any, an open end is no closed end. Values, equations,
inequalities and whatever has no shape go to math-verify (`values.py`). What was decided where it could be either:
- a bare list stands for what it is compared with: `1, 2` is the pair `(1, 2)`, the set, the Python list; not `(2, 1)`;
- `25%` is equal to 25 (asked for a percentage) and to 0.25;
- a unit may be missing, but not another one; numerals in another base, or without it, differ.
"""

import json
import os
import resource
import signal
import sys

from deepmath_xpu.grading.notation import Answer, Kind, read
from deepmath_xpu.grading.values import same_value


def equal(a: str, b: str) -> bool:
    return _same(read(a), read(b))


_K = Kind
_IN_ORDER = [{_K.TUPLE}, {_K.LIST}, {_K.LEFT_OPEN}, {_K.RIGHT_OPEN}, {_K.MATRIX}, {_K.BARE, _K.TUPLE}]
_IN_ANY_ORDER = [{_K.BARE}, {_K.SET}, {_K.BARE, _K.SET}, {_K.BARE, _K.LIST}]
_SINGLE = {_K.SCALAR, _K.WORDS, _K.NUMERAL}


def _same(a: Answer, b: Answer) -> bool:
    if a.key == b.key:
        return True
    kinds = {a.kind, b.kind}
    if kinds <= _SINGLE:
        return _same_single(a, b)
    if kinds in _IN_ORDER:
        return _in_order(a.parts, b.parts)
    if kinds in _IN_ANY_ORDER:
        return _in_any_order(a.parts, b.parts)
    return _same_mixed(a, b, kinds)


def _same_mixed(a: Answer, b: Answer, kinds: set[Kind]) -> bool:
    """Shapes that differ, and unions, which may be cut into other pieces."""
    if len(a.parts) > 2 and kinds == {_K.LIST, _K.TUPLE}:
        return _in_order(a.parts, b.parts)
    if len(a.parts) > 2 and kinds == {_K.LIST, _K.SET}:
        return _in_any_order(a.parts, b.parts)
    if _K.MATRIX in kinds and kinds & {_K.LIST, _K.TUPLE}:
        return _same_matrix(a, b) if a.kind is _K.MATRIX else _same_matrix(b, a)
    for one, other in ((a, b), (b, a)):
        if one.kind in (_K.SET, _K.BARE) and other.kind in _SINGLE:
            return len(one.parts) == 1 and _same(one.parts[0], other)
    if kinds == {_K.UNION} and _in_any_order(a.parts, b.parts):
        return True
    if kinds & {_K.BARE, _K.WORDS, _K.NUMERAL} or not kinds & {_K.SCALAR, _K.UNION}:
        return False
    return same_value(a.latex, b.latex)


def _same_matrix(matrix: Answer, other: Answer) -> bool:
    """A matrix and a list of rows, or a vector and a list or tuple of its entries."""
    if any(part.kind is _K.LIST for part in other.parts):
        return _in_order(matrix.parts, other.parts)
    entries = [entry for row in matrix.parts for entry in row.parts]
    return len(entries) in (len(matrix.parts), len(matrix.parts[0].parts)) and _in_order(tuple(entries), other.parts)


def _in_order(a: tuple[Answer, ...], b: tuple[Answer, ...]) -> bool:
    return len(a) == len(b) and all(map(_same, a, b))


def _in_any_order(a: tuple[Answer, ...], b: tuple[Answer, ...]) -> bool:
    left = list(b)
    for one in a:
        match = next((index for index, other in enumerate(left) if _same(one, other)), None)
        if match is None:
            return False
        left.pop(match)
    return not left


def _same_single(a: Answer, b: Answer) -> bool:
    kinds = {a.kind, b.kind}
    if kinds != {_K.SCALAR}:
        return _K.WORDS in kinds and a.key.lower() == b.key.lower()
    if a.unit and b.unit and a.unit != b.unit:
        return False
    if same_value(a.latex, b.latex):
        return True
    if a.unit != b.unit and "%" in (a.unit, b.unit):
        return same_value(_value(a), _value(b))
    return False


def _value(answer: Answer) -> str:
    return rf"\frac{{{answer.latex}}}{{100}}" if answer.unit == "%" else answer.latex


WARM_UP = [(r"\frac{1}{2} + \sqrt{3}", "0.5"), ("x^2 - 1", "(x + 1)(x - 2)"), ("y = x^{2}", "y - x^2 = 1")]
"""Builds the parser's tables and imports what sympy imports late: a second that no comparison has to pay."""


def main(seconds: float, memory: int) -> None:
    """Answer pairs from stdin until it closes. The kernel ends this process after `seconds` of CPU time on one pair.

    Or after ten times as long by the clock: a busy machine must not change a verdict.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for pair in WARM_UP:
        equal(*pair)
    print("ready", file=replies, flush=True)
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(int(10 * seconds))
        a, b = json.loads(line)
        try:
            verdict = equal(a, b)
        except Exception:  # noqa: BLE001 - a hostile answer may provoke anything, RecursionError and MemoryError too
            verdict = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        print(json.dumps(verdict), file=replies, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
