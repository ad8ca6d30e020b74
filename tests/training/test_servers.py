"""Rollouts by vLLM servers: against a small server that speaks as vLLM does, and against vLLM itself.

The small one samples a real tiny model with whatever adapter it was told to load, so that a run whose trainer and
sampler agree has pushed the right weights at the right time.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, Qwen3Config, Qwen3ForCausalLM

from bench.peers import setup
from bench.peers.vllm import Server as VLLMServer
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.engine import EngineError
from deepmath_xpu.openvino.worker import Vocabulary
from deepmath_xpu.types import Sampling
from training import grpo
from training.adapter import adapted
from training.journal import rows
from training.own_engine import OwnEngine
from training.recipe import Recipe, RecipeError
from training.servers import Server, ServerSource, check, share, write_vocabulary

ROOT = Path(__file__).parents[2]
SERVERS = "vLLM's HTTP interface or ours has changed: mend training/servers.py"
RECIPE = """
[policy]
model = "{model}"
device = "cpu"
[policy.lora]
rank = 4
alpha = 64
[rollout]
engine = "vllm"
servers = {servers}
adapters = "{adapters}"
system_prompt = false
tokens = {tokens}
step_tokens = 45
steps = 3
[data]
source = "{data}"
max_prompt_tokens = 100
[train]
steps = 3
group = 4
batch = 8
accumulate = 1
rate = 5e-3
save_every = 2
gradient_checkpointing = false
"""


def recipe(tmp_path: Path, model: Path, urls: list[str], tokens: int = 90) -> Recipe:
    questions = {"What is 2*3?": "6", "What is 7*6?": "42", "What is 9-4?": "5"}
    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in questions.items()))
    path = tmp_path / "recipe.toml"
    values = {"model": model, "servers": json.dumps(urls), "data": data, "adapters": tmp_path / "adapters"}
    path.write_text(RECIPE.format(**values, tokens=tokens))
    return Recipe.read(path)


class Served(ThreadingHTTPServer):
    """What vLLM answers on the endpoints we use. `processed`: log-probabilities at the sampling temperature."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, checkpoint: Path, processed: bool = True, owner: str = "vllm", most_rank: int = 32) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.checkpoint, self.processed, self.owner, self.most_rank = checkpoint, processed, owner, most_rank
        self.tokenizer = AutoTokenizer.from_pretrained(checkpoint)
        self.base = AutoModelForCausalLM.from_pretrained(checkpoint)
        self.engines: dict[str, tuple[OwnEngine, ExitStack]] = {}
        self.calls: list[str] = []
        self.sampled: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def load(self, name: str, folder: str) -> None:
        stack = ExitStack()
        model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(self.checkpoint), folder)
        self.engines[name] = stack.enter_context(OwnEngine(model, self.tokenizer).decoding()), stack
        self.calls.append(f"load {name}")

    def unload(self, name: str) -> None:
        self.engines.pop(name)[1].close()
        self.calls.append(f"unload {name}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Served

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        name = str(self.server.checkpoint)
        base = {"id": name, "root": name, "owned_by": self.server.owner, "max_model_len": 256}
        adapters = [{"id": one, "parent": name, "owned_by": "vllm"} for one in self.server.engines]
        self._send({"data": [base, *adapters]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answers = {
            "/tokenize": self._tokenize,
            "/v1/completions": self._complete if body.get("stream") else self._probe,
            "/v1/load_lora_adapter": self._load,
            "/v1/unload_lora_adapter": self._unload,
        }
        answers[self.path](body)

    def _tokenize(self, body: dict[str, Any]) -> None:
        self._send({"tokens": self.server.tokenizer.encode(body["prompt"], add_special_tokens=False)})

    def _load(self, body: dict[str, Any]) -> None:
        rank = json.loads((Path(body["lora_path"]) / "adapter_config.json").read_text())["r"]
        if rank > self.server.most_rank:
            said = f"LoRA rank {rank} is greater than max_lora_rank {self.server.most_rank}."
            self._send({"error": {"message": said}}, 500)
            return
        self.server.load(body["lora_name"], body["lora_path"])
        self._send("Success")

    def _unload(self, body: dict[str, Any]) -> None:
        self.server.unload(body["lora_name"])
        self._send("Success")

    def _probe(self, body: dict[str, Any]) -> None:
        ids = torch.tensor([self.server.tokenizer.encode(body["prompt"], add_special_tokens=False)])
        with torch.no_grad():
            logits = self.server.base(ids).logits[0, -1] / (body["temperature"] if self.server.processed else 1.0)
        top = torch.log_softmax(logits, -1).topk(body["logprobs"])
        found = {f"token_id:{token}": value for value, token in zip(*map(torch.Tensor.tolist, top), strict=True)}
        self._send({"choices": [{"logprobs": {"top_logprobs": [found]}}]})

    def _complete(self, body: dict[str, Any]) -> None:
        engine, _ = self.server.engines[body["model"]]
        self.server.sampled.add(body["model"])
        settings = body["max_tokens"], body["temperature"], body["top_p"], max(0, body["top_k"]), body["seed"]
        done = engine.generate(body["prompt"], Sampling(*settings, tuple(body["stop"]), logprobs=True))
        finish = "length" if done.finish == "length" else "stop"
        logprobs = {"token_logprobs": done.logprobs}
        choice = {"text": done.text, "token_ids": done.ids, "finish_reason": finish, "logprobs": logprobs}
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\ndata: [DONE]\n\n".encode())

    def _send(self, value: object, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(checkpoint: Path, **settings: Any) -> Iterator[Served]:
    with Served(checkpoint, **settings) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_run_samples_the_policy_of_each_step_on_every_server(tmp_path: Path, checkpoint: Path) -> None:
    with serving(checkpoint) as first, serving(checkpoint) as second:
        grpo.train(recipe(tmp_path, checkpoint, [first.url, second.url]), tmp_path / "out")
    steps = rows(tmp_path / "out" / "metrics.jsonl")
    assert [row["step"] for row in steps] == [1, 2, 3]
    assert max(row["logprob_mismatch/max"] for row in steps) < 1e-4, SERVERS
    assert all(row["policy/lag"] == 0 and row["seconds/sync"] > 0 for row in steps)
    for server in (first, second):
        assert [call.rpartition("-")[0] for call in server.calls] == [
            "load policy-v0",
            "load policy-v1",
            "unload policy-v0",
            "load policy-v2",
            "unload policy-v1",
            "unload policy-v2",
        ]
    assert len(first.sampled | second.sampled) == 3
    assert list((tmp_path / "adapters").iterdir()) == []


def test_the_weights_that_are_pushed_are_the_trainers(tmp_path: Path, checkpoint: Path) -> None:
    """A changed policy under a new name gives other log-probabilities than the one before: the trainer's."""
    with serving(checkpoint) as server:
        model, source = owned(recipe(tmp_path, checkpoint, [server.url]))
        for version in (0, 1):
            jolt(model, version)
            assert compare(model, source, checkpoint, version) < 1e-4, SERVERS
        source.close()


def owned(run: Recipe) -> tuple[PeftModel, ServerSource]:
    torch.manual_seed(0)
    model: Any = adapted(AutoModelForCausalLM.from_pretrained(run.policy.model), run.policy.lora)
    source = ServerSource(run, 0, 1)
    source.own(model, Accelerator(cpu=True))
    return model, source


def jolt(model: PeftModel, version: int) -> None:
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight += 0.02 * version * torch.randn_like(weight)


def compare(model: PeftModel, source: ServerSource, checkpoint: Path, version: int, heat: float = 0.7) -> float:
    """How far the server's log-probabilities are from the trainer's, at most."""
    with source.policy(version) as engine:
        prompt = engine.chat("", "What is 7*6?")
        done = engine.generate(prompt, Sampling(30, heat, 1.0, 0, seed=4, logprobs=True))
    assert done.logprobs is not None
    assert len(done.logprobs) == len(done.ids) > 0
    with torch.no_grad():
        logits = model(torch.tensor([prompt + done.ids])).logits[0, len(prompt) - 1 : -1]
    wanted = torch.log_softmax(logits / heat, -1).gather(1, torch.tensor(done.ids)[:, None])[:, 0]
    return float((wanted - torch.tensor(done.logprobs)).abs().max())


def test_what_a_killed_run_left_is_unloaded(tmp_path: Path, checkpoint: Path) -> None:
    with serving(checkpoint) as server:
        run = recipe(tmp_path, checkpoint, [server.url])
        _, killed = owned(run)
        with killed.policy(5):
            pass
        (left,) = server.engines
        _, source = owned(run)
        assert server.engines == {}
        with source.policy(5):
            assert list(server.engines) != [left], "vLLM's prefix cache would take the one for the other"
        source.close()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"processed": False}, "--logprobs-mode processed_logprobs"),
        ({"owner": "llamacpp"}, "only vLLM"),
    ],
)
def test_a_server_that_cannot_be_trained_with_is_refused(
    tmp_path: Path, checkpoint: Path, settings: dict[str, Any], said: str
) -> None:
    with serving(checkpoint, **settings) as server, pytest.raises(EngineError, match=said):
        check(recipe(tmp_path, checkpoint, [server.url]), Server(server.url))


