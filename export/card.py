"""The model card that goes into an artifact."""

TEMPLATE = """\
---
license: apache-2.0
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

Run it as an agent, its snippets executed:

```
deepmath-xpu solve --model DIR "What is the sum of all primes below 1000?"
```

It is a standard OpenVINO folder: `openvino_genai.LLMPipeline(DIR, "CPU")` and
`optimum.intel.OVModelForCausalLM.from_pretrained(DIR)` load it unchanged, but neither of them runs its snippets.
"""


def card(name: str, about: str, source: str, recipe: str) -> str:
    return TEMPLATE.format(name=name, about=about.strip(), source=source, recipe=recipe)
