"""The messages between the program and a worker: text in datagrams of bounded length, never pickle.

A request is nonce, seed and code, a reply nonce, status, modules and text, a line each; the last may hold line breaks.
All other messages, once in a worker's life, are JSON objects. A worker that ran a hostile snippet is hostile, so
`parse_reply` takes nothing on trust: nonce, status, names and length must be right, or the frame is a `FrameError` and
the worker ends. What a snippet prints travels apart, in shared memory (`OUTPUT_HEADER`): no text is taken for a frame.
"""

import json
import re
import struct
from typing import Any, NamedTuple

FRAME_BYTES = 131_072
"""The longest frame, in both directions."""
CODE_BYTES = FRAME_BYTES - 1024
"""The longest snippet that fits a request."""
TEXT_CHARACTERS = 16_384
"""The longest text in a reply: fits a frame whatever its characters."""
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
    try:
        value = json.loads(frame.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FrameError(f"an object is expected, not {type(value).__name__}")
    return value  # pyright: ignore[reportUnknownVariableType]  # JSON keys are strings


def encode_request(request: Request) -> bytes:
    return f"{request.nonce}\n{request.seed}\n{request.code}".encode()


def parse_request(frame: bytes) -> Request:
    """Of the program, which is trusted."""
    nonce, seed, code = frame.decode().split("\n", 2)
    return Request(nonce, code, int(seed))


def encode_reply(reply: Reply) -> bytes:
    names = " ".join([name[:200] for name in reply.modules[:MODULES]])
    return f"{reply.nonce}\n{reply.status}\n{names}\n{reply.text[:TEXT_CHARACTERS]}".encode("utf-8", "replace")


def parse_reply(frame: bytes, nonce: str) -> Reply:
    """The reply to the request that carried `nonce`; raises FrameError for anything else."""
    try:
        said, status, names, text = frame.decode().split("\n", 3)
    except ValueError:
        raise FrameError("not an answer") from None
    modules = tuple(names.split(" ")) if names else ()
    short = len(text) <= TEXT_CHARACTERS and len(modules) <= MODULES
    if said != nonce or status not in STATUSES or not short or not all(map(MODULE.fullmatch, modules)):
        raise FrameError("not an answer to this request")
    return Reply(nonce, status, text, modules)
