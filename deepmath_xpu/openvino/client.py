"""The engine as the loop sees it: requests go to the worker process, a dead or stuck one is replaced.

A request keeps the token ids that came back. When the worker dies (a crash, a kill, an exception in the pipeline) or
makes no progress for `stall_seconds`, another is started and every live request goes on from its ids: the trace does
not notice, only its time does. The random stream of such a completion starts anew behind the break.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, NamedTuple

from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel, EngineError, Ids, PromptError, Show, step_seed
from deepmath_xpu.types import Closing, Completion, Finish, Sampling, Timing

ATTEMPTS = 3
"""How many workers may die under one request before it is given up: it may be the one that kills them."""

LOAD_SECONDS = 600.0
"""How long a model may take to load: compiling for a GPU takes minutes the first time."""


class Statistics(NamedTuple):
    """Of the worker, since it started, or now."""

    steps: int
    """Of the pipeline; each computes at most `Settings.batch_tokens` tokens."""
    live: int
    waiting: int
    """For blocks, or for another's prefill of the same beginning."""
    used: int
    """Blocks of KV cache in the last step; those that only the prefix cache still knows are free."""
    blocks: int


@dataclass(slots=True)
class _Call:
    """One request: what was asked, and what has come back so far."""

    message: dict[str, Any]
    cancel: Cancel | None = None
    on_text: Callable[[str], None] | None = None
    sampling: Sampling | None = None
    ids: list[int] = field(default_factory=list[int])
    logprobs: list[float] = field(default_factory=list[float])
    shown: int = 0
    text: str = ""
    finish: Finish | None = None
    error: str | None = None
    attempts: int = 0
    cancelled: bool = False
    first_token: float | None = None
    news: SimpleQueue[str | None] = field(default_factory=SimpleQueue)
    """Fresh text for `on_text`, which the asking thread calls; None is the end."""

    def line(self) -> dict[str, Any]:
        """As it is to be sent now; an interrupted request goes on behind its tokens, with another seed."""
        if self.sampling is None:
            return self.message
        seed, tokens = self.sampling.seed, self.sampling.max_tokens - len(self.ids)
        seed = step_seed(seed, self.attempts, 0) if self.attempts else seed
        sampling = asdict(self.sampling) | {"seed": seed, "max_tokens": tokens}
        return {**self.message, "sampling": sampling, "done": self.ids, "shown": self.shown}


