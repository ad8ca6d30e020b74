"""`python -m export CHECKPOINT --recipe int8 --out DIR`: a checkpoint becomes an artifact.

`python -m export verify DIR` checks one, `python -m export push DIR REPO` uploads it, `python -m export null DIR`
measures how often the gate errs. Exit codes: 0 done, 2 wrong usage or bad input, 4 rejected by the gate.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from deepmath_xpu.types import ExpectedError
from export.recipe import BITS, names

REJECTED = 4


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m export", description=__doc__)
    top.add_argument("checkpoint", type=Path)
    top.add_argument("--recipe", default="int8", help=f"{', '.join(names())}, or a .toml file (default: int8)")
    top.add_argument("--out", type=Path, required=True)
    top.add_argument("--name", help="default: the output folder's name")
    top.add_argument("--adapter", type=Path, help="a LoRA adapter (peft) to merge first")
    top.add_argument("--adapter-beside", type=Path, action="append", help="a LoRA adapter for users to load, or not")
    top.add_argument("--draft-of", type=Path, metavar="DIR", help="the artifact that this smaller one is to guess for")
    top.add_argument("--speed", action="append", metavar="DEVICE", help="measure decoding there, for the model card")
    top.add_argument("--no-system-prompt", action="store_true", help="for models trained without DeepMath's prompt")
    top.add_argument("--about", type=Path, help="Markdown for the model card: what the model is, what was measured")
    change = top.add_argument_group("changes to the recipe, named as optimum-intel names them")
    change.add_argument("--weight-format", choices=list(BITS))
    change.add_argument("--ratio", type=float)
    change.add_argument("--group-size", type=int)
    for flag in ("--sym", "--awq", "--scale-estimation", "--gptq", "--all-layers"):
        change.add_argument(flag, action="store_true", default=None)
    change.add_argument("--sensitivity-metric")
    change.add_argument("--num-samples", type=int)
    top.add_argument("--dataset", type=Path, help="traces to calibrate on (JSON lines of `solve --out`)")
    top.add_argument("--allow-overlap", action="store_true", help="calibrate on the gate's problems, and say so")
    gate = top.add_argument_group("the gate")
    gate.add_argument("--gate-problems", type=Path, help='JSON lines with "question" and "answer"')
    gate.add_argument("--gate-against", type=Path, help="BF16 artifact, checkpoint or traces (default: the source)")
    gate.add_argument("--gate-samples", type=int, default=8)
    gate.add_argument("--gate-limit", type=int, help="only the first problems")
    gate.add_argument("--gate-tokens", type=int, default=20_000, help="for each trace")
    gate.add_argument("--max-drop", type=float, default=0.02, help="of avg@k (default: 0.02)")
    gate.add_argument("--max-kl", type=float, default=0.1, help="nats a token (default: 0.1)")
    gate.add_argument("--min-top1", type=float, default=0.9, help="share of tokens (default: 0.9)")
    top.add_argument("--sweep", metavar="R1,R2,...", help="try recipes by size, keep the smallest that passes")
    return top


def main(arguments: Sequence[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    command = arguments[0] if arguments else ""
    try:
        if command in ("verify", "push"):
            from export import publish

            return publish.main(command, arguments[1:])
        if command == "null":
            from export import null

            return null.main(arguments[1:])
        options = parser().parse_args(arguments)
        from export import run  # at use: torch and optimum take seconds to import

        return 0 if run.run(options) else REJECTED
    except (ExpectedError, FileNotFoundError, ValidationError) as error:
        print(f"export: {_line(error)}", file=sys.stderr)
        return 2


def _line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"recipe: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).splitlines()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
