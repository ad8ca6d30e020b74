"""The remote engine against a small HTTP server that speaks as vLLM or llama.cpp do, and against vLLM itself."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepmath_xpu import cli
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.engine import Cancel, EngineError
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.openvino.worker import Vocabulary
from deepmath_xpu.remote import RemoteEngine
from deepmath_xpu.transcript import STOP
from deepmath_xpu.types import Finish, Sampling

ROOT = Path(__file__).parents[2]
VOCABULARY = Vocabulary(EMBEDDED)
EOS = next(iter(VOCABULARY.eos))
CALL = VOCABULARY.ids[b"</tool_call>"]
Reply = Callable[["Server", BaseHTTPRequestHandler, dict[str, Any]], None]


class Server(ThreadingHTTPServer):
    """Answers `/models` and `/tokenize` as `owner` does, and completions by `reply`; notes what it was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, reply: Reply, owner: str = "vllm", tokens: list[int] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply, self.owner = reply, owner
        self.tokens = tokens
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        send(self, {"data": [{"id": "nano", "owned_by": self.server.owner, "max_model_len": 500}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/tokenize":
            tokens = self.server.tokens
            send(self, {"tokens": VOCABULARY.encode(body["prompt"]) if tokens is None else tokens})
            return
        self.server.asked.append(body)
        self.server.paths.append(self.path)
        self.server.reply(self.server, self, body)


def send(handler: BaseHTTPRequestHandler, value: object, status: int = 200) -> None:
    data = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def begin(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream; charset=utf-8")
    handler.end_headers()


def event(handler: BaseHTTPRequestHandler, ids: list[int], finish: str | None = None, **more: object) -> None:
    text = VOCABULARY.text(ids)
    choice = {"index": 0, "text": text, "token_ids": ids, "finish_reason": finish, **more}
    handler.wfile.write(f"data: {json.dumps({'choices': [choice]}, ensure_ascii=False)}\n\n".encode())
    handler.wfile.flush()


def stream(*pieces: list[int], finish: str = "stop") -> Reply:
    """Plays ids as vLLM streams them."""

    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        begin(handler)
        for number, ids in enumerate(pieces):
            event(handler, ids, finish if number == len(pieces) - 1 else None)
        handler.wfile.write(b'data: {"choices": [], "usage": {}}\n\ndata: [DONE]\n\n')

    return reply


@contextmanager
def serving(
    reply: Reply, owner: str = "vllm", tokens: list[int] | None = None
) -> Iterator[tuple[Server, RemoteEngine]]:
    with Server(reply, owner, tokens) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        with closing(RemoteEngine(server.url, EMBEDDED, stall_seconds=20)) as engine:
            yield server, engine
        server.shutdown()


PROMPT = (5, 6, 7)


def test_ids_go_out_and_come_back_as_ids() -> None:
    with serving(stream([10, 11], [12], [EOS])) as (server, engine):
        done = engine.generate(PROMPT, Sampling(seed=7, top_k=0))
    assert (done.ids, done.finish) == ((10, 11, 12, EOS), Finish.EOS)
    asked = server.asked[0]
    assert (asked["prompt"], asked["seed"], asked["top_k"], asked["return_token_ids"]) == ([5, 6, 7], 7, -1, True)
    assert server.paths == ["/v1/completions"]


def test_a_stop_string_that_is_a_token_is_asked_for_by_id() -> None:
    with serving(stream([10], [CALL])) as (server, engine):
        done = engine.generate(PROMPT, Sampling(stop=STOP))
    assert done.finish is Finish.STOP
    assert {EOS, CALL} <= set(server.asked[0]["stop_token_ids"])


def test_nothing_follows_a_stop_token_whatever_the_server_sends() -> None:
    with serving(stream([10, CALL, 11, 12], finish="length")) as (_, engine):
        assert engine.generate(PROMPT, Sampling(stop=STOP)).ids == (10, CALL)


def test_a_stop_string_of_several_tokens_is_a_stop() -> None:
    with serving(stream(list(VOCABULARY.encode("x ```\n")))) as (_, engine):
        assert engine.generate(PROMPT, Sampling(stop=STOP)).finish is Finish.STOP


def test_length_is_the_server_s_word() -> None:
    with serving(stream([10, 11], finish="length")) as (_, engine):
        assert engine.generate(PROMPT, Sampling(max_tokens=2)).finish is Finish.LENGTH


def test_a_full_context_asks_nothing() -> None:
    with serving(stream([10])) as (server, engine):
        assert engine.generate([5] * 500, Sampling()).finish is Finish.LENGTH
    assert not server.asked


def test_a_completion_is_kept_within_the_server_s_context() -> None:
    with serving(stream([10, EOS])) as (server, engine):
        engine.generate([5] * 480, Sampling())
    assert server.asked[0]["max_tokens"] == 20


def test_a_prompt_beyond_the_context_is_refused() -> None:
    with serving(stream([10])) as (_, engine), pytest.raises(EngineError, match="too many"):
        engine.chat("", "1 + " * 500)


def test_there_is_a_logprob_for_every_token() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        begin(handler)
        event(handler, [10], logprobs={"token_logprobs": [-0.5]})
        event(handler, [EOS], "stop", logprobs={"token_logprobs": [-0.25]})

    with serving(reply) as (server, engine):
        assert engine.generate(PROMPT, Sampling(logprobs=True)).logprobs == (-0.5, -0.25)
    assert server.asked[0]["logprobs"] == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=40), st.integers(1, 5))
def test_any_text_survives_the_wire_and_streams_as_it_is(text: str, size: int) -> None:
    """Unicode's other line ends among them, which stand raw in the JSON; and characters cut between two messages."""
    ids = list(VOCABULARY.encode("a" + text))
    pieces = [ids[start : start + size] for start in range(0, len(ids), size)]
    shown: list[str] = []
    with serving(stream(*pieces, [EOS])) as (_, engine):
        done = engine.generate(PROMPT, Sampling(), on_text=shown.append)
    assert done.ids == (*ids, EOS)
    assert "".join(shown) == done.text


def test_llama_cpp_is_asked_in_its_own_way() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        send(handler, {"content": "x", "tokens": [10, 11], "stop_type": "limit", "tokens_predicted": 2})

    with serving(reply, "llamacpp") as (server, engine):
        done = engine.generate(PROMPT, Sampling(max_tokens=2))
    assert (done.ids, done.finish, server.paths) == ((10, 11), Finish.LENGTH, ["/completion"])
    asked = server.asked[0]
    assert (asked["n_predict"], asked["return_tokens"], asked["stream"]) == (2, True, False)


def test_a_cancel_keeps_the_tokens_and_hangs_up() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        begin(handler)
        event(handler, [10, 11])
        handler.connection.settimeout(20)
        if not handler.connection.recv(1):
            server.hung_up.set()

    with serving(reply) as (server, engine):
        cancel = Cancel()
        threading.Timer(0.3, cancel.set).start()
        done = engine.generate(PROMPT, Sampling(), cancel)
        assert (done.ids, done.finish) == ((10, 11), Finish.CANCELLED)
        assert server.hung_up.wait(10)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(status: int) -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if len(server.asked) < 3:
            send(handler, {"error": {"message": "later"}}, status)
        else:
            stream([10, EOS])(server, handler, body)

    with serving(reply) as (server, engine):
        assert engine.generate(PROMPT, Sampling()).ids == (10, EOS)
    assert len(server.asked) == 3


def test_a_refusal_is_one_line_with_the_server_s_reason_and_is_not_repeated() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        send(handler, {"error": {"message": "top_k is silly"}}, 400)

    with serving(reply) as (server, engine), pytest.raises(EngineError, match="top_k is silly") as caught:
        engine.generate(PROMPT, Sampling())
    assert len(server.asked) == 1
    assert "\n" not in str(caught.value)


def test_a_completion_that_breaks_off_is_an_error_and_is_not_repeated() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        begin(handler)
        event(handler, [10])

    with serving(reply) as (server, engine), pytest.raises(EngineError, match="broke off"):
        engine.generate(PROMPT, Sampling())
    assert len(server.asked) == 1


def test_a_server_without_token_ids_is_refused() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        send(handler, {"choices": [{"text": "abc", "finish_reason": "stop"}]})

    with serving(reply) as (_, engine), pytest.raises(EngineError, match="token ids"):
        engine.generate(PROMPT, Sampling())


def test_openvino_model_server_is_refused_with_the_reason() -> None:
    with serving(stream([10]), "OVMS") as (_, engine), pytest.raises(EngineError, match="no token ids"):
        engine.wait()


def test_another_tokenizer_is_noticed() -> None:
    with serving(stream([10]), tokens=[1, 2, 3]) as (_, engine), pytest.raises(EngineError, match="tokenizer"):
        engine.wait()


def test_a_page_that_is_no_model_server_is_refused() -> None:
    class Page(Handler):
        def do_GET(self) -> None:
            send(self, "hello")

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        engine = RemoteEngine(f"http://127.0.0.1:{server.server_port}/v1", EMBEDDED)
        with closing(engine), pytest.raises(EngineError, match="not a model server's"):
            engine.wait()
        server.shutdown()


def test_a_closed_engine_ends_what_is_open() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        begin(handler)
        server.hung_up.wait(20)

    with serving(reply) as (server, engine):
        engine.wait()
        threading.Timer(0.3, engine.close).start()
        with pytest.raises(EngineError, match="closed"):
            engine.generate(PROMPT, Sampling())
        server.hung_up.set()


def test_forty_threads_at_once_get_each_its_own() -> None:
    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        stream([body["prompt"][0]], [body["seed"] + 100], [EOS])(server, handler, body)

    with serving(reply) as (_, engine):
        results: dict[int, tuple[int, ...]] = {}

        def ask(number: int) -> None:
            results[number] = engine.generate([number], Sampling(seed=number)).ids

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == {number: (number, number + 100, EOS) for number in range(40)}


def test_the_command_solves_by_a_server(engine: OpenVINOEngine, capsys: pytest.CaptureFixture[str]) -> None:
    """The server here is the embedded model behind HTTP."""

    def reply(server: Server, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        sampling = Sampling(body["max_tokens"], body["temperature"], seed=body["seed"], stop=STOP)
        done = engine.generate(body["prompt"], sampling)
        stream(list(done.ids), finish="length" if done.finish is Finish.LENGTH else "stop")(server, handler, body)

    with Server(reply) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        code = cli.main(["solve", "What is the sum of all primes below 1000?", "--engine", server.url, "--json"])
        server.shutdown()
    assert code == 0
    assert json.loads(capsys.readouterr().out)["answer"] == "76127"


def test_a_server_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["solve", "1 + 1", "--engine", "http://127.0.0.1:9/v1"]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


CHECKPOINT = Path(os.environ.get("DEEPMATH_XPU_CHECKPOINT", ROOT / "runs" / "remote" / "checkpoint"))


@pytest.fixture(scope="module")
def vllm() -> Iterator[RemoteEngine]:
    setup = pytest.importorskip("bench.peers.setup", reason="NOT TESTED against vLLM: it needs the repository")
    if not setup.python("vllm").exists():
        pytest.skip("NOT TESTED against vLLM: `python -m bench.peers.setup vllm` installs it")
    if not (CHECKPOINT / "model.safetensors").exists():
        pytest.skip(f"NOT TESTED against vLLM: {CHECKPOINT} has no checkpoint of the embedded model")
    from bench.peers import vllm as peer  # at use: a test of the wheel alone has no bench

    with (
        peer.Server(CHECKPOINT, 2048, ("--enforce-eager",)) as server,
        closing(RemoteEngine(server.url, EMBEDDED)) as engine,
    ):
        yield engine


@pytest.mark.slow
@pytest.mark.timeout(900)
class TestVLLM:
    def test_it_stops_by_id_and_gives_the_stop_s_id(self, vllm: RemoteEngine) -> None:
        done = vllm.generate(vllm.chat("", "What is 123456789 * 987654321?"), Sampling(max_tokens=300, stop=STOP))
        assert (done.finish, done.ids[-1]) == (Finish.STOP, CALL)

    def test_length_and_logprobs_are_kept(self, vllm: RemoteEngine) -> None:
        done = vllm.generate(vllm.chat("", "What is 2 + 2?"), Sampling(max_tokens=5, logprobs=True))
        assert (len(done.ids), done.finish) == (5, Finish.LENGTH)
        assert done.logprobs is not None
        assert len(done.logprobs) == 5

    def test_the_same_seed_gives_the_same_ids_and_another_others(self, vllm: RemoteEngine) -> None:
        prompt = vllm.chat("", "What is 2 + 2?")
        hot = [Sampling(max_tokens=40, temperature=2.0, top_p=1.0, top_k=0, seed=seed) for seed in (1, 1, 2)]
        first, again, other = (vllm.generate(prompt, sampling).ids for sampling in hot)
        assert first == again != other

    def test_eos_is_seen(self, vllm: RemoteEngine) -> None:
        prompt = vllm.chat("", "What is 2 + 2?")
        ends = {vllm.generate(prompt, Sampling(max_tokens=1500, seed=seed)).finish for seed in range(4)}
        assert Finish.EOS in ends

    def test_streamed_text_is_the_text(self, vllm: RemoteEngine) -> None:
        shown: list[str] = []
        done = vllm.generate(vllm.chat("", "What is 2 + 2?"), Sampling(max_tokens=60, stop=STOP), None, shown.append)
        assert "".join(shown) == done.text
        assert len(shown) > 3

    def test_a_cancel_returns_soon(self, vllm: RemoteEngine) -> None:
        forever = Sampling(max_tokens=1500, temperature=2.0, top_p=1.0, top_k=0)
        assert vllm.generate(vllm.encode("a"), forever, Cancel(0.3)).finish is Finish.CANCELLED