def test_a_trace_must_fit_the_servers_context(tmp_path: Path, checkpoint: Path) -> None:
    with serving(checkpoint) as server, pytest.raises(RecipeError, match="256"):
        check(recipe(tmp_path, checkpoint, [server.url], tokens=200), Server(server.url))


def test_another_model_is_refused(tmp_path: Path, checkpoint: Path) -> None:
    run = recipe(tmp_path, checkpoint, ["http://127.0.0.1:9/v1"])
    other = run.model_copy(update={"policy": run.policy.model_copy(update={"model": "Qwen/Qwen3-4B"})})
    with serving(checkpoint) as server, pytest.raises(EngineError, match="--served-model-name Qwen3-4B"):
        check(other, Server(server.url))


def test_too_high_a_rank_is_told_with_the_servers_reason(tmp_path: Path, checkpoint: Path) -> None:
    with serving(checkpoint, most_rank=2) as server:
        _, source = owned(recipe(tmp_path, checkpoint, [server.url]))
        with pytest.raises(EngineError, match=r"max_lora_rank 2.*--max-lora-rank 4"), source.policy(0):
            pass


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path, checkpoint: Path) -> None:
    with pytest.raises(EngineError, match="is the server up") as failed:
        check(recipe(tmp_path, checkpoint, ["http://127.0.0.1:9/v1"]), Server("http://127.0.0.1:9/v1"))
    assert "\n" not in str(failed.value)


