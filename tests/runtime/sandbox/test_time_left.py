"""A caller may stop a snippet before the policy would."""

from deepmath_xpu.sandbox.session import LiveSession
from deepmath_xpu.types import Status


def test_a_caller_shortens_the_deadline(session: LiveSession) -> None:
    execution = session.run("while True: pass", 0.3)
    assert (execution.status, execution.output.split(",")[0]) == (Status.TIMEOUT, "TimeoutError: stopped after 0.3 s")


def test_no_time_left_ends_a_snippet_that_does_not_end_itself(session: LiveSession) -> None:
    assert session.run("while True: pass", 0.0).status is Status.TIMEOUT


def test_a_shorter_deadline_is_for_one_snippet_only(session: LiveSession) -> None:
    session.run("x = 5")
    session.run("while True: pass", 0.2)
    assert session.run("sum(range(10**6)) - sum(range(10**6)) + x").output == "5"


def test_a_caller_cannot_lengthen_the_deadline(hurried: LiveSession) -> None:
    assert hurried.run("import time\ntime.sleep(60)", 100.0).status is Status.TIMEOUT
