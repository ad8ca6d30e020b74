"""A ready artifact pulled from the hub, which a small server plays here."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deepmath_xpu.artifact import EMBEDDED

REVISION = "0123456789abcdef0123456789abcdef01234567"
PULL = "import sys; from deepmath_xpu import artifact as a; f = a.find(sys.argv[1]); a.verify(a.load(f)); print(f)"


class Hub(BaseHTTPRequestHandler):
    """As much of the hub's protocol as a download needs: `ready/model` is an artifact, `raw/model` a checkpoint."""

    def __init__(self, asked: list[str], *arguments: object) -> None:
        self.asked = asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        repo = "/".join(self.path.removeprefix("/api/models").strip("/").split("/")[:2])
        names = {"ready/model": [path.name for path in EMBEDDED.iterdir()], "raw/model": ["config.json"]}.get(repo)
        content = None if names is None else self._content(repo, names)
        self.send_response(404 if content is None else 200)
        if content is None:
            self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("ETag", f'"{hashlib.sha1(content or b"").hexdigest()}"')
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        if body:
            self.wfile.write(content or b"")

    def _content(self, repo: str, names: list[str]) -> bytes:
        if self.path.startswith("/api/"):
            files = [{"rfilename": name, "type": "file", "path": name, "size": 1, "oid": "0"} for name in names]
            listed = {"id": repo, "sha": REVISION, "siblings": files, "private": False, "tags": [], "downloads": 0}
            return json.dumps(files if "/tree/" in self.path else listed).encode()
        return (EMBEDDED / self.path.rpartition("/")[2]).read_bytes()

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def hub() -> Iterator[tuple[str, list[str]]]:
    asked = list[str]()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Hub, asked)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def pull(model: str, endpoint: str, home: Path) -> "subprocess.CompletedProcess[str]":
    settings = {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "PATH": "/usr/bin:/bin", "HF_HUB_DISABLE_XET": "1"}
    return subprocess.run(
        [sys.executable, "-c", PULL, model], env=settings, capture_output=True, text=True, check=False
    )


def test_a_ready_artifact_is_pulled_once(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, asked = hub
    done = pull("ready/model", endpoint, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (Path(done.stdout.strip()) / "openvino_model.bin").read_bytes() == (
        EMBEDDED / "openvino_model.bin"
    ).read_bytes()
    asked.clear()
    assert pull("ready/model", endpoint, tmp_path).returncode == 0
    assert not [path for path in asked if path.endswith(".bin")]


def test_a_checkpoint_of_the_hub_is_not_pulled_but_named(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    endpoint, asked = hub
    done = pull("raw/model", endpoint, tmp_path)
    assert done.returncode != 0
    assert "python -m export raw/model" in done.stderr
    assert not [path for path in asked if "config.json" in path]


def test_what_the_hub_does_not_have_is_told(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    done = pull("no/body", hub[0], tmp_path)
    assert "ArtifactError: no/body is no folder here" in done.stderr
