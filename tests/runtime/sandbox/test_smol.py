"""A smolagents CodeAgent whose Python is this sandbox."""

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import SHORT, start

pytest.importorskip("smolagents")
from smolagents import ChatMessage, CodeAgent, MessageRole, Model, tool
from smolagents.local_python_executor import InterpreterError

from deepmath_xpu.smol import SandboxExecutor


class ScriptedModel(Model):
    """Says what it was told to, one message after the other; keeps what it was shown."""

    def __init__(self, *codes: str) -> None:
        super().__init__(model_id="scripted")
        self._codes = iter(codes)
        self.shown: list[str] = []

    def generate(self, messages: list[ChatMessage], **_options: Any) -> ChatMessage:
        self.shown.append(str(messages[-1].content))
        return ChatMessage(
            role=MessageRole.ASSISTANT, content=f"Thought: compute.\n<code>\n{next(self._codes)}\n</code>"
        )


@pytest.fixture
def executor() -> Iterator[SandboxExecutor]:
    start(SHORT).close()
    made = SandboxExecutor(SHORT)
    yield made
    made.cleanup()


def agent(executor: SandboxExecutor, *codes: str, tools: list[Any] | None = None) -> CodeAgent:
    return CodeAgent(tools=tools or [], model=ScriptedModel(*codes), executor=executor, max_steps=6, verbosity_level=0)


def test_an_agent_computes_in_steps_and_gives_its_answer(executor: SandboxExecutor) -> None:
    made = agent(executor, "from sympy import *\nx = 20\nprint('twenty', x)", "x + 1", "final_answer({'sum': x + 1})")
    assert made.run("How much?") == {"sum": 21}
    assert "twenty 20" in made.model.shown[1]
    assert "21" in made.model.shown[2]


def test_an_error_a_refused_import_and_a_timeout_reach_the_model_and_the_agent_goes_on(
    executor: SandboxExecutor,
) -> None:
    made = agent(executor, "x = 41\nx / 0", "import os", "while True: pass", "final_answer(x + 1)")
    assert made.run("How much?") == 42
    assert "ZeroDivisionError" in made.model.shown[1]
    assert "module os is not available" in made.model.shown[2]
    assert "TimeoutError" in made.model.shown[3]


def test_an_answer_that_is_not_json_arrives_as_its_text(executor: SandboxExecutor) -> None:
    made = agent(executor, "import sympy\nprint('first')\nfinal_answer(sympy.sqrt(8))")
    assert made.run("How much?") == "2*sqrt(2)"


def test_an_answer_longer_than_python_reads_arrives_as_its_text(executor: SandboxExecutor) -> None:
    executor.send_tools({})
    assert executor("final_answer(10**5000)").output == "1" + "0" * 5000
    assert executor("try:\n    final_answer([1])\nfinally:\n    print('more')").output == "[1]\nmore"
    assert executor("final_answer('x' * 10**5)").is_final_answer


def test_variables_and_tools_are_there(executor: SandboxExecutor) -> None:
    @tool
    def double(number: int) -> int:
        """Twice a number.

        Args:
            number: Any integer.
        """
        return 2 * number

    made = agent(executor, "final_answer(double(start) + len(words['two']))", tools=[double])
    assert made.run("How much?", additional_args={"start": 20, "words": {"two": ["a", "b'\"\\"]}}) == 42


def test_a_value_that_json_does_not_have_is_refused(executor: SandboxExecutor) -> None:
    with pytest.raises(TypeError, match="JSON"):
        executor.send_variables({"x": object()})


def test_a_snippet_cannot_pass_off_printed_text_as_the_final_answer(executor: SandboxExecutor) -> None:
    executor.send_tools({})
    assert not executor("print('final_answer(1)')").is_final_answer


def test_hostile_code_gets_nothing(executor: SandboxExecutor) -> None:
    with pytest.raises(InterpreterError, match="PermissionError"):
        executor("import builtins\nbuiltins.__import__('os').open('/etc/passwd', 0)")
    with pytest.raises(InterpreterError, match="the Python process ended"):
        executor("import sys\nsys.modules['os']._exit(1)")
    assert executor("6 * 7").logs == "42"
