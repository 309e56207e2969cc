"""The behaviour a fit belongs to: outcomes of a fixed probe batch. A tidy-up or another platform leaves them as they are; a changed result does not.

Counts must be equal, money within 1e-9. The probe takes a fraction of a second, and its outcome is kept in the user's cache under a hash of the
model's sources and scenario files, so that it is simulated once.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

SEED = 77
WORLDS = 2
MONTHS = 60
MONEY_WITHIN = 1e-9
EVENTS = (
    "born",
    "offered",
    "matched",
    "chosen",
    "queued",
    "pilot_started",
    "pilot_ended",
    "trial_started",
    "new_product",
    "entered",
    "batch_output",
    "stopped",
)
AMOUNTS = ("sales", "private_money", "public_money", "social_npv", "avoided_scale_up_loss")
PLACES = {"typical-city": (), "zigong": ("zigong-current",)}


@dataclass(frozen=True)
class Behaviour:
    """Outcomes of the probe: how often and when things happen (whole numbers), and money (万元)."""

    counts: Mapping[str, int]
    money: Mapping[str, float]

    def differences(self, other: "Behaviour") -> list[str]:
        """Names of what this fit remembers and the other does not show. What only the other has is new, and no difference."""
        counts = [name for name, value in self.counts.items() if other.counts.get(name) != value]
        money = [name for name, value in self.money.items() if not close(value, other.money.get(name))]
        return counts + money


def close(a: float, b: float | None) -> bool:
    """Whether two amounts are the same within what platforms may differ."""
    return b is not None and abs(a - b) <= MONEY_WITHIN * max(1.0, abs(a), abs(b))


def probe(overrides: Mapping[str, float] | None = None) -> Behaviour:
    """Simulate the probe; `overrides` are parameters of the world, to see what another behaviour would give."""
    from sim.batch import run_world
    from sim.scenario import load_scenario, with_world
    from sim.start import blueprint
    from sim.tables import NEVER

    counts: dict[str, int] = {}
    money: dict[str, float] = {}
    for region, policies in PLACES.items():
        scenario = load_scenario(region, policies, overrides={"calendar.months": MONTHS})
        plan = blueprint(with_world(scenario, **(overrides or {})))
        for replication in range(WORLDS):
            outcome = run_world(plan, SEED, replication)
            p = outcome.state.projects[: outcome.state.clock[0].projects]
            for event in EVENTS:
                months = p[event][p[event] != NEVER].astype(int)
                counts[f"{region}-{event}"] = counts.get(f"{region}-{event}", 0) + months.size
                counts[f"{region}-{event}-months"] = counts.get(f"{region}-{event}-months", 0) + int(months.sum())
            for name in AMOUNTS:
                money[f"{region}-{name}"] = money.get(f"{region}-{name}", 0.0) + float(outcome.indicators[name])
    return Behaviour(counts, money)


def present() -> Behaviour:
    """The behaviour of the model as it is, from the cache where it was probed before."""
    path = _cache()
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Behaviour({str(k): int(v) for k, v in kept["counts"].items()}, {str(k): float(v) for k, v in kept["money"].items()})
    found = probe()
    with suppress(OSError):
        _keep(path, json.dumps({"counts": found.counts, "money": found.money}))
    return found


def _cache() -> Path:
    from sim.cache import user_cache
    from sim.compiled import source_hash

    digest = hashlib.sha256(f"{source_hash()} {SEED} {WORLDS} {MONTHS} {EVENTS} {AMOUNTS} {PLACES}".encode())
    for folder in ("regions", "policies"):
        for file in sorted((each for each in resources.files("scenarios").joinpath(folder).iterdir()), key=lambda each: each.name):
            if file.name.endswith(".toml"):
                digest.update(file.name.encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return user_cache() / f"behaviour-{digest.hexdigest()[:16]}.json"


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)


class Refit(Exception):
    """A fitted file that belongs to another behaviour of the model, or to none. Tells which command fits anew."""

    exit_code = 2

    def __init__(self, file: str, differences: list[str]):
        super().__init__(file, differences)
        self.file, self.differences = file, differences

    def render(self, lang: str = "zh") -> str:
        """The message as one paragraph."""
        some = ", ".join(self.differences[:3])
        if lang == "zh":
            why = f"模型的行为已与拟合时不同（{some} 等{len(self.differences)}项）" if some else "文件中没有拟合时的行为记录"
            return f"{self.file}：{why}，这套拟合结果不能再用。下一步：运行 {COMMAND} 重新拟合，或先用 --worlds versions --wording passed。"
        why = (
            f"the model behaves otherwise than when this was fitted ({some}: {len(self.differences)} in all)"
            if some
            else "it has no record of behaviour"
        )
        step = f"fit anew with {COMMAND}, or take --worlds versions --wording passed meanwhile"
        return f"{self.file}: {why}, so this fit cannot be used any more. Next step: {step}."


COMMAND = "funnel calibrate --out calibration/fitted"


def require(file: str, stamp: Mapping[str, Any] | None, now: Behaviour | None = None) -> None:
    """Raises Refit where the model no longer behaves as it did when the file was fitted; `now` is its behaviour where that is known already."""
    if not stamp:
        raise Refit(file, [])
    remembered = Behaviour(stamp["counts"], stamp["money"])
    if differences := remembered.differences(now or present()):
        raise Refit(file, differences)


def as_lines(behaviour: Behaviour) -> list[str]:
    """The stamp as TOML."""
    lines = ["[stamp.counts]", *(f"{name} = {value!r}" for name, value in behaviour.counts.items()), ""]
    return [*lines, "[stamp.money]", *(f"{name} = {value!r}" for name, value in behaviour.money.items()), ""]
