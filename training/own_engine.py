"""The trainer's own model as an engine: always in step with the policy, on any device torch knows.

Traces call `generate` from their threads; one thread decodes all of them in one batch, which a request joins as soon
as it comes and leaves when it ends, so snippets run while others decode. Log-probabilities are those of the whole
distribution at the sampling temperature, which is what a trainer's ratio needs; nucleus sampling is refused. One
number is drawn a token, from the request's seed, so a completion does not depend on what else is in the batch but for
rounding. A continuation is prefilled again in full: for long contexts and big models a server is the better engine.
"""

import random
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Self, cast

import torch
from transformers import DynamicCache, PreTrainedModel, PreTrainedTokenizerFast
from transformers.cache_utils import DynamicLayer

from deepmath_xpu.engine import Cancel, Engine, EngineError
from deepmath_xpu.types import Completion, Finish, Sampling, Timing

TAIL = 24
"""Newest tokens in which a stop string is looked for."""
BLOCK = 64
"""Tokens by which the cache's slots grow."""


@dataclass(slots=True)
class _Row:
    """One request, and what has been sampled for it."""

    prompt: list[int]
    sampling: Sampling
    room: int
    cancel: Cancel | None
    on_text: Callable[[str], None] | None
    rng: random.Random
    ids: list[int] = field(default_factory=list[int])
    logprobs: list[float] = field(default_factory=list[float])
    first_token: float | None = None
    finish: Finish | None = None
    failure: BaseException | None = None
    done: Event = field(default_factory=Event)


class OwnEngine:
    """`model` stays the caller's: it must not be trained while `decoding` is open, and nothing is generated outside."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, rows: int = 64) -> None:
        """`rows`: requests decoded at once."""
        self._model = model
        self._tokenizer = tokenizer
        self._rows = rows
        self._context = int(model.config.max_position_embeddings)
        self._eos = _eos(model, tokenizer)
        self._waiting: SimpleQueue[_Row | None] = SimpleQueue()
        self._open = False
        added = sorted(map(str, tokenizer.get_added_vocab()), key=len, reverse=True)
        self._added = re.compile("|".join(map(re.escape, added)) or r"(?!)")
        self._piece = lru_cache(maxsize=None)(self._text_of)

    def encode(self, text: str) -> tuple[int, ...]:
        """An added token's text is cut after its first character, so that it is read as plain characters."""
        cuts = [match.start() + 1 for match in self._added.finditer(text)]
        pieces = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        return tuple(token for piece in pieces for token in self._tokenizer.encode(piece, add_special_tokens=False))

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        messages = [{"role": "system", "content": system}] if system else []
        messages.append({"role": "user", "content": user})
        found = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
        ids = tuple(cast(list[int], found))
        if len(ids) >= self._context:
            raise EngineError(f"the prompt has {len(ids)} tokens, the model takes {self._context}: filter the data")
        return ids

    def generate(
        self,
        ids: Sequence[int],
        sampling: Sampling,
        cancel: Cancel | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Completion:
        """As the protocol says. EngineError for top-p and top-k, whose log-probabilities would not be the policy's."""
        if sampling.temperature and (sampling.top_p < 1.0 or sampling.top_k > 0):
            raise EngineError("the policy samples its whole distribution: set top_p to 1 and top_k to 0")
        if not self._open:
            raise EngineError("the policy is not decoding: call generate within `with engine.decoding()`")
        started = time.perf_counter()
        room = min(sampling.max_tokens, self._context - len(ids))
        row = _Row(list(ids), sampling, room, cancel, on_text, random.Random(sampling.seed))
        if room > 0:
            self._waiting.put(row)
            row.done.wait()
        if row.failure is not None:
            raise EngineError(f"the policy failed while sampling: {row.failure}") from row.failure
        total = time.perf_counter() - started
        timing = Timing((row.first_token or started + total) - started, total)
        logprobs = tuple(row.logprobs) if sampling.logprobs else None
        return Completion(tuple(row.ids), self._text(row.ids), row.finish or Finish.LENGTH, timing, logprobs)

    @contextmanager
    def decoding(self) -> Generator[Self, None, None]:
        """While it is open the model is in evaluation mode and a thread of ours decodes with it."""
        training = self._model.training
        self._model.train(False)
        thread = Thread(target=self._decode, name="policy", daemon=True)
        thread.start()
        self._open = True
        try:
            yield self
        finally:
            self._open = False
            self._waiting.put(None)
            thread.join()
            self._model.train(training)

    def _decode(self) -> None:
        batch = _Batch(self._model, cast(int, self._tokenizer.pad_token_id))
        ending = False
        with torch.no_grad():
            while not ending or batch.rows:
                try:
                    newcomers, last = self._newcomers(len(batch.rows), wait=not batch.rows and not ending)
                    ending = ending or last
                    batch.admit(newcomers)
                    batch.sample()
                    for row in batch.rows:
                        self._judge(row)
                    batch.keep([row.finish is None for row in batch.rows])
                    batch.advance()
                except Exception as error:  # noqa: BLE001  # a thread's boundary: every waiting trace must learn of it
                    batch.fail(error)

    def _newcomers(self, busy: int, wait: bool) -> tuple[list[_Row], bool]:
        """Requests that have come, and whether no more will."""
        found = list[_Row]()
        while busy + len(found) < self._rows:
            try:
                row = self._waiting.get(block=wait and not found)
            except Empty:
                break
            if row is None:
                return found, True
            found.append(row)
        return found, False

    def _judge(self, row: _Row) -> None:
        """Whether the newest token was the row's last; the waiting trace is told."""
        row.first_token = row.first_token or time.perf_counter()
        if row.on_text is not None:
            row.on_text(self._piece(row.ids[-1]))
        if row.ids[-1] in self._eos:
            row.finish = Finish.EOS
        elif self._stopped(row):
            row.finish = Finish.STOP
        elif row.cancel is not None and row.cancel.is_set():
            row.finish = Finish.CANCELLED
        elif len(row.ids) >= row.room:
            row.finish = Finish.LENGTH
        if row.finish is not None:
            row.done.set()

    def _stopped(self, row: _Row) -> bool:
        piece = self._piece(row.ids[-1])
        if not any(stop[-1] in piece for stop in row.sampling.stop):
            return False
        tail = row.ids[-TAIL:]
        text, before = self._text(tail), self._text(tail[:-1])
        return any(text.count(stop) > before.count(stop) for stop in row.sampling.stop)

    def _text_of(self, token: int) -> str:
        return self._text([token])

    def _text(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False))


