"""The engine at the other end of a wire: a model server gets token ids over HTTP and gives token ids back.

vLLM and SGLang stream ids from `/v1/completions` (`return_token_ids`). llama.cpp gives them from its own `/completion`,
unstreamed, because its stream leaves out the ids of a character's first bytes. OpenVINO Model Server is refused: its
completions take one string and give text, with no stop ids either, so what a user wrote could turn into special tokens,
and ids would have to be guessed from text; its model folders run in our own engine. The tokenizer is the local
artifact's, compared with the server's at the start where that can be asked. Not here: starting servers, choosing among
several.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from deepmath_xpu.engine import Cancel, EngineError, Ids, PromptError, Show
from deepmath_xpu.openvino.worker import Vocabulary
from deepmath_xpu.types import Completion, Finish, Sampling, Timing

try:
    import httpx
except ImportError as error:
    raise EngineError("a remote engine needs httpx: pip install 'deepmath-xpu[remote]'") from error

API_KEY = "DEEPMATH_XPU_API_KEY"
"""The environment variable whose value is sent as a bearer token."""
ATTEMPTS = 5
"""Before the first token only: a connection that failed or broke, 429 and 503. Nothing else is asked twice."""
BROKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
POLL_SECONDS = 0.05
"""How soon a cancel is noticed."""
FINISH = {"length": Finish.LENGTH, "limit": Finish.LENGTH, "cancelled": Finish.CANCELLED}
PROBE = "The 17th prime is 59, so \\boxed{59}."


@dataclass(frozen=True, slots=True)
class Server:
    model: str
    owner: str
    """Who made the server, as it says itself: vllm, sglang, llamacpp."""
    context: int


@dataclass(slots=True)
class _Reply:
    """What has come back for one request so far."""

    show: Callable[["_Reply"], None]
    ids: list[int] = field(default_factory=list[int])
    logprobs: list[float] = field(default_factory=list[float])
    first_token: float | None = None
    reason: str | None = None
    """Why it ended, in the server's word."""
    error: Any = None
    shown: int = 0

    def take(self, message: Any) -> None:
        """One JSON object of vLLM's kind, or of llama.cpp's."""
        for choice in message.get("choices", [message]):
            self.ids += choice.get("token_ids") or choice.get("tokens") or ()
            self.logprobs += (choice.get("logprobs") or {}).get("token_logprobs") or ()
            self.logprobs += [token["logprob"] for token in choice.get("completion_probabilities") or ()]
            self.reason = choice.get("finish_reason") or choice.get("stop_type") or self.reason
        self.error = message.get("error", self.error)
        self.first_token = self.first_token or (time.perf_counter() if self.ids else None)
        self.show(self)


