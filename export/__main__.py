"""`python -m export CHECKPOINT --recipe int8 --out DIR`: a checkpoint becomes an artifact."""

import argparse
import logging
import sys
from pathlib import Path

from pydantic import ValidationError

from deepmath_xpu.transcript import system_prompt
from export.card import card
from export.recipe import names, read


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m export", description=__doc__)
    top.add_argument("checkpoint", type=Path)
    top.add_argument("--recipe", default="int8", help=f"{', '.join(names())}, or a .toml file (default: int8)")
    top.add_argument("--out", type=Path, required=True)
    top.add_argument("--name", help="default: the output folder's name")
    top.add_argument("--no-system-prompt", action="store_true", help="for models trained without DeepMath's prompt")
    top.add_argument("--about", type=Path, help="Markdown for the model card: what the model is, what was measured")
    return top


def main() -> int:
    options = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from export.checkpoint import ExportError
    from export.convert import export  # at use: torch and optimum take seconds to import

    name = options.name or options.out.name
    about = options.about.read_text(encoding="utf-8") if options.about else "A quantized maths model."
    try:
        recipe = read(options.recipe)
        text = card(name, about, options.checkpoint.name, recipe.name)
        system = "" if options.no_system_prompt else system_prompt()
        out = export(options.checkpoint, recipe, options.out, name, system, text)
    except (ExportError, FileNotFoundError, ValidationError) as error:
        print(f"export: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in out.iterdir())
    print(f"{out}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
