"""What can be done with a finished artifact: check it, and upload it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from deepmath_xpu.artifact import find, load, verify
from deepmath_xpu.solver import Solver
from deepmath_xpu.types import Limits, Sampling
from export.checkpoint import ExportError

QUESTION = "What is 12 + 30?"


def parser(command: str) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog=f"python -m export {command}")
    top.add_argument("folder")
    if command == "push":
        top.add_argument("repo", help="OWNER/NAME on the hub")
        top.add_argument("--really", action="store_true", help="upload; without it only say what would be")
    return top


def main(command: str, arguments: Sequence[str]) -> int:
    options = parser(command).parse_args(arguments)
    folder = find(options.folder)
    check(folder)
    if command == "push":
        push(folder, options.repo, options.really)
    return 0


def check(folder: Path) -> None:
    """Digests, then a problem: it must load and sample; that the answer is right is the gate's business."""
    artifact = load(folder)
    verify(artifact)
    print(f"{folder}: {len(artifact.manifest.files)} files are as the manifest says")
    with Solver(folder) as solver:
        trace = solver.solve(QUESTION, sampling=Sampling(temperature=0.0), limits=Limits(tokens=300)).trace
    if not trace.sampled:
        raise ExportError(f"{folder} loads but samples nothing: export it again")
    print(f"{folder}: {trace.sampled} tokens sampled for {QUESTION!r}, {trace.outcome}, answer {trace.answer}")


def push(folder: Path, repo: str, really: bool) -> None:
    names = sorted([*load(folder).manifest.files, "manifest.json"])
    if not really:
        print(f"would upload {len(names)} files to {repo}: {', '.join(names)}; --really does it")
        return
    from huggingface_hub import HfApi

    hub = HfApi()
    hub.create_repo(repo, exist_ok=True)
    hub.upload_folder(repo_id=repo, folder_path=folder, allow_patterns=names, commit_message="deepmath_xpu artifact")
    print(f"{len(names)} files are at {repo}")
