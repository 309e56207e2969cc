"""A folder from which techfunnel is installed without network: its wheel, those of everything it needs, and an install.bat for Windows.

    python .ci/bundle.py FOLDER [--platform win_amd64] [--python 3.12]

pip chooses wheels of another platform but reads the markers of requirements on this one, so that what only Windows needs would be missing:
the requirements are therefore followed here, with the markers of the computer for which the folder is made, and pinned by constraints.txt.
"""

import argparse
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = "techfunnel"
SYSTEMS = {"win": ("win32", "Windows", "nt"), "macosx": ("darwin", "Darwin", "posix"), "manylinux": ("linux", "Linux", "posix")}
INSTALL = """@echo off
rem Makes a Python environment beside this file and installs techfunnel into it, without network.
cd /d "%~dp0"
py -{python} -m venv funnel-env || (echo Python {python} is needed: install it first. & pause & exit /b 1)
funnel-env\\Scripts\\python -m pip install --no-index --find-links wheels techfunnel || (pause & exit /b 1)
funnel-env\\Scripts\\funnel regions
pause
"""


def markers_of(platform: str, python: str) -> dict[str, str]:
    """The environment in which markers of requirements are read. Raises SystemExit for an unknown platform."""
    system = next((names for prefix, names in SYSTEMS.items() if platform.startswith(prefix)), None)
    if system is None:
        raise SystemExit(f"platform {platform!r} is not known; it begins with one of {', '.join(SYSTEMS)}")
    found = dict(zip(("sys_platform", "platform_system", "os_name"), system, strict=True))
    found |= {"python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython", "extra": ""}
    return default_environment() | found


def needed(environment: dict[str, str]) -> set[str]:
    """Names of all that the project needs at run time in an environment, its own name left out."""
    found: set[str] = set()
    waiting = [(PROJECT, frozenset())]
    while waiting:
        name, extras = waiting.pop()
        try:
            requirements = map(Requirement, requires(name) or ())
        except PackageNotFoundError:  # not needed on this computer; such packages need nothing more
            continue
        for each in requirements:
            applies = each.marker is None or any(each.marker.evaluate(environment | {"extra": extra}) for extra in (extras or {""}))
            key = canonicalize_name(each.name)
            if applies and key not in found:
                found.add(key)
                waiting.append((key, frozenset(each.extras)))
    return found


def pins(environment: dict[str, str]) -> dict[str, str]:
    """Pinned requirements by name, from constraints.txt."""
    lines = (line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    chosen = (each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate(environment))
    return {canonicalize_name(each.name): f"{each.name}{each.specifier}" for each in chosen}


def make(folder: Path, platform: str, python: str) -> None:
    """Fill the folder. Raises SystemExit where a requirement has no pin, CalledProcessError where pip finds no wheel."""
    environment = markers_of(platform, python)
    pinned, names = pins(environment), needed(environment)
    if missing := sorted(names - set(pinned)):
        raise SystemExit(f"constraints.txt has no pin for {', '.join(missing)}")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    chosen = ["--no-deps", "--only-binary=:all:", "--platform", platform, "--python-version", python, "--dest", wheels]
    subprocess.run([*pip, "download", *chosen, *(pinned[name] for name in sorted(names))], check=True)
    if platform.startswith("win"):
        (folder / "install.bat").write_text(INSTALL.format(python=python), encoding="ascii", newline="\r\n")
    print(f"{folder}: {len(list(wheels.glob('*.whl')))} wheels for {platform}, Python {python}")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("folder", type=Path)
    reader.add_argument("--platform", default="win_amd64")
    reader.add_argument("--python", default=f"{sys.version_info.major}.{sys.version_info.minor}")
    given = reader.parse_args()
    make(given.folder, given.platform, given.python)
