"""What is left of an export that could not be done: nothing that loads, and what the next run can go on from."""

import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deepmath_xpu.artifact import ArtifactError, find, load, verify
from export import run, whole
from export.__main__ import parser
from export.checkpoint import ExportError
from export.convert import Wanted, export
from export.recipe import read


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[None]:
    """`place` becomes a file system of `size` bytes; where that is not allowed, no file may be larger than that."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
    else:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def used(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.5, 1.9])
def test_a_full_disk_leaves_nothing(share: float, checkpoint: Path, artifact: Path, tmp_path: Path) -> None:
    """An export takes the artifact's room about twice, the traced model beside it: full early, and full late."""
    with small_disk(tmp_path, int(share * used(artifact))):
        with pytest.raises(ExportError, match="make room"):
            export(Wanted(checkpoint, read("int8"), "tiny"), tmp_path / "out")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["openvino_model.xml", "openvino_model.bin", "openvino_tokenizer.bin", "openvino_detokenizer.xml", "config.json"],
)
def test_a_file_cut_short_in_silence_is_never_sealed(name: str, artifact: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(artifact, folder)
    (folder / "manifest.json").unlink()
    with (folder / name).open("r+b") as file:
        file.truncate((folder / name).stat().st_size // 2)
    with pytest.raises(OSError, match="cut short"):
        whole.seal(folder, load(artifact).manifest)
    assert not (folder / "manifest.json").exists()


def test_a_killed_export_leaves_nothing_that_loads_and_is_taken_up(checkpoint: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "out", tmp_path / "out.work"
    command = [sys.executable, "-m", "export", str(checkpoint), "--recipe", "int8", "--out", str(out)]
    for sight in (work / "traced-fp16" / "config.json", work / "int8.partial"):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while not sight.exists():
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
        assert not out.exists()
        assert not list(tmp_path.rglob("manifest.json"))
        for folder in (out, *work.iterdir()):
            with pytest.raises(ArtifactError):
                find(str(folder))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "taking up the model" in done.stderr
    verify(load(out))
    assert not work.exists()


def test_an_export_cut_in_the_gate_is_only_judged(
    checkpoint: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    options = parser().parse_args([str(checkpoint), "--out", str(tmp_path / "out"), "--no-system-prompt"])
    work = tmp_path / "out.work"
    export(run._wanted(checkpoint, read("int8"), options, None), work / "int8", work / "traced-fp16")
    with caplog.at_level(logging.INFO):
        assert run.run(options)
    assert "only the gate is left" in caplog.text
    assert load(tmp_path / "out").manifest.gate is not None
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_another_recipe_s_remains_are_not_taken_up(artifact: Path, checkpoint: Path) -> None:
    same = Wanted(checkpoint, read("int8"), "tiny", "You compute.")
    assert whole.matches(artifact, same.manifest())
    for other in (
        Wanted(checkpoint, read("int8-sym"), "tiny", "You compute."),
        Wanted(checkpoint, read("int8"), "tiny"),
    ):
        assert not whole.matches(artifact, other.manifest())
