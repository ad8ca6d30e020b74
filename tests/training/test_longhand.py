"""Work by hand: what is said is true, what cannot be worked out stays a snippet."""

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deepmath_xpu.types import boxed
from training import data, longhand, pencil
from training.longhand import SYSTEM, mixed, rewritten, worked
from training.pencil import Page, TooHardError

EQUATION = re.compile(r"(?<![\d/*+-] )(-?\d+(?: [*+-] \d+)+) = (-?\d+)(?! [*+-])")
SIZES = st.integers(-99_999, 99_999)


def true(text: str) -> int:
    """How many equations `text` holds; all must hold."""
    found = EQUATION.findall(text)
    for left, right in found:
        assert eval(left) == int(right), f"{left} = {right}"
    return len(found)


def row(*snippets: str, answer: str) -> dict[str, object]:
    steps = [
        {"text": f"I compute.\n<tool_call>\n{code}\n</tool_call>", "observation": "\n```output\n?\n```\n"}
        for code in snippets
    ]
    last = {"text": f"The answer is \\boxed{{{answer}}}.<|im_end|>", "observation": ""}
    return {"id": "kind-1", "question": "?", "answer": answer, "steps": [*steps, last]}


@settings(deadline=None)
@given(SIZES, SIZES, st.sampled_from("+-*"))
def test_sums_differences_and_products_are_right_and_so_is_each_step(a: int, b: int, sign: str) -> None:
    code = f"print({a} {sign} ({b}))"
    try:
        work, printed = worked([code])
    except TooHardError:
        assume(False)
        return
    assert printed == str(eval(f"{a} {sign} ({b})"))
    assert true(work) > 0


@settings(deadline=None)
@given(st.integers(0, 10**7), st.integers(1, 9999))
def test_long_division_is_right(a: int, b: int) -> None:
    page = Page()
    assert pencil.divide(page, a, b) == divmod(a, b)
    true(page.text)


@settings(deadline=None)
@given(st.lists(st.integers(1, 2000), min_size=2, max_size=3))
def test_common_divisors_are_right(numbers: list[int]) -> None:
    listed = ", ".join(map(str, numbers))
    scope: dict[str, object] = {}
    exec(f"from math import gcd\nfound = gcd({listed})", scope)
    assert worked([f"from math import gcd\nprint(gcd({listed}))"])[1] == str(scope["found"])


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("print(sum(int(d) for d in str(9872)))", "26"),
        ("from math import prod\nprint(prod(int(d) for d in str(234)))", "24"),
        ("print(len(str(2**8)))", "3"),
        ('from sympy import isprime\nprint("Yes" if isprime(91) else "No")', "No"),
        ('from math import gcd\nprint("Yes" if gcd(35, 64) == 1 else "No")', "Yes"),
        ("from fractions import Fraction\nprint(Fraction(15, 100) * 240)", "36"),
        ("from fractions import Fraction\nprint(Fraction(1, 4) + Fraction(1, 6))", "5/12"),
        ("from math import factorial\nprint(factorial(6))", "720"),
        ("from sympy import divisor_count\nprint(divisor_count(84))", "12"),
        ("print(17 // 5, 17 % 5, sep=', ')", "3, 2"),
        ("from math import lcm\nprint(lcm(12, 18))", "36"),
    ],
)
def test_what_is_known_is_worked_out(code: str, printed: str) -> None:
    work, found = worked([code])
    assert found == printed
    true(work)


def test_variables_outlive_a_snippet() -> None:
    assert worked(["from math import gcd\ng = gcd(12, 18)\nprint(g)", "print(g * 7)"])[1] == "42"


def test_a_row_by_hand_ends_as_it_did_and_holds_no_snippet() -> None:
    found = rewritten(row("print(123 * 45)", answer="5535"))
    assert found is not None
    (step,) = found["steps"]
    assert "tool_call" not in step["text"]
    assert step["text"].endswith("The answer is \\boxed{5535}.<|im_end|>")
    assert boxed(step["text"]) == "5535"
    assert found["id"] == "longhand_kind-1"


@pytest.mark.parametrize(
    "code",
    [
        "print(sum(k for k in range(9)))",
        "print(12345678901234567890 * 98765432109876543210)",
        "from sympy import solve",
        "print(7 / 0)",
        "x = 3\nx += 1\nprint(x)",
    ],
)
def test_what_cannot_be_worked_out_stays_a_snippet(code: str) -> None:
    assert rewritten(row(code, answer="36")) is None


def test_a_result_that_is_not_the_snippets_stays_a_snippet() -> None:
    assert rewritten(row("print(2 + 2)", answer="5")) is None


def test_half_the_rows_by_hand_are_about_half() -> None:
    rows = [row("print(20 + 22)", answer="42")] * 400
    by_hand = sum("longhand" in made["id"] for made in mixed(rows, 0.5, seed=3))
    assert 150 < by_hand < 250
    assert list(mixed(rows, 0.5, 3)) == list(mixed(rows, 0.5, 3))
    assert list(mixed(rows, 0.0, 3)) == rows


def test_what_is_too_long_by_hand_is_left_out() -> None:
    short, long, never = row("print(2 + 3)", answer="5"), row("print(6789 * 4321)", answer="29335269"), row(answer="1")
    assert [made["answer"] for made in mixed([short, long, never], 1.0, 3, longest=60)] == ["5"]
    assert list(mixed([short, long, never], 0.0, 3, longest=60)) == [short]
    assert len(list(mixed([short, long, never], 0.0, 3, longest=10_000))) == 2


def test_work_by_hand_is_asked_for_by_a_system_prompt() -> None:
    rows = list(mixed([row("print(2 + 3)", answer="5")] * 40, 0.5, seed=3))
    assert {("longhand" in made["id"], made.get("system")) for made in rows} == {(True, SYSTEM), (False, None)}


def test_many_kinds_of_problem_can_be_worked_out_by_hand() -> None:
    rng = random.Random(5)
    sheets = [sheet for sheet in data.sheets("train") if sheet.family in ("arithmetic", "gcd_lcm", "percent")]
    made = [longhand.rewritten(data.row(sheet, rng, number, plain=True)) for number, sheet in enumerate(sheets)]
    by_hand = [found for found in made if found is not None]
    assert len(by_hand) > 20
    for found in by_hand:
        true(found["steps"][0]["text"])
