"""`python -m deepmath_xpu` is the command."""

import sys

from deepmath_xpu.cli import main

sys.exit(main())