class OwnSource:
    """The trainer's model, in evaluation mode while traces are made."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, rows: int) -> None:
        self._tokenizer, self._rows = tokenizer, rows
        self._engine: OwnEngine | None = None

    def own(self, model: PreTrainedModel) -> None:
        """The trainer's, unwrapped."""
        self._engine = OwnEngine(model, self._tokenizer, self._rows)

    def close(self) -> None:
        """Nothing is held open."""

    @contextmanager
    def policy(self, version: int) -> Iterator[Engine]:
        del version  # the weights are the trainer's own
        assert self._engine is not None, "the trainer owns no model yet"
        with self._engine.decoding() as engine:
            yield engine


class _Batch:
    """The rows being decoded, each with its keys and values in a slot of its own: nothing is copied when others come.

    Padding is on the right: a row's next token goes to the place behind its own last one.
    """

    def __init__(self, model: PreTrainedModel, padding: int) -> None:
        self.rows: list[_Row] = []
        self._model = model
        self._padding = padding
        self._lengths = torch.zeros(0, dtype=torch.long, device=model.device)
        """[rows], cached tokens."""
        self._layers = [_Slots() for _ in range(model.config.num_hidden_layers)]
        self._logits = torch.zeros(0, 0)
        """[rows, vocabulary], of the next token."""

    def admit(self, rows: list[_Row]) -> None:
        """Prefill these and put them behind the others."""
        if not rows:
            return
        busy = len(self.rows)
        self.rows += rows  # first, so that a failure reaches them
        lengths = [len(row.prompt) for row in rows]
        longest = max(lengths)
        ids = [[self._padding] * (longest - len(row.prompt)) + row.prompt for row in rows]
        mask = [[0] * (longest - length) + [1] * length for length in lengths]
        device = self._model.device
        cache, mask_ = DynamicCache(), torch.tensor(mask, device=device)
        positions = (mask_.cumsum(dim=1) - 1).clamp(min=0)
        logits = self._forward(torch.tensor(ids, device=device), mask_, positions, cache)
        for slots, layer in zip(self._layers, cast(Any, cache).layers, strict=True):
            slots.put(busy, layer.keys, layer.values, lengths)
        self._lengths = torch.cat([self._lengths[:busy], torch.tensor(lengths, device=device)])
        self._logits = torch.cat([self._logits, logits]) if busy else logits

    def sample(self) -> None:
        """A token for each row."""
        if self.rows:
            _sample(self._logits, self.rows)

    def advance(self) -> None:
        """The logits behind each row's newest token."""
        if not self.rows:
            return
        width = int(self._lengths.max()) + 1
        for slots in self._layers:
            slots.expect(self._lengths, width)
        cache = DynamicCache()
        cast(Any, cache).layers = self._layers
        tokens = torch.tensor([[row.ids[-1]] for row in self.rows], device=self._lengths.device)
        mask = (torch.arange(width, device=tokens.device) <= self._lengths[:, None]).long()
        self._logits = self._forward(tokens, mask, self._lengths[:, None], cache)
        self._lengths = self._lengths + 1

    def keep(self, kept: list[bool]) -> None:
        """Drop the other rows; the last ones move into their slots."""
        if all(kept):
            return
        count = sum(kept)
        order = list(range(count))
        late = [place for place in range(count, len(kept)) if kept[place]]
        lengths = self._lengths.tolist()
        for hole in (place for place in range(count) if not kept[place]):
            order[hole] = late.pop()
            for slots in self._layers:
                slots.move(order[hole], hole, lengths[order[hole]])
        self.rows = [self.rows[place] for place in order]
        index = torch.tensor(order, dtype=torch.long, device=self._lengths.device)
        self._lengths, self._logits = self._lengths[index], self._logits[index]

    def fail(self, error: BaseException) -> None:
        for row in self.rows:
            row.failure = error
            row.done.set()
        self.rows, self._lengths = [], self._lengths[:0]

    def _forward(
        self, ids: torch.Tensor, mask: torch.Tensor, positions: torch.Tensor, cache: DynamicCache
    ) -> torch.Tensor:
        """Logits [rows, vocabulary] behind the last of `ids` [rows, new tokens]."""
        out = self._model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return cast(torch.Tensor, out.logits[:, -1].float())


