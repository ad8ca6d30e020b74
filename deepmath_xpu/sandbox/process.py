"""The program's side of one worker: asking, watching, killing. Linux only."""

import mmap
import os
import re
import select
import signal
import socket
import struct
import time
from pathlib import Path
from weakref import WeakSet

from deepmath_xpu.sandbox import frames
from deepmath_xpu.sandbox.frames import FRAME_BYTES, OUTPUT_HEADER, FrameError, Request, decode
from deepmath_xpu.sandbox.notebook import joined
from deepmath_xpu.sandbox.policy import Layer, Policy, check
from deepmath_xpu.sandbox.workers import Answer, LostWorkerError
from deepmath_xpu.types import Execution, Status

START_SECONDS = 60.0
"""For a zygote to import its packages, and for a worker to import those its snippet asked for."""
TICK_SECONDS = 0.05
"""Between two looks at a running worker's processor time and memory."""
BURIAL_SECONDS = 1.0
LOOKING_SECONDS = 0.0003
"""For which a lone trace's answer is looked for before the thread sleeps: most come sooner than it would wake."""
EXIT = re.compile(rb'\{"exit": (\d{1,3}|-[1-5]?\d|-6[0-4])\}')
"""The zygote's last word on a worker, as `os.waitstatus_to_exitcode` gives it; a worker that says so is killed."""

_used = WeakSet["LockedWorker"]()
"""Those that have been asked, and live: this program's traces with a snippet."""


