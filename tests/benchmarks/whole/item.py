"""What is measured: one thing that a person opens or a job does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """``prepare(env)`` gives what is measured, called without arguments; None: ``missing`` says
    why nothing measures it. Its environment is the person's, of jobs the superuser's. ``count(env,
    answer)``: of how many ``unit`` it was the work, in the transaction that did it, where it does
    not tell that itself. ``endless``: a job that is not stopped before all is done."""

    kind: str
    name: str
    prepare: Callable | None = None
    missing: str = ""
    job: bool = False
    count: Callable | None = None
    unit: str = "item"
    endless: bool = False

    @property
    def title(self) -> str:
        return f"{self.kind}: {self.name}"
