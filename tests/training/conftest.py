"""A model of a few thousand weights that has learnt by heart to write a snippet, so that GRPO has something to run."""

from pathlib import Path

import pytest
import torch
from tables import QUESTIONS, row
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from training import tokenizer as tokenizers
from training.sft import collate, example, losses_of


def learnt(tokenizer: PreTrainedTokenizerFast) -> Qwen3ForCausalLM:
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=48,
        num_hidden_layers=2,
        intermediate_size=96,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=12,
        max_position_embeddings=256,
        tie_word_embeddings=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
    )
    model = Qwen3ForCausalLM(config).float()
    ids, labels = collate([example(row(question), tokenizer) for question in QUESTIONS], int(tokenizer.pad_token_id))
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    for _ in range(120):
        loss, _ = losses_of(model, ids, labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 0.15:  # still unsure enough that samples differ
            break
    return model.eval()


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = tokenizers.train(["What is print output boxed tool call 0 1 2 3 4 5 6 7 8 9 * -"] * 20, 300)
    learnt(tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
