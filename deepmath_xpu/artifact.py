"""An artifact: an OpenVINO IR folder with a `manifest.json`, which says what every other file is and was made from.

The manifest is written last, so a folder without one is not an artifact. `find` and `load` are cheap; `verify` reads
every byte, and can run while the model loads.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deepmath_xpu.types import UsageError

if TYPE_CHECKING:
    from deepmath_xpu.manifest import Manifest

MANIFEST = "manifest.json"
SYSTEM_PROMPT = "system_prompt.txt"
EMBEDDED = Path(__file__).parent / "models" / "nano"


class ArtifactError(UsageError):
    """The model asked for is missing, not exported, or damaged; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Artifact:
    folder: Path
    manifest: "Manifest"
    digest: str
    """sha256 of the manifest, and so of everything."""

    @property
    def system(self) -> str:
        """The system prompt the model expects; empty where it was trained without one."""
        return (self.folder / SYSTEM_PROMPT).read_text(encoding="utf-8") if SYSTEM_PROMPT in self.manifest.files else ""


def find(model: str | None) -> Path:
    """The folder that `--model` means: the embedded model for None, else an exported folder, here or of the hub."""
    if model is None:
        return EMBEDDED
    folder = Path(model).expanduser()
    if (folder / MANIFEST).is_file():
        return folder
    export = f"python -m export {model} --recipe int8 --out models/{folder.name}"
    if (folder / "config.json").is_file() and not (folder / "openvino_model.xml").exists():
        raise ArtifactError(f"{model} is a checkpoint: export it once with `{export}` and give that folder as --model")
    if folder.is_dir():
        raise ArtifactError(f"{model} has no {MANIFEST}, so it is no finished artifact: export it again")
    if model.count("/") != 1 or model.startswith((".", "/", "~")):
        raise ArtifactError(f"{model} does not exist: give the folder of an exported model")
    try:
        from huggingface_hub import snapshot_download  # at use, and from `pip install huggingface_hub`

        if (Path(snapshot_download(model, allow_patterns=MANIFEST)) / MANIFEST).is_file():
            return Path(snapshot_download(model))
        reason = f"it has no {MANIFEST}"
    except (ImportError, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
    raise ArtifactError(f"{model} is no folder here, and of the hub it cannot be had ({reason}); export it: `{export}`")


def load(folder: Path) -> Artifact:
    from deepmath_xpu.manifest import Manifest  # at use: pydantic takes long to import, the engine starts meanwhile

    path = folder / MANIFEST
    try:
        text = path.read_bytes()
        manifest = Manifest.model_validate_json(text)
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} is missing or damaged ({str(error).splitlines()[0]}): export it again") from None
    return Artifact(folder, manifest, hashlib.sha256(text).hexdigest())


def verify(artifact: Artifact) -> None:
    """Compare every file with its sha256; ArtifactError names the first that is missing or differs."""
    for name, expected in artifact.manifest.files.items():
        path = artifact.folder / name
        if not path.is_file() or sha256(path) != expected:
            raise ArtifactError(f"{path} is missing, or its sha256 is not the manifest's (damaged): export it again")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
