"""The model card that goes into an artifact."""

from collections.abc import Sequence
from typing import Any

TEMPLATE = """\
---
license: {license}
library_name: openvino
pipeline_tag: text-generation
tags: [openvino, openvino-export, maths, tool-use]
---

# {name}

{about}

| | |
|---|---|
| exported from | `{source}` |
| recipe | `{recipe}` |
| format | OpenVINO IR; every file's sha256 stands in `manifest.json` |
{tables}
## Use

Put this folder's path for `DIR`. As an agent, its snippets executed:

```
deepmath-xpu solve --model DIR "What is the sum of all primes below 1000?"
```

It is a standard OpenVINO folder, but nobody else runs its snippets. With openvino.genai:

```python
import openvino_genai

pipeline = openvino_genai.LLMPipeline("DIR", "CPU")
print(pipeline.generate("What is 2 + 3?", max_new_tokens=100))
```

With optimum-intel:

```python
from optimum.intel import OVModelForCausalLM
from transformers import AutoTokenizer

tokenizer, model = AutoTokenizer.from_pretrained("DIR"), OVModelForCausalLM.from_pretrained("DIR")
chat = [{{"role": "user", "content": "What is 2 + 3?"}}]
ids = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
print(tokenizer.decode(model.generate(**ids, max_new_tokens=100)[0]))
```

With OpenVINO Model Server, by its documentation and not yet run there; PARENT is the folder that holds `{name}`:

```
ovms --rest_port 8000 --model_repository_path PARENT --source_model {name} --task text_generation
```
{more}"""
ADAPTER = """
With the LoRA adapter `{path}`:

```python
import openvino_genai

adapter = openvino_genai.Adapter("DIR/{path}")
pipeline = openvino_genai.LLMPipeline("DIR", "CPU", adapters=openvino_genai.AdapterConfig(adapter))
print(pipeline.generate("What is 2 + 3?", max_new_tokens=100))
```
"""
DRAFT = """
As the draft of a larger model in the folder TARGET, greedy only: with sampling, openvino-genai 2026.4 changes what is
sampled.

```python
import openvino_genai

draft = openvino_genai.draft_model("DIR", "CPU")
pipeline = openvino_genai.LLMPipeline("TARGET", "CPU", draft_model=draft)
print(pipeline.generate("What is 2 + 3?", max_new_tokens=100, num_assistant_tokens=4))
```
"""
SHARES = {
    "average": "right",
    "valid_code": "snippets that parse",
    "snippet_errors": "failed snippets",
    "no_answer": "no answer",
    "truncated": "truncated",
}
GATE = """
## Compared with its source

| stage | found | allowed |
|---|---|---|
{rows}
"""
SPEED = """
## Speed

Tokens a second, {tokens} sampled for each trace, prefill included; median of {rounds} rounds and their range.

| device | one trace | 16 at once |
|---|---|---|
{rows}
"""


def card(
    name: str,
    about: str,
    source: str,
    recipe: str,
    terms: str = "apache-2.0",
    tables: str = "",
    adapters: Sequence[str] = (),
    draft: bool = False,
) -> str:
    """`tables`: what was measured; `adapters`: their paths in the folder; `draft`: whether it guesses for another."""
    more = "".join(ADAPTER.format(path=path) for path in adapters) + (DRAFT if draft else "")
    return TEMPLATE.format(
        name=name, about=about.strip(), source=source, recipe=recipe, license=terms.lower(), tables=tables, more=more
    )


def gate_table(stages: dict[str, Any]) -> str:
    """What the gate found, as Markdown; empty where it compared nothing."""
    rows = []
    if found := stages.get("numbers"):
        rows.append(f"| KL, nats a token | {found['kl']:.4f} over {found['tokens']} tokens | {found['max_kl']} |")
        rows.append(f"| top-1 agreement | {found['top1']:.1%} | {found['min_top1']:.1%} |")
    if found := stages.get("solved"):
        before, after = found["source"], found["artifact"]
        interval = f"{found['least']:.1%} to {found['most']:.1%}, each one-sided at {found['level']:.0%}"
        asked = f"{found['problems']} problems, {found['samples']} samples"
        lost = f"{found['mean']:.1%} ({interval})"
        rows.append(f"| drop of avg@{found['samples']} ({asked}) | {lost} | {found['max_drop']:.1%} |")
        for key, label in SHARES.items():
            rows.append(f"| {label} | {after[key]:.1%} (source {before[key]:.1%}) | |")
        rows.append(f"| mean length, tokens | {after['length']:.0f} (source {before['length']:.0f}) | |")
    return GATE.format(rows="\n".join(rows)) if rows else ""


def speed_table(stages: dict[str, Any]) -> str:
    """By device, as Markdown; empty where none was measured."""
    found = stages.get("speed") or ()
    rows = [f"| {one['device']} | {' | '.join(map(_range, one['tokens_per_second'].values()))} |" for one in found]
    return SPEED.format(rows="\n".join(rows), **found[0]) if found else ""


def _range(rates: Sequence[float]) -> str:
    return "{:.0f} ({:.0f} to {:.0f})".format(*rates)
