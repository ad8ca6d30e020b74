"""Tokens longer than a word for what the model itself writes again and again: import lines, calls, plan sentences.

A snippet opens with `from fractions import Fraction\\nprint(` thousands of times. As one token it costs one step of
training and of decoding instead of eight, and says which plan is followed. Questions keep their tokens, but for phrases
that they share with sentences of the model, and digits stay single, so reading and copying are what they were.

Merges across words after ordinary BPE: Liu et al., "SuperBPE: Space Travel for Language Models", 2025.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, trainers
from transformers import PreTrainedTokenizerFast, Qwen3ForCausalLM

from training.tokenizer import dressed, load, splitting

_TOOL = re.compile(r"</?tool_call>|<\|im_end\|>")
_FIRST = 0x4E00
"""Each token becomes one letter, from this code point on, for the trainer that merges them."""
RAREST = 20
"""A merge must come this often in the rows."""

Merge = tuple[str, str]


def learn(tokenizer: PreTrainedTokenizerFast, rows: Iterable[dict[str, Any]], count: int) -> list[Merge]:
    """At most `count` merges, in the order they apply: a half for sentences from their first word on, then for code."""
    sentences: Counter[tuple[str, ...]] = Counter()
    code: Counter[tuple[str, ...]] = Counter()
    openings = [tuple(tokenizer.tokenize(text)) for text in ("user\n", "assistant\n")]
    for row in rows:
        code.update(openings)
        for step in row["steps"]:
            said, *rest = _TOOL.split(step["text"])
            sentences.update(_undigited(tokenizer.tokenize(said))[:1])
            for text in (*rest, step["observation"]):
                code.update(_undigited(tokenizer.tokenize(text)))
    merges = _prefixes(sentences, count // 2)
    return list(dict.fromkeys(merges + _pairs(code, count - len(merges))))


def _undigited(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """The stretches between digits."""
    stretches: list[tuple[str, ...]] = []
    current: list[str] = []
    for token in (*tokens, "0"):
        if token.isdigit():
            if len(current) > 1:
                stretches.append(tuple(current))
            current = []
        else:
            current.append(token)
    return stretches


def _prefixes(sentences: Counter[tuple[str, ...]], count: int) -> list[Merge]:
    """Merges that build the most frequent beginnings, each from the one before it."""
    found: Counter[tuple[str, ...]] = Counter()
    for sentence, times in sentences.items():
        for end in range(2, len(sentence) + 1):
            found[sentence[:end]] += times
    best = sorted((item for item in found.items() if item[1] >= RAREST), key=lambda item: (-item[1], len(item[0])))
    return [("".join(prefix[:-1]), prefix[-1]) for prefix, _ in best[:count]]


def _pairs(stretches: Counter[tuple[str, ...]], count: int) -> list[Merge]:
    """BPE over tokens."""
    letters = {token: chr(_FIRST + n) for n, token in enumerate(sorted({t for s in stretches for t in s}))}
    tokens = {letter: token for token, letter in letters.items()}
    texts = ("".join(map(letters.__getitem__, stretch)) for stretch in stretches.elements())
    learner = Tokenizer(models.BPE())
    learner.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=len(letters) + count, initial_alphabet=list(tokens), min_frequency=RAREST, show_progress=False
        ),
    )
    merges = json.loads(learner.to_str())["model"]["merges"]
    return [("".join(tokens[c] for c in left), "".join(tokens[c] for c in right)) for left, right in merges]


def widen(tokenizer: PreTrainedTokenizerFast, merges: Sequence[Merge]) -> PreTrainedTokenizerFast:
    """The tokenizer with these merges after its own; words no longer part what they join, digits still do."""
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    vocabulary: dict[str, int] = state["model"]["vocab"]
    for left, right in merges:
        vocabulary.setdefault(left + right, len(vocabulary))
    state["model"]["merges"] += [list(merge) for merge in merges]
    for number, added in enumerate(state["added_tokens"]):
        added["id"] = len(vocabulary) + number
    wide = Tokenizer.from_str(json.dumps(state))
    wide.pre_tokenizer = splitting(r"\p{N}")
    return dressed(wide)


def widen_checkpoint(checkpoint: Path, rows: Sequence[dict[str, Any]], count: int, out: Path) -> int:
    """Write `checkpoint` with `count` superwords more to `out`; returns the size of the vocabulary."""
    old = load(checkpoint)
    new = widen(old, learn(old, rows, count))
    widen_model(Qwen3ForCausalLM.from_pretrained(checkpoint), old, new).save_pretrained(out)
    new.save_pretrained(out)
    return len(new)


def widen_model(
    model: Qwen3ForCausalLM, old: PreTrainedTokenizerFast, new: PreTrainedTokenizerFast
) -> Qwen3ForCausalLM:
    """The model with an embedding for each token of `new`: its own, or the mean of those of its parts in `old`."""
    before = model.model.embed_tokens.weight.detach()
    rows = torch.empty(len(new), before.shape[1])
    known, parts = old.get_vocab(), old.backend_tokenizer.decoder
    for token, index in new.get_vocab().items():
        ids = [known[token]] if token in known else old.encode(parts.decode([token]))
        rows[index] = before[ids].mean(0)
    model.resize_token_embeddings(len(new))
    with torch.no_grad():
        model.model.embed_tokens.weight.copy_(rows)
    model.config.eos_token_id = new.eos_token_id
    model.config.pad_token_id = new.pad_token_id
    return model
