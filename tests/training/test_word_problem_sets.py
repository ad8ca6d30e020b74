"""Rows of GSM8K and SVAMP become snippets that print the answer, with numbers taken from the question."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from training import gsm8k, svamp
from training.task import Case


def row(question: str, solution: str, answer: str) -> dict[str, str]:
    return {"id": "1", "question": question, "solution": solution, "answer": answer}


def snippet(converted: tuple[str, Case] | None) -> str:
    assert converted is not None
    return converted[1].turns[0].snippet


def printed(code: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(code, {})
    return output.getvalue().strip()


def test_a_mark_becomes_a_line_named_after_the_word_that_follows() -> None:
    code = snippet(
        gsm8k.convert(
            row(
                "Rita has 18 apples and gives half of the apples to Tom. She then buys 5. How many does she have?",
                "She has 18/2 = <<18/2=9>>9 apples left.\nThen 9+5 = <<9+5=14>>14.",
                "14",
            )
        )
    )
    assert code == "apples = 18 // 2\nprint(apples + 5)"


def test_a_result_without_a_word_gets_a_letter() -> None:
    code = snippet(gsm8k.convert(row("3 bags of 4, 2 more?", "<<3*4=12>>12. <<12+2=14>>14.", "14")))
    assert code == "a = 3 * 4\nprint(a + 2)"


def test_a_decimal_factor_goes_back_to_the_percentage_of_the_question() -> None:
    code = snippet(gsm8k.convert(row("Of 60 hens 20% are white. How many?", "60*.2=<<60*.2=12>>12", "12")))
    assert code == "print(60 * 20 // 100)"


def test_amounts_with_cents_are_decimals() -> None:
    code = snippet(gsm8k.convert(row("A pen is $1.50. What do 4 cost?", "<<4*1.5=6>>6", "6")))
    assert code == 'from decimal import Decimal\nprint(4 * Decimal("1.50"))'
    assert printed(code) == "6.00"


def test_a_division_that_is_not_whole_is_a_fraction() -> None:
    code = snippet(gsm8k.convert(row("7 cups for 2 cakes; for 4?", "7/2=<<7/2=3.5>>3.5 <<3.5*4=14>>14", "14")))
    assert "Fraction(7, 2)" in code
    assert printed(code) == "14"


def test_a_calculation_without_a_mark_is_used_too() -> None:
    code = snippet(gsm8k.convert(row("6 days of 5, then 8 more?", "6*5=30 and 30+8=<<30+8=38>>38", "38")))
    assert code == "a = 6 * 5\nprint(a + 8)"


@pytest.mark.parametrize(
    ("question", "solution", "answer"),
    [
        ("How many wings do 4 dragons have?", "<<4*13=52>>52", "52"),
        ("3 and 4?", "It is seven.", "7"),
        ("3 and 4?", "<<3+4=7>>7", "8"),
        ("5 boxes of 4, then 20 more of 20?", "<<5*4=20>>20 <<20+20=40>>40 <<40+20=60>>60", "60"),
    ],
    ids=["a number of unknown origin", "no marks", "another answer", "a result or a number of the question"],
)
def test_a_row_is_left_out(question: str, solution: str, answer: str) -> None:
    assert gsm8k.convert(row(question, solution, answer)) is None


def test_a_file_gives_one_case_or_none_a_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [row("3 and 4?", "<<3+4=7>>7", "7"), row("3 and 4?", "seven", "7")]
    path.write_text("".join(json.dumps(item) + "\n" for item in rows), encoding="utf-8")
    assert [case is None for case in gsm8k.cases(path)] == [False, True]


@pytest.mark.parametrize(
    ("equation", "answer", "code"),
    [
        ("( 290.0 / 2.0 )", "145", "print(290 // 2)"),
        ("( 9.0 - ( 3.0 - 1.0 ) )", "7", "print(9 - (3 - 1))"),
        ("( ( 9.0 + 3.0 ) * 2.0 )", "24", "print((9 + 3) * 2)"),
        ("( 7.0 / 2.0 )", "3.5", "from fractions import Fraction\nprint(Fraction(7, 2))"),
    ],
)
def test_an_equation_is_printed(equation: str, answer: str, code: str) -> None:
    assert snippet(svamp.convert({"problem": "?", "equation": equation, "answer": answer})) == code


def test_an_equation_without_the_answer_is_left_out() -> None:
    assert svamp.convert({"problem": "?", "equation": "( 9.0 - 3.0 )", "answer": "5"}) is None
