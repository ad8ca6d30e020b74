"""One trace: a worker, and the snippets that brought its variables to where they are."""

import math
import secrets
import time
from collections.abc import Callable, Collection

from deepmath_xpu.sandbox.frames import CODE_BYTES, FrameError, Request
from deepmath_xpu.sandbox.policy import Policy
from deepmath_xpu.sandbox.workers import Answer, LostWorkerError, Worker
from deepmath_xpu.types import Execution, Status

ROUNDS = 16
"""Workers one snippet may use up asking for modules,"""
MODULES = 64
"""and the modules a trace may ask for: what the zygote is sent stays far below a frame's size."""
ATTEMPTS = 8
"""Workers that may be lost before a snippet is run,"""
PATIENCE = 4
"""those among them in which the earlier snippets run again, for it may be one of these that ends them,"""
PAUSE = 0.02
"""and the seconds by which the wait for the next one grows."""
LOADING_SECONDS = 30.0
"""For all modules that one snippet asks for."""
GONE = "[the variables of earlier snippets are gone: define them again]\n"


class LiveSession:
    """Implements `types.Session`. After a kill, the next `run` gets a new worker in which the accepted snippets run
    again, or says that their variables are gone if that would take longer than one snippet may.
    """

    def __init__(self, hire: Callable[[Collection[str]], Worker], first: Worker, policy: Policy, seed: int) -> None:
        self._hire = hire
        self._worker: Worker | None = first
        self._policy = policy
        self._seed = seed
        self._modules: dict[str, None] = {}
        self._accepted: list[tuple[str, Execution]] = []
        self._note = ""
        self._closed = False
        self._until = math.inf

    def run(self, code: str, seconds: float | None = None) -> Execution:
        self._until = math.inf if seconds is None else time.perf_counter() + seconds
        if self._closed:
            raise ValueError("this session is closed: open another one")
        refusal = self._refusal(code)
        if refusal:
            return Execution(Status.REFUSED, refusal, 0.0)
        answer = self._settled(code)
        if answer.alive:
            self._accepted.append((code, answer.execution))
        note, self._note = self._note, ""
        execution = answer.execution
        return Execution(execution.status, note + execution.output, execution.seconds) if note else execution

    def close(self) -> None:
        self._closed = True
        self._dismiss()

    def _refusal(self, code: str) -> str:
        try:
            size = len(code.encode())
        except UnicodeEncodeError:
            return "refused: the snippet is not valid text"
        most = min(CODE_BYTES, self._policy.code_bytes)
        return f"refused: the snippet is longer than {most} bytes" if size > most else ""

    def _settled(self, code: str) -> Answer:
        """The snippet's answer from a worker that has every module it names.

        From the first module that it asks for, all that follows (loading, earlier snippets, its own runs) has the time
        of one snippet, and some for loading.
        """
        for _ in range(ROUNDS):
            answer = self._answer(code)
            if not answer.modules:
                return answer
            self._until = min(self._until, time.perf_counter() + self._policy.wall_seconds + LOADING_SECONDS)
            self._dismiss()
            if len(self._modules.keys() | answer.modules) > MODULES:
                break
            self._modules |= dict.fromkeys(answer.modules)
        text = f"ImportError: more than {ROUNDS} modules one by one, or {MODULES} in one trace"
        return Answer(Execution(Status.ERROR, text, 0.0), alive=False)

    def _answer(self, code: str) -> Answer:
        new = self._worker is None
        try:
            answer = self._asked(code)
        except FrameError as error:
            self._forget()
            answer = Answer(Execution(Status.DIED, f"the Python process broke its protocol: {error}", 0.0), alive=False)
        if not answer.alive:
            self._dismiss()
            if new and answer.execution.status is Status.DIED:  # of this snippet, or of an earlier one that ran again
                self._forget()
        return answer

    def _asked(self, code: str) -> Answer:
        """A worker can be lost while it waits: to the system's hunger for memory, or with the zygote, which takes all
        its workers with it one after the other. The next one that stands gets the snippet.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._ask(self._present(), code, self._until)
            except LostWorkerError:
                self._dismiss()
                if attempt >= PATIENCE:
                    self._forget()
                time.sleep(PAUSE * attempt)
        return self._ask(self._present(), code, self._until)

    def _present(self) -> Worker:
        """A worker that holds this trace's variables."""
        if self._worker is None:
            self._worker = self._hire(self._modules)
            self._worker.wait()
            self._replay(self._worker)
        self._worker.wait()
        return self._worker

    def _replay(self, worker: Worker) -> None:
        """In the time of one snippet, and each with the end that it had, or not at all."""
        until = min(self._until, time.perf_counter() + self._policy.wall_seconds)
        if sum(old.seconds for _, old in self._accepted) <= self._policy.wall_seconds:
            if all(self._ask(worker, code, until).execution.status is old.status for code, old in self._accepted):
                return
            worker.kill()
            self._worker = self._hire(self._modules)
        self._forget()

    def _forget(self) -> None:
        self._note = GONE if self._accepted else self._note
        self._accepted.clear()

    def _ask(self, worker: Worker, code: str, until: float) -> Answer:
        return worker.ask(self._request(code), max(0.0, until - time.perf_counter()))

    def _request(self, code: str) -> Request:
        return Request(secrets.token_hex(16), code, self._seed)

    def _dismiss(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None
