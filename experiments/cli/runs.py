"""`funnel runs`: look after the run store: list, show, verify, export, clean, and make one run again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from experiments.cli import layout, streams
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, nearest, say
from experiments.cli.language import Lang, Text, same
from experiments.cli.options import MOST_REPLICATIONS, whole_number
from experiments.runs.chunks import Damaged
from experiments.runs.errors import explained
from experiments.runs.export import KINDS, TooLarge, export
from experiments.runs.inventory import DAY, Held, debris_of, held_in
from experiments.runs.store import SET_ASIDE, Store
from sim.system_words import system_words

EMPTY = Text("运行库 {folder} 是空的。", "The run store {folder} is empty.")
WHERE = Text("运行库：{folder}，{size}", "Run store: {folder}, {size}")
HEADINGS = (
    Text("编号", "ID"), Text("种类", "Kind"), Text("内容", "What"), Text("种子", "Seed"), Text("月数", "Months"), Text("次数", "Runs"),
    Text("失败", "Failed"), Text("大小", "Size"), Text("最近使用", "Last used"),
)  # fmt: skip
KINDS_OF_ROWS = {
    "world": Text("模拟", "worlds"),
    "pair": Text("配对", "pairs"),
    "goal": Text("目标", "goal"),
    "contrast": Text("真实作用", "contrast"),
    "facts": Text("典型事实", "facts"),
}
MADE_OF_WORLDS = ("world", "pair", "goal")
"""Kinds of batches in which a row is one world of the scenario beside it."""
OTHER_MODEL, LOST = Text("模型版本不同", "other model"), Text("说明文件已丢失或损坏", "manifest lost or damaged")
SHORT = 8
"""Characters of an id that a list shows; every command takes the beginning of an id."""
CHECKED = Text("逐月核对", "checked monthly")
SOUND = Text("{n} 个文件全部完好。", "All {n} files are sound.")
DAMAGED = Text(
    "{n} 个文件已损坏，已移到 {folder}；再执行原来的命令会重新计算：",
    "{n} damaged files were set aside in {folder}; the commands that made them compute them anew:",
)
WRITTEN = Text("{n} 行已写入 {file}。", "{n} rows are in {file}.")
CLEANED = Text("删除了 {n} 批、{files} 个无用文件，腾出 {size}。", "Removed {n} batches and {files} useless files, {size} in all.")
FAILED_AGAIN = Text("第 {task} 次又失败了：{error}", "run {task} failed again: {error}")
SAME = Text("与保存的完全相同", "exactly as stored")
DIFFERENT = Text("与保存的不同：模型或编译环境已变", "not as stored: the model or its compiler has changed")
NOT_STORED = Text("运行库里没有这一次", "this run is not in the store")


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


def runs(action: str, how: Looking) -> int:
    """Carry out one action. Raises BadInput."""
    actions: dict[str, Callable[[Looking], int]] = {
        "list": listed, "show": shown, "verify": verified, "export": exported, "clean": cleaned, "again": made_again,
    }  # fmt: skip
    return actions[action](how)


def listed(how: Looking) -> int:
    """All batches of the store."""
    entries = [entry(held) for held in held_in(how.store)]
    if how.json:
        streams.print_json({"store": str(how.store.folder), "batches": entries})
        return DONE
    if not entries:
        print(EMPTY.fill(folder=how.store.folder).of(how.lang))
        return DONE
    cells = [_cells(each, how.lang) for each in sorted(entries, key=lambda each: each["used"], reverse=True)]
    console = streams.tables()
    console.print(layout.table([each.of(how.lang) for each in HEADINGS], cells, streams.width(), right=(3, 4, 5, 6, 7), whole=(0, 1, 8)))
    print("\n" + WHERE.fill(folder=how.store.folder, size=size_text(sum(each["bytes"] for each in entries))).of(how.lang))
    return DONE


def entry(held: Held) -> dict[str, Any]:
    """One batch for people and programs."""
    known = held.identity
    keys = ("scenario", "baseline", "indicator", "seed", "months", "checked")
    return {
        "id": held.shelf.id, "kind": held.shelf.kind, **{key: known.get(key) for key in keys},
        "runs": int(held.tasks.size), "failed": len(held.failed), "files": len(held.shelf.chunks()), "bytes": held.bytes,
        "used": f"{datetime.fromtimestamp(held.used):%Y-%m-%d %H:%M}", "current": is_current(held),
    }  # fmt: skip


def is_current(held: Held) -> bool:
    """Whether the present sources of the model would make the same rows."""
    from experiments.runs.model_identity import model_identity

    model = held.identity.get("model") or {}
    try:
        return model == model_identity(*model.get("reduced_by", ()))
    except (ImportError, OSError):
        return False


def _cells(each: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    what = str(each["scenario"] or "")
    if each["baseline"] and each["baseline"] != what:
        what = f"{each['baseline']} / {what}"
    notes = [
        each["indicator"] or "",
        CHECKED.of(lang) if each["checked"] else "",
        "" if each["current"] else (LOST if each["seed"] is None else OTHER_MODEL).of(lang),
    ]
    what += "".join(f" ({note})" for note in notes if note)
    kind = KINDS_OF_ROWS.get(each["kind"], same(each["kind"])).of(lang)
    numbers = ("" if each[key] is None else str(each[key]) for key in ("seed", "months"))
    counts = f"{each['runs']:,}", str(each["failed"]), size_text(each["bytes"])
    return each["id"][:SHORT], kind, what, *numbers, *counts, each["used"].split()[0]


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


SEE_LIST = Text("funnel runs list 列出全部编号", '"funnel runs list" shows all ids')


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
    document = entry(held) | {"folder": str(held.shelf.folder), "tasks": ranges(held.tasks.tolist()), "failures": failed, "identity": held.identity}
    if how.json:
        streams.print_json(document)
        return DONE
    for key, value in document.items():
        if key not in ("identity", "failures", "bytes") and value not in (None, ""):
            print(f"{key:>10}  {value}")
    print(f"{'model':>10}  {held.identity.get('model')}")
    for each in failed:
        print(f"{'failed':>10}  {each['task']}: {each['error']}\n{'':>10}  {each['command']}")
    return DONE


def ranges(numbers: list[int]) -> str:
    """Whole numbers in short: "0-99, 120, 200-299"; of even steps "1-199 by 3"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and (len(parts[-1]) == 1 or number - parts[-1][-1] == parts[-1][1] - parts[-1][0]):
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(_range(part) for part in parts)


