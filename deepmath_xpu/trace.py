"""Kept traces looked at again: shown as they grew, run again, compared, as a page.

A replay runs the snippets, not the model: it says whether they still print what the model was shown. Two files are
compared by token ids, trace by trace of the same problem and sample.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from deepmath_xpu.display import Display
from deepmath_xpu.records import RecordError, read
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Trace


class Difference(str):
    """A line that tells of one."""


def chosen(path: Path, problem: str | None = None) -> list[Trace]:
    found = [record.trace() for record in read(path) if problem in (None, record.problem)]
    if not found:
        raise RecordError(f"{path} has no trace" + (f" of problem {problem}" if problem else ""))
    return found


def show(traces: Sequence[Trace]) -> Iterator[str]:
    return _show(traces, Console(highlight=False, soft_wrap=True))


def _show(traces: Sequence[Trace], console: Console) -> Iterator[str]:
    """Prints them itself, for the colors; yields what stands between two."""
    display = Display(console)
    for trace in traces:
        console.print(Text(f"{_name(trace)}: {trace.problem.question}\n", "bold"))
        for step in trace.steps:
            display.text(step.completion.text)
            display.step(step)
        display.summary(trace)
        yield ""


def html(traces: Sequence[Trace]) -> Iterator[str]:
    """One page, which needs nothing else."""
    console = Console(record=True, file=StringIO(), width=110, highlight=False)
    list(_show(traces, console))
    yield console.export_html(theme=MONOKAI, inline_styles=True)


def replay(traces: Sequence[Trace]) -> Iterator[str]:
    """A line a snippet."""
    with Sandbox() as sandbox:
        for trace in traces:
            with closing(sandbox.open(trace.sampling.seed)) as session:
                for number, step in enumerate(trace.steps, 1):
                    if step.snippet is not None and (then := step.execution) is not None:
                        now, name = session.run(step.snippet), f"{_name(trace)}, step {number}"
                        drift = f"{name}: {then.status} {then.output!r}, now {now.status} {now.output!r}"
                        same = (now.status, now.output) == (then.status, then.output)
                        yield f"{name}: the same" if same else Difference(drift)


def diff(traces: Sequence[Trace], others: Sequence[Trace]) -> Iterator[str]:
    """A line a trace."""
    known = {(trace.problem.id, trace.sample): trace for trace in others}
    for trace in traces:
        other = known.get((trace.problem.id, trace.sample))
        if other is None:
            yield Difference(f"{_name(trace)}: has no counterpart")
        elif trace.ids == other.ids:
            yield f"{_name(trace)}: the same"
        else:
            place, at = _shared(trace.ids, other.ids), _shared(trace.text, other.text)
            parts = trace.text[:at][-40:], trace.text[at:][:40], other.text[at:][:40]
            yield Difference("{}: part at token {}, behind {!r}: {!r} against {!r}".format(_name(trace), place, *parts))


def _shared(a: Sequence[object], b: Sequence[object]) -> int:
    """Length of the common beginning."""
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _name(trace: Trace) -> str:
    return f"{trace.problem.id}, sample {trace.sample}"