def test_a_page_that_is_no_model_server_is_one_line() -> None:
    class Page(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as page:
        threading.Thread(target=page.serve_forever, args=(0.05,), daemon=True).start()
        with pytest.raises(EngineError, match="no model server's answer"):
            Server(f"http://127.0.0.1:{page.server_port}/v1").card()
        page.shutdown()


def test_processes_share_the_servers() -> None:
    assert [share(["a", "b", "c"], rank, 2) for rank in range(2)] == [["a", "c"], ["b"]]
    assert [share(["a", "b"], rank, 3) for rank in range(3)] == [["a"], ["b"], ["a"]]


def test_the_runtime_reads_the_checkpoints_tokenizer_as_transformers_does(tmp_path: Path, checkpoint: Path) -> None:
    write_vocabulary(str(checkpoint), tmp_path)
    ours, theirs = Vocabulary(tmp_path), AutoTokenizer.from_pretrained(checkpoint)
    messages = [{"role": "system", "content": "Think."}, {"role": "user", "content": "What is 7*6?"}]
    wanted = theirs.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    assert ours.chat("Think.", "What is 7*6?") == wanted
    assert ours.eos == {theirs.eos_token_id}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_processes_push_one_policy_and_share_the_servers(tmp_path: Path, checkpoint: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training"]
    command += ["grpo", "--config", str(tmp_path / "recipe.toml"), "--out", str(tmp_path / "out")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with serving(checkpoint) as first, serving(checkpoint) as second:
        recipe(tmp_path, checkpoint, [first.url, second.url])
        assert subprocess.run(command, cwd=ROOT, env=environment, timeout=1500).returncode == 0
    steps = rows(tmp_path / "out" / "metrics.jsonl")
    assert [row["step"] for row in steps] == [1, 2, 3]
    assert max(row["logprob_mismatch/max"] for row in steps) < 1e-4, SERVERS
    assert first.calls == second.calls
    assert first.sampled == second.sampled
    assert len(first.sampled) == 3, "each process has a server, and samples every version of the policy on it"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint in the embedded model's shape, with its tokenizer; the weights are drawn."""
    folder = tmp_path_factory.mktemp("embedded")
    torch.manual_seed(1)
    Qwen3ForCausalLM(Qwen3Config.from_pretrained(EMBEDDED)).float().save_pretrained(folder)
    AutoTokenizer.from_pretrained(EMBEDDED).save_pretrained(folder)
    return folder


@contextmanager
def vllm(model: Path, *options: str) -> Iterator[str]:
    if not setup.python("vllm").exists():
        pytest.skip("NOT TESTED against vLLM: `python -m bench.peers.setup vllm` installs it")
    adapters = ("--enable-lora", "--max-lora-rank", "8", "--max-loras", "2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VLLM_ALLOW_RUNTIME_LORA_UPDATING", "True")
        with VLLMServer(model, 512, ("--enforce-eager", "--dtype", "float32", *adapters, *options)) as server:
            yield server.url


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_vllm_samples_each_pushed_policy_at_its_temperature(tmp_path: Path, embedded: Path) -> None:
    with vllm(embedded, "--logprobs-mode", "processed_logprobs") as url:
        run = recipe(tmp_path, embedded, [url])
        model, source = owned(run)
        for version, heat in ((0, 1.2), (1, 0.7), (2, 0.7)):
            jolt(model, version)
            assert compare(model, source, embedded, version, heat) < 1e-3, SERVERS
        last = Server(url).card().adapters
        assert [name.rpartition("-")[0] for name in last] == ["policy-v2"], SERVERS
        source.close()
        assert Server(url).card().adapters == ()
        grpo.train(run, tmp_path / "out")
    steps = rows(tmp_path / "out" / "metrics.jsonl")
    assert [row["step"] for row in steps] == [1, 2, 3]
    assert max(row["logprob_mismatch/max"] for row in steps) < 1e-3, SERVERS


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_vllm_with_raw_logprobs_is_refused(tmp_path: Path, embedded: Path) -> None:
    with vllm(embedded) as url, pytest.raises(EngineError, match="processed_logprobs"):
        check(recipe(tmp_path, embedded, [url]), Server(url))
