"""What lies in the run store, as people and programs read it: the list of batches, and everything about one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import layout, streams
from experiments.cli.carrying import in_store
from experiments.cli.errors import DONE, BadInput, nearest
from experiments.cli.language import Lang, Text, same
from experiments.equal_budget.size import size_in
from experiments.output.failure_words import in_words
from experiments.output.vocabulary import indicator
from experiments.runs.inventory import Held, held_in
from experiments.runs.store import Store
from experiments.stored.about import About, about, worlds_in

if TYPE_CHECKING:
    import numpy as np

EMPTY = Text("运行库 {folder} 是空的。", "The run store {folder} is empty.")
WHERE = Text("运行库：{folder}，{size}", "Run store: {folder}, {size}")
HEADINGS = (
    Text("编号", "ID"), Text("种类", "Kind"), Text("内容", "What"), Text("校准版本", "Version"), Text("种子", "Seed"), Text("月数", "Months"),
    Text("次数", "Runs"), Text("大小", "Size"), Text("使用", "Used"),
)  # fmt: skip
KINDS_OF_ROWS = {
    "world": Text("模拟", "worlds"),
    "pair": Text("配对", "pairs"),
    "goal": Text("目标和瓶颈", "goal, bottlenecks"),
    "one-more": Text("再多一个单位", "one more unit"),
    "contrast": Text("真实作用", "contrast"),
    "facts": Text("典型事实", "facts"),
    "study": Text("研究", "study"),
    "coverage": Text("拟合检验", "coverage"),
}
OTHER_MODEL, LOST = Text("模型版本不同", "other model"), Text("说明文件已丢失或损坏", "manifest lost or damaged")
CHECKED, SOME_FAILED = Text("逐月核对", "checked monthly"), Text("{n} 次失败", "{n} failed")
UNKNOWN = "-"
SHORT = 8
"""Characters of an id that a list shows; every command takes the beginning of an id."""
SEE_LIST = Text("funnel runs list 列出全部编号", '"funnel runs list" shows all ids')
YES, NO = Text("是", "yes"), Text("否", "no")
LABELS = {
    "id": Text("编号", "id"),
    "kind": Text("种类", "kind"),
    "titles": Text("名称", "titles"),
    "study": Text("研究", "study"),
    "scenario": Text("情景", "scenario"),
    "baseline": Text("相比的基线", "baseline"),
    "indicator": Text("指标", "indicator"),
    "version": Text("校准版本", "calibrated version"),
    "seed": Text("种子", "seed"),
    "months": Text("统计月数", "months"),
    "checked": Text("逐月核对过账", "books checked monthly"),
    "runs": Text("已保存的次数", "runs stored"),
    "tasks": Text("其中的编号", "their numbers"),
    "failed": Text("失败的次数", "runs that failed"),
    "files": Text("文件数", "files"),
    "bytes": Text("大小", "size"),
    "used": Text("最近使用", "last used"),
    "current": Text("现在的模型会算出同样的行", "the present model makes the same rows"),
    "folder": Text("文件夹", "folder"),
    "sim": Text("模型源码", "sources of the model"),
    "machine": Text("处理器", "processor"),
    "libm": Text("数学函数库", "mathematical library"),
    "compiled": Text("是否编译运行", "compiled"),
    "numba": Text("numba 版本", "numba"),
    "numpy": Text("numpy 版本", "numpy"),
}
"""What `funnel runs show` says of a batch, in this order; the last five are what made its numbers."""
FAILED = Text("第 {task} 次失败（种子 {seed}）：{error}", "run {task} failed (seed {seed}): {error}")
AGAIN = Text("重现：{command}", "again: {command}")
POINTS = Text("{n} 个点（{points}），每点 {each} 次", "{n} points ({points}), {each} runs of each")
STEPS = Text("{first}-{last}（每隔 {step}）", "{first}-{last} by {step}")


@dataclass(frozen=True)
class Looking:
    """How to look after the store."""

    lang: Lang
    store: Store
    batch: str | None
    what: str | None
    older_than: int | None
    stale: bool
    everything: bool
    json: bool


def listed(how: Looking) -> int:
    """All batches of the store."""
    several = held_in(how.store)
    worlds = worlds_in(several)
    entries = [entry(held, about(held, worlds)) for held in several]
    if how.json:
        streams.print_json({"store": str(how.store.folder), "batches": entries})
        return DONE
    if not entries:
        print(EMPTY.fill(folder=how.store.folder).of(how.lang))
        return DONE
    cells = [_cells(each, how.lang) for each in sorted(entries, key=lambda each: each["used"], reverse=True)]
    console = streams.tables()
    console.print(layout.table([each.of(how.lang) for each in HEADINGS], cells, streams.width(), right=(4, 5, 6, 7), whole=(0, 1, 8)))
    print("\n" + WHERE.fill(folder=how.store.folder, size=size_text(sum(each["bytes"] for each in entries))).of(how.lang))
    return DONE


def entry(held: Held, known: About) -> dict[str, Any]:
    """One batch for people and programs."""
    said = held.identity
    return {
        "id": held.shelf.id, "kind": held.shelf.kind, "scenario": said.get("scenario") or known.scenario or None,
        "titles": _pair(known.titles), "study": _pair(known.study), "version": known.version or None, "version_titles": _pair(known.version_titles),
        "versions": [each.id for each in known.versions],
        **{key: said.get(key) for key in ("baseline", "indicator", "seed", "months", "checked")},
        "runs": int(held.tasks.size), "failed": len(held.failed), "files": len(held.shelf.chunks()), "bytes": held.bytes,
        "used": f"{datetime.fromtimestamp(held.used):%Y-%m-%d %H:%M}", "current": is_current(held),
    }  # fmt: skip


def _pair(words: Any) -> dict[str, str] | None:
    return {"zh": words.zh, "en": words.en} if words else None


def is_current(held: Held) -> bool:
    """Whether the present sources of the model would make the same rows."""
    from experiments.runs.model_identity import model_identity

    model = held.identity.get("model") or {}
    try:
        return model == model_identity(*model.get("reduced_by", ()))
    except (ImportError, OSError):
        return False


def _cells(each: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    what = each["study"][lang] if each["study"] else str(each["scenario"] or "")
    if each["baseline"] and each["baseline"] != what:
        what = f"{each['baseline']} / {what}"
    notes = [
        size_in(each["titles"][lang]) if each["titles"] else "",
        indicator(each["indicator"]).words.read(lang) if each["indicator"] else "",
        CHECKED.of(lang) if each["checked"] else "",
        SOME_FAILED.fill(n=each["failed"]).of(lang) if each["failed"] else "",
        "" if each["current"] else (LOST if each["seed"] is None else OTHER_MODEL).of(lang),
    ]
    what += "".join(f" ({note})" for note in notes if note)
    version = each["version_titles"][lang] if each["version_titles"] else UNKNOWN
    numbers = ("" if each[key] is None else str(each[key]) for key in ("seed", "months"))
    counts = f"{each['runs']:,}", size_text(each["bytes"])
    return each["id"][:SHORT], kind_of(each["kind"]).of(lang), what, version, *numbers, *counts, _day(each["used"])


def _day(used: str) -> str:
    """The day of a date and time; the year only where it is another."""
    return used.split()[0].removeprefix(f"{datetime.now():%Y-}")


def kind_of(key: str) -> Text:
    """What kind of rows a batch has, in words."""
    return KINDS_OF_ROWS.get(key, same(key))


def size_text(size: float) -> str:
    """A number of bytes as people read it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


