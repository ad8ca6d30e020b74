"""Defence in depth: the hostile corpus with each wall left out, as another user, and where namespaces are refused."""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from canaries import FOLDER, FRESH, Canaries, Hostile, attack, hostile
from conftest import POLICY, SHORT, start, without
from test_corpus import SLACK_SECONDS

from deepmath_xpu.sandbox import IsolationError, Layer, Policy, Sandbox, Tier
from deepmath_xpu.sandbox.policy import REQUIRED

OWN: dict[Layer, set[str]] = {
    Layer.LIMITS: set(),
    Layer.NAMESPACES: set(),
    Layer.LANDLOCK: set(),
    Layer.SECCOMP: {
        "kernel-05", "kernel-08", "kernel-09", "kernel-14", "kernel-15", "kernel-16", "proc-05", "proc-07",
        "kernel-24", "kernel-25", "kernel-26", "kernel-27", "kernel-28", "kernel-29", "kernel-30", "kernel-31",
        "proc-10", "secrets-14",
    },
    Layer.IMPORTS: set(),
}  # fmt: skip
"""What one layer alone stops: these, and no others, may get through where it is left out. Without seccomp: the keyring,
executable memory, prctl, POSIX and interval timers, the system's name, the (empty) working directory, and 15 calls that
touch no more than the worker itself: System V memory, personality, ldt, memory barriers, sysinfo, umask, one more
Landlock or seccomp rule, closing, reading the clock's adjustment, a protection key, moving its own pages, an alarm, its
own code, options of its own socket. What the other layers stop, a second one stops too."""
SLOW = [pytest.mark.slow, pytest.mark.timeout(3600)]


def through(policy: Policy, cases: Sequence[Hostile]) -> dict[str, list[str]]:
    """The snippets that did harm, with the harm they did."""
    with start(policy) as sandbox, Canaries() as canaries:
        session = sandbox.open(seed=3)
        fresh = session.run(FRESH).output
        session.close()
        harms = {case.id: attack(sandbox, canaries, case, fresh, SLACK_SECONDS) for case in cases}
    return {name: harm for name, harm in harms.items() if harm}


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
@pytest.mark.parametrize("layer", list(Layer))
@pytest.mark.parametrize("cases", [hostile()[::12], pytest.param(hostile(), marks=SLOW)], ids=["some", "all"])
def test_without_one_layer_only_its_own_snippets_get_through(layer: Layer, cases: list[Hostile]) -> None:
    harms = through(without(layer), cases)
    assert harms.keys() <= OWN[layer], harms


@pytest.mark.parametrize("tier", [Tier.CONTAINER, Tier.SECCOMP])
@pytest.mark.parametrize("cases", [hostile()[5::20], pytest.param(hostile(), marks=SLOW)], ids=["some", "all"])
def test_a_lesser_tier_holds_everything_too(tier: Tier, cases: list[Hostile]) -> None:
    assert through(replace(SHORT, layers=REQUIRED[tier]), cases) == {}


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
def test_the_corpus_bites_where_a_wall_is_missing() -> None:
    cases = [case for case in hostile() if case.id in OWN[Layer.SECCOMP]]
    assert through(without(Layer.SECCOMP), cases)


def python_for(mode: str) -> str:
    """An interpreter of this version that nobody may run too: the one of the tests may live in root's home."""
    if mode != "user":
        return sys.executable
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return shutil.which(name, path="/usr/bin") or sys.executable


def confined(mode: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as root, confined as `confine.py` says; skips where this test cannot."""
    if sys.platform != "linux" or os.getuid() or (mode != "user" and platform.machine() != "x86_64"):
        pytest.skip("NOT TESTED: needs root, and for the containers x86-64")
    root = FOLDER.parents[2]
    path = os.pathsep.join([str(root), sysconfig.get_path("purelib"), str(FOLDER)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    python = python_for(mode)
    command = [python, str(FOLDER / "confine.py"), mode, python, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", timeout=3500, check=False)
    if done.returncode and "Permission denied" in done.stderr and not done.stdout:
        pytest.skip(f"NOT TESTED: nobody may not run {python}")
    return done


TIERS = {"user": Tier.FULL, "container": Tier.CONTAINER, "capless": Tier.CONTAINER}
TIER = "from deepmath_xpu.sandbox import Sandbox\nwith Sandbox() as s: print(s.tier(), s.open().run('6 * 7').output)"


@pytest.mark.parametrize("mode", TIERS)
def test_a_sandbox_stands_for_an_ordinary_user_and_in_a_container(mode: str) -> None:
    done = confined(mode, "-c", TIER)
    assert done.stdout == f"{TIERS[mode]} 42\n", done.stderr


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mode", TIERS)
def test_both_corpora_pass_for_an_ordinary_user_and_in_a_container(mode: str) -> None:
    done = confined(mode, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(FOLDER / "test_corpus.py"))
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_machine_that_cannot_isolate_is_refused_unless_that_is_accepted() -> None:
    bare = Policy(layers=frozenset({Layer.LIMITS, Layer.IMPORTS}))
    with Sandbox(bare) as sandbox, pytest.raises(IsolationError, match="seccomp: left out"):
        sandbox.open().run("1")


def test_a_tier_that_is_asked_for_by_name_is_not_replaced_by_a_lesser_one() -> None:
    start(POLICY).close()
    less = Policy(layers=frozenset(Layer) - {Layer.NAMESPACES}, isolation=Tier.FULL)
    with Sandbox(less) as sandbox, pytest.raises(IsolationError, match="only tier container"):
        sandbox.open().run("1")


def test_what_is_not_enforced_is_said() -> None:
    bare = Policy(layers=frozenset({Layer.IMPORTS}), allow_unisolated=True)
    with Sandbox(bare) as sandbox:
        with pytest.warns(RuntimeWarning, match="NOT isolated.*seccomp.*files, network, processes"):
            sandbox.layers()
        assert sandbox.open().run("6 * 7").output == "42"
        assert sandbox.tier() is Tier.PROCESS


OPEN_DESCRIPTORS = """
import builtins
os = builtins.__import__("os")
found = []
for number in range(1000):
    try:
        os.lseek(number, 0, 1)
    except OSError as error:
        if error.errno == 9:
            continue
    found.append(number)
found
"""


def test_a_worker_keeps_only_its_channel() -> None:
    with start(POLICY) as sandbox, Path(os.devnull).open():
        assert sandbox.open().run(OPEN_DESCRIPTORS).output == "[0, 1, 2, 3]"
