"""The process that holds the model: one thread reads requests, the main one fills batches and steps the pipeline.

It is spawned by `client.py` and speaks JSON lines over its standard input and output; whatever native code prints to
standard output goes to standard error instead. `step()` keeps the interpreter lock and an exception inside it ruins the
pipeline for good, so this process does not try to mend itself: it ends, and the client starts another and sends the
live requests again, from their token ids.
"""

import json
import os
import queue
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import openvino as ov
import openvino_genai as genai

from deepmath_xpu.types import Finish

PREFIX_TOKENS = 64
"""Requests that share at least this beginning, or all of the shorter one, wait for the first one's prefill."""

LOOKUP_TOKENS, LOOKUP_NGRAM = 5, 3
"""Prompt lookup: as many tokens are proposed, where the last so many stood before."""


class Vocabulary:
    """The tokenizer, with text that can never turn into a special token."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = genai.Tokenizer(folder)
        self.ids: dict[bytes, int] = self.tokenizer.get_vocab()
        self.eos = self._eos(folder)
        tokens = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["added_tokens"]
        added = sorted((token["content"] for token in tokens), key=len, reverse=True)
        self._added_tokens = re.compile("|".join(map(re.escape, added))) if added else None

    def _eos(self, folder: Path) -> frozenset[int]:
        path = folder / "generation_config.json"
        ids = json.loads(path.read_text(encoding="utf-8")).get("eos_token_id") if path.exists() else None
        ids = self.tokenizer.get_eos_token_id() if ids is None else ids
        return frozenset(ids if isinstance(ids, list) else [ids])

    def encode(self, text: str) -> list[int]:
        """An added token's text is cut after its first character, so that it is read as plain characters."""
        pieces, begin = [], 0
        for match in self._added_tokens.finditer(text) if self._added_tokens else ():
            pieces.append(text[begin : match.start() + 1])
            begin = match.start() + 1
        return [token for piece in (*pieces, text[begin:]) if piece for token in self._ids(piece)]

    def _ids(self, text: str) -> list[int]:
        """Half a surrogate pair, which is no text, is read as a question mark."""
        whole = text.encode("utf-8", "replace").decode()
        return [*map(int, self.tokenizer.encode(whole, add_special_tokens=False).input_ids.data[0])]

    def chat(self, system: str, user: str) -> list[int]:
        """The template's own text with special tokens on, what people wrote with them off."""
        contents = {"system-slot-5f1d": system.strip(), "user-slot-5f1d": user.strip()}
        messages = [{"role": "user", "content": "user-slot-5f1d"}]
        if contents["system-slot-5f1d"]:
            messages.insert(0, {"role": "system", "content": "system-slot-5f1d"})
        text = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True)
        parts = re.split("((?:system|user)-slot-5f1d)", text)
        encoded = (self.encode(contents[part]) if part in contents else self._ids(part) for part in parts if part)
        return [token for ids in encoded for token in ids]

    def text(self, ids: list[int]) -> str:
        return str(self.tokenizer.decode(ids, skip_special_tokens=False)) if ids else ""


@dataclass(slots=True)
class Request:
    """One live request and what it has sampled so far."""

    message: dict[str, Any]
    stop_ids: frozenset[int]
    handle: Any = None  # openvino_genai does not export the handle's type
    ids: list[int] = field(default_factory=list[int])
    """All it has sampled; what an earlier process sampled stands first."""
    shown: int = 0
    """Characters of the text sent so far, for a request that streams."""
    started: bool = False
    """Its prompt is prefilled: the first token is there."""

    @property
    def number(self) -> int:
        return int(self.message["id"])

    @property
    def prompt(self) -> list[int]:
        """What the pipeline is to continue: as sent, and what an earlier process had sampled behind it."""
        prompt: list[int] = self.message["ids"] + self.message["done"]
        return prompt


