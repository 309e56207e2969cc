"""Figures: tidy data in, `Figure` out. Nothing here loads matplotlib before a figure is made.

    from experiments.figures import applicable, draw, figures, save
    figure = figures.effects(document, lang="zh", size="page")    # a matplotlib Figure, free of pyplot
    save(figure, "effects.png")

`catalogue` says which figures a document has. A figure is built in layers: `style` (fonts, colours, sizes, saving), `sheet` (a page
measured in millimetres on which nothing overlaps), `frame` (title, subtitle, legend, footer), `page` (panels under the frame), the panels
`plot`, `rows` and those of single figures, and one module a figure, which turns a document into a `Content`.
"""

from typing import Any

_HOMES = {
    "alt_text": "catalogue",
    "applicable": "catalogue",
    "draw": "catalogue",
    "figures": "catalogue",
    "table": "catalogue",
    "save": "saving",
}
__all__ = ["alt_text", "applicable", "draw", "figures", "save", "table"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'experiments.figures' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"experiments.figures.{_HOMES[name]}"), name)
