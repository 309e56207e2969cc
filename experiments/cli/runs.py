"""`funnel runs`: look after the run store: list, show, verify, export, clean, and make one run again."""

import time
from collections.abc import Callable
from pathlib import Path

from experiments.cli import layout, streams
from experiments.cli.carrying import in_store
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, say
from experiments.cli.language import LANGUAGES, Lang, Text, same
from experiments.cli.options import MOST_REPLICATIONS, whole_number
from experiments.cli.run_list import UNKNOWN, Looking, about_chosen, asked_for, chosen, is_current, listed, ranges, shown, size_text
from experiments.output.failure_words import in_words
from experiments.output.vocabulary import indicator
from experiments.runs.damaged import Damaged
from experiments.runs.errors import explained
from experiments.runs.inventory import DAY, Held, debris_of, held_in
from experiments.runs.store import SET_ASIDE
from experiments.stored.export import KINDS, NoRows, TooLarge, export
from sim.system_words import system_words

MADE_OF_WORLDS = ("world", "goal")
"""Kinds of batches in which a row is one world of the scenario beside it."""
SOUND = Text("{n} 个文件全部完好。", "All {n} files are sound.")
NOTHING = Text("{folder} 中没有保存的模拟，没有什么可核对。", "No runs are kept in {folder}: there is nothing to verify.")
DAMAGED = Text(
    "{n} 个文件已损坏，已移到 {folder}；再执行原来的命令会重新计算：",
    "damaged files: {n}, set aside in {folder}; the commands that made them compute them anew:",
)
WRITTEN = Text("{n} 行已写入 {file}。", "{n} rows are in {file}.")
NO_ROWS = Text("没有一行可导出：{n} 次模拟失败", "there are no rows to export: {n} runs failed")
SEE_FAILURES = Text("用 {command} 看每次失败的原因，改好后再执行原来的命令", "see why: {command}")
COLUMNS_IN = Text("各列的单位和含义在 {file}。", " Units and meaning of its columns are in {file}.")
WANTING = Text(
    "不完整：{n} 个损坏的文件已移开，其中的运行还没有重新计算（{files}）。下一步：执行原来的命令，再导出。",
    "Not whole: {n} damaged file(s) were set aside, whose runs are not computed anew ({files}). "
    "Next step: give the command that made them, then export.",
)
CLEANED = Text("删除了 {n} 批、{files} 个无用文件，腾出 {size}。", "Removed {n} batches and {files} useless files, {size} in all.")
FAILED_AGAIN = Text("第 {task} 次又失败了：{error}", "run {task} failed again: {error}")
SAME = Text("与保存的完全相同", "exactly as stored")
DIFFERENT = Text("与保存的不同：模型或编译环境已变", "not as stored: the model or its compiler has changed")
NOT_IN_BATCH = Text("这一批没有第 {task} 次，有的是 {tasks}", "this batch has no run {task}; it has {tasks}")
ONE_OF_THEM = Text("用其中一次的编号；要更多世界，用更大的 --replications 执行原来的命令",
                   "give the number of one of them; for more worlds give the command that made it with more --replications")  # fmt: skip
IN_VERSION = Text("校准版本：{title}，种子 {seed}", "Calibrated version: {title}, seed {seed}")
FAILED_THEN = Text("这一次当时失败了，没有存下来；现在算成了", "not stored, because it failed then; now it does not")
LOST = Text("保存这一次的文件已损坏，无从比较", "the file that held this run is damaged: there is nothing to compare it with")
HEADINGS_OF_ONE = (Text("指标", "Indicator"), Text("单位", "Unit"), Text("数值", "Value"))
COLON = Text("：", ": ")


def runs(action: str, how: Looking) -> int:
    """Carry out one action. Raises BadInput."""
    actions: dict[str, Callable[[Looking], int]] = {
        "list": listed, "show": shown, "verify": verified, "export": exported, "clean": cleaned, "again": made_again,
    }  # fmt: skip
    return actions[action](how)


def verified(how: Looking) -> int:
    """Read every file of one batch or of all; 3 where some are damaged."""
    several = [chosen(how)] if how.batch else held_in(how.store)
    files = sum(len(held.shelf.chunks()) for held in several)
    damaged = [each for held in several for each in held.damaged()]
    told = {f"{each.path.parent.name}-{each.path.name}" for each in damaged}
    damaged += [each for held in several for each in held.wanting() if each.path.name not in told]
    names = [{"file": f"{each.path.parent.name}/{each.path.name}", "why": {lang: each.why(lang) for lang in LANGUAGES}} for each in damaged]
    if how.json:
        streams.print_json({"files": files, "damaged": names})
    elif not several:
        print(NOTHING.fill(folder=how.store.folder).of(how.lang))
    elif not damaged:
        print(SOUND.fill(n=files).of(how.lang))
    else:
        print(DAMAGED.fill(n=len(damaged), folder=how.store.set_aside_folder).of(how.lang))
        for each in names:
            print(f"  {each['file']}{COLON.of(how.lang)}{each['why'][how.lang]}")
    return NOT_WHOLE if damaged else DONE


