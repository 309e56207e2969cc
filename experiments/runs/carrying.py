"""Where and on what a study is carried out, as one setting that is handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from experiments.runs.damaged import Damaged
from experiments.runs.gathering import Scratch
from experiments.runs.store import Store


@dataclass(frozen=True)
class Carrying:
    """The store that worlds are kept in (None: kept nowhere) and the address of the cluster they are simulated on (None: this machine)."""

    store: Store | None = None
    cluster: str | None = None
    on_damage: Callable[[list[Damaged]], None] | None = None  # told of files that were set aside
    on_wait: Callable[[int], None] | None = None  # told how many workers of the cluster are still being made ready

    def scratch(self) -> Scratch:
        """Room for the columns of what was carried out."""
        return Scratch(None if self.store is None else self.store.folder)

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments of `carry_out` and `carry_out_all`."""
        return {"store": self.store, "cluster": self.cluster, "on_damage": self.on_damage, "on_wait": self.on_wait}


IN_MEMORY = Carrying()
"""Kept nowhere, on this machine: what Python users get who do not say otherwise."""
