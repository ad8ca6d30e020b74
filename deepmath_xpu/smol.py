"""The sandbox for smolagents: `CodeAgent(tools=[], model=model, executor=SandboxExecutor())`.

Variables are sent as JSON. A tool's source is sent and runs inside, so it has no files and no network there. Nothing
that comes back is executed or unpickled: text, and the final answer as JSON (its text where JSON cannot hold it).
"""

import json
import secrets
from collections.abc import Mapping

from smolagents.local_python_executor import CodeOutput, InterpreterError, PythonExecutor
from smolagents.tools import Tool, get_tools_definition_code

from deepmath_xpu.sandbox import Policy, Sandbox
from deepmath_xpu.types import Execution, Status

FINAL_ANSWER = """
def final_answer(answer=None):
    import json
    print("\\n{marker}" + json.dumps(answer, default=str), flush=True)
    raise SystemExit
"""


class SandboxExecutor(PythonExecutor):  # type: ignore[misc]  # smolagents has no types
    """One trace. `output` of a step is empty: prints and the last expression's value are both in `logs`."""

    def __init__(self, policy: Policy = Policy()) -> None:
        self._sandbox = Sandbox(policy)
        self._session = self._sandbox.open()
        self._marker = secrets.token_hex(16)

    def send_variables(self, variables: Mapping[str, object]) -> None:
        """Raises TypeError for a value that JSON does not have."""
        if variables:
            self._must(f"import json\nglobals().update(json.loads({json.dumps(variables)!r}))")

    def send_tools(self, tools: Mapping[str, Tool]) -> None:
        """Raises InterpreterError where a tool needs what a snippet may not use."""
        others = {name: tool for name, tool in tools.items() if name != "final_answer"}
        self._must(get_tools_definition_code(others).replace("import stat\n", "") if others else "")
        self._must(FINAL_ANSWER.format(marker=self._marker))

    def __call__(self, code_action: str) -> CodeOutput:
        printed, final, answer = self._must(code_action).output.rpartition(self._marker)
        if not final:
            return CodeOutput(output="", logs=answer, is_final_answer=False)
        return CodeOutput(output=_value(answer), logs=printed.strip("\n"), is_final_answer=True)

    def cleanup(self) -> None:
        self._session.close()
        self._sandbox.close()

    def _must(self, code: str) -> Execution:
        execution = self._session.run(code)
        if execution.status is not Status.OK:
            raise InterpreterError(execution.output)
        return execution


def _value(answer: str) -> object:
    """The text itself where it was cut or written to, or where an integer is longer than Python reads."""
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return answer.strip()
