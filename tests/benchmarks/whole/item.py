"""What is measured: one thing that a person opens or a job does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """``prepare(env)`` gives what is measured, called without arguments; None: ``missing`` says
    why nothing measures it. Its environment is the person's, of jobs the superuser's."""

    kind: str
    name: str
    prepare: Callable | None = None
    missing: str = ""
    job: bool = False

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.name}"
