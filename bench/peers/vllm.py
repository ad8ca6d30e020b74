"""vLLM on the CPU, BF16, as a server of its own, reached through our remote engine."""

import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.peers import setup
from bench.peers.peer import EnginePeer, PeerError
from deepmath_xpu.remote import RemoteEngine
from deepmath_xpu.types import Sampling

START_SECONDS = 600.0


class Endless(RemoteEngine):
    """Stops for length alone."""

    def _request(self, ids: list[int], sampling: Sampling, room: int) -> tuple[str, dict[str, Any]]:
        url, body = super()._request(ids, sampling, room)
        return url, {**body, "ignore_eos": True, "stop_token_ids": []}


class VLLM(EnginePeer):
    """`tokenizer`: a folder of the same model with the tokenizer's IR."""

    def __init__(self, checkpoint: Path, tokenizer: Path, parallel: int, context: int = 8192) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # `vllm serve` looks for the version of a package named vllm, which this one is not
        command = [str(setup.python("vllm")), "-m", "vllm.entrypoints.openai.api_server", "--model", str(checkpoint)]
        options = ["--host", "127.0.0.1", "--port", str(port), "--max-model-len", str(context), "--dtype", "bfloat16"]
        environment = {**os.environ, "VLLM_CPU_KVCACHE_SPACE": "4", "VLLM_NO_USAGE_STATS": "1", "HF_HUB_OFFLINE": "1"}
        self._server = subprocess.Popen([*command, *options], env=environment, stdout=subprocess.DEVNULL)
        try:
            self._wait(f"http://127.0.0.1:{port}/health")
        except PeerError:
            self._server.kill()
            raise
        super().__init__(Endless(f"http://127.0.0.1:{port}/v1", tokenizer), parallel)

    def close(self) -> None:
        super().close()
        self._server.terminate()
        try:
            self._server.wait(60)
        except subprocess.TimeoutExpired:
            self._server.kill()

    def _wait(self, url: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._server.poll() is not None:
                raise PeerError(f"vLLM ended with status {self._server.returncode} while it started")
            try:
                urllib.request.urlopen(url, timeout=2).close()
            except OSError:
                time.sleep(1)
            else:
                return
        raise PeerError(f"vLLM did not answer within {START_SECONDS:.0f} s")