def _range(part: list[int]) -> str:
    if len(part) < 3:
        return ", ".join(map(str, part))
    step = part[1] - part[0]
    return f"{part[0]}-{part[-1]}" + (f" by {step}" if step > 1 else "")


def verified(how: Looking) -> int:
    """Read every file of one batch or of all; 3 where some are damaged."""
    several = [chosen(how)] if how.batch else held_in(how.store)
    files = sum(len(held.shelf.chunks()) for held in several)
    damaged = [each for held in several for each in held.damaged()]
    names = [{"file": f"{each.path.parent.name}/{each.path.name}", "why": each.why} for each in damaged]
    if how.json:
        streams.print_json({"files": files, "damaged": names})
    elif not damaged:
        print(SOUND.fill(n=files).of(how.lang))
    else:
        print(DAMAGED.fill(n=len(damaged), folder=how.store.set_aside_folder).of(how.lang))
        for each in names:
            print(f"  {each['file']}: {each['why']}")
    return NOT_WHOLE if damaged else DONE


def exported(how: Looking) -> int:
    """All rows of a batch in one file for other programs. Raises BadInput."""
    held = chosen(how)
    if how.what is None or Path(how.what).suffix.lower() not in KINDS:
        reason = Text("要给出结尾为 {kinds} 的文件名", "a file name that ends in {kinds} is needed").fill(kinds=" / ".join(KINDS))
        raise BadInput(how.what or "funnel runs export", reason, same(f"funnel runs export {held.shelf.id} runs.xlsx"))
    path = Path(how.what)
    try:
        rows = export(held, path)
    except TooLarge as error:
        reason = Text("工作表放不下（{size}）", "a worksheet cannot hold it ({size})").fill(size=error.size)
        raise BadInput(how.what, reason, Text("改用 .csv 或 .parquet", "use .csv or .parquet instead")) from error
    except Damaged as error:
        reason = Text("有文件损坏（{file}）", "a file is damaged ({file})").fill(file=error.path.name)
        raise BadInput(
            held.shelf.id, reason, Text("先执行 funnel runs verify，再重新计算", 'first "funnel runs verify", then compute anew')
        ) from error
    except OSError as error:
        reason = Text("不能写这个文件（{why}）", "this file cannot be written ({why})").fill(why=Text(*system_words(error)))
        raise BadInput(how.what, reason, Text("换一个文件夹或文件名", "choose another folder or name")) from error
    say(WRITTEN.fill(n=f"{rows:,}", file=path).of(how.lang))
    return DONE


