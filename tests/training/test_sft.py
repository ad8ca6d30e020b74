"""What the embedded model learns from: tokens, masks, batches, and the optimizer's one unusual part."""

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from training import tokenizer as tokenizers
from training.muon import Muon, orthogonalize
from training.sft import IGNORED, Curriculum, Example, Recipe, build, collate, example, losses_of, scale, train

ROW = {
    "question": "What is 12 + 30?",
    "steps": [
        {"text": "I add.\n<tool_call>\nprint(12 + 30)\n</tool_call>", "observation": "\n```output\n42\n```\n"},
        {"text": "The sum is \\boxed{42}.<|im_end|>", "observation": ""},
    ],
}
SHAPE = """
rows = 8
steps = 6
warmup = 2
checkpoint_every = 3
tokens_per_batch = 256
[model]
hidden_size = 32
num_hidden_layers = 2
intermediate_size = 64
num_attention_heads = 4
num_key_value_heads = 2
head_dim = 8
"""


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return tokenizers.train(["What is 12 + 30? I add. The sum is print( output"] * 50, 400)


def test_digits_are_split_one_by_one(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.tokenize("1234") == ["1", "2", "3", "4"]


def test_the_tool_tokens_are_single_and_survive_decoding(tokenizer: PreTrainedTokenizerFast) -> None:
    ids = tokenizer.encode("<tool_call>")
    assert len(ids) == 1
    assert tokenizer.decode(ids, skip_special_tokens=True) == "<tool_call>"


@given(st.text(max_size=50))
def test_any_text_survives(text: str) -> None:
    ours = tokenizers.train(["abc"], 300)
    ids = ours.encode(text, split_special_tokens=True)
    assert ours.decode(ids) == ours.backend_tokenizer.normalizer.normalize_str(text)


def test_the_loss_is_on_what_the_model_writes_and_nothing_else(tokenizer: PreTrainedTokenizerFast) -> None:
    made = example(ROW, tokenizer)
    learnt = tokenizer.decode([token for token in made.labels if token != IGNORED])
    assert learnt == "".join(step["text"] for step in ROW["steps"])
    assert len(made.ids) == len(made.labels)


def test_a_step_that_failed_is_not_learnt(tokenizer: PreTrainedTokenizerFast) -> None:
    row = {**ROW, "steps": [{**ROW["steps"][0], "learn": False}, *ROW["steps"]]}
    made, plain = example(row, tokenizer), example(ROW, tokenizer)
    assert len(made.ids) > len(plain.ids)
    assert [i for i in made.labels if i != IGNORED] == [i for i in plain.labels if i != IGNORED]


def test_a_row_brings_its_own_system_prompt(tokenizer: PreTrainedTokenizerFast) -> None:
    own, given = example({**ROW, "system": "by hand"}, tokenizer, "else"), example(ROW, tokenizer, "else")
    assert tokenizer.decode(own.ids).startswith("<|im_start|>system\nby hand")
    assert tokenizer.decode(given.ids).startswith("<|im_start|>system\nelse")


def test_the_prompt_ends_where_the_model_begins(tokenizer: PreTrainedTokenizerFast) -> None:
    made = example(ROW, tokenizer)
    start = next(place for place, label in enumerate(made.labels) if label != IGNORED)
    assert tokenizer.decode(made.ids[:start]).endswith("<|im_start|>assistant\n")


def test_every_example_comes_before_any_comes_again() -> None:
    stream = Curriculum([Example([number], [number]) for number in range(1000)], 10, seed=0).batches()
    seen = [item.ids[0] for _ in range(96) for item in next(stream)]
    assert len(seen) == len(set(seen)) == 960


@given(lengths=st.lists(st.integers(1, 90), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_a_padded_batch_stays_within_its_tokens(lengths: list[int], seed: int) -> None:
    stream = Curriculum([Example([1] * length, [1] * length) for length in lengths], 100, seed).batches()
    for _ in range(5):
        ids, _ = collate(next(stream), 0)
        assert ids.numel() <= 100


def test_kinds_that_cost_more_come_more_often() -> None:
    easy, hard = Example([1], [1], "easy"), Example([2], [2], "hard")
    curriculum = Curriculum([easy] * 50 + [hard] * 50, 20, seed=0)
    curriculum.tell([easy, hard], [0.1, 5.0])
    stream = curriculum.batches()
    drawn = [item.kind for _ in range(30) for item in next(stream)]
    assert drawn.count("hard") > 2 * drawn.count("easy") > 0


def test_the_losses_of_rows_add_up_to_the_mean(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(SHAPE)
    ids, labels = collate([example(ROW, tokenizer), Example([1, 2, 3], [1, 2, 3])], 0)
    mean, rows = losses_of(build(Recipe.read(tmp_path / "recipe.toml"), tokenizer), ids, labels)
    assert rows.sum().item() / (labels[:, 1:] != IGNORED).sum().item() == pytest.approx(mean.item(), rel=1e-4)


def test_padding_is_never_learnt() -> None:
    ids, labels = collate([Example([1, 2, 3], [1, 2, 3]), Example([4], [4])], padding=0)
    assert ids.tolist() == [[1, 2, 3], [4, 0, 0]]
    assert labels.tolist()[1] == [4, IGNORED, IGNORED]


def test_orthogonalized_matrices_have_singular_values_near_one() -> None:
    singular = torch.linalg.svdvals(orthogonalize(torch.randn(3, 16, 40)))
    assert 0.3 < float(singular.min()) <= float(singular.max()) < 1.6


def test_muon_descends() -> None:
    weight = torch.nn.Parameter(torch.randn(8, 8))
    optimizer = Muon([weight], lr=0.05)
    losses = []
    for _ in range(60):
        loss = (weight - torch.eye(8)).square().sum()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4


def test_rates_warm_up_stay_and_decay(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(SHAPE.replace("steps = 6", "steps = 100").replace("warmup = 2", "warmup = 10"))
    rates = [scale(step, Recipe.read(path)) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[50] == 1.0
    assert rates[99] < 0.05


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text("learning_rat = 1\n" + SHAPE)
    with pytest.raises(ValueError, match="learning_rat"):
        Recipe.read(path)


def test_training_learns_stops_and_goes_on(tmp_path: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(ROW) + "\n" for _ in range(8)))
    (tmp_path / "recipe.toml").write_text(SHAPE)
    tokenizer.save_pretrained(tmp_path / "tokenizer")
    recipe = Recipe.read(tmp_path / "recipe.toml")
    out = tmp_path / "checkpoint"
    train(recipe, [tmp_path / "rows.jsonl"], tmp_path / "tokenizer", out)
    assert torch.load(out / "state.pt", weights_only=True)["step"] == 6
    train(recipe.model_copy(update={"steps": 9}), [tmp_path / "rows.jsonl"], tmp_path / "tokenizer", out)
    assert torch.load(out / "state.pt", weights_only=True)["step"] == 9
    batch = collate([example(ROW, tokenizer)], 0)
    trained = build(recipe, tokenizer)
    before = losses_of(trained, *batch)[0].item()
    trained.load_state_dict(torch.load(out / "state.pt", weights_only=True)["model"])
    assert losses_of(trained, *batch)[0].item() < before
