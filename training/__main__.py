"""`python -m training`: data, tokenizer and SFT of the embedded model, and GRPO of any."""

import argparse
import json
import logging
import sys
from itertools import chain, islice
from pathlib import Path

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
    data.add_argument("--out", type=Path, default=RUNS / "train.jsonl")
    vocabulary = commands.add_parser("tokenizer", help="learn the byte-level BPE on generated problems")
    vocabulary.add_argument("--rows", type=Path, default=RUNS / "train.jsonl")
    vocabulary.add_argument("--size", type=int, default=2048)
    vocabulary.add_argument("--out", type=Path, default=RUNS / "tokenizer")
    sft = commands.add_parser("sft", help="supervised training on traces")
    sft.add_argument("--config", type=Path, required=True)
    sft.add_argument("--rows", type=Path, nargs="+", default=[RUNS / "train.jsonl"])
    sft.add_argument("--tokenizer", type=Path, default=RUNS / "tokenizer")
    sft.add_argument("--out", type=Path, default=RUNS / "checkpoint")
    grpo = commands.add_parser("grpo", help="reinforce right answers, code and brevity; also under torchrun")
    grpo.add_argument("--config", type=Path, required=True)
    grpo.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="train.steps=100, as in TOML")
    grpo.add_argument("--out", type=Path, required=True, help="a folder; a run that stands there goes on")
    return top


def reinforce(config: Path, changes: list[str], out: Path) -> None:
    """GRPO; what the user got wrong ends in one line."""
    from deepmath_xpu.records import RecordError
    from training.policy import PolicyError
    from training.recipe import Recipe, RecipeError, changed_keys

    try:
        recipe = Recipe.read(config, changed_keys(changes))
        from training import grpo  # loads TRL: a wrong recipe is told sooner

        grpo.train(recipe, out)
    except (PolicyError, RecipeError, RecordError) as error:
        sys.exit(f"error: {error}")


def main() -> None:
    arguments = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if arguments.command == "data":
        from training import data, gsm8k, svamp

        rows = data.rows(arguments.count, arguments.seed, arguments.split)
        if arguments.gsm8k:
            rows = chain(rows, data.add(gsm8k.cases(arguments.gsm8k), "gsm8k"))
        if arguments.svamp:
            rows = chain(rows, data.add(svamp.cases(arguments.svamp), "svamp"))
        data.write(arguments.out, rows)
    elif arguments.command == "tokenizer":
        from training import tokenizer

        with arguments.rows.open(encoding="utf-8") as file:
            read = [json.loads(line) for line in islice(file, 40_000)]
        texts = (text for row in read for text in (row["question"], *(step["text"] for step in row["steps"])))
        tokenizer.train(texts, arguments.size).save_pretrained(arguments.out)
        print(f"{arguments.size} tokens in {arguments.out}")
    elif arguments.command == "grpo":
        reinforce(arguments.config, arguments.set, arguments.out)
    else:
        from training import sft

        sft.train(sft.Recipe.read(arguments.config), arguments.rows, arguments.tokenizer, arguments.out)


if __name__ == "__main__":
    main()
