"""Signs a result file, so that others can check who vouches for it and that nothing in it was changed.

Ed25519. The key is a PEM file of yours, made at the first use and readable by you alone; its public half goes into the
result. A signature says who made the figures, not that they are right: for that, `verify` takes the records too.
"""

import argparse
import base64
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.files import BenchError, load, save


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench sign", description=__doc__)
    top.add_argument("result", type=Path, help="what `merge` wrote")
    top.add_argument("--key", type=Path, required=True, help="a PEM file; made where there is none")
    options = top.parse_args(arguments)
    document = signed(read(options.result), key(options.key))
    save(options.result, json.dumps(document, indent=2, allow_nan=False) + "\n")
    print(f"{options.result} is signed by {document['signature']['key']}")
    return 0


def read(path: Path) -> dict[str, Any]:
    """A result file of version 1; BenchError where it is none."""
    try:
        document = json.loads(load(path))
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("version") != 1 or not {"runs", "sha256"} <= document.keys():
        raise BenchError(f"{path} is no result of version 1: make one with `python -m bench merge`")
    return document


def key(path: Path) -> Ed25519PrivateKey:
    """The key of a file, or a new one that is written there."""
    if not path.exists():
        _write_new(path)
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BenchError(f"{path} holds no key that can be used ({error}): give another --key") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise BenchError(f"{path} holds another kind of key than Ed25519: give another --key")
    return found


def _write_new(path: Path) -> None:
    form = serialization.PrivateFormat.PKCS8
    data = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except OSError as error:
        raise BenchError(f"{path} cannot be written ({error.strerror}): choose another --key") from None


def signed(document: dict[str, Any], private: Ed25519PrivateKey) -> dict[str, Any]:
    """The result with a signature in place of any that it had."""
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    value = private.sign(payload(document))
    signature = {"algorithm": "ed25519", "key": _text(public), "value": _text(value)}
    return {**document, "signature": signature}


def payload(document: dict[str, Any]) -> bytes:
    """What is signed: everything but the signature, in one spelling."""
    bare = {name: value for name, value in document.items() if name != "signature"}
    return json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
