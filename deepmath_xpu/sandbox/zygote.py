"""The process that workers are forked from: Python with the mathematical packages imported, and nothing else in it.

Started by exec with an empty environment, so nothing of the program (prompts, tokens, models, threads) is in its
memory. It runs no snippet. Messages on its control socket, each with the worker's end of a channel and its output page,
ask for one worker; when the socket closes it exits, and its workers with it.
"""

import gc
import os
import select
import signal
import socket
import sys
import warnings
from contextlib import suppress
from threading import Thread, get_native_id
from typing import NoReturn

from deepmath_xpu.sandbox import kernel, worker
from deepmath_xpu.sandbox.frames import FRAME_BYTES, decode, encode
from deepmath_xpu.sandbox.policy import TABLES, Layer, Policy

MODULES: dict[str, list[str]] = TABLES["modules"]


class Zygote:
    """Serves until the control socket closes."""

    def __init__(self, control: socket.socket, policy: Policy, namespaces: dict[str, str]) -> None:
        control.setblocking(False)
        self._control = control
        self._policy = policy
        self._built = namespaces
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY) if namespaces.get(Layer.NAMESPACES) == "" else -1
        self._children: dict[int, tuple[int, socket.socket]] = {}
        """By pidfd: the pid, and a second handle on the worker's end, to tell the program how it ended."""
        self._successor = -1
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._children:
                    self._bury(descriptor)
                elif descriptor == self._successor:
                    self._hear_successor()
                elif not self._receive():
                    return

    def raise_successor(self) -> None:
        """Fork a zygote that loads the other modules and then serves in this one's place."""
        gc.freeze()
        self._successor, write = os.pipe()
        if os.fork():
            os.close(write)
            self._poll.register(self._successor, select.POLLIN)
            return
        kernel.die_with_parent()
        polite = Thread(target=_load_politely)
        polite.start()
        polite.join()
        os.write(write, b"ready")
        self.serve()
        os._exit(0)

    def _hear_successor(self) -> None:
        """It is ready, and this zygote only waits for the end; or it died, and this one serves again."""
        ready = os.read(self._successor, 16)
        self._poll.modify(self._control, 0 if ready else select.POLLIN)
        if not ready:
            self._poll.unregister(self._successor)

    def _receive(self) -> bool:
        try:
            frame, descriptors, _, _ = socket.recv_fds(self._control, FRAME_BYTES, 2)
        except BlockingIOError:  # the successor was faster
            return True
        if not frame:
            return False
        self._fork(socket.socket(fileno=descriptors[0]), descriptors[1], decode(frame)["modules"])
        os.close(descriptors[1])
        return True

    def _fork(self, channel: socket.socket, page: int, modules: list[str]) -> None:
        """One worker, in a pid namespace of its own where there are namespaces."""
        gc.freeze()
        if self._own_pids >= 0:
            kernel.unshare(kernel.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            worker.live(channel, page, self._policy, modules, self._built)
        if self._own_pids >= 0:
            kernel.join_pid_namespace(self._own_pids)
        descriptor = os.pidfd_open(pid)
        self._children[descriptor] = pid, channel
        self._poll.register(descriptor, select.POLLIN)

    def _bury(self, descriptor: int) -> None:
        pid, channel = self._children.pop(descriptor)
        self._poll.unregister(descriptor)
        os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        with channel:
            channel.setblocking(False)
            try:
                channel.send(encode({"exit": os.waitstatus_to_exitcode(status)}))
            except OSError:  # the program has closed the channel, or the worker filled it
                return


def main(control_descriptor: int) -> NoReturn:
    control = socket.socket(fileno=control_descriptor)
    fields = decode(control.recv(FRAME_BYTES))
    fields["layers"] = frozenset(map(Layer, fields["layers"]))
    policy = Policy(**fields)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _volunteer_for_the_oom_killer()
    namespaces: dict[str, str] = {}
    if Layer.NAMESPACES in policy.layers:
        namespaces[Layer.NAMESPACES] = _enter_namespaces(control)
    _preload()
    zygote = Zygote(control, policy, namespaces)
    zygote.raise_successor()
    zygote.serve()
    os._exit(0)


def _volunteer_for_the_oom_killer() -> None:
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # a container may show it read-only
        file.write("1000")


def _preload() -> None:
    gc.disable()
    warnings.simplefilter("ignore")
    kernel.raise_stack_limit()
    sys.meta_path.insert(0, worker.NeverLoaded)
    worker.load(MODULES["first"])
    kernel.reason_of_failure(kernel.system_call_filter)
    gc.collect()


def _load_politely() -> None:
    os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)  # on Linux: of this thread alone
    worker.load(MODULES["later"])


def _enter_namespaces(control: socket.socket) -> str:
    """Continue as the first process of new namespaces; or say why not, and stay. Tried in a child first, because a
    kernel may grant half of it.
    """
    reason = _tried_in_a_child()
    if reason:
        return reason
    kernel.enter_namespaces()
    pid = os.fork()
    if pid:
        control.close()
        os.waitpid(pid, 0)
        os._exit(0)
    kernel.die_with_parent()
    return ""


def _tried_in_a_child() -> str:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write, kernel.reason_of_failure(kernel.enter_namespaces).encode() or b"ok")
        os._exit(0)
    os.close(write)
    with open(read, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(pid, 0)
    return "" if said == "ok" else said or "the process that tried ended"