def chosen(how: Looking) -> Held:
    """The batch that was named by its id or the beginning of it. Raises BadInput."""
    held = {each.shelf.id: each for each in held_in(how.store)}
    if how.batch is None:
        raise BadInput("funnel runs", Text("没有给出编号", "no id is given"), SEE_LIST)
    found = [each for key, each in held.items() if key.startswith(how.batch)]
    if len(found) == 1:
        return found[0]
    if found:
        reason = Text("有 {n} 批以“{id}”开头", '{n} batches begin with "{id}"').fill(n=len(found), id=how.batch)
        raise BadInput(how.batch, reason, Text("多写几位", "write more of the id"))
    raise BadInput(how.batch, Text("运行库里没有这个编号", "there is no such id in the store"), SEE_LIST, nearest(how.batch, list(held)))


def asked_for(how: Looking) -> Path | None:
    """The folder of a store that is not the user's own, as commands have to name it."""
    return None if how.store.folder == Store().folder else how.store.folder


def about_chosen(held: Held, how: Looking) -> About:
    """What the batch that was named is about."""
    return about(held, worlds_in(held_in(how.store)))


def shown(how: Looking) -> int:
    """Everything about one batch."""
    held = chosen(how)
    failed = [
        {
            "task": each.task,
            "seed": each.seed,
            "error": each.error,
            "command": each.command,
            "parameters": each.parameters,
            "traceback": each.traceback,
        }
        for each in held.failed.values()
    ]
    document = entry(held, about_chosen(held, how))
    document |= {"folder": str(held.shelf.folder), "tasks": ranges(held.tasks.tolist()), "failures": failed, "identity": held.identity}
    if how.json:
        streams.print_json(document)
        return DONE
    facts = _facts(document | dict(held.identity.get("model") or {}), held, how.lang)
    _print_facts([(LABELS[key].of(how.lang), facts[key]) for key in LABELS if facts.get(key) not in (None, "")])
    for each in failed:
        print(FAILED.fill(task=each["task"], seed=each["seed"], error=Text(*in_words(each["error"]))).of(how.lang))
        print("  " + AGAIN.fill(command=in_store(each["command"], asked_for(how))).of(how.lang))
    return DONE


