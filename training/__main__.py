"""`python -m training`: data, tokenizer and SFT of the embedded model; GRPO stands in its own issue."""

import argparse
import json
import logging
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
    return top


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
    else:
        from training import sft

        sft.train(sft.Recipe.read(arguments.config), arguments.rows, arguments.tokenizer, arguments.out)


if __name__ == "__main__":
    main()