class OpenVINOEngine(Closing):
    """openvino-genai's continuous batching pipeline behind the `Engine` protocol.

    Construction returns at once, the model loads in the background; `wait` blocks until it is there. Where the model
    cannot be loaded, `wait` and every call raise EngineError.
    """

    def __init__(self, folder: Path, settings: Settings | None = None, stall_seconds: float = 180.0) -> None:
        self._settings = settings or Settings.choose(folder)
        self._folder = folder
        self._stall_seconds = stall_seconds
        self._numbers = count(1)
        self._calls: dict[int, _Call] = {}
        self._lock = Lock()
        self._write_lock = Lock()
        self._ready = Event()
        self._fatal: str | None = None
        self._closed = False
        self.restarts = 0
        """Workers that were replaced so far."""
        self._process = self._start()

    @property
    def context(self) -> int:
        """Tokens of prompt and completion together."""
        return self._settings.context

    @property
    def pid(self) -> int:
        """Of the process that holds the model."""
        return self._process.pid

    def statistics(self) -> Statistics:
        return Statistics(*self._ask(_Call({"op": "statistics"})).ids)

    def wait(self) -> None:
        """Until the model is loaded."""
        self._ready.wait()
        if self._fatal is not None:
            raise EngineError(self._fatal)

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._ask(_Call({"op": "encode", "text": text})).ids)

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        ids = tuple(self._ask(_Call({"op": "chat", "system": system, "user": user})).ids)
        if len(ids) >= self.context:
            cache = f"the KV cache holds {self._settings.blocks} blocks of {self._settings.block}"
            reason = f"the engine takes {self.context} (the model's context is {self._settings.longest}, {cache})"
            raise PromptError(f"the prompt has {len(ids)} tokens and {reason}: shorten the problem")
        return ids

    def generate(self, ids: Ids, sampling: Sampling, cancel: Cancel | None = None, on_text: Show = None) -> Completion:
        started = time.perf_counter()
        room = min(sampling.max_tokens, self.context - len(ids))
        if room <= 0:
            return Completion((), "", Finish.LENGTH, Timing(0.0, 0.0), () if sampling.logprobs else None)
        message = {"op": "generate", "ids": list(ids), "stream": on_text is not None}
        call = self._ask(_Call(message, cancel, on_text, replace(sampling, max_tokens=room)))
        assert call.finish is not None, "a completion ended without a reason"
        total = time.perf_counter() - started
        timing = Timing((call.first_token or started + total) - started, total)
        logprobs = tuple(call.logprobs) if sampling.logprobs else None
        return Completion(tuple(call.ids), call.text, call.finish, timing, logprobs)

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._process.kill()
        self._process.wait()

    def _start(self) -> subprocess.Popen[str]:
        """A worker with its reader; in a session of its own, so that Ctrl-C reaches it only through us."""
        command = [sys.executable, "-P", "-m", "deepmath_xpu.openvino.worker"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
        )
        self._progress, self._loading = time.monotonic(), True
        self._write(process, {"model": str(self._folder), **self._settings.for_worker()})
        Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def _write(self, process: subprocess.Popen[str], message: dict[str, Any]) -> None:
        assert process.stdin is not None
        try:
            with self._write_lock:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # it died: the reader sees that too, and sends every live request to the next one

    def _ask(self, call: _Call) -> _Call:
        number = next(self._numbers)
        call.message["id"] = number
        with self._lock:
            if self._closed or self._fatal is not None:
                raise EngineError(self._fatal or "the engine is closed")
            self._calls[number] = call
            process = self._process
        self._write(process, call.line())
        while (text := self._news(call)) is not None:
            if text and call.on_text is not None:
                call.on_text(text)
        if call.error is not None:
            raise EngineError(call.error)
        return call

    def _news(self, call: _Call) -> str | None:
        """The next text, empty where there is none for a while: time to look whether all is well."""
        try:
            return call.news.get(timeout=0.5)
        except Empty:
            self._cancel_if_asked(call)
            self._watch()
            return ""

    def _cancel_if_asked(self, call: _Call) -> None:
        if call.cancel is not None and not call.cancelled and call.cancel.is_set():
            call.cancelled = True
            self._write(self._process, {"op": "cancel", "id": call.message["id"]})

    def _watch(self) -> None:
        """A worker with work and no news for too long is killed; its reader does the rest."""
        patience = LOAD_SECONDS if self._loading else self._stall_seconds
        if time.monotonic() - self._progress > patience:
            self._process.kill()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._progress = time.monotonic()
            self._take(json.loads(line))
        process.wait()
        self._replace(process)

    def _take(self, message: dict[str, Any]) -> None:
        if message["id"] == 0:
            if "error" in message:
                self._fatal = self._explain(message)
            if "tick" in message:
                for call in list(self._calls.values()):
                    self._cancel_if_asked(call)
            else:
                self._loading = False
                self._ready.set()
            return
        call = self._calls[message["id"]]
        call.ids += message.get("ids", ())
        call.logprobs += message.get("logprobs", ())
        if call.ids and call.first_token is None:
            call.first_token = time.perf_counter()
        if fresh := message.get("fresh"):
            call.shown += len(fresh)
            call.news.put(fresh)
        call.text, call.error = message.get("text", ""), message.get("error")
        call.finish = Finish(message["finish"]) if "finish" in message else None
        if call.sampling is None or call.finish is not None or call.error is not None:
            del self._calls[message["id"]]
            call.news.put(None)

    def _explain(self, message: dict[str, Any]) -> str:
        lines = [line.strip() for line in message["error"].splitlines() if line.strip()]
        reason = next((line for line in reversed(lines) if not line.startswith("Exception from")), "no reason given")
        place = f"{self._settings.device} (this machine has {', '.join(message['devices'])})"
        return f"{self._folder} cannot be loaded on {place}: {reason}"

    def _replace(self, process: subprocess.Popen[str]) -> None:
        """The worker ended: start the next one, and send it what is still open."""
        with self._lock:
            if self._closed or self._fatal is not None or not self._ready.is_set():
                ended = f"the engine process ended with status {process.returncode} while it loaded {self._folder}"
                self._fatal = self._fatal or ("the engine is closed" if self._closed else ended)
                self._fail(self._fatal, list(self._calls))
                self._ready.set()
                return
            for call in self._calls.values():
                call.attempts += 1
            hopeless = [number for number, call in self._calls.items() if call.attempts >= ATTEMPTS]
            self._fail(f"{ATTEMPTS} engine processes ended while they worked on this request", hopeless)
            self.restarts += 1
            self._process = self._start()
            calls = list(self._calls.values())
        for call in calls:
            call.cancelled = False
            self._write(self._process, call.line())

    def _fail(self, error: str, numbers: Sequence[int]) -> None:
        for number in numbers:
            call = self._calls.pop(number)
            call.error = error
            call.news.put(None)
