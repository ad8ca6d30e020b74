"""What a person sees: one trace as it grows, or a bar for many. Plain text where the output is no terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.syntax import Syntax
from rich.text import Text

from deepmath_xpu.types import Status, Step, Trace

OPEN = "<tool_call>"


class Display:
    """A `Watcher`: prose is printed as it comes, a snippet when it is whole, its output when it is there."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._held = ""
        """Text not shown yet: it may be, or become, the opening of a snippet."""

    def text(self, text: str) -> None:
        self._held += text.replace("<|im_end|>", "")
        shown = self._held.partition(OPEN)[0]
        if shown == self._held:
            shown = shown[: len(shown) - _overlap(shown, OPEN)]
        self._console.print(Text(shown), end="")
        self._held = self._held[len(shown) :]

    def step(self, step: Step) -> None:
        if step.snippet is None or step.execution is None:
            self._console.print(Text(self._held), end="")
        else:
            self._console.print()
            self._console.print(Syntax(step.snippet, "python", theme="ansi_dark", background_color="default"))
            ok = step.execution.status is Status.OK
            self._console.print(Text(step.execution.output.rstrip("\n"), style="green" if ok else "red"))
        self._held = ""

    def summary(self, trace: Trace) -> None:
        """The answer, then one line of figures."""
        snippets = sum(step.snippet is not None for step in trace.steps)
        answer = trace.answer if trace.answer is not None else f"no answer: {trace.outcome}"
        self._console.print(Text(f"\n{answer}", "bold"))
        sampling = sum(step.completion.timing.total for step in trace.steps)
        rate = f"{trace.sampled / sampling:.0f} tokens/s" if sampling else "no tokens"
        tokens = f"{trace.sampled} tokens sampled, {trace.inserted} inserted"
        self._console.print(Text(f"{trace.seconds:.2f} s, {tokens}, {snippets} snippets, {rate}", "dim"))


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of `text` that begins `word`."""
    return next((size for size in range(min(len(text), len(word)), 0, -1) if text.endswith(word[:size])), 0)


@contextmanager
def progress(total: int) -> Generator[Callable[[], None]]:
    """A bar on standard error, silent where that is no terminal or there is but one thing to do."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=total < 2 or not sys.stderr.isatty()) as bar:
        task = bar.add_task("solving", total=total)
        yield lambda: bar.advance(task)
