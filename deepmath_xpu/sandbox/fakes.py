"""Sessions that answer from a script: for tests of what stands above the sandbox, on any machine."""

from collections.abc import Iterable

from deepmath_xpu.types import Execution, Status


class ScriptedSession:
    """Answers with the given executions in turn; strings are the output of snippets that went well."""

    def __init__(self, answers: Iterable[Execution | str]) -> None:
        self._answers = iter(answers)
        self.snippets: list[str] = []
        self.seconds: list[float | None] = []
        self.closed = False

    def run(self, code: str, seconds: float | None = None) -> Execution:
        self.snippets.append(code)
        self.seconds.append(seconds)
        answer = next(self._answers)
        return answer if isinstance(answer, Execution) else Execution(Status.OK, answer, 0.0)

    def close(self) -> None:
        self.closed = True


class ScriptedSandbox:
    """Opens a `ScriptedSession` for each script in turn."""

    def __init__(self, scripts: Iterable[Iterable[Execution | str]]) -> None:
        self._scripts = iter(scripts)
        self.sessions: list[ScriptedSession] = []

    def open(self, seed: int | None = None) -> ScriptedSession:
        self.sessions.append(ScriptedSession(next(self._scripts)))
        return self.sessions[-1]

    def close(self) -> None:
        for session in self.sessions:
            session.close()
