"""Live Python for a trace, in processes that the kernel locks.

`with Sandbox() as sandbox: session = sandbox.open(); session.run("x = 2"); session.run("x + 1")`
"""

from deepmath_xpu.sandbox.fakes import ScriptedSandbox, ScriptedSession
from deepmath_xpu.sandbox.policy import IsolationError, Layer, Policy, Tier
from deepmath_xpu.sandbox.sandbox import Sandbox

__all__ = ["IsolationError", "Layer", "Policy", "Sandbox", "ScriptedSandbox", "ScriptedSession", "Tier"]