class LockedWorker:
    """One worker process, not necessarily born yet: a `workers.Worker`."""

    def __init__(self, channel: socket.socket, memory: mmap.mmap, policy: Policy) -> None:
        self._channel = channel
        self._memory = memory
        self._policy = policy
        self._process = -1
        self._clock = 0
        self._statistics = Path()
        self._private = 0
        self.layers: dict[Layer, str] = {}
        self._patience = -1.0
        self._heard_now = select.poll()
        self._heard_now.register(channel, select.POLLIN)

    def wait(self) -> None:
        if self.layers:
            return
        try:
            self._process = self._first_frame()[1][0]
            layers = decode(self._first_frame()[0])["ready"]
        except (OSError, LookupError, FrameError) as error:
            self.kill()
            raise LostWorkerError(f"a worker did not start: {error!r}") from error
        self._channel.settimeout(None)
        self.layers = {Layer(name): reason for name, reason in layers.items()}
        check(self._policy, self.layers)
        pid = _pid_of(self._process)
        self._clock = (~pid << 3) | 2
        self._statistics = Path(f"/proc/{pid}/statm")
        self._private = self._private_bytes()

    def ask(self, request: Request, seconds: float | None = None) -> Answer:
        policy = self._policy
        wall = policy.wall_seconds if seconds is None else min(seconds, policy.wall_seconds)
        OUTPUT_HEADER.pack_into(self._memory, 0, 0)
        started, cpu = time.perf_counter(), self._cpu_seconds()
        try:
            self._channel.send(frames.encode_request(request), socket.MSG_DONTWAIT)
        except OSError as error:
            raise LostWorkerError("the worker is gone") from error
        _used.add(self)
        while len(_used) == 1 and time.perf_counter() - started < LOOKING_SECONDS and not self._heard_now.poll(0):
            pass
        left = wall
        while (frame := self._heard(min(TICK_SECONDS, left))) is None:
            taken, used = time.perf_counter() - started, self._cpu_seconds()
            left = min(wall - taken, policy.cpu_seconds - (used - cpu))
            if used >= policy.trace_cpu_seconds:
                return self._stop(Status.TIMEOUT, _out_of_trace_time(policy), taken)
            if left <= 0:
                return self._stop(Status.TIMEOUT, _out_of_time(policy, wall), taken)
            if self._private_bytes() - self._private > policy.memory_mb * 2**20:
                return self._stop(
                    Status.MEMORY, f"MemoryError: the snippet needs more than {policy.memory_mb} MB", taken
                )
        return self._read(frame, request, time.perf_counter() - started)

    def kill(self) -> None:
        """End the process and wait until the kernel says that it has."""
        if self._channel.fileno() < 0:
            return
        if self._process >= 0:
            _kill_and_wait(self._process)
            os.close(self._process)
        self._channel.close()
        self._memory.close()
        _used.discard(self)

    def _first_frame(self) -> tuple[bytes, list[int]]:
        self._channel.settimeout(START_SECONDS)
        frame, descriptors, _, _ = socket.recv_fds(self._channel, FRAME_BYTES, 1)
        if not frame:
            raise ConnectionResetError("it ended")
        return frame, descriptors

    def _heard(self, seconds: float) -> bytes | None:
        """A frame, empty where the worker is gone; None if none comes in time. The kernel keeps the time: a poll would
        be one more call that lets go of Python's lock, a tenth of the rate of many traces.
        """
        if seconds != self._patience:
            timeval = struct.pack("@ll", *divmod(int(1e6 * seconds) + 1000, 1_000_000))  # zero would be for ever
            self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)
            self._patience = seconds
        try:
            return self._channel.recv(FRAME_BYTES + 1)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _read(self, frame: bytes, request: Request, seconds: float) -> Answer:
        said = EXIT.fullmatch(frame)
        code = int(said[1]) if said else None
        if not frame or code is not None:
            return self._stop(*_cause_of_death(code, self._policy), seconds)
        reply = frames.parse_reply(frame, request.nonce)
        status = Status(reply.status) if reply.status != "again" else Status.REFUSED
        output = joined(self._printed(), reply.text)
        alive = status is not Status.MEMORY
        return Answer(Execution(status, output, seconds), alive, reply.modules if reply.status == "again" else ())

    def _stop(self, status: Status, text: str, seconds: float) -> Answer:
        """Kill, then read what was printed: it is in shared memory."""
        _kill_and_wait(self._process)
        output = joined(self._printed(), text)
        self.kill()
        return Answer(Execution(status, output, seconds), alive=False)

    def _printed(self) -> str:
        (total,) = OUTPUT_HEADER.unpack_from(self._memory, 0)
        capacity = len(self._memory) - OUTPUT_HEADER.size
        block = self._memory[OUTPUT_HEADER.size : OUTPUT_HEADER.size + min(total, capacity)]
        text = block.decode("utf-8", "replace")
        return text if total <= capacity else f"{text}\n[{total - capacity} more bytes were printed]"

    def _cpu_seconds(self) -> float:
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # the process has just ended; the channel says so next
            return 0.0

    def _private_bytes(self) -> int:
        try:
            resident, shared = self._statistics.read_text().split()[1:3]
        except (OSError, ValueError):  # the same
            return 0
        return (int(resident) - int(shared)) * mmap.PAGESIZE


def _kill_and_wait(process: int) -> None:
    try:
        signal.pidfd_send_signal(process, signal.SIGKILL)
    except ProcessLookupError:
        return
    dead = select.poll()
    dead.register(process, select.POLLIN)
    dead.poll(BURIAL_SECONDS * 1000)


def _pid_of(process: int) -> int:
    """The number this program's pid namespace has for a pidfd's process."""
    lines = Path(f"/proc/self/fdinfo/{process}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def _cause_of_death(code: int | None, policy: Policy) -> tuple[Status, str]:
    if code == -signal.SIGXCPU:
        return Status.TIMEOUT, _out_of_trace_time(policy)
    if code == -signal.SIGKILL:
        return Status.MEMORY, "MemoryError: the system had no memory left"
    if code is None:
        return Status.DIED, "the Python process ended"
    if code < 0:
        return Status.DIED, f"the Python process crashed: {signal.strsignal(-code)}"
    return Status.DIED, f"the Python process ended with exit code {code}"


def _out_of_time(policy: Policy, wall: float) -> str:
    return f"TimeoutError: stopped after {round(wall, 1):g} s, or {policy.cpu_seconds:g} s of processor time"


def _out_of_trace_time(policy: Policy) -> str:
    return f"TimeoutError: this trace has used its {policy.trace_cpu_seconds} s of processor time"
