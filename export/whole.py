"""A folder is whole or it is no artifact: files are written beside their place and synced, the manifest comes last.

What a killed run leaves has no manifest or, where only the gate was missing, all of its files; `matches` tells the
latter, so that the next run takes it up.
"""

import errno
import json
import os
import shutil
from pathlib import Path
from xml.etree import ElementTree

from deepmath_xpu.artifact import MANIFEST, ArtifactError, load, sha256, verify
from deepmath_xpu.manifest import Manifest

ORIGIN = "origin.json"
"""In a traced model's folder, written last: what it was made from."""
MODELS = ("openvino_model", "openvino_tokenizer", "openvino_detokenizer")
ROOM = 1 << 20
"""Bytes; a disk with less is full."""


def is_full(place: Path) -> bool:
    """Whether the disk of `place`, or of what will hold it, has no room left."""
    there = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    return shutil.disk_usage(there).free < ROOM


def write(path: Path, text: str) -> None:
    """Whole or not at all, and on disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    sync(fresh)
    fresh.replace(path)


def sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def seal(folder: Path, manifest: Manifest) -> None:
    """Make an artifact of `folder`. OSError where a model in it was cut short."""
    check_files(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    for path in paths:
        sync(path)
    files = {path.relative_to(folder).as_posix(): sha256(path) for path in paths}
    write(folder / MANIFEST, manifest.model_copy(update={"files": files}).model_dump_json(indent=2) + "\n")


def matches(folder: Path, wanted: Manifest) -> bool:
    """Whether `folder` is a sound artifact and says of itself what `wanted` does, files apart."""
    try:
        there = load(folder)
        verify(there)
    except ArtifactError:
        return False
    return there.manifest.model_copy(update={"files": {}}) == wanted


def keep(folder: Path, origin: dict[str, str]) -> None:
    """Mark a traced model as whole, for the next run. OSError where it was cut short."""
    check_files(folder)
    write(folder / ORIGIN, json.dumps(origin))


def origin(folder: Path) -> dict[str, str] | None:
    """What a traced model was made from; None where it is not whole."""
    path = folder / ORIGIN
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def check_files(folder: Path) -> None:
    """The models are there, can be read and have all the weights they refer to, and JSON is JSON. OSError.

    A full disk may cut any of them without a word: neither openvino nor optimum-intel tells of every failed write.
    """
    for path in (folder / f"{name}.xml" for name in MODELS):
        bits = path.with_suffix(".bin")
        if not path.is_file() or not bits.is_file() or bits.stat().st_size < _reach(path):
            raise OSError(errno.ENOSPC, f"{path.name} was cut short")
    for path in folder.glob("*.json"):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise OSError(errno.ENOSPC, f"{path.name} was cut short") from None


def _reach(path: Path) -> float:
    """How many bytes of weights an IR refers to; infinitely many where it cannot be read to its end."""
    try:
        places = [one.attrib for one in ElementTree.parse(path).iter("data")]
    except ElementTree.ParseError:
        return float("inf")
    return max(
        (int(one["offset"]) + int(one["size"]) for one in places if "offset" in one and "size" in one), default=0
    )
