"""vLLM on the CPU, BF16, as a server of its own, reached through our remote engine."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.peers import setup
from bench.peers.peer import EnginePeer, PeerError
from deepmath_xpu.engine import Cancel
from deepmath_xpu.remote import RemoteEngine, _Reply
from deepmath_xpu.types import Closing, Sampling

START_SECONDS = 600.0


class Endless(RemoteEngine):
    """Stops for length alone, and notes when each piece of an answer came, by the request's seed."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder)
        self._times: dict[int, list[float]] = {}

    def gaps(self, seed: int) -> list[float]:
        """Seconds between the pieces of the answer to a request, once."""
        return [later - sooner for sooner, later in pairwise(self._times.pop(seed, []))]

    def _request(self, ids: list[int], sampling: Sampling, room: int) -> tuple[str, dict[str, Any]]:
        url, body = super()._request(ids, sampling, room)
        return url, {**body, "ignore_eos": True, "stop_token_ids": []}

    async def _watch(self, url: str, body: dict[str, Any], reply: _Reply, cancel: Cancel | None) -> None:
        times, show, known = self._times.setdefault(body["seed"], []), reply.show, 0

        def noted(one: _Reply) -> None:
            nonlocal known
            if len(one.ids) > known:
                known = len(one.ids)
                times.append(time.perf_counter())
            show(one)

        reply.show = noted
        await super()._watch(url, body, reply, cancel)


class Server(Closing):
    """`vllm serve` of a checkpoint, ready when this returns; `more`: options of its command.

    PeerError where it does not start.
    """

    def __init__(self, checkpoint: Path, context: int = 8192, more: tuple[str, ...] = ()) -> None:
        context = min(context, int(json.loads((checkpoint / "config.json").read_bytes())["max_position_embeddings"]))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # `vllm serve` looks for the version of a package named vllm, which this one is not
        command = [str(setup.python("vllm")), "-m", "vllm.entrypoints.openai.api_server", "--model", str(checkpoint)]
        options = ["--host", "127.0.0.1", "--port", str(port), "--max-model-len", str(context), "--dtype", "bfloat16"]
        environment = {**os.environ, "VLLM_CPU_KVCACHE_SPACE": "4", "VLLM_NO_USAGE_STATS": "1", "HF_HUB_OFFLINE": "1"}
        self._process = subprocess.Popen([*command, *options, *more], env=environment, stdout=subprocess.DEVNULL)
        self.root = f"http://127.0.0.1:{port}"
        self.url = f"{self.root}/v1"
        try:
            self._wait(f"{self.root}/health")
        except PeerError:
            self._process.kill()
            raise

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _wait(self, url: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise PeerError(f"vLLM ended with status {self._process.returncode} while it started")
            try:
                urllib.request.urlopen(url, timeout=2).close()
            except OSError:
                time.sleep(1)
            else:
                return
        raise PeerError(f"vLLM did not answer within {START_SECONDS:.0f} s")


class VLLM(EnginePeer):
    """`tokenizer`: a folder of the same model with the tokenizer's IR."""

    def __init__(
        self, checkpoint: Path, tokenizer: Path, parallel: int, context: int = 8192, cancel: Cancel | None = None
    ) -> None:
        self._server = Server(checkpoint, context)
        super().__init__(Endless(self._server.url, tokenizer), parallel, cancel)

    def close(self) -> None:
        super().close()
        self._server.close()
