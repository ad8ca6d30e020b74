"""DeepMath's text format: what a prompt says, where a snippet stands, how its output goes back.

The model writes Python between `<tool_call>` and `</tool_call>` (raw code, not JSON; a markdown python fence means the
same). The result returns as a fenced `output` block, and the final answer stands in `\\boxed{}`. Everything here works
on text; token ids are the engine's business.
"""

import re
from importlib import resources

STOP = ("</tool_call>", "```\n")
"""Where sampling pauses: a tool call closes, or a fence does (which may turn out to be no Python)."""

OUTPUT_CHARS = 500

_CLOSED = re.compile(
    r"<tool_call>((?:(?!<tool_call>).)*)</tool_call>\s*\Z|```(?:python|py)[ \t]*\n([^`]*)```\s*\Z", re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def system_prompt() -> str:
    """The instruction with four solved examples, for models trained as DeepMath was."""
    return resources.files("deepmath_xpu").joinpath("prompt.txt").read_text(encoding="utf-8")


def snippet(text: str) -> str | None:
    """The code of the block that `text` ends with, or None where it ends with no closed block.

    A fence inside a tool call belongs to neither the code nor the format: models add it by habit.
    """
    closed = _CLOSED.search(text)
    if closed is None:
        return None
    code = (closed.group(1) if closed.group(1) is not None else closed.group(2)).strip("\n")
    return re.sub(r"\A\s*```(?:python|py)?[ \t]*\n|\n?```\s*\Z", "", code)


def cut(output: str, limit: int = OUTPUT_CHARS) -> str:
    """`output` with its middle left out where it is longer than `limit` characters; the note counts towards it."""
    if len(output) <= limit:
        return output
    note = f"\n... {len(output) - limit} characters left out ...\n"
    head = (limit - len(note)) // 2
    return output[:head] + note + output[len(output) - (limit - len(note) - head) :]


def observation(output: str, limit: int = OUTPUT_CHARS) -> str:
    """What goes into the trace behind a snippet. The output cannot close its own fence."""
    shown = cut(_CONTROL.sub("", output.strip("\n")), limit).replace("```", "'''")
    return f"\n```output\n{shown}\n```\n"
