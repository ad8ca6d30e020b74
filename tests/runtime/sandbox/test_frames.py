"""The protocol: what is sent arrives, and nothing else is believed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu.sandbox.frames import (
    CODE_BYTES,
    FRAME_BYTES,
    MODULE,
    MODULES,
    STATUSES,
    TEXT_CHARACTERS,
    FrameError,
    Reply,
    Request,
    decode,
    encode,
    encode_reply,
    encode_request,
    parse_reply,
    parse_request,
)

NONCE = "0123456789abcdef"
texts = st.text(st.characters(exclude_categories=("Cs",)))
words = st.text("az_", min_size=1, max_size=20)
names = st.lists(words, min_size=1, max_size=5).map(".".join)


@given(nonce=words, code=texts, seed=st.integers())
def test_a_request_comes_back_as_it_was(nonce: str, code: str, seed: int) -> None:
    request = Request(nonce, code, seed)
    assert parse_request(encode_request(request)) == request


@given(status=st.sampled_from(sorted(STATUSES)), text=texts, modules=st.lists(names, max_size=MODULES))
def test_a_reply_comes_back_as_it_was(status: str, text: str, modules: list[str]) -> None:
    reply = Reply(NONCE, status, text, tuple(modules))
    assert parse_reply(encode_reply(reply), NONCE) == reply


@given(frame=st.binary(max_size=2000))
def test_any_bytes_are_a_frame_error_or_nothing(frame: bytes) -> None:
    with pytest.raises(FrameError):
        parse_reply(frame, NONCE)


@given(status=texts | st.sampled_from(sorted(STATUSES)), modules=texts, text=texts, more=st.lists(texts, max_size=3))
def test_a_right_nonce_does_not_excuse_the_rest(status: str, modules: str, text: str, more: list[str]) -> None:
    frame = "\n".join((NONCE, status, modules, text, *more)).encode()
    try:
        reply = parse_reply(frame, NONCE)
    except FrameError:
        return
    assert reply.status in STATUSES
    assert len(reply.modules) <= MODULES
    assert all(map(MODULE.fullmatch, reply.modules))
    assert frame.decode().endswith(reply.text)


@given(nonce=words)
def test_another_request_s_answer_is_refused(nonce: str) -> None:
    frame = encode_reply(Reply(nonce, "ok"))
    if nonce != NONCE:
        with pytest.raises(FrameError):
            parse_reply(frame, NONCE)


@given(place=st.integers(0, 200), flip=st.integers(1, 255), length=st.integers(0, 200))
def test_a_damaged_reply_is_refused_or_still_a_reply(place: int, flip: int, length: int) -> None:
    frame = bytearray(encode_reply(Reply(NONCE, "error", "a text of some length", ("sympy.stats",))))
    frame[place % len(frame)] ^= flip
    try:
        reply = parse_reply(bytes(frame[: len(frame) - length % 3]), NONCE)
    except FrameError:
        return
    assert reply.nonce == NONCE
    assert reply.status in STATUSES


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\n" * 100_000,
        b"\xff\xfe",
        f"{NONCE}\nok\n".encode(),
        f"{NONCE}\nok\n\n\xff".encode("latin-1"),
        f"{NONCE}\nok\n\n{'a' * (TEXT_CHARACTERS + 1)}".encode(),
        f"{NONCE}\nagain\n{' '.join(['m'] * (MODULES + 1))}\n".encode(),
        f"{NONCE}\nagain\nsympy;numpy\n".encode(),
        f"{NONCE}\nagain\nsympy  numpy\n".encode(),
        f"{NONCE}\nok\n{' ' * 100_000}\n".encode(),
        f"{NONCE}\nkilled\n\n".encode(),
        f"{NONCE} \nok\n\n".encode(),
    ],
    ids=lambda frame: repr(frame[:30]),
)
def test_a_hostile_frame_is_a_frame_error(frame: bytes) -> None:
    with pytest.raises(FrameError):
        parse_reply(frame, NONCE)


@pytest.mark.parametrize("frame", [b"[" * 100_000, b"9" * 100_000, b'{"a": 1', b"null", b"", b"\xff"])
def test_what_a_new_worker_says_is_an_object_or_a_frame_error(frame: bytes) -> None:
    with pytest.raises(FrameError):
        decode(frame)


def test_the_longest_reply_fits_a_frame_whatever_its_characters() -> None:
    for character in ("\x00", '"', "\U0001f600", "\ud800", "\n"):
        frame = encode_reply(Reply(NONCE, "ok", character * (TEXT_CHARACTERS + 5), ("m" * 500,) * (MODULES + 5)))
        assert len(frame) <= FRAME_BYTES
        assert len(parse_reply(frame, NONCE).text) == TEXT_CHARACTERS


def test_the_longest_snippet_fits_a_frame() -> None:
    assert len(encode_request(Request("f" * 32, "a" * CODE_BYTES, -(2**200)))) <= FRAME_BYTES


@pytest.mark.parametrize("name", ["", "a.", ".a", "é", "1a", "a" * 201, "../a", "a\t", "\x00"])
def test_what_is_no_module_s_name_is_not_asked_for(name: str) -> None:
    with pytest.raises(FrameError):
        parse_reply(f"{NONCE}\nagain\nsympy {name}\n".encode(), NONCE)


def test_objects_are_plain_json() -> None:
    assert json.loads(encode({"a": [1, "é"]})) == {"a": [1, "é"]}
    assert decode(encode({"a": 1})) == {"a": 1}
