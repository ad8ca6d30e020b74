"""The messages between the program and a worker: JSON objects in datagrams of bounded length, never pickle.

A worker that ran a hostile snippet is hostile, so `parse_reply` takes nothing on trust: length, keys, types and the
request's nonce must be right, or the frame is a `FrameError` and the worker ends. What a snippet prints travels apart,
in shared memory (`OUTPUT_HEADER`), so no text can be taken for a frame.
"""

import json
import re
import struct
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple

FRAME_BYTES = 131_072
"""The longest frame, in both directions."""
TEXT_CHARACTERS = 16_384
"""The longest text in a reply: fits a frame even when every character is escaped."""
MODULES = 32
MODULE = re.compile(r"(?=.{1,200}\Z)[^\W\d]\w*(\.[^\W\d]\w*)*", re.ASCII)
"""The name of a module that a worker may ask for."""
OUTPUT_HEADER = struct.Struct("<Q")
"""Bytes printed so far, those beyond the capacity included; the output itself follows."""


class FrameError(ValueError):
    """Bytes that no honest worker sends."""


class Request(NamedTuple):
    nonce: str
    code: str
    seed: int


class Reply(NamedTuple):
    """What a worker says of one snippet. Time, and the cause of a death, are never its word."""

    nonce: str
    status: str
    """ok, error, memory, or again: run it once more where `modules` are loaded."""
    text: str = ""
    """The last expression's value, or the traceback."""
    modules: tuple[str, ...] = ()


STATUSES = frozenset({"ok", "error", "memory", "again"})


def encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


def decode(frame: bytes) -> dict[str, Any]:
    """The object in a frame of ours or of a worker's; raises FrameError."""
    if len(frame) > FRAME_BYTES:
        raise FrameError(f"a frame of {len(frame)} bytes: at most {FRAME_BYTES} are allowed")
    try:
        value = json.loads(frame.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FrameError(f"an object is expected, not {type(value).__name__}")
    return value  # pyright: ignore[reportUnknownVariableType]  # JSON keys are strings


def encode_request(request: Request) -> bytes:
    """As `encode` would, written out like `encode_reply`: these two are most of what a short snippet costs."""
    nonce, code, seed = request
    return f'{{"nonce": {quoted(nonce)}, "code": {quoted(code)}, "seed": {seed}}}'.encode("utf-8", "replace")


def parse_request(frame: bytes) -> Request:
    """Of the program, which is trusted."""
    return Request(**decode(frame))


def encode_reply(reply: Reply) -> bytes:
    nonce, status, text, modules = reply
    names = ", ".join([quoted(name[:200]) for name in modules[:MODULES]])
    fields = f'"nonce": {quoted(nonce)}, "status": "{status}", "text": {quoted(text[:TEXT_CHARACTERS])}'
    return f'{{{fields}, "modules": [{names}]}}'.encode("utf-8", "replace")


def parse_reply(frame: bytes, nonce: str) -> Reply:
    """The reply to the request that carried `nonce`; raises FrameError for anything else."""
    match decode(frame):
        case {"nonce": said, "status": str(status), "text": str(text), "modules": list(modules)} as fields if (
            (said, len(fields)) == (nonce, 4)
            and status in STATUSES
            and len(text) <= TEXT_CHARACTERS
            and len(modules) <= MODULES
            and all(isinstance(name, str) and MODULE.fullmatch(name) for name in modules)
        ):
            return Reply(nonce, status, text, tuple(modules))
        case _:
            raise FrameError("not an answer to this request")
