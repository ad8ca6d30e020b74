"""The command `deepmath-xpu`: reads arguments, prints, and turns every expected failure into one line and an exit code.

Exit codes: 0 answered, 3 unanswered, 2 wrong usage or bad input, 1 the model or the machine failed, 130 interrupted.
"""

import argparse
import json
import math
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from deepmath_xpu import __version__
from deepmath_xpu.types import ExpectedError, Limits, Outcome, Problem, Sampling, Step, Trace

if TYPE_CHECKING:
    from deepmath_xpu.solver import Solution, Solver
    from deepmath_xpu.vote import Rule

ANSWERED, UNANSWERED, INTERRUPTED, DIFFERENT = 0, 3, 130, 1


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (`{self.prog} --help` lists what there is)\n")


def number(kind: type[int] | type[float], name: str, fits: Callable[[float], bool]) -> Any:
    def read(text: str) -> int | float:
        if not fits(value := kind(text)):
            raise ValueError
        return value

    read.__name__ = name  # argparse says `invalid NAME value`
    return read


COUNT = number(int, "positive int", lambda value: value > 0)
AMOUNT = number(float, "positive float", lambda value: 0 < value < math.inf)
TEMPERATURE = number(float, "temperature", lambda value: 0 <= value <= 10)


def parser() -> argparse.ArgumentParser:
    top = Parser(prog="deepmath-xpu", description="A maths agent that computes in Python.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    solve = commands.add_parser("solve", help="solve one problem, or a file of them")
    solve.add_argument("problem", nargs="?", help="the problem; - reads it from standard input")
    solve.add_argument("--file", type=Path, help='JSON lines with "question", and "id" and "answer" where known')
    solve.add_argument("--out", type=Path, help="append every trace to this file; a killed run goes on from it")
    solve.add_argument("--json", action="store_true", help="print one JSON object a problem")
    solve.add_argument("--samples", type=COUNT, default=1, metavar="K", help="a problem; the majority wins")
    solve.add_argument("--model", help="folder of an exported model (default: the embedded demonstration model)")
    solve.add_argument("--device", default="CPU", help="CPU, GPU, NPU, AUTO, ... (default: CPU)")
    solve.add_argument("--engine", metavar="URL", help="a server with the same model, http://host:port/v1")
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--temperature", type=TEMPERATURE, default=Sampling().temperature)
    solve.add_argument("--no-agent", action="store_true", help="run no snippets: the model alone")
    solve.add_argument("--vote", default="lossless", metavar="RULE", help="lossless, all or first-agree:N")
    solve.add_argument("--time-budget", type=AMOUNT, metavar="SECONDS", help="a problem: the vote so far")
    solve.add_argument("--token-budget", type=COUNT, metavar="N", help="for each problem, over its samples")
    solve.add_argument("--speculate", choices=["off", "prompt-lookup", "draft"], default="off", help="draft is refused")
    solve.add_argument("--replicas", type=COUNT, default=1, metavar="N", help="of the model, on cards or CPUs")
    solve.add_argument("--parallel", type=COUNT, default=32, metavar="N", help="traces under way at once")
    solve.add_argument("--deterministic", action="store_true", help="same seed, same trace: float32, one at a time")
    trace = commands.add_parser("trace", help="look at traces that --out kept")
    trace.add_argument("do", choices=["show", "replay", "diff", "html"], help="replay runs the snippets again")
    trace.add_argument("file", type=Path)
    trace.add_argument("other", type=Path, nargs="?", help="diff: what to compare with; exit code 1 where they part")
    trace.add_argument("--id", help="of one problem only")
    run = commands.add_parser("sandbox", help="run snippets: JSON lines in, JSON lines out")
    run.add_argument("file", nargs="?", default="-", help='lines of {"id": ..., "code": "..." or a list of them}')
    doctor = commands.add_parser("doctor", help="what this machine can do, and whether its sandbox holds")
    doctor.add_argument("--model", help="folder of an exported model (default: the embedded demonstration model)")
    for command in (run, doctor):
        tiers = ["auto", "full", "container", "seccomp", "wasm", "process"]
        command.add_argument("--policy", choices=tiers, default="auto", help="the least isolation; process is none")
    run.add_argument("--timeout", type=AMOUNT, metavar="SECONDS", help="for each snippet")
    run.add_argument("--memory-mb", type=COUNT, default=1024, metavar="MB", help="for each trace")
    run.add_argument("--workers", type=COUNT, default=4, metavar="N", help="traces under way at once")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    top = parser()
    options = top.parse_args(arguments)
    if options.command == "solve":
        _check(top, options)
    try:
        return {"solve": solve, "trace": trace, "sandbox": sandbox, "doctor": doctor}[options.command](options)
    except (KeyboardInterrupt, BrokenPipeError) as reason:
        if isinstance(reason, BrokenPipeError):  # as behind `| head -1`: what is still buffered has no reader
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        out = vars(options).get("out")
        print("interrupted" + (f": the traces so far are in {out}" if out else ""), file=sys.stderr)
        return INTERRUPTED
    except ExpectedError as error:
        print(f"deepmath-xpu: {error}", file=sys.stderr)
        return error.code


def _check(top: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    here = options.replicas > 1 or options.speculate != "off"
    wrong = {
        "give a problem, or --file": options.problem is None and options.file is None,
        "give a problem or --file, not both": options.problem is not None and options.file is not None,
        "--replicas and --speculate are for the engine here: leave them out with --engine": options.engine and here,
        "--deterministic cannot be kept by a server: leave out --engine": options.engine and options.deterministic,
    }
    for message in (message for message, holds in wrong.items() if holds):
        top.error(message)


def trace(options: argparse.Namespace) -> int:
    from deepmath_xpu import trace as kept

    traces, others = (kept.chosen(path, options.id) for path in (options.file, options.other or options.file))
    looks = {"show": kept.show, "html": kept.html, "replay": kept.replay}
    same = True
    for line in looks[options.do](traces) if options.do in looks else kept.diff(traces, others):
        print(line, flush=True)
        same = same and not isinstance(line, kept.Difference)
    return ANSWERED if same else DIFFERENT


def sandbox(options: argparse.Namespace) -> int:
    from deepmath_xpu.sandbox.lines import policy, serve

    for line in serve(options.file, policy(options.policy, options.timeout, options.memory_mb), options.workers):
        print(line, flush=True)
    return ANSWERED


def doctor(options: argparse.Namespace) -> int:
    from deepmath_xpu.doctor import report
    from deepmath_xpu.sandbox.lines import policy

    for line in report(options.model, policy(options.policy)):
        print(line, flush=True)
    return ANSWERED


def solve(options: argparse.Namespace) -> int:
    from deepmath_xpu.solver import Solver  # at use: --help and wrong usage answer at once
    from deepmath_xpu.vote import Rule

    rule = replace(Rule.read(options.vote), seconds=options.time_budget, tokens=options.token_budget)
    how = (options.deterministic, options.parallel, options.engine, options.replicas, options.speculate)
    with Solver(options.model, options.device, *how) as solver:
        from deepmath_xpu.records import problems

        listed = problems(options.file) if options.file else [_typed_problem(options.problem)]
        solver.wait()
        if options.file is None and options.samples == 1 and options.out is None and not options.json:
            return _solve_watched(solver, listed[0], options)
        return _solve_all(solver, listed, rule, options)


def _typed_problem(text: str) -> Problem:
    from deepmath_xpu.records import RecordError, is_question

    question = sys.stdin.buffer.read().decode(errors="surrogateescape") if text == "-" else text
    if not is_question(question):
        raise RecordError("the problem is empty or no UTF-8: give its text")
    return Problem(sha256(question.encode()).hexdigest()[:12], question)


def _sampling(options: argparse.Namespace) -> Sampling:
    return replace(Sampling(), temperature=options.temperature, seed=options.seed)


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(tokens=options.token_budget or Limits().tokens, seconds=options.time_budget)


def _solve_watched(solver: "Solver", problem: Problem, options: argparse.Namespace) -> int:
    from deepmath_xpu.display import Display

    display = Display()
    trace = solver.trace(solver.task(problem, _sampling(options), _limits(options), 0, not options.no_agent), display)
    display.summary(trace)
    return ANSWERED if trace.outcome is Outcome.ANSWERED else UNANSWERED


def _solve_all(solver: "Solver", problems: list[Problem], rule: "Rule", options: argparse.Namespace) -> int:
    from deepmath_xpu.display import progress
    from deepmath_xpu.records import Log, Run, TraceRecord

    sampling, limits, agentic = _sampling(options), _limits(options), not options.no_agent
    tasks = [solver.task(problem, sampling, limits, k, agentic) for problem in problems for k in range(options.samples)]
    log = Log(options.out, Run.of(tasks[0], solver.artifact.digest)) if options.out else None
    found = [trace for task in tasks if log and (trace := log.find(task))]
    left = [task for task in tasks if not (log and log.find(task))]

    def new() -> Iterator[Trace]:
        for trace in solver.polled(left, rule, found):
            if log:
                log.append(TraceRecord.of(trace, solver.artifact.digest, agentic))
            yield trace

    answered, gathered = 0, defaultdict[str, list[Trace]](list)
    with progress(len(problems)) as advance, log or nullcontext():
        for trace in chain(found, new()):
            group = gathered[trace.problem.id]
            group.append(trace)
            if len(group) == options.samples:
                answered += _report(solver.solution(group), options)
                advance()
    return ANSWERED if answered == len(problems) else UNANSWERED


def _report(solution: "Solution", options: argparse.Namespace) -> bool:
    """Print one solved problem; whether it has an answer."""
    if options.json:
        print(json.dumps(as_json(solution), ensure_ascii=False), flush=True)
    elif options.file is None or options.out is None:
        vote = solution.vote
        votes = f" ({vote.votes} of {len(solution.traces)}, margin {vote.margin})" if len(solution.traces) > 1 else ""
        print(f"{solution.problem.id}: {solution.answer or solution.outcome}{votes}", flush=True)
    return solution.answer is not None


def as_json(solution: "Solution") -> dict[str, Any]:
    """One problem as `--json` prints it; the steps are those of the first trace with the winning answer."""
    traces = solution.traces
    return {
        "id": solution.problem.id,
        "question": solution.problem.question,
        "answer": solution.answer,
        "outcome": solution.outcome,
        "votes": solution.vote.votes,
        "margin": solution.vote.margin,
        "cancelled": sum(trace.end is Outcome.CANCELLED for trace in traces),
        "samples": len(traces),
        "tokens": {"sampled": sum(one.sampled for one in traces), "inserted": sum(one.inserted for one in traces)},
        "seconds": round(max(trace.seconds for trace in traces), 4),
        "steps": [_step_as_json(step) for step in solution.trace.steps],
    }


def _step_as_json(step: Step) -> dict[str, Any]:
    execution = asdict(step.execution) if step.execution else dict.fromkeys(["output", "status", "seconds"])
    return {"text": step.completion.text, "snippet": step.snippet, **execution}


if __name__ == "__main__":
    sys.exit(main())
