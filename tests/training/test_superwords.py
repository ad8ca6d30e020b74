"""Tokens longer than a word: what they may join, and what a widened checkpoint keeps."""

from pathlib import Path

import openvino as ov
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from openvino_tokenizers import convert_tokenizer
from tables import QUESTIONS, row
from transformers import PreTrainedTokenizerFast, Qwen3ForCausalLM

from training import superwords, tokenizer

ROWS = [row(question) for question in QUESTIONS] * superwords.RAREST
TEXTS = [text for item in ROWS for text in (item["question"], *(step["text"] for step in item["steps"]))]
WORDS = tokenizer.train(TEXTS, 400)
WIDE = superwords.widen(WORDS, superwords.learn(WORDS, ROWS, 40))


def test_what_the_model_repeats_takes_fewer_tokens() -> None:
    written = ROWS[0]["steps"][0]["text"]
    assert len(WIDE.encode(written)) < len(WORDS.encode(written))


@given(st.text(max_size=60) | st.text("0123456789 \n.,()*print", max_size=60))
def test_any_text_survives_with_its_digits_single(text: str) -> None:
    tokens = WIDE.encode(text, split_special_tokens=True)
    assert WIDE.decode(tokens) == WIDE.backend_tokenizer.normalizer.normalize_str(text)
    digits = [token for token in WIDE.convert_ids_to_tokens(tokens) if any("0" <= c <= "9" for c in token)]
    assert all(len(token) == 1 for token in digits)


def test_the_added_tokens_stay_the_last_ones() -> None:
    added = [WIDE.convert_tokens_to_ids(token) for token in (*tokenizer.SPECIAL, *tokenizer.ADDED)]
    assert added == list(range(len(WIDE) - len(added), len(WIDE)))


@pytest.fixture(scope="module")
def compiled() -> ov.CompiledModel:
    return ov.compile_model(convert_tokenizer(WIDE, add_special_tokens=False))


@pytest.mark.parametrize("text", [*TEXTS[:3], "a  b \n\n c\t1234, 5.6", "été ２３ ½ <tool_call>x"])
def test_openvino_splits_as_transformers_does(compiled: ov.CompiledModel, text: str) -> None:
    assert list(compiled([text])["input_ids"][0]) == WIDE.encode(text)


def test_a_widened_checkpoint_keeps_the_embedding_of_every_old_token(checkpoint: Path, tmp_path: Path) -> None:
    superwords.widen_checkpoint(checkpoint, ROWS, 30, tmp_path)
    old, new = (
        Qwen3ForCausalLM.from_pretrained(folder).get_input_embeddings().weight for folder in (checkpoint, tmp_path)
    )
    before, after = (PreTrainedTokenizerFast.from_pretrained(folder).get_vocab() for folder in (checkpoint, tmp_path))
    assert len(new) == len(after) > len(before)
    assert all(torch.equal(old[before[token]], new[after[token]]) for token in before)