def _facts(document: Mapping[str, Any], held: Held, lang: Lang) -> dict[str, Any]:
    """What is known of a batch, each fact in words."""
    in_lang = {key: document[key][lang] if document[key] else None for key in ("titles", "study")}
    version = document["version"] or " ... ".join(document["versions"][:: max(1, len(document["versions"]) - 1)])  # the first and the last
    version = version and f"{document['version_titles'][lang]} ({version})"
    return dict(document) | in_lang | {
        "kind": kind_of(document["kind"]).of(lang),
        "version": version,
        "indicator": document["indicator"] and indicator(document["indicator"]).words.read(lang),
        "bytes": size_text(document["bytes"]),
        "tasks": in_points(held.tasks, lang) if document["kind"] == "study" else ranges(held.tasks.tolist(), lang),
        **{key: _yes_or_no(document.get(key), lang) for key in ("checked", "current", "compiled")},
    }  # fmt: skip


def _yes_or_no(value: bool | None, lang: Lang) -> str | None:
    return None if value is None else (YES if value else NO).of(lang)


def _print_facts(facts: Iterable[tuple[str, Any]]) -> None:
    facts = list(facts)
    room = max(layout.cells(label) for label, _ in facts)
    for label, value in facts:
        print(f"{' ' * (room - layout.cells(label))}{label}  {value}")


def in_points(tasks: "np.ndarray", lang: Lang) -> str:
    """Which points of a study there are, and how many runs of each: a task is a run of a point."""
    import numpy as np

    from experiments.studies.points import MOST_REPLICATIONS

    points, runs = np.unique(tasks // MOST_REPLICATIONS, return_counts=True)
    if not points.size:
        return ""
    each = f"{runs.min()}" if runs.min() == runs.max() else Text(f"{runs.min()} 至 {runs.max()}", f"{runs.min()} to {runs.max()}").of(lang)
    return POINTS.fill(n=f"{points.size:,}", points=ranges(points.tolist(), lang), each=each).of(lang)


def ranges(numbers: list[int], lang: Lang = "en") -> str:
    """Whole numbers in short: "0-99, 120, 200-299"; of even steps "1-199 by 3"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and (len(parts[-1]) == 1 or number - parts[-1][-1] == parts[-1][1] - parts[-1][0]):
            parts[-1].append(number)
        else:
            parts.append([number])
    return ("、" if lang == "zh" else ", ").join(_range(part, lang) for part in parts)


def _range(part: list[int], lang: Lang) -> str:
    if len(part) < 3:
        return ("、" if lang == "zh" else ", ").join(map(str, part))
    step = part[1] - part[0]
    return STEPS.fill(first=part[0], last=part[-1], step=step).of(lang) if step > 1 else f"{part[0]}-{part[-1]}"