class _Slots(DynamicLayer):
    """A layer's keys and values, each [slots, heads, capacity, head size], written in place.

    transformers' own grow by copying all of them at each token, and again whenever a row comes or goes.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._stores: list[torch.Tensor] = []
        self._at = torch.zeros(0, dtype=torch.long)
        self._width = 0

    def put(self, first: int, keys: torch.Tensor, values: torch.Tensor, lengths: list[int]) -> None:
        """Rows, of whose columns the last `lengths` count, into the slots from `first` on."""
        if not self._stores:
            self._stores = [states.new_zeros(0, states.shape[1], 0, states.shape[3]) for states in (keys, values)]
        width = keys.shape[2]
        self._reserve(first + len(lengths), width)
        for store, states in zip(self._stores, (keys, values), strict=True):
            for place, length in enumerate(lengths):
                store[first + place, :, :length] = states[place, :, width - length :]

    def move(self, source: int, target: int, length: int) -> None:
        for store in self._stores:
            store[target, :, :length] = store[source, :, :length]

    def expect(self, at: torch.Tensor, width: int) -> None:
        """The next token of each row comes to its place in `at` [rows]; `width` columns are read then."""
        self._at, self._width = at, width
        self._reserve(len(at), width)

    def update(
        self,
        key_states: torch.Tensor,
        value_states: torch.Tensor,
        *_: Any,
        **__: Any,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """`DynamicLayer`'s: keep these [rows, heads, 1, head size], and give all that the rows attend to."""
        rows = torch.arange(len(self._at), device=self._at.device)
        keys, values = self._stores
        keys[rows, :, self._at], values[rows, :, self._at] = key_states[:, :, 0], value_states[:, :, 0]
        return keys[: len(rows), :, : self._width], values[: len(rows), :, : self._width]

    def get_seq_length(self, *_: Any) -> int:
        """Columns before the new token's; a shorter row's are masked. Older transformers give a cache position too."""
        return self._width - 1

    def _reserve(self, slots: int, width: int) -> None:
        """Zeros in new places: what is masked must still be a number."""
        old, heads, capacity, size = self._stores[0].shape
        if slots <= old and width <= capacity:
            return
        slots, width = max(slots, old), max(capacity, -(-width // BLOCK) * BLOCK)
        for place, store in enumerate(self._stores):
            self._stores[place] = store.new_zeros(slots, heads, width, size)
            self._stores[place][:old, :, :capacity] = store


def _sample(logits: torch.Tensor, rows: list[_Row]) -> None:
    """Give each row a token with its log-probability at its temperature; temperature 0 is greedy."""
    heat = torch.tensor([row.sampling.temperature or 1.0 for row in rows], device=logits.device)
    logprobs = torch.log_softmax(logits / heat[:, None], dim=-1)
    greedy = torch.tensor([row.sampling.temperature == 0 for row in rows], device=logits.device)
    drawn = torch.tensor([row.rng.random() for row in rows], device=logits.device)
    sums = logprobs.exp().cumsum(dim=-1)
    at = torch.searchsorted(sums, (drawn * sums[:, -1])[:, None], right=True)[:, 0]
    tokens = torch.where(greedy, logits.argmax(dim=-1), at.clamp(max=logits.shape[1] - 1))
    chosen = logprobs.gather(1, tokens[:, None])[:, 0]
    for row, token, logprob in zip(rows, tokens.tolist(), chosen.tolist(), strict=True):
        row.ids.append(token)
        row.logprobs.append(logprob)


def _eos(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> frozenset[int]:
    """Every id that ends the model's turn."""
    config: Any = getattr(model.generation_config, "eos_token_id", None)
    declared: list[Any] = config if isinstance(config, list) else [config]
    return frozenset(cast(int, token) for token in (*declared, tokenizer.eos_token_id) if token is not None)