def cleaned(how: Looking) -> int:
    """Remove what serves nothing; with an id or an option also whole batches."""
    now, size, files, batches = time.time(), 0, 0, 0
    for held in [chosen(how)] if how.batch else held_in(how.store):
        is_old = how.older_than is not None and now - held.used > how.older_than * DAY
        if how.batch or how.everything or is_old or (how.stale and held.identity and not is_current(held)):
            size, batches = size + held.bytes, batches + 1
            _remove(held.shelf.folder, how)
            continue
        for path in debris_of(held, DAY, now):
            size, files = size + path.stat().st_size, files + 1
            path.unlink(missing_ok=True)
    aside = how.store.folder / SET_ASIDE
    if aside.is_dir() and not how.batch:
        size, files = size + sum(path.stat().st_size for path in aside.iterdir()), files + sum(1 for _ in aside.iterdir())
        _remove(aside, how)
    if how.json:
        streams.print_json({"batches": batches, "files": files, "bytes": size})
    else:
        print(CLEANED.fill(n=batches, files=files, size=size_text(size)).of(how.lang))
    return DONE


def _remove(folder: Path, how: Looking) -> None:
    import shutil

    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise explained(error, how.store.folder) from error


def made_again(how: Looking) -> int:
    """Simulate one run of a batch again, its books checked every month; 3 where it fails. Raises BadInput."""
    from experiments.runs.world_rows import row_of
    from experiments.runs.worlds import SCENARIO, Place, attempt, scenario_of

    held = chosen(how)
    if held.shelf.kind not in MADE_OF_WORLDS:
        reason = Text("这批运行的一行不是一个世界，不能单独重做", "a row of this batch is not one world, so it cannot be made by itself")
        raise BadInput(held.shelf.id, reason, Text("执行原来的命令", "give the command that made it"))
    task = whole_number("TASK", 0, 2 * MOST_REPLICATIONS)(how.what or "")
    try:
        scenario = scenario_of((held.shelf.folder / SCENARIO).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        reason = Text("这批运行没有保存情景，不能单独重做", "the scenario of this batch is not stored, so one run cannot be made by itself")
        raise BadInput(held.shelf.id, reason, Text("执行原来的命令", "give the command that made it")) from error
    from experiments.runs.records import record

    made = attempt(lambda: record(Place(scenario, held.identity["seed"], check=True).world(task)))
    if isinstance(made, Exception):
        error = f"{type(made).__name__}: {made}"
        if how.json:
            streams.print_json({"task": task, "error": error})
        say(FAILED_AGAIN.fill(task=task, error=error).of(how.lang))
        return NOT_WHOLE
    row = {name: value if value == value else None for name, value in zip(row_names(), made.indicators.tolist(), strict=True)}
    agrees = _agrees(held, task, row_of(made)["digest"])
    if how.json:
        streams.print_json({"task": task, "digest": made.digest, "as_stored": agrees, "indicators": row})
        return DONE
    for name, value in row.items():
        print(f"{name:>24}  {'-' if value is None else f'{value:,.6g}'}")
    print((NOT_STORED if agrees is None else SAME if agrees else DIFFERENT).of(how.lang))
    return DONE


def row_names() -> tuple[str, ...]:
    """The indicators of a world."""
    from sim.indicators import NAMES

    return NAMES


def _agrees(held: Held, task: int, digest: str) -> bool | None:
    """Whether the stored row of a task has this digest; None where there is none."""
    for chunk in held.shelf.chunks():
        if chunk.first <= task <= chunk.last:
            table = held.shelf.read(chunk).select(["task", "digest"])
            found = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
            if task in found:
                return found[task] == digest
    return None
