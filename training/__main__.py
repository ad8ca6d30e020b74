"""`python -m training`: data, tokenizer and SFT of the embedded model, and GRPO of any."""

import argparse
import json
import logging
import sys
import tomllib
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path
from typing import Any

RUNS = Path("runs/nano")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    data = commands.add_parser("data", help="generate solved problems")
    data.add_argument("--split", choices=["train", "heldout"], default="train")
    data.add_argument("--count", type=int, default=200_000)
    data.add_argument("--seed", type=int, default=0)
    data.add_argument("--gsm8k", type=Path, help="GSM8K rows to add, JSON lines")
    data.add_argument("--svamp", type=Path, help="SVAMP rows to add, JSON lines")
    data.add_argument("--longhand", type=float, default=0.0, help="share of what can be that is worked out by hand")
    data.add_argument(
        "--by-hand", type=int, metavar="CHARACTERS", help="leave out what cannot be worked out by hand in so many"
    )
    data.add_argument("--out", type=Path, default=RUNS / "train.jsonl")
    vocabulary = commands.add_parser("tokenizer", help="learn the byte-level BPE on generated problems")
    vocabulary.add_argument("--rows", type=Path, default=RUNS / "train.jsonl")
    vocabulary.add_argument("--size", type=int, default=2048)
    vocabulary.add_argument("--superwords", type=int, default=1024, help="tokens longer than a word, besides")
    vocabulary.add_argument("--out", type=Path, default=RUNS / "tokenizer")
    sft = commands.add_parser("sft", help="supervised training on traces")
    sft.add_argument("--config", type=Path, required=True)
    sft.add_argument("--rows", type=Path, nargs="+", default=[RUNS / "train.jsonl"])
    sft.add_argument("--tokenizer", type=Path, default=RUNS / "tokenizer")
    sft.add_argument("--out", type=Path, default=RUNS / "checkpoint")
    sft.add_argument("--start", type=Path, help="a checkpoint to begin with (default: random weights)")
    restored = commands.add_parser("restore", help="the checkpoint of an INT8 artifact, to go on from")
    restored.add_argument("artifact", type=Path)
    restored.add_argument("--out", type=Path, default=RUNS / "start")
    wider = commands.add_parser("widen", help="give a checkpoint without superwords some, to be trained on")
    wider.add_argument("checkpoint", type=Path)
    wider.add_argument("--rows", type=Path, default=RUNS / "train.jsonl")
    wider.add_argument("--superwords", type=int, default=1024)
    wider.add_argument("--out", type=Path, default=RUNS / "wide")
    grpo = commands.add_parser("grpo", help="reinforce right answers, code and brevity; also under torchrun")
    grpo.add_argument("--config", type=Path, required=True)
    grpo.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="train.steps=100, as in TOML")
    grpo.add_argument("--out", type=Path, required=True, help="a folder; a run that stands there goes on")
    study = commands.add_parser("study", help="configurations of a model side by side on held-out problems")
    study.add_argument("--config", type=Path, required=True)
    study.add_argument("--out", type=Path, required=True, help="a folder; a study that stands there goes on")
    plot = commands.add_parser("plot", help="a run's journal as a picture")
    plot.add_argument("run", type=Path, help="the run's --out folder")
    plot.add_argument("--out", type=Path, default=Path("docs/grpo.svg"))
    return top


def expected(command: Callable[[], None]) -> None:
    """Run it; what the user got wrong ends in one line."""
    from deepmath_xpu.types import ExpectedError
    from training.policy import PolicyError
    from training.recipe import RecipeError

    try:
        command()
    except (ExpectedError, PolicyError, RecipeError) as error:
        sys.exit(f"error: {error}")


def reinforce(config: Path, changes: list[str], out: Path) -> None:
    """GRPO. TRL, which takes long to load, comes after the recipe, so that a wrong one is told at once."""
    from training.recipe import Recipe, changed_keys

    recipe = Recipe.read(config, changed_keys(changes))
    if recipe.backend == "habana":
        from training.gaudi import run as gaudi  # in an environment of its own

        gaudi.train(recipe, out)
    else:
        from training import grpo

        grpo.train(recipe, out)


def warm(config: Path) -> bool:
    """Whether the file is of a checkpoint that exists, which it names under `[policy]`."""
    return config.is_file() and "policy" in tomllib.loads(config.read_text(encoding="utf-8"))


def warm_start(config: Path, rows: list[Path], out: Path) -> None:
    from training import warm_start

    warm_start.train(warm_start.Recipe.read(config), rows, out)


def compare(config: Path, out: Path) -> None:
    from training import study

    print(study.study(study.Recipe.read(config), out), end="")


def first_rows(path: Path) -> list[dict[str, Any]]:
    """As many as a vocabulary needs."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, 40_000)]


def main() -> None:
    arguments = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if arguments.command == "data":
        from training import data, gsm8k, longhand, svamp

        rows = data.rows(arguments.count, arguments.seed, arguments.split)
        if arguments.gsm8k:
            rows = chain(rows, data.add(gsm8k.cases(arguments.gsm8k), "gsm8k"))
        if arguments.svamp:
            rows = chain(rows, data.add(svamp.cases(arguments.svamp), "svamp"))
        if arguments.longhand or arguments.by_hand:
            rows = longhand.mixed(rows, arguments.longhand, arguments.seed, arguments.by_hand)
        data.write(arguments.out, rows)
    elif arguments.command == "tokenizer":
        from training import superwords, tokenizer

        read = first_rows(arguments.rows)
        texts = (text for row in read for text in (row["question"], *(step["text"] for step in row["steps"])))
        words = tokenizer.train(texts, arguments.size)
        wide = superwords.widen(words, superwords.learn(words, read, arguments.superwords))
        wide.save_pretrained(arguments.out)
        print(f"{len(wide)} tokens in {arguments.out}")
    elif arguments.command == "widen":
        from training import superwords

        size = superwords.widen_checkpoint(
            arguments.checkpoint, first_rows(arguments.rows), arguments.superwords, arguments.out
        )
        print(f"{size} tokens in {arguments.out}")
    elif arguments.command == "grpo":
        expected(lambda: reinforce(arguments.config, arguments.set, arguments.out))
    elif arguments.command == "study":
        expected(lambda: compare(arguments.config, arguments.out))
    elif arguments.command == "plot":
        from training.plot import plot

        expected(lambda: plot(arguments.run, arguments.out))
    elif arguments.command == "sft" and warm(arguments.config):
        expected(lambda: warm_start(arguments.config, arguments.rows, arguments.out))
    elif arguments.command == "restore":
        from training import restore

        print(f"{restore.restore(arguments.artifact, arguments.out)} parameters in {arguments.out}")
    else:
        from training import sft

        recipe = sft.Recipe.read(arguments.config)
        sft.train(recipe, arguments.rows, arguments.tokenizer, arguments.out, arguments.start)


if __name__ == "__main__":
    main()
