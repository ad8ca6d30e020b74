"""The messages between the program and a worker: JSON objects in datagrams of bounded length, never pickle.

A worker that ran a hostile snippet is hostile, so `parse_reply` takes nothing on trust: length, keys, types and the
request's nonce must be right, or the frame is a `FrameError` and the worker ends. What a snippet prints travels apart,
in shared memory (`OUTPUT_HEADER`), so no text can be taken for a frame.
"""

import json
import struct
from dataclasses import dataclass

FRAME_BYTES = 131_072
"""The longest frame, in both directions."""
TEXT_CHARACTERS = 16_384
"""The longest text in a reply: fits a frame even when every character is escaped."""
MODULES = 32
OUTPUT_HEADER = struct.Struct("<Q")
"""Bytes printed so far, those beyond the capacity included; the output itself follows."""


class FrameError(ValueError):
    """Bytes that no honest worker sends."""


@dataclass(frozen=True, slots=True)
class Request:
    nonce: str
    code: str
    seed: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker says of one snippet. Time, and the cause of a death, are never its word."""

    nonce: str
    status: str
    """ok, error, memory, or again: run it once more where `modules` are loaded."""
    text: str = ""
    """The last expression's value, or the traceback."""
    modules: tuple[str, ...] = ()


STATUSES = frozenset({"ok", "error", "memory", "again"})


_json = json.JSONEncoder(ensure_ascii=False)


def encode(fields: dict[str, object]) -> bytes:
    return _json.encode(fields).encode("utf-8", "replace")


def decode(frame: bytes) -> dict[str, object]:
    """The object in a frame of ours or of a worker's; raises FrameError."""
    if len(frame) > FRAME_BYTES:
        raise FrameError(f"a frame of {len(frame)} bytes: at most {FRAME_BYTES} are allowed")
    try:
        value: object = json.loads(frame.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise FrameError(f"an object is expected, not {type(value).__name__}")
    return value  # pyright: ignore[reportUnknownVariableType]  # JSON keys are strings


def encode_request(request: Request) -> bytes:
    return encode({"nonce": request.nonce, "code": request.code, "seed": request.seed})


def parse_request(frame: bytes) -> Request:
    fields = decode(frame)
    return Request(_text(fields, "nonce"), _text(fields, "code"), _number(fields, "seed"))


def encode_reply(reply: Reply) -> bytes:
    return encode(
        {
            "nonce": reply.nonce,
            "status": reply.status,
            "text": reply.text[:TEXT_CHARACTERS],
            "modules": [name[:200] for name in reply.modules[:MODULES]],
        }
    )


def parse_reply(frame: bytes, nonce: str) -> Reply:
    """The reply to the request that carried `nonce`; raises FrameError for anything else."""
    fields = decode(frame)
    if fields.keys() != {"nonce", "status", "text", "modules"} or fields["nonce"] != nonce:
        raise FrameError("not the answer to this request")
    status, text, modules = _text(fields, "status"), _text(fields, "text"), fields["modules"]
    if status not in STATUSES or len(text) > TEXT_CHARACTERS:
        raise FrameError("an unknown status, or too long a text")
    if not isinstance(modules, list) or len(modules) > MODULES:  # pyright: ignore[reportUnknownArgumentType]
        raise FrameError("modules must be a short list")
    names = tuple(name for name in modules if isinstance(name, str))  # pyright: ignore[reportUnknownVariableType]
    return Reply(nonce, status, text, names)


def _text(fields: dict[str, object], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise FrameError(f"{key} must be a string")
    return value


def _number(fields: dict[str, object], key: str) -> int:
    value = fields.get(key)
    if not isinstance(value, int):
        raise FrameError(f"{key} must be an integer")
    return value
