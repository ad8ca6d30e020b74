"""Servers that stall, drop or are another model, and a full disk: one line, and nothing that was recorded is lost."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made import SETTING, record

from bench import compare, run
from bench.files import BenchError
from bench.record import Journal, read
from deepmath_xpu import remote
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.engine import EngineError
from deepmath_xpu.openvino.worker import Vocabulary

VOCABULARY = Vocabulary(EMBEDDED)
ANSWER = [*VOCABULARY.encode("\\boxed{42}"), *VOCABULARY.eos]


class Server(ThreadingHTTPServer):
    """A model server whose answers go well `good` times; what it does then is `bad`."""

    daemon_threads = True

    def __init__(self, good: int, bad: Callable[[BaseHTTPRequestHandler], None], model: str, known: bool) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.good, self.bad, self.model, self.known = good, bad, model, known
        self.lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None: ...

    def send(self, body: object, kind: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.send({"data": [{"id": self.server.model, "owned_by": "vllm", "max_model_len": 4096}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/tokenize":
            tokens = VOCABULARY.encode(asked["prompt"])
            self.send({"tokens": tokens if self.server.known else tokens[::-1]})
            return
        with self.server.lock:
            self.server.good -= 1
            well = self.server.good >= 0
        if well:
            message = {"choices": [{"token_ids": ANSWER, "finish_reason": "stop"}]}
            self.send(f"data: {json.dumps(message)}\n\ndata: [DONE]\n\n".encode(), "text/event-stream")
        else:
            self.server.bad(self)


def drop(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


def stall(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(30)


def garble(handler: BaseHTTPRequestHandler) -> None:
    assert isinstance(handler, Handler)
    handler.send(b"data: {]\n\n", "text/event-stream")


@contextmanager
def served(
    good: int, bad: Callable[[BaseHTTPRequestHandler], None] = drop, model: str = "m", known: bool = True
) -> Iterator[str]:
    server = Server(good, bad, model, known)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


class Impatient(remote.RemoteEngine):
    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder, stall_seconds=1.0)


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of a run of eight traces, one after the other."""
    monkeypatch.setattr(remote, "RemoteEngine", Impatient)
    rows = [{"id": str(n), "question": f"What is {n} + 1?", "answer": "42"} for n in range(8)]
    (tmp_path / "eight.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return [str(tmp_path / "eight.jsonl"), "--out", str(tmp_path / "run.jsonl"), "--parallel", "1"]


def test_a_server_that_answers_is_recorded_with_its_model(arguments: list[str], tmp_path: Path) -> None:
    with served(100) as url:
        assert run.main([*arguments, "--engine", url]) == 0
    found = read(tmp_path / "run.jsonl")
    assert len(found) == 8
    assert all(one.correct for one in found)
    setting = found[0].setting
    assert (setting.served, setting.device, setting.weight_bytes) == ("m", "server", None)
    assert {(one.joules, one.bandwidth, one.peak_memory) for one in found} == {(None, None, None)}


@pytest.mark.parametrize("bad", [drop, stall, garble])
def test_what_came_before_a_failure_is_kept(
    bad: Callable[[BaseHTTPRequestHandler], None], arguments: list[str], tmp_path: Path
) -> None:
    with served(4, bad) as url, pytest.raises(EngineError) as caught:
        run.main([*arguments, "--engine", url])
    assert len(str(caught.value).splitlines()) == 1
    assert len(read(tmp_path / "run.jsonl")) == 3, "one of the four was the warm-up"


def test_a_server_with_another_tokenizer_is_refused(arguments: list[str], tmp_path: Path) -> None:
    with served(100, known=False) as url, pytest.raises(EngineError, match="another tokenizer"):
        run.main([*arguments, "--engine", url])
    assert not (tmp_path / "run.jsonl").exists()


def test_a_run_does_not_go_on_with_another_model(arguments: list[str], tmp_path: Path) -> None:
    """The address stays, what stands behind it changes."""
    with served(100) as url:
        run.main([*arguments, "--engine", url])
        before = (tmp_path / "run.jsonl").read_bytes()
        (tmp_path / "run.jsonl").write_bytes(before.replace(b'"served":"m"', b'"served":"other"'))
        with pytest.raises(BenchError, match=r"holds another run \(served: other and m\)"):
            run.main([*arguments, "--engine", url])


FULL = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, "tests/bench")
from made import SETTING, record
from bench.files import BenchError, save
from bench.record import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
try:
    with Journal(path, [SETTING]) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        for number in range(100):
            journal.append(record(str(number)))
            print(number)
except BenchError as error:
    print(error, file=sys.stderr)
try:
    save(path.with_name("report.html"), "x" * 6000)
except BenchError as error:
    print(error, file=sys.stderr)
"""
"""A limit on a file's size stands for the disk: writing fails in the middle of a line, as there."""


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], cwd=root, capture_output=True, text=True, check=True)
    kept = len(done.stdout.split())
    records, page = done.stderr.strip().splitlines()
    assert "cannot be written" in records
    assert "cannot be written" in page
    assert not (tmp_path / "report.html").exists()
    assert len(path.read_bytes()) == 5000, "the last line was cut"
    assert [one.problem for one in read(path)] == [str(number) for number in range(kept)]
    with Journal(path, [SETTING]) as journal:
        assert len(journal.done) == kept > 2
        journal.append(record("next"))
    assert [one.problem for one in read(path)][-1] == "next"


def test_several_runs_in_a_file_are_not_compared(tmp_path: Path) -> None:
    other = record("a", setting=SETTING.model_copy(update={"device": "GPU"}))
    with pytest.raises(BenchError, match=r"a file holds several runs \(device: CPU and GPU"):
        compare.split([record("a"), other], [record("a")])


def test_an_agent_is_not_compared_with_a_model_alone() -> None:
    alone = record("a", setting=SETTING.model_copy(update={"agent": False}))
    with pytest.raises(BenchError, match="they differ in agent: True and False"):
        compare.split([record("a")], [alone])


def test_each_mode_is_compared_with_its_own() -> None:
    alone = record("a", setting=SETTING.model_copy(update={"agent": False}))
    compared = compare.split([record("a"), alone], [alone, record("a")])
    assert [(a[0].setting.agent, b[0].setting.agent) for a, b in compared] == [(True, True), (False, False)]
