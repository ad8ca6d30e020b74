"""The protocol: what is sent arrives, and nothing else is believed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu.sandbox.frames import (
    FRAME_BYTES,
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
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(nonce=texts, code=texts, seed=st.integers())
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


@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys(("nonce", "status", "text", "modules", "x"), values)))
def test_any_object_is_a_frame_error_unless_it_is_a_reply(fields: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        parse_reply(encode(fields), NONCE)


@given(
    status=values | st.sampled_from(sorted(STATUSES)),
    text=values,
    modules=values | st.lists(values, max_size=MODULES + 2),
)
def test_a_right_nonce_does_not_excuse_wrong_types(status: object, text: object, modules: object) -> None:
    frame = encode({"nonce": NONCE, "status": status, "text": text, "modules": modules})
    try:
        reply = parse_reply(frame, NONCE)
    except FrameError:
        return
    assert reply.status in STATUSES
    assert isinstance(text, str)
    assert isinstance(modules, list)


@given(nonce=texts)
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
        b"[" * 100_000,
        b'{"nonce":' * 10_000,
        b"9" * 100_000,
        b'{"nonce": "' + b"a" * (FRAME_BYTES + 1),
        b"\xff\xfe",
        b'{"nonce": NaN}',
        b"",
        b"null",
    ],
    ids=lambda frame: repr(frame[:12]),
)
def test_hostile_json_is_a_frame_error(frame: bytes) -> None:
    with pytest.raises(FrameError):
        parse_reply(frame, NONCE)


def test_the_longest_reply_fits_a_frame_however_it_is_escaped() -> None:
    for character in ("\x00", '"', "\U0001f600", "\ud800"):
        frame = encode_reply(Reply(NONCE, "ok", character * (TEXT_CHARACTERS + 5), ("m" * 500,) * (MODULES + 5)))
        assert len(frame) <= FRAME_BYTES
        assert len(parse_reply(frame, NONCE).text) == TEXT_CHARACTERS


@pytest.mark.parametrize("name", ["", "a b", "a.", ".a", "é", "1a", "a" * 201, "a\n", 1, None, "\ud800"])
def test_what_is_no_module_s_name_is_not_asked_for(name: object) -> None:
    with pytest.raises(FrameError):
        parse_reply(encode({"nonce": NONCE, "status": "again", "text": "", "modules": ["sympy", name]}), NONCE)


def test_frames_are_plain_json() -> None:
    assert json.loads(encode({"a": [1, "é"]})) == {"a": [1, "é"]}
    assert decode(encode({"a": 1})) == {"a": 1}
