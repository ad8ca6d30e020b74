"""Whether two answers are mathematically equal: `grader` asks a child process, which runs `equality` on `notation`.

Importing this is cheap: sympy and math-verify are loaded by the child alone.
"""

from deepmath_xpu.grading.grader import Grader

__all__ = ["Grader"]
