"""Which figures there are, which of them a result has, and how one is drawn.

    from experiments.figures import alt_text, applicable, draw, figures, save, table
    applicable(document)                                  # ("funnel", "flows", "years", "effects", …)
    figure = draw(document, "effects", lang="zh", size="word")
    figure = figures.effects(document, lang="zh")         # the same, for notebooks
    save(figure, "effects.png")                           # or .svg, .pdf
    table(document, "effects", "zh")                      # the data behind it, as CSV for Excel

A document is what `funnel … --json` prints; each drawing is a module of this package with a function `content(document, room)`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.output.vocabulary import Both, Lang, is_comparison

if TYPE_CHECKING:
    from experiments.figures.page import Content, Room
    from experiments.figures.style import Drawn, SizeName

Document = Mapping[str, Any]


class UnknownFigure(ValueError):
    """No figure is called that, or the result has none of that kind; `known` are those it has."""

    def __init__(self, name: str, known: tuple[str, ...]):
        self.name, self.known = name, known
        super().__init__(f"no figure {name!r} for this result; it has {', '.join(known) or 'none'}")


class Drawing(NamedTuple):
    """One figure: the module that draws it, what kind of picture it is, and the results it can be drawn from."""

    module: str
    words: Both
    applies: Callable[[Document], bool]


def _has_runs(document: Document) -> bool:
    return "stages" in document or is_comparison(document)


def _has_years(document: Document) -> bool:
    return "stocks" in (document["baseline"] if is_comparison(document) else document)


def _has_contrasts(document: Document) -> bool:
    return "contrasts" in document or any("contrasts" in policy for policy in document.get("policies") or ())


def _has_platforms(document: Document) -> bool:
    runs = [document["baseline"], *(policy["run"] for policy in document["policies"])] if is_comparison(document) else [document]
    return any(run.get("platform_use") for run in runs)


def _has_money(document: Document) -> bool:
    runs = document["policies"] if is_comparison(document) else [document]
    return any(entry.get("by_year") for run in runs for entry in (run.get("ledger") or {}).values())


def _has_cost_plane(document: Document) -> bool:
    return is_comparison(document) and any("cost_plane" in policy for policy in document["policies"])


def _by_method(method: str, document: Document) -> bool:
    return document.get("method") == method and bool(document.get("indices"))


def _is_sensitivity(document: Document) -> bool:
    return bool(document.get("indices")) and document.get("method") not in ("morris", "tornado", "discovery")


def _has_boxes(document: Document) -> bool:
    return "boxes" in document and "fails" in document


def _has_ridge(document: Document) -> bool:
    return bool(((document.get("report") or {}).get("ridge") or {}).get("curve"))


def _is_story(document: Document) -> bool:
    return "parts_at" in document and "with_policy" in document


def _has_bottlenecks(document: Document) -> bool:
    return "bottleneck_by_year" in document


def _is_target(document: Document) -> bool:
    return "goal" in document and "reached_by" in document


DRAWINGS: dict[str, Drawing] = {
    "funnel": Drawing("funnel", Both("漏斗图：各步的项目数和停止的原因", "funnel: projects taking each step, and why others stop"), _has_runs),
    "flows": Drawing("flows", Both("桑基图：项目从环节到环节，停在哪里", "Sankey diagram: from stage to stage, and where they stop"), _has_runs),
    "years": Drawing("years", Both("逐年扇形图：流量和存量，有世界之间的波动", "fan chart by year: flows and stocks with their spread"), _has_years),
    "effects": Drawing("effects", Both("森林图：每项政策改变了什么", "forest plot: what each policy changes"), is_comparison),
    "projects": Drawing(
        "projects", Both("条形图：新增、无谓补贴、被挤出的项目", "bars: additional, deadweight and displaced projects"), is_comparison
    ),
    "contrasts": Drawing(
        "contrasts",
        Both("分解图：表面差距由什么构成，中试的真实作用", "decomposition: what the naive gap is made of, and the true effect"),
        _has_contrasts,
    ),
    "cost": Drawing("cost", Both("成本效果平面：净财政支出与多出的项目", "cost-effectiveness plane: money and projects"), _has_cost_plane),
    "ledger": Drawing("ledger", Both("柱形图：按工具和年份的财政支出", "bars: public money by instrument and year"), _has_money),
    "target": Drawing("target", Both("概率曲线：目标到某月已达到的概率", "curve: probability that the goal has been reached"), _is_target),
    "bottlenecks": Drawing("bottlenecks", Both("热图：逐年停下项目的资源", "heat map: what stops projects, year by year"), _has_bottlenecks),
    "platforms": Drawing(
        "platforms", Both("平台的利用率和排队时间，分领域、分年", "use of platforms and the wait for them, by field and year"), _has_platforms
    ),
    "story": Drawing("story", Both("时间线：一个项目在两个世界里", "timeline: one project in two worlds"), _is_story),
    "sensitivity": Drawing(
        "sensitivity", Both("条形图：敏感性指数和偶然性的份额", "bars: indices of sensitivity and the share of chance"), _is_sensitivity
    ),
    "morris": Drawing("morris", Both("Morris 平面：影响的大小和变化", "Morris plane: size and variation of effects"), partial(_by_method, "morris")),
    "tornado": Drawing(
        "tornado", Both("龙卷风图：参数取两端时结果的变化", "tornado: the outcome at both ends of each range"), partial(_by_method, "tornado")
    ),
    "boxes": Drawing("boxes", Both("范围图：在哪些世界里失败", "boxes: in which worlds it fails"), _has_boxes),
    "ridge": Drawing("ridge", Both("脊线图：80 和 30 分不开的", "ridge: what 80 and 30 cannot tell apart"), _has_ridge),
}
"""Every figure, in the order in which a result shows them."""


def applicable(document: Document) -> tuple[str, ...]:
    """The names of the figures that this result has."""
    return tuple(name for name, drawing in DRAWINGS.items() if drawing.applies(document))


def content_of(document: Document, name: str, room: "Room") -> "Content":
    """Frame, panels and data of a figure. Raises UnknownFigure."""
    drawing = DRAWINGS.get(name)
    if drawing is None or not drawing.applies(document):
        raise UnknownFigure(name, applicable(document))
    return import_module(f"experiments.figures.{drawing.module}").content(document, room)


def draw(document: Document, name: str, lang: Lang = "zh", size: "SizeName" = "page") -> "Drawn":
    """A figure of a result, with its alternative text and the record of what made it. Raises UnknownFigure, MissingGlyph."""
    return drawn(document, name, lang, size)[0]


def drawn(document: Document, name: str, lang: Lang, size: "SizeName") -> tuple["Drawn", bytes]:
    """A figure as `draw` makes it, and the data behind it as CSV, both from one look at the result. Raises UnknownFigure, MissingGlyph."""
    from experiments.figures.page import Room, composed
    from experiments.figures.record import packed, record_of
    from experiments.figures.style import drawing
    from experiments.output.tables import csv_bytes

    room = Room.of(lang, size)
    with drawing():
        content = content_of(document, name, room)
        figure = composed(content, room)
    figure.seen, figure.alt = _seen(name, content, lang), _alt(name, content, lang)
    figure.record = packed(record_of(name, lang, size, document))
    return figure, csv_bytes(content.data.columns, content.data.rows, lang)


def alt_text(document: Document, name: str, lang: Lang = "zh") -> str:
    """What is to be seen, in words: the kind of picture, the finding, the measure, and where the numbers are. Raises UnknownFigure."""
    from experiments.figures.page import Room
    from experiments.figures.style import drawing

    with drawing():
        return _alt(name, content_of(document, name, Room.of(lang, "page")), lang)


def _alt(name: str, content: "Content", lang: Lang) -> str:
    return _seen(name, content, lang) + (f"全部数据见 {name}.csv。" if lang == "zh" else f" All data are in {name}.csv.")


def _seen(name: str, content: "Content", lang: Lang) -> str:
    kind, frame = DRAWINGS[name].words.read(lang), content.frame
    if lang == "zh":
        return f"{kind}。{frame.title}。{frame.subtitle}。"
    return f"{kind[:1].upper()}{kind[1:]}. {frame.title}. {frame.subtitle}."


def table(document: Document, name: str, lang: Lang = "zh") -> bytes:
    """The data behind a figure as CSV, in UTF-8 with a mark so that Excel shows Chinese. Raises UnknownFigure."""
    from experiments.figures.page import Room
    from experiments.figures.style import drawing
    from experiments.output.tables import csv_bytes

    with drawing():
        data = content_of(document, name, Room.of(lang, "page")).data
    return csv_bytes(data.columns, data.rows, lang)


class Figures:
    """Every figure as a function of its own: `figures.effects(document, lang="zh", size="page")`."""

    def __getattr__(self, name: str) -> Callable[..., "Drawn"]:
        if name.startswith("_") or name not in DRAWINGS:
            raise AttributeError(f"there is no figure {name!r}; there are {', '.join(DRAWINGS)}")
        function = partial(_drawn, name)
        function.__doc__ = DRAWINGS[name].words.en
        return function

    def __dir__(self) -> list[str]:
        return list(DRAWINGS)


def _drawn(name: str, document: Document, lang: Lang = "zh", size: "SizeName" = "page") -> "Drawn":
    return draw(document, name, lang, size)


figures = Figures()
