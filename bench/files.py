"""Files that are whole or not there; what cannot be read or written is one line to the user."""

from pathlib import Path

from deepmath_xpu.types import UsageError


class BenchError(UsageError):
    """A workload or a file of records cannot be used as asked; the message says what was found."""


def save(path: Path, text: str) -> None:
    """Written beside its place and renamed; BenchError where it cannot be."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise BenchError(f"{path} cannot be written ({error.strerror}): make room or choose another place") from None


def load(path: Path) -> str:
    """The text of a file; BenchError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
