"""`python -m bench NAME ...`: each measurement is a module with a `main`."""

import sys
from importlib import import_module

NAMES = ("engine", "families", "sandbox")


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(f"usage: python -m bench {{{','.join(NAMES)}}} ...", file=sys.stderr)
        return 2
    code: int = import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
    return code


if __name__ == "__main__":
    sys.exit(main())
