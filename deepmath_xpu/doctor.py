"""What this machine can do: the walls round a snippet, attacked to see if they hold, and devices for the model.

A wall that holds here is not proven; one that does not is proven broken.
"""

import platform
from collections.abc import Iterator

from deepmath_xpu import __version__, device
from deepmath_xpu.artifact import find
from deepmath_xpu.sandbox import IsolationError, Layer, Policy, Sandbox, Tier
from deepmath_xpu.sandbox.attack import attack
from deepmath_xpu.sandbox.policy import UNPROTECTED


def report(model: str | None, policy: Policy) -> Iterator[str]:
    """Lines, as they become known. Raises IsolationError, after the devices, if a wall does not hold."""
    yield f"deepmath-xpu {__version__}, Python {platform.python_version()}, {platform.platform()}"
    for name in device.available():
        settings = device.Settings.choose(find(model), name)
        gib = settings.blocks * settings.block * settings.token_bytes / device.GIB
        cache = f"{gib:.2f} GiB of KV cache, {settings.context} tokens of context"
        yield f"device {name}: {cache}, properties {device.effective(settings)}, {len(device.nodes())} NUMA nodes"
    with Sandbox(policy) as sandbox:
        tier, layers = sandbox.tier(), sandbox.layers()
        yield f"sandbox: tier {tier}"
        for layer in Layer if tier is not Tier.WASM else layers:
            reason = layers.get(layer, "left out")
            yield f"  {layer}: not enforced ({reason}): {UNPROTECTED[layer]}" if reason else f"  {layer}: stands"
    attempts = attack(policy)
    for attempt in attempts:
        said = (attempt.execution.output.splitlines() or ["nothing"])[-1]
        yield f"  {'held' if attempt.held else 'OPEN'}: {attempt.what} ({attempt.execution.status}, {said:.80})"
    broken = [attempt.what for attempt in attempts if not attempt.held]
    if broken:
        raise IsolationError(f"the sandbox does not hold here: a snippet can {', '.join(broken)}: run no model's code")
    yield f"self-attack: {len(attempts)} of {len(attempts)} held"
