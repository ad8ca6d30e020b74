"""The model card that goes into an artifact."""

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
{gate}
Run it as an agent, its snippets executed:

```
deepmath-xpu solve --model DIR "What is the sum of all primes below 1000?"
```

It is a standard OpenVINO folder, but nobody else runs its snippets:

```python
openvino_genai.LLMPipeline(DIR, "CPU").generate("What is 2 + 3?", max_new_tokens=100)
optimum.intel.OVModelForCausalLM.from_pretrained(DIR)
```

```
ovms --rest_port 8000 --source_model DIR --task text_generation
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


def card(name: str, about: str, source: str, recipe: str, terms: str = "apache-2.0", gate: str = "") -> str:
    return TEMPLATE.format(
        name=name, about=about.strip(), source=source, recipe=recipe, license=terms.lower(), gate=gate
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
