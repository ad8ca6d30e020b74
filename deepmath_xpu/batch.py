"""Many traces at once: a bounded number of threads, each a straight-line loop; the engine fills its batch from them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from deepmath_xpu.agent import Task
from deepmath_xpu.engine import Cancel
from deepmath_xpu.types import Trace


def run(tasks: Iterable[Task], solve: Callable[[Task], Trace], parallel: int, cancel: Cancel) -> Iterator[Trace]:
    """Traces as they end, in no order. Tasks are drawn only as places become free.

    If the consumer stops early, or `solve` raises, `cancel` is set and the traces under way end before this returns.
    """
    source = iter(tasks)
    running: set[Future[Trace]] = set()
    with ThreadPoolExecutor(parallel, thread_name_prefix="trace") as pool:
        try:
            while True:
                running |= {pool.submit(solve, task) for task in islice(source, parallel - len(running))}
                if not running:
                    return
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield future.result()
        finally:
            if running:
                cancel.set()