def exported(how: Looking) -> int:
    """All rows of a batch in one file for other programs. Raises BadInput."""
    held = chosen(how)
    if how.what is None or Path(how.what).suffix.lower() not in KINDS:
        reason = Text("要给出结尾为 {kinds} 的文件名", "a file name that ends in {kinds} is needed").fill(kinds=" / ".join(KINDS))
        raise BadInput(how.what or "funnel runs export", reason, same(f"funnel runs export {held.shelf.id} runs.xlsx"))
    path = Path(how.what)
    try:
        rows, beside = export(held, path, about_chosen(held, how))
    except NoRows as error:
        reason, step = NO_ROWS.fill(n=f"{error.failed:,}"), SEE_FAILURES.fill(command=in_store(f"funnel runs show {held.shelf.id}", asked_for(how)))
        raise BadInput(held.shelf.id, reason, step) from error
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
    say(WRITTEN.fill(n=f"{rows:,}", file=path).of(how.lang) + (COLUMNS_IN.fill(file=beside).of(how.lang) if beside else ""))
    if wanting := held.wanting():
        say(WANTING.fill(n=len(wanting), files=", ".join(each.path.name for each in wanting)).of(how.lang))
    return NOT_WHOLE if wanting else DONE


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
    from experiments.runs.versions import versions_of
    from experiments.runs.world_rows import row_of
    from experiments.runs.worlds import SCENARIO, VERSIONS, Place, attempt, scenario_of

    held = chosen(how)
    if not held.identity:
        reason = Text("这批运行的说明文件已丢失或损坏，不知道种子", "the manifest of this batch is lost or damaged, so its seed is not known")
        raise BadInput(held.shelf.id, reason, Text("执行原来的命令，会重写说明文件", "give the command that made it, which writes the manifest anew"))
    if held.shelf.kind not in MADE_OF_WORLDS:
        reason = Text("这批运行的一行不是一个世界，不能单独重做", "a row of this batch is not one world, so it cannot be made by itself")
        step = Text(
            "重做它所用的世界（funnel runs list 里种类为“模拟”、校准版本相同的批次），或执行原来的命令",
            'make the worlds it was worked out from again (batches of worlds with the same versions in "funnel runs list"), or give the command '
            "that made it",
        )
        raise BadInput(held.shelf.id, reason, step)
    task = whole_number("TASK", 0, 2 * MOST_REPLICATIONS)(how.what or "")
    if not held.may_have(task):
        tasks = ranges(sorted({*held.tasks.tolist(), *held.failed}), how.lang) or UNKNOWN
        raise BadInput(held.shelf.id, NOT_IN_BATCH.fill(task=task, tasks=tasks), ONE_OF_THEM)
    try:
        scenario = scenario_of((held.shelf.folder / SCENARIO).read_text(encoding="utf-8"))
        digest = held.identity.get("versions")
        versions = versions_of((held.shelf.folder / VERSIONS).read_text(encoding="utf-8"), digest) if digest else ()
    except (OSError, ValueError, KeyError) as error:
        reason = Text("这批运行没有保存情景，不能单独重做", "the scenario of this batch is not stored, so one run cannot be made by itself")
        raise BadInput(held.shelf.id, reason, Text("执行原来的命令", "give the command that made it")) from error
    from experiments.runs.records import record

    version, titles = about_chosen(held, how).version_in(task)
    made = attempt(lambda: record(Place(scenario, held.identity["seed"], check=True, versions=versions).world(task)))
    if isinstance(made, Exception):
        error = f"{type(made).__name__}: {made}"
        if how.json:
            streams.print_json({"task": task, "error": error})
        say(FAILED_AGAIN.fill(task=task, error=Text(*in_words(error))).of(how.lang))
        return NOT_WHOLE
    row = {name: value if value == value else None for name, value in zip(row_names(), made.indicators.tolist(), strict=True)}
    agrees = _agrees(held, task, row_of(made)["digest"])
    if how.json:
        streams.print_json({"task": task, "version": version or None, "digest": made.digest, "as_stored": agrees, "indicators": row})
        return DONE
    cells = [(*_name_and_unit(name, how.lang), UNKNOWN if value is None else f"{value:,.6g}") for name, value in row.items()]
    streams.tables().print(layout.table([each.of(how.lang) for each in HEADINGS_OF_ONE], cells, streams.width(), right=(2,), whole=(1,)))
    if titles is not None:
        print(IN_VERSION.fill(title=Text(titles.zh, titles.en), seed=held.identity["seed"]).of(how.lang))
    unknown = FAILED_THEN if task in held.failed else LOST
    print((unknown if agrees is None else SAME if agrees else DIFFERENT).of(how.lang))
    return DONE


def _name_and_unit(name: str, lang: Lang) -> tuple[str, str]:
    found = indicator(name)
    return found.words.read(lang), found.unit.read(lang)


def row_names() -> tuple[str, ...]:
    """The indicators of a world."""
    from sim.indicators import NAMES

    return NAMES


def _agrees(held: Held, task: int, digest: str) -> bool | None:
    """Whether the stored row of a task has this digest; None where there is none that can be read."""
    for chunk in held.shelf.chunks():
        if chunk.first <= task <= chunk.last:
            try:
                table = held.shelf.read(chunk).select(["task", "digest"])
            except Damaged:
                continue
            found = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
            if task in found:
                return found[task] == digest
    return None
