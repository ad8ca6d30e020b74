"""Where an answer stands in a text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_xpu.types import boxed


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"so \boxed{5}", "5"),
        (r"\boxed{4} no, \boxed{5}.", "5"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"\boxed {\{1, 2\}}", r"\{1, 2\}"),
        (r"\boxed{\left\{ 1 \right\}} and }", r"\left\{ 1 \right\}"),
        (r"\fbox{5}", "5"),
        (r"\boxed 5.", "5"),
        (r"\boxed{\boxed{5}}", r"\boxed{5}"),
        (r"\boxed{5} then \boxed{6", "5"),
        (r"\boxed{ then \boxed{6}", "6"),
        (r"{ \boxed{5} {", "5"),
        (r"\\boxed{5}", "5"),
        (r"put it into \boxed{}: \boxed{5}. I said \boxed{}", "5"),
        (r"\boxed{}", None),
        (r"\boxed{5", None),
        (r"\boxedfoo{5}", None),
        ("5", None),
        ("", None),
    ],
)
def test_the_answer_is_the_last_complete_box(text: str, answer: str | None) -> None:
    assert boxed(text) == answer


@pytest.mark.parametrize("text", ["{", "}", "\\", r"\boxed{", r"\boxed ", r"\boxed{}", r"{\boxed{1}"])
def test_boxes_are_found_in_linear_time(text: str) -> None:
    start = time.perf_counter()
    boxed(text * (200_000 // len(text)))
    assert time.perf_counter() - start < 2


@settings(deadline=None)
@given(st.text(alphabet=r"\{}boxed5 ", max_size=60))
def test_whatever_is_boxed_last_wins(text: str) -> None:
    assert boxed(text + r" \boxed{7}") == "7"
