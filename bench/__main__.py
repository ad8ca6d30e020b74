"""`python -m bench NAME ...`: each measurement is a module with a `main`."""

import sys
from importlib import import_module

from deepmath_xpu.types import ExpectedError

NAMES = (
    *("agreement", "compare", "engine", "families", "load", "merge", "reference", "report", "run", "sandbox"),
    *("sign", "tune", "verify", "votes"),
)


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(f"usage: python -m bench {{{','.join(NAMES)}}} ...", file=sys.stderr)
        return 2
    try:
        code: int = import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
    except ExpectedError as error:
        print(f"bench: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("bench: interrupted; what was measured is kept", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
