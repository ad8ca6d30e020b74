from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu import transcript
from deepmath_xpu.types import boxed, prose


def test_a_tool_call_is_a_snippet() -> None:
    assert transcript.snippet("Let me see.\n<tool_call>\nprint(1)\n</tool_call>") == "print(1)"


def test_a_python_fence_is_a_snippet() -> None:
    assert transcript.snippet("So\n```python\nx = 1\nx + 1\n```\n") == "x = 1\nx + 1"


def test_another_fence_is_none() -> None:
    assert transcript.snippet("```text\nhello\n```\n") is None


def test_a_fence_inside_a_tool_call_is_peeled_off() -> None:
    assert transcript.snippet("<tool_call>\n```python\nprint(1)\n```\n</tool_call>") == "print(1)"


def test_an_open_block_is_none() -> None:
    assert transcript.snippet("<tool_call>\nprint(1)\n") is None


def test_a_block_that_closed_earlier_is_none() -> None:
    assert transcript.snippet("<tool_call>\nprint(1)\n</tool_call> and so on") is None


def test_indentation_is_kept() -> None:
    assert (
        transcript.snippet("<tool_call>\nfor i in range(2):\n    print(i)\n</tool_call>")
        == "for i in range(2):\n    print(i)"
    )


def test_output_cannot_close_its_fence() -> None:
    assert transcript.observation("a\n```\nb").count("```") == 2


@given(st.text(max_size=3000))
def test_an_observation_never_exceeds_its_limit(output: str) -> None:
    assert len(transcript.observation(output)) <= transcript.OUTPUT_CHARS + len("\n```output\n\n```\n")


def test_a_cut_keeps_both_ends() -> None:
    shown = transcript.cut("a" * 1000 + "z" * 1000)
    assert shown.startswith("a")
    assert shown.endswith("z")


def test_the_prompt_holds_four_solved_examples() -> None:
    prompt = transcript.system_prompt()
    assert prompt.count("Problem:") == 4
    assert prompt.count("<tool_call>\n") == 5
    assert prompt.count("\\boxed{") == 5


def test_the_last_box_counts() -> None:
    assert boxed(r"\boxed{1} or rather \boxed{\frac{1}{2}}.") == r"\frac{1}{2}"


def test_an_open_box_does_not_count() -> None:
    assert boxed(r"\boxed{1} then \boxed{2") == "1"


@given(st.text(alphabet="{}\\boxed 1", max_size=200))
def test_boxed_never_fails(text: str) -> None:
    answer = boxed(text)
    assert answer is None or answer in text


@given(st.text(alphabet="ab1+^ ", max_size=20))
def test_what_is_boxed_is_found(answer: str) -> None:
    assert boxed(f"so \\boxed{{{answer}}}.") == (answer.strip() or None)


def test_an_empty_box_is_no_answer() -> None:
    assert boxed(r"\boxed{3} \boxed{ }") == "3"


def test_a_box_in_a_snippet_is_no_prose() -> None:
    assert boxed(prose('<tool_call>\nprint("\\\\boxed{42}")\n</tool_call>')) is None
