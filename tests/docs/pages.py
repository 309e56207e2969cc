"""The pages of the documentation and what stands in them: fenced blocks, commands, paths."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in (*(ROOT / name for name in (*READMES, "CONTRIBUTING.md", "scenarios/README.md")), *sorted((ROOT / "docs").rglob("*.md")))
)
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
WINDOWS_PREFIX = ".venv\\Scripts\\"


def text_of(page: str) -> str:
    """A page as text."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language ("" for none)."""
    return [found["text"] for found in FENCE.finditer(text_of(page)) if found["language"] == language]


def prose(page: str) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", text_of(page))


def commands(page: str, program: str) -> list[str]:
    """Lines in shell blocks of a page that call a program; the Windows form of a command is turned into the plain one."""
    lines = [line for language in ("", "bat") for block in blocks(page, language) for line in block.splitlines()]
    plain = [line.removeprefix(WINDOWS_PREFIX).replace("\\", "/") for line in lines]
    return [line.partition("#")[0].strip() for line in plain if line.startswith(f"{program} ")]


def files(page: str) -> dict[str, str]:
    """The TOML files that a page tells the reader to save, by the name in their first line."""
    return {text.splitlines()[0].removeprefix("#").strip(): text for text in blocks(page, "toml")}


def generator() -> ModuleType:
    """`docs/generate.py` as a module."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs/generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
