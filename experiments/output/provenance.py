"""What made a result: versions, commit, seed, command, digests. Never a path of this machine, nor who uses it."""

import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from experiments.output.identity import result_id

if TYPE_CHECKING:
    from sim.scenario import Scenario

PACKAGES = ("techfunnel", "numpy", "numba", "mesa")
ROOT = Path(__file__).resolve().parents[2]
NOTES = (
    {
        "zh": "财政资金有两个合计：账本（ledger）从政策开始算起；指标 public_money 只算研究期。二者之差是 before_window，即研究期之前支付的部分。",
        "en": "There are two totals of public money: the ledger counts since each policy began, the indicator public_money counts the study period "
        "only. They differ by before_window, what was paid before the study period.",
    },
)
"""What to know when reading the numbers."""
GIT_TIMEOUT = 5  # seconds
ELSEWHERE = "…/"


def collect(scenarios: Sequence["Scenario"], command: Sequence[str] | None = None) -> dict[str, Any]:
    """Provenance of what is being computed now, for the document of a run or a comparison.

    `command` is the argument vector (default: that of this process). Every document and `provenance.json` use these keys:
    command, versions, commit, modified, platform, scenarios (id -> digest), sources (evidence ids), notes (zh, en).
    """
    commit, modified = checkout()
    return {
        "command": shown_command(sys.argv if command is None else command),
        "versions": versions(),
        "commit": commit,
        "modified": modified,
        "platform": f"{platform.system()} {platform.machine()}",
        "scenarios": digests_of(scenarios),
        "sources": sources(scenarios),
        "notes": [dict(note) for note in NOTES],
    }


def digests_of(scenarios: Sequence["Scenario"]) -> dict[str, str]:
    """The digest of every scenario by its id; another one of the same id, such as a second size of a policy, has its digest in the name too."""
    found: dict[str, str] = {}
    for scenario in scenarios:
        is_other = found.get(scenario.id, scenario.digest) != scenario.digest
        found[f"{scenario.id}-{scenario.digest[:12]}" if is_other else scenario.id] = scenario.digest
    return found


def completed(document: Mapping[str, Any], scenarios: Sequence["Scenario"]) -> dict[str, Any]:
    """The provenance of a document: what it says itself, and for the rest what can be found out now."""
    own = {key: value for key, value in (document.get("provenance") or {}).items() if value is not None}
    settings = {key: document.get(key) for key in ("scenario", "seed", "replications", "months")}
    return {**collect(scenarios), **own, **settings, "result_id": result_id(document), "outcome_digests": _outcome_digests(document)}


def _outcome_digests(document: Mapping[str, Any]) -> dict[str, str | None]:
    runs = {"baseline": document.get("baseline") or document}
    runs |= {policy["id"]: policy.get("run") or {} for policy in document.get("policies") or ()}
    return {name: run.get("digest") for name, run in runs.items()}


def versions() -> dict[str, str | None]:
    """Versions of Python and of what decides the numbers; None for what is not installed."""
    return versions_of(("python", *PACKAGES))


def versions_of(names: Sequence[str]) -> dict[str, str | None]:
    """Versions of packages, or of "python" itself; None for what is not installed."""
    found: dict[str, str | None] = {}
    for name in names:
        try:
            found[name] = platform.python_version() if name == "python" else metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = _version_of_checkout() if name == "techfunnel" else None
    return found


def _version_of_checkout() -> str | None:
    """The version a checkout that is not installed says it is."""
    import tomllib

    try:
        return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    except (OSError, ValueError, KeyError):
        return None


def sources(scenarios: Sequence["Scenario"]) -> list[str]:
    """Evidence ids the scenarios rest on, each once, the region's before those of its policies."""
    parts = [part for scenario in scenarios for part in (scenario.region, *scenario.policies)]
    return list(dict.fromkeys(source for part in parts for source in part.sources))


def checkout() -> tuple[str | None, bool | None]:
    """The commit this program runs from, and whether its files differ from it; (None, None) when it is installed."""
    if not (ROOT / ".git").exists() or not (ROOT / "pyproject.toml").exists():
        return None, None
    commit = _git("rev-parse", "HEAD")
    if commit is None:
        return None, None
    changes = _git("status", "--porcelain", "--untracked-files=no")
    return commit, None if changes is None else bool(changes)


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace", timeout=GIT_TIMEOUT)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def shown_command(arguments: Sequence[str]) -> list[str]:
    """The command line without the folders of this machine: "funnel", then the arguments, paths from elsewhere cut to their last part."""
    return ["funnel", *(_shown(argument) for argument in arguments[1:])]


def _shown(argument: str) -> str:
    option, equals, value = argument.partition("=") if argument.startswith("-") else ("", "", argument)
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(value)
        if path.anchor or value.startswith("~") or ".." in path.parts:
            value = ELSEWHERE + path.name if path.name != ".." else ELSEWHERE
    return option + equals + value
