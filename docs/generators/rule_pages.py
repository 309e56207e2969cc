"""The reference of rules: every function of `sim/rules` with what it says; scalar rules with their source, to be checked by hand."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from generators.markdown import code, first_line, table

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("sim/rules", "sim/rules/instruments")
RULE, SWEEP = "rule", "sweep"


def all_rules() -> str:
    """One section a file: what it is about, its scalar rules with source, its sweeps as a table."""
    return "\n\n".join(_section(path) for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.py")) if path.stem != "__init__")


def _section(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    module = ast.parse(text)
    where = path.relative_to(ROOT).as_posix()
    parts = [f"### [{where}](../../{where})", _about(module, where)]
    rules, sweeps = list(_functions(module, RULE)), list(_functions(module, SWEEP))
    for node in rules:
        parts.append(f"#### `{node.name}`\n\n{_says(node, where)}\n\n{code(_source(text, node), 'python')}")
    if sweeps:
        parts.append("Sweeps (they read and write the tables):")
        parts.append(table(("sweep", "what it does"), [(f"`{node.name}`", _says(node, where)) for node in sweeps]))
    return "\n\n".join(parts)


def _about(module: ast.Module, where: str) -> str:
    """The module's docstring: what the file is about, and the literature it rests on."""
    docstring = ast.get_docstring(module)
    first_line(docstring, where)
    return inspect.cleandoc(docstring or "")


def _functions(module: ast.Module, decorator: str) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and any(isinstance(each, ast.Name) and each.id == decorator for each in node.decorator_list):
            yield node


def _says(node: ast.FunctionDef, where: str) -> str:
    return first_line(ast.get_docstring(node), f"{where}: {node.name}")


def _source(text: str, node: ast.FunctionDef) -> str:
    """The function without decorator and docstring."""
    lines = text.splitlines()
    body = node.body[1] if ast.get_docstring(node) else node.body[0]
    head = lines[node.lineno - 1 : node.body[0].lineno - 1]
    return "\n".join([*head, *lines[body.lineno - 1 : node.end_lineno]])