class RemoteEngine:
    """`url`: the server's API, `http://host:port/v1`; `folder`: an artifact with the served model's tokenizer.

    Construction asks nothing; `wait` and every later call raise EngineError where no such server answers or its
    tokenizer is another. `stall_seconds`: how long a server may be silent.
    """

    def __init__(self, url: str, folder: Path, stall_seconds: float = 600.0) -> None:
        self._url, self._root = url.rstrip("/"), url.rstrip("/").rpartition("/")[0]
        self._vocabulary = Vocabulary(folder)
        self._longest = int(json.loads((folder / "config.json").read_bytes())["max_position_embeddings"])
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if (key := os.environ.get(API_KEY)) else {},
            timeout=httpx.Timeout(stall_seconds, connect=10.0, pool=None),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
        )
        self._lock = Lock()
        self._server: Server | None = None
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._vocabulary.encode(text))

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        ids = tuple(self._vocabulary.chat(system, user))
        if len(ids) >= self.wait().context:
            raise PromptError(f"the prompt has {len(ids)} tokens, too many for {self._url}: shorten the problem")
        return ids

    def generate(self, ids: Ids, sampling: Sampling, cancel: Cancel | None = None, on_text: Show = None) -> Completion:
        started = time.perf_counter()
        room = min(sampling.max_tokens, self.wait().context - len(ids))
        if room <= 0:
            return Completion((), "", Finish.LENGTH, Timing(0.0, 0.0), () if sampling.logprobs else None)

        def show(reply: _Reply) -> None:
            text = self._vocabulary.text(reply.ids) if on_text is not None else ""
            if on_text is not None and not (text.endswith("\ufffd") and reply.reason is None):
                on_text(text[reply.shown :])
                reply.shown = len(text)

        reply = _Reply(show)
        try:
            request = self._watch(*self._request(list(ids), sampling, room), reply, cancel)
            asyncio.run_coroutine_threadsafe(request, self._loop).result()
        except CancelledError:
            raise EngineError("the engine is closed") from None
        return self._completion(reply, sampling, room, started)

    def close(self) -> None:
        def stop() -> None:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.call_later(POLL_SECONDS, self._loop.stop)

        self._loop.call_soon_threadsafe(stop)

    def wait(self) -> Server:
        """Until the server has said what it is; asked once."""
        with self._lock:
            if self._server is None:
                self._server = asyncio.run_coroutine_threadsafe(self._ask(), self._loop).result()
            return self._server

    async def _ask(self) -> Server:
        """What stands there, and whether it has our tokenizer."""
        found = list[Any]()
        await self._exchange("GET", f"{self._url}/models", None, lambda listed: found.append(listed["data"][0]))
        model = found[0]
        context = model.get("max_model_len") or (model.get("meta") or {}).get("n_ctx_train") or self._longest
        body = {"model": model["id"], "prompt": PROBE, "content": PROBE, "add_special_tokens": False}
        compared = await self._http.post(f"{self._root}/tokenize", json=body)
        if compared.is_success and compared.json().get("tokens") != self._vocabulary.encode(PROBE):
            raise EngineError(f"{self._url} serves {model['id']} with another tokenizer: give that model's artifact")
        if model["owned_by"].lower() == "ovms":
            raise EngineError(f"{self._url} takes and gives text, no token ids: give its model's folder as --model")
        return Server(model["id"], model["owned_by"], min(self._longest, context))

    def _request(self, ids: list[int], sampling: Sampling, room: int) -> tuple[str, dict[str, Any]]:
        """Where to, and what. One body serves all: a field that a server does not know is one it does not read."""
        server = self.wait()
        body: dict[str, Any] = {"model": server.model, "prompt": ids, "max_tokens": room, "n_predict": room}
        body |= {"temperature": sampling.temperature, "top_p": sampling.top_p, "top_k": sampling.top_k or -1}
        body |= {"min_p": 0.0, "seed": sampling.seed, "include_stop_str_in_output": True, "no_stop_trim": True}
        body |= {"stop": sampling.stop, "stop_token_ids": sorted(self._stop_ids(sampling))}
        body |= {"return_token_ids": True, "return_tokens": True, "stream": server.owner != "llamacpp"}
        body |= {"logprobs": 1, "n_probs": 1} if sampling.logprobs else {}
        return f"{self._root}/completion" if server.owner == "llamacpp" else f"{self._url}/completions", body

    def _stop_ids(self, sampling: Sampling) -> frozenset[int]:
        return self._vocabulary.eos | ({self._vocabulary.ids.get(stop.encode(), -1) for stop in sampling.stop} - {-1})

    async def _watch(self, url: str, body: dict[str, Any], reply: _Reply, cancel: Cancel | None) -> None:
        """Exchange, and hang up when the caller cancels: servers end a request whose client is gone."""
        task = asyncio.ensure_future(self._exchange("POST", url, body, reply.take))
        try:
            while not (await asyncio.wait({task}, timeout=POLL_SECONDS if cancel else None))[0]:
                if cancel is not None and cancel.is_set():
                    task.cancel()
        finally:
            task.cancel()
        if task.cancelled():
            reply.reason = "cancelled"
        else:
            task.result()

    async def _exchange(self, method: str, url: str, body: dict[str, Any] | None, take: Callable[[Any], None]) -> None:
        """Send a request and hand every JSON object of the answer to `take`."""
        problem, begun = "", False
        for attempt in range(ATTEMPTS):
            try:
                async with self._http.stream(method, url, json=body) as answer:
                    if answer.is_success:
                        async for message in _messages(answer):
                            begun = True
                            take(message)
                        return
                    problem, again = (await answer.aread()).decode()[:300], answer.status_code in (429, 503)
            except httpx.HTTPError as error:
                problem, again = str(error) or type(error).__name__, isinstance(error, BROKEN) and not begun
            except (ValueError, LookupError, TypeError, AttributeError):
                problem, again = "the answer is not a model server's", False
            if not again:
                break
            await asyncio.sleep(0.1 * 2**attempt)
        raise EngineError(f"{url} failed ({problem}): check the address and the server's log")

    def _completion(self, reply: _Reply, sampling: Sampling, room: int, started: float) -> Completion:
        """How it ended is read off what was sampled where that says it, else it is the server's word."""
        stops, ids = self._stop_ids(sampling), reply.ids[:room]
        ids = ids[: next((number for number, token in enumerate(ids, 1) if token in stops), room)]
        text, total = self._vocabulary.text(ids), time.perf_counter() - started
        if reply.reason is None:
            raise EngineError(f"{self._url}: a completion broke off ({reply.error or 'no reason given'})")
        if not ids and reply.reason != "cancelled":
            raise EngineError(f"{self._url} gives no token ids: take a server that knows `return_token_ids`")
        stopped = Finish.STOP if any(stop in text for stop in sampling.stop) else Finish.EOS
        finish = FINISH.get(reply.reason, stopped) if stops.isdisjoint(ids) else stopped
        timing = Timing((reply.first_token or started + total) - started, total)
        logprobs = tuple(reply.logprobs[: len(ids)]) if sampling.logprobs else None
        return Completion(tuple(ids), text, finish, timing, logprobs)


async def _messages(answer: httpx.Response) -> AsyncIterator[Any]:
    """The JSON of an answer: one object, or one a `data:` line.

    Lines are split at line feeds alone: JSON may hold Unicode's other line ends, at which httpx would split too.
    """
    if "event-stream" not in answer.headers.get("content-type", ""):
        yield json.loads(await answer.aread())
        return
    rest = b""
    async for chunk in answer.aiter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data:") and line[5:].strip() != b"[DONE]":
                yield json.loads(line[5:])
