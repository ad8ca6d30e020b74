"""The manifest of an artifact, `manifest.json`, as docs/schemas/manifest-1.json publishes it."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Manifest(BaseModel):
    """`manifest.json`, version 1."""

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    name: str
    source: str
    """The checkpoint this was exported from, with its revision or the sha256 of its weights."""
    license: str
    recipe: dict[str, Any]
    """Everything the export was told, so that it can be done again."""
    tools: dict[str, str]
    """Package versions at export."""
    prompt: str = ""
    """sha256 of the system prompt."""
    gate: dict[str, Any] | None = None
    """How it compared with its source, with intervals; null where it was not asked."""
    files: dict[str, str]
    """sha256 of every other file of the folder, by name."""
