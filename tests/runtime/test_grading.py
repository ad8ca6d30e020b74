"""Equality of answers of every shape, and verdicts on hostile ones."""

import resource
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from math import factorial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_xpu.grading import Grader

TABLE = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
SAME = {row["gold"]: row["rewritings"] for row in TABLE["same"]}

COMPUTED = [
    (r"2^{25} \cdot 26!", str(2**25 * factorial(26))),
    ("3^{2025}", str(3**2025)),
    ("1" * 5000, "0" + "1" * 5000),
]
COMPUTED_NEAR_MISSES = [
    (r"2^{25} \cdot 26!", str(2**25 * factorial(26) + 1)),
    ("3^{2025}", str(3**2025 - 1)),
    ("2^{100}", str(2**100 + 1)),
    (str(10**40), str(10**40 + 1)),
    ("1" * 5000, "1" * 4999 + "2"),
]

HOSTILE = {
    "tower": "9^{9^{9^9}}",
    "power": "10^{10^{10}}",
    "factorial": "(10^9)!",
    "Python tower": "9**9**9**9",
    "Python factorial": "factorial(factorial(100000))",
    "binomial": r"\binom{10^9}{5\cdot10^8}",
    "sum": r"\sum_{k=1}^{10^{12}} \frac{1}{k^2}",
    "product": r"\prod_{k=1}^{10^9} k",
    "integral": r"\int_0^\infty e^{-x^x}\,dx",
    "expansion": "(x+y+z)^{100000}",
    "close to a large number": r"\frac{7}{2} + 0 \cdot ((10^{999999})^{99})^{99}",
    "terms": "+".join(f"x^{{{power}}}" for power in range(300)),
    "digits": "1" * 200_000,
    "letters": "x" * 200_000,
    "200 kB": "(" * 100_000 + ")" * 100_000,
    "open braces": "{" * 200_000,
    "nested roots": r"\sqrt{" * 200 + "2" + "}" * 200,
    "nested brackets": "(" * 1900 + "5" + ")" * 1900,
    "unclosed fractions": r"\frac{" * 300,
    "long list": ",".join(map(str, range(800))),
    "plus-minus": r"\pm" * 500,
    "control characters": "\x00\x01\x02\x1b[31m5",
    "lone surrogate": "\ud800",
    "several lines": "5\n6\r\n7",
    "huge exponent": "1e999999999",
    "code": "__import__('os').system('sleep 60')",
    "comprehension": "[x for x in range(10**9)]",
    "big string": "'a' * 10**10",
    "not a number": "nan",
    "division by zero": r"\frac{1}{0}",
    **{
        f"{text!r}": text
        for text in ("", " ", "$", "$$", "\\", r"\boxed{", "}", "{}", "()", ",", ".", "=", "^", "_", "%")
    },
    **{text: text for text in ("(2,3", "1,2)", "]1,2[", r"\begin{pmatrix}1", r"\begin{pmatrix}\end{pmatrix}")},
}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(seconds=30) as one:
        yield one


def both_ways(grader: Grader, a: str, b: str) -> tuple[bool, bool]:
    return grader.equal(a, b), grader.equal(b, a)


@pytest.mark.parametrize("gold", SAME)
def test_a_gold_answer_is_equal_to_itself_and_to_ten_rewritings(grader: Grader, gold: str) -> None:
    assert len(SAME[gold]) >= 10 or gold in dict(COMPUTED)
    wrong = [text for text in [gold, *SAME[gold]] if both_ways(grader, gold, text) != (True, True)]
    assert not wrong


@pytest.mark.parametrize("gold", SAME)
def test_wrappings_change_nothing(grader: Grader, gold: str) -> None:
    wrapped = [f"  {gold} ", f"\\boxed{{{gold}}}", f"\\({gold}\\)", f"{gold}.", gold.replace("\\frac", "\\dfrac")]
    assert not [text for text in wrapped if both_ways(grader, gold, text) != (True, True)]


@pytest.mark.parametrize(("a", "b"), TABLE["equal"])
def test_pairs_that_mean_the_same(grader: Grader, a: str, b: str) -> None:
    assert both_ways(grader, a, b) == (True, True)


@pytest.mark.parametrize(("a", "b"), TABLE["different"])
def test_near_misses_differ(grader: Grader, a: str, b: str) -> None:
    assert both_ways(grader, a, b) == (False, False)


