"""Checks a result file: that nothing in it was changed, who signed it, and, given the records, that they come to it."""

import argparse
import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bench.files import BenchError
from bench.merge import checksum, merged, result
from bench.sign import payload, read
from deepmath_xpu.grading import Grader


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench verify", description=__doc__)
    top.add_argument("result", type=Path)
    top.add_argument("--records", type=Path, nargs="+", help="compute the result again from these")
    top.add_argument("--key", help="the signer's public key, as `sign` printed it; default: whoever signed")
    options = top.parse_args(arguments)
    document = read(options.result)
    check(document, options.key)
    if options.records:
        with Grader() as grader:
            again = result(merged(options.records), grader.equal)
        agree(document, again)
    said = "its records come to the same" if options.records else "its records were not looked at (--records)"
    print(f"{options.result}: unchanged, signed by {document['signature']['key']}; {said}")
    return 0


def check(document: dict[str, Any], key: str | None = None) -> None:
    """BenchError where the result was changed, is not signed, or not by the owner of `key`."""
    if checksum(document["runs"]) != document["sha256"]:
        raise BenchError("the result was changed after it was made: its sha256 is another")
    signature = document.get("signature")
    if not isinstance(signature, dict):
        raise BenchError("the result is not signed: ask for one that is, or make it again from its records")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature["key"], validate=True))
        public.verify(base64.b64decode(signature["value"], validate=True), payload(document))
    except (InvalidSignature, KeyError, TypeError, ValueError, binascii.Error):
        raise BenchError("the signature is not of this result: it was changed, or signed by somebody else") from None
    if key is not None and key != signature["key"]:
        raise BenchError(f"the result is signed by {signature['key']}, not by {key}")


def agree(document: dict[str, Any], again: dict[str, Any]) -> None:
    """BenchError where records come to something else; it names the first figure that differs."""
    ours, theirs = (sorted(each["runs"], key=lambda run: str(run["records"])) for each in (again, document))
    if [run["records"] for run in ours] != [run["records"] for run in theirs]:
        raise BenchError("these are not the records of this result: their digest is another")
    for one, other in zip(ours, theirs, strict=True):
        names = [name for name in one["summary"] if not _same(one["summary"][name], other["summary"].get(name))]
        if names or one["setting"] != other["setting"]:
            raise BenchError(f"the records come to another result ({names[0] if names else 'setting'})")


def _same(one: Any, other: Any) -> bool:
    """Equal, floating point aside: another numpy may sum in another order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, float) and isinstance(other, float | int):
        return abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1.0)
    return bool(one == other)