class Worker:
    def __init__(self, settings: dict[str, Any], out: IO[str]) -> None:
        folder = Path(settings["model"])
        scheduler = genai.SchedulerConfig()
        for name, value in settings["scheduler"].items():
            setattr(scheduler, name, value)
        self._out = out
        self._block, self._lookup = int(settings["block"]), bool(settings["lookup"])
        self._blocks = int(settings["scheduler"]["num_kv_blocks"])
        self._steps = 0
        self._vocabulary = Vocabulary(folder)
        self._pipeline = genai.ContinuousBatchingPipeline(
            folder, self._vocabulary.tokenizer, scheduler, settings["device"], **settings["properties"]
        )
        self._live: dict[int, Request] = {}
        self._waiting: list[Request] = []
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def serve(self, lines: Iterator[str]) -> None:
        """Until standard input closes."""
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()
        while True:
            block = not self._live and not self._waiting
            while (message := self._receive(block)) is not None:
                self._accept(message)
                block = False
            self._admit()
            if self._live or self._pipeline.has_non_finished_requests():  # the step frees what was cancelled
                self._step()

    def _read(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._inbox.put(json.loads(line))
        os._exit(0)  # the client is gone; the main thread may be deep inside step()

    def _receive(self, block: bool) -> dict[str, Any] | None:
        try:
            return self._inbox.get(block=block)
        except queue.Empty:
            return None

    def _accept(self, message: dict[str, Any]) -> None:
        number = message["id"]
        match message["op"]:
            case "encode":
                self._send({"id": number, "ids": self._vocabulary.encode(message["text"])})
            case "chat":
                self._send({"id": number, "ids": self._vocabulary.chat(message["system"], message["user"])})
            case "generate":
                single = {self._vocabulary.ids.get(stop.encode(), -1) for stop in message["sampling"]["stop"]} - {-1}
                stops = frozenset(single) | self._vocabulary.eos
                self._waiting.append(Request(message, stops, ids=list(message["done"]), shown=message["shown"]))
            case "statistics":
                self._send({"id": number, "ids": self._statistics()})
            case "cancel":
                self._cancel(number)
            case unknown:
                raise ValueError(f"unknown operation {unknown!r}")

    def _cancel(self, number: int) -> None:
        for request in [request for request in self._waiting if request.number == number]:
            self._waiting.remove(request)
            self._send(self._end(request, Finish.CANCELLED))
        if number in self._live:
            self._live[number].handle.cancel()
            self._send(self._end(self._live.pop(number), Finish.CANCELLED))

    def _admit(self) -> None:
        """Start what waits, in its order, while all can grow to their ends at once: nothing is computed twice.

        One whose beginning is being prefilled for another request waits for that: the cache will hit soon.
        """
        free = self._blocks - sum(self._need(request) for request in self._live.values())
        filling = [request.prompt for request in self._live.values() if not request.started]
        for request in list(self._waiting):
            if any(_share_beginning(request.prompt, other) for other in filling):
                continue
            free -= self._need(request)
            if free < 0 and self._live:
                return
            filling.append(request.prompt)
            self._waiting.remove(request)
            prompt = ov.Tensor(np.array([request.prompt], dtype=np.int64))
            try:
                request.handle = self._pipeline.add_request(request.number, prompt, self._config(request))
            except RuntimeError as error:  # OpenVINO refuses how it is to be sampled; the pipeline is unharmed
                filling.pop()
                self._send({"id": request.number, "error": f"the request was refused: {str(error).splitlines()[-1]}"})
                continue
            self._live[request.number] = request

    def _need(self, request: Request) -> int:
        """Blocks it may fill."""
        tokens = len(request.prompt) + int(request.message["sampling"]["max_tokens"])
        return -(-tokens // self._block) + 1

    def _statistics(self) -> list[int]:
        """As `client.Statistics` names them."""
        used = round(self._pipeline.get_metrics().cache_usage / 100 * self._blocks)
        return [self._steps, len(self._live), len(self._waiting), used, self._blocks]

    def _config(self, request: Request) -> genai.GenerationConfig:
        sampling = request.message["sampling"]
        config = genai.GenerationConfig()
        config.max_new_tokens = sampling["max_tokens"]
        config.eos_token_id = -1
        config.stop_token_ids = set(request.stop_ids)
        config.stop_strings = {stop for stop in sampling["stop"] if stop.encode() not in self._vocabulary.ids}
        config.include_stop_str_in_output = True
        config.rng_seed = sampling["seed"]
        config.logprobs = int(sampling["logprobs"])
        config.do_sample = sampling["temperature"] > 0
        if config.do_sample:
            config.temperature = sampling["temperature"]
            config.top_p = sampling["top_p"]
            if sampling["top_k"]:
                config.top_k = sampling["top_k"]
        if self._lookup:
            config.num_assistant_tokens, config.max_ngram_size = LOOKUP_TOKENS, LOOKUP_NGRAM
        return config

    def _step(self) -> None:
        self._pipeline.step()
        self._steps += 1
        for request in list(self._live.values()):
            self._collect(request)
        self._send({"id": 0, "tick": True})

    def _collect(self, request: Request) -> None:
        """Send what is new. The end goes out with the last tokens, in one line: a kill cannot part them."""
        message: dict[str, Any] = {"id": request.number, "ids": [], "logprobs": []}
        reason = genai.GenerationFinishReason.NONE
        while request.handle.can_read():
            (output,) = request.handle.read().values()
            message["ids"] += output.generated_ids
            message["logprobs"] += output.generated_log_probs
            reason = output.finish_reason
        request.ids += message["ids"]
        request.started = request.started or bool(message["ids"])
        ended = request.handle.get_status() != genai.GenerationStatus.RUNNING
        if request.message["stream"] and message["ids"]:
            message["fresh"] = self._fresh_text(request, ended)
        if ended:
            del self._live[request.number]
            message |= self._end(request, self._reason(request, reason))
        if ended or message["ids"]:
            self._send(message)

    def _fresh_text(self, request: Request, ended: bool) -> str:
        text = self._vocabulary.text(request.ids)
        if text.endswith("\ufffd") and not ended:  # a character whose bytes are not all sampled yet
            return ""
        fresh, request.shown = text[request.shown :], len(text)
        return fresh

    def _reason(self, request: Request, reason: object) -> Finish:
        """A request whose KV cache ran out ends without a reason: as far as it got, it is out of length."""
        if request.ids and request.ids[-1] in self._vocabulary.eos:
            return Finish.EOS
        return Finish.STOP if reason == genai.GenerationFinishReason.STOP else Finish.LENGTH

    def _end(self, request: Request, finish: Finish) -> dict[str, Any]:
        return {"id": request.number, "finish": finish, "text": self._vocabulary.text(request.ids)}

    def _send(self, message: dict[str, Any]) -> None:
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()


def _share_beginning(ids: list[int], other: list[int]) -> bool:
    length = min(len(ids), len(other), PREFIX_TOKENS)
    return ids[:length] == other[:length]


def main() -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    settings = json.loads(sys.stdin.readline())
    if settings["cpus"]:
        os.sched_setaffinity(0, settings["cpus"])
    try:
        worker = Worker(settings, out)
    except (RuntimeError, OSError, ValueError, KeyError) as error:  # what OpenVINO and damaged files raise
        devices = ov.Core().available_devices
        print(json.dumps({"id": 0, "error": str(error), "devices": devices}), file=out, flush=True)
        return
    print(json.dumps({"id": 0, "ready": True}), file=out, flush=True)
    worker.serve(iter(sys.stdin.readline, ""))


if __name__ == "__main__":
    main()
