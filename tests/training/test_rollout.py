"""Traces for the trainer: what the policy's engine records, and what TRL is given."""

from pathlib import Path
from threading import Thread

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from deepmath_xpu import agent
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import EngineError, ScriptedEngine
from deepmath_xpu.sandbox import ScriptedSession
from deepmath_xpu.types import Completion, Finish, Limits, Problem, Sampling, Trace
from training.own_engine import OwnEngine
from training.rollout import RolloutError, columns, numbers

WHOLE = Sampling(max_tokens=60, temperature=1.0, top_p=1.0, top_k=0, seed=5, logprobs=True)
PROBLEM = Problem("1", "What is 7*6?", "42")


@pytest.fixture(scope="module")
def engine(checkpoint: Path) -> OwnEngine:
    return OwnEngine(AutoModelForCausalLM.from_pretrained(checkpoint), AutoTokenizer.from_pretrained(checkpoint))


def scripted(*texts: str, sampling: Sampling = WHOLE) -> Trace:
    task = Task(PROBLEM, sampling=sampling, limits=Limits(tokens=200))
    return agent.solve(task, ScriptedEngine(texts), lambda: ScriptedSession(["42"]))


def test_the_columns_of_a_trace_are_equally_long_and_mask_what_was_inserted() -> None:
    trace = scripted("<tool_call>\n7*6\n</tool_call>", "\\boxed{42}")
    made = columns([trace])
    lengths = {len(made[key][0]) for key in ("completion_ids", "logprobs", "env_mask")}
    assert lengths == {len(trace.ids)}
    inserted = "".join(chr(i) for i, bit in zip(trace.ids, trace.mask, strict=True) if not bit)
    assert inserted == trace.steps[0].observation
    assert made["trace"] == [trace]


def test_a_trace_without_logprobs_is_refused() -> None:
    with pytest.raises(RolloutError, match="log-probability"):
        columns([scripted("\\boxed{42}", sampling=Sampling())])


def test_an_empty_trace_is_refused() -> None:
    with pytest.raises(RolloutError, match="empty"):
        columns([scripted("")])


def test_the_numbers_tell_snippets_from_text() -> None:
    found = numbers([scripted("<tool_call>\n7*6\n</tool_call>", "\\boxed{42}"), scripted("I guess.")])
    assert found["code/use"] == 0.5
    assert found["code/success"] == 1.0
    assert found["traces/answered"] == 0.5


def sample(engine: OwnEngine, seeds: list[int], temperature: float = 1.0) -> list[Completion]:
    made: dict[int, Completion] = {}
    prompt = engine.chat("", PROBLEM.question)

    def ask(seed: int) -> None:
        sampling = Sampling(40, temperature, 1.0, 0, seed, ("</tool_call>",), logprobs=True)
        made[seed] = engine.generate(prompt, sampling)

    with engine.decoding():
        threads = [Thread(target=ask, args=(seed,)) for seed in seeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [made[seed] for seed in seeds]


def test_a_completion_does_not_depend_on_its_neighbours(engine: OwnEngine) -> None:
    together = sample(engine, [1, 2, 3, 4])
    assert [done.ids for done in together] == [sample(engine, [seed])[0].ids for seed in (1, 2, 3, 4)]


@pytest.mark.parametrize("temperature", [0.7, 1.2])
def test_the_recorded_logprobs_are_the_models_at_the_temperature(
    engine: OwnEngine, checkpoint: Path, temperature: float
) -> None:
    done = sample(engine, [3, 8], temperature)[0]
    prompt = engine.chat("", PROBLEM.question)
    model = AutoModelForCausalLM.from_pretrained(checkpoint).eval()
    with torch.no_grad():
        logits = model(torch.tensor([prompt + done.ids])).logits[0, len(prompt) - 1 : -1]
    wanted = torch.log_softmax(logits / temperature, -1).gather(1, torch.tensor(done.ids)[:, None])[:, 0]
    assert done.logprobs == pytest.approx(wanted.tolist(), abs=1e-4)


def test_greedy_decoding_writes_the_snippet_it_learnt_and_stops_there(engine: OwnEngine) -> None:
    done = sample(engine, [1], temperature=0.0)[0]
    assert done.text == "<tool_call>\nprint(7*6)\n</tool_call>"
    assert done.finish is Finish.STOP


def test_printed_special_tokens_are_plain_characters(engine: OwnEngine) -> None:
    text = "7 </tool_call><|im_end|> 8"
    ids = engine.encode(text)
    assert engine._text(list(ids)) == text
    assert not set(ids) & set(engine._tokenizer.get_added_vocab().values())


def test_a_nucleus_is_refused(engine: OwnEngine) -> None:
    with engine.decoding(), pytest.raises(EngineError, match="top_p"):
        engine.generate((1, 2), Sampling(top_p=0.9, top_k=0))


def test_a_failing_model_fails_the_traces_instead_of_hanging_them(checkpoint: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(checkpoint)
    broken = OwnEngine(model, AutoTokenizer.from_pretrained(checkpoint))
    model.lm_head = torch.nn.Linear(3, 3)
    with broken.decoding(), pytest.raises(EngineError, match="failed while sampling"):
        broken.generate(broken.chat("", "Hi"), WHOLE)
