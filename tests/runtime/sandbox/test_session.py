"""What a trace does when its workers misbehave, with workers that act on a script."""

import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import pytest

from deepmath_xpu.sandbox import Layer, Policy
from deepmath_xpu.sandbox.frames import FRAME_BYTES, Request, encode
from deepmath_xpu.sandbox.session import GONE, LOADING_SECONDS, MODULES, ROUNDS, LiveSession
from deepmath_xpu.sandbox.workers import Answer, LostWorkerError
from deepmath_xpu.types import Execution, Status

DIED = Answer(Execution(Status.DIED, "dead", 0.0), alive=False)
Act = Callable[["Actor", str], Answer]


def ok(output: str = "", seconds: float = 0.0, modules: tuple[str, ...] = ()) -> Answer:
    return Answer(Execution(Status.OK, output, seconds), alive=True, modules=modules)


@dataclass
class Actor:
    """A `workers.Worker` that notes what it was asked and for how long."""

    act: Act
    modules: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])
    given: list[float] = field(default_factory=list[float])
    layers: dict[Layer, str] = field(default_factory=dict[Layer, str])

    def wait(self) -> None: ...

    def ask(self, request: Request, seconds: float | None = None) -> Answer:
        assert seconds is not None
        self.asked.append(request.code)
        self.given.append(seconds)
        return self.act(self, request.code)

    def kill(self) -> None: ...


@dataclass
class Cast:
    act: Act
    actors: list[Actor] = field(default_factory=list[Actor])

    def hire(self, modules: Collection[str]) -> Actor:
        self.actors.append(Actor(self.act, list(modules)))
        return self.actors[-1]

    def session(self, policy: Policy = Policy()) -> LiveSession:
        return LiveSession(self.hire, self.hire(()), policy, 0)


def test_modules_asked_for_one_by_one_share_one_deadline() -> None:
    cast = Cast(lambda actor, _: ok(modules=(f"m{len(actor.modules)}",)))
    assert "modules" in cast.session(Policy(wall_seconds=3.0)).run("import m").output
    given = [seconds for actor in cast.actors for seconds in actor.given]
    assert len(given) == ROUNDS
    assert all(later <= earlier <= 3.0 + LOADING_SECONDS for earlier, later in itertools.pairwise(given[1:]))


def test_a_trace_cannot_ask_for_more_modules_than_the_zygote_can_be_told() -> None:
    count = 0

    def greedy(_actor: Actor, _code: str) -> Answer:
        nonlocal count
        count += 30
        return ok(modules=tuple(f"{number:a>200}" for number in range(count, count + 30)))

    cast = Cast(greedy)
    session = cast.session()
    for _ in range(3):
        assert session.run("import many").status is Status.ERROR
    most = max((actor.modules for actor in cast.actors), key=len)
    assert 0 < len(most) <= MODULES
    assert len(encode({"modules": most})) < FRAME_BYTES // 2


def test_a_refused_import_does_not_cost_the_trace_its_variables() -> None:
    cast = Cast(lambda actor, code: ok(modules=(f"m{len(actor.modules)}",)) if code == "import m" else ok(code))
    session = cast.session()
    session.run("x = 1")
    session.run("import m")
    assert session.run("x").output == "x"
    assert cast.actors[-1].asked == ["x = 1", "x"]


def test_an_earlier_snippet_that_kills_each_worker_after_its_answer_costs_its_variables_and_nothing_else() -> None:
    def bomb(actor: Actor, code: str) -> Answer:
        if "bomb" in actor.asked[:-1]:
            raise LostWorkerError("gone")
        return ok(code)

    session = Cast(bomb).session()
    session.run("bomb")
    assert session.run("1").output == GONE + "1"
    assert session.run("2").output == "2"


def test_a_snippet_that_dies_where_earlier_ones_have_just_run_again_is_the_last_to_do_so() -> None:
    cast = Cast(lambda actor, code: DIED if "bomb" in actor.asked[:-1] else ok(code))
    session = cast.session()
    session.run("bomb")
    outputs = [session.run("1").output for _ in range(3)]
    assert outputs == ["dead", GONE + "dead", "1"]


@pytest.mark.parametrize("changed", [Status.ERROR, Status.TIMEOUT])
def test_earlier_snippets_that_end_otherwise_than_before_are_not_relied_upon(changed: Status) -> None:
    def act(actor: Actor, code: str) -> Answer:
        if code == "die":
            return DIED
        old = code == "x = 1" and actor is not cast.actors[0]
        return Answer(Execution(changed, "", 0.0), alive=True) if old else ok(code)

    cast = Cast(act)
    session = cast.session()
    session.run("x = 1")
    session.run("die")
    assert session.run("x").output == GONE + "x"


def test_running_earlier_snippets_again_has_the_time_of_one_snippet() -> None:
    cast = Cast(lambda _, code: DIED if code == "die" else ok(code, seconds=0.5))
    session = cast.session(Policy(wall_seconds=2.0))
    for _ in range(3):
        session.run("x = 1")
    session.run("die")
    session.run("x")
    assert max(cast.actors[-1].given[:3]) <= 2.0