@pytest.mark.slow
def test_gold_answers_of_different_shapes_differ(grader: Grader) -> None:
    equal = {(a, b) for a, b in combinations(SAME, 2) if grader.equal(a, b)}
    assert equal == {(r"25\%", "1:4"), (r"12 \text{ cm}", "12 apples"), ("5 dollars", "x=5")}


@pytest.mark.parametrize(("a", "b"), COMPUTED, ids=["power times factorial", "power", "many digits"])
def test_large_integers_are_exact(grader: Grader, a: str, b: str) -> None:
    assert both_ways(grader, a, b) == (True, True)


@pytest.mark.parametrize(("a", "b"), COMPUTED_NEAR_MISSES, ids=range(len(COMPUTED_NEAR_MISSES)))
def test_large_integers_differ_by_one(grader: Grader, a: str, b: str) -> None:
    assert both_ways(grader, a, b) == (False, False)


@settings(deadline=None, max_examples=50)
@given(st.integers(), st.integers(min_value=1))
def test_a_fraction_is_equal_however_it_is_written(grader: Grader, top: int, bottom: int) -> None:
    assert grader.equal(rf"\frac{{{top}}}{{{bottom}}}", f"Fraction({3 * top}, {3 * bottom})")
    assert not grader.equal(rf"\frac{{{top}}}{{{bottom}}}", f"({top}*7 + 1)/({bottom}*7)")


@pytest.fixture(scope="module")
def impatient() -> Iterator[Grader]:
    with Grader(seconds=3) as one:
        yield one


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_answer_ends_in_a_verdict(impatient: Grader, answer: str) -> None:
    start = time.perf_counter()
    assert not impatient.equal(answer, r"\frac{7}{2}")
    assert time.perf_counter() - start < 60, "three seconds, and the start of a child on a busy machine"
    assert impatient.equal(r"\frac{7}{2}", "3.5")


def test_a_number_too_large_to_evaluate_is_equal_to_its_own_expression(grader: Grader) -> None:
    assert grader.equal("9^{9^{9^9}}", "9**9**9**9")
    assert not grader.equal("9^{9^{9^9}}", "9^{9^{9^8}}")


def test_the_child_is_limited_in_memory() -> None:
    with Grader(memory=3 << 30) as grader:
        assert grader.equal("5/2", "2.5")
        assert grader._child is not None
        assert resource.prlimit(grader._child.pid, resource.RLIMIT_AS) == (3 << 30, 3 << 30)


def test_a_child_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with Grader() as grader, pytest.raises(RuntimeError, match="does not start"):
        grader.equal("5/2", "2.5")


def test_what_needs_no_mathematics_starts_no_child() -> None:
    with Grader() as grader:
        assert grader.equal("76127", "76127")
        assert not grader.equal("1", "2")
        assert grader._child is None


def test_any_number_of_threads_share_a_grader(grader: Grader) -> None:
    with ThreadPoolExecutor(8) as pool:
        verdicts = pool.map(
            lambda n: grader.equal(f"{n}/{n + 1}", rf"\frac{{{2 * n}}}{{{2 * n + 2 * (n % 2)}}}"), range(1, 41)
        )
    assert list(verdicts) == [n % 2 == 1 for n in range(1, 41)]


def test_a_closed_grader_says_so() -> None:
    grader = Grader()
    grader.close()
    grader.close()
    assert grader.equal("5", "05")
    with pytest.raises(RuntimeError, match="closed"):
        grader.equal("1/2", "0.5")


def test_the_child_gets_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPMATH_SECRET", "hidden")
    before = {pid.name for pid in Path("/proc").glob("[0-9]*")}
    with Grader() as grader:
        assert grader.equal("1/2", "0.5")
        ours = [pid for pid in Path("/proc").glob("[0-9]*") if pid.name not in before and is_child(pid)]
        assert ours
        assert not any(b"DEEPMATH_SECRET" in (pid / "environ").read_bytes() for pid in ours)


def is_child(pid: Path) -> bool:
    try:
        return b"deepmath_xpu.grading.equality" in (pid / "cmdline").read_bytes()
    except OSError:
        return False


def test_importing_it_loads_neither_sympy_nor_math_verify() -> None:
    code = (
        "import sys, deepmath_xpu.grading; print([m for m in ('sympy', 'math_verify', 'antlr4') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
