"""Briefs: from a result to a Word document, a PDF and a page that a superior can read.

    from experiments.briefs import brief
    brief("out/chenzhou", lang="zh", formats=["docx", "pdf"], template="letterhead.docx")

`content` turns a result into a tree of headings, sentences, tables and figures (`tree`), in which every number knows its place in
results.json; `word`, `pdf` and `html` render that tree.
"""

from typing import Any

__all__ = ["brief"]


def __getattr__(name: str) -> Any:
    if name != "brief":
        raise AttributeError(f"module 'experiments.briefs' has no attribute {name!r}")
    from experiments.briefs.making import brief

    return brief
