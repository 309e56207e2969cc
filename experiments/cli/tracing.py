"""`funnel trace`: what made a figure, told from the record inside its file, and the same figure once more."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import streams
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, say
from experiments.cli.language import Lang, Text

if TYPE_CHECKING:
    from experiments.figures.record import Record

SAME, SAME_PICTURE, DIFFERENT = "identical", "same_pixels", "different"
OUTCOMES = {
    SAME: Text("重画的文件与它一模一样。", "Drawn again, the file is the same to the last byte."),
    SAME_PICTURE: Text("重画的图与它每个像素都相同（文件的写法不同）。", "Drawn again, every pixel is the same (the file is written differently)."),
    DIFFERENT: Text("重画的图与它不同：{why}。", "Drawn again, it is different: {why}."),
}
OTHER_VERSIONS = Text("画它的程序版本不同（{versions}）", "it was drawn by other versions ({versions})")
CHANGED = Text("版本相同，文件被改动过", "the versions are the same, so the file was changed")
WRITTEN = Text("重画的图、数据和结果已写入 {folder}。", "The figure drawn again, its data and its result are in {folder}.")
LINES = (
    ("figure", Text("图", "figure")),
    ("size", Text("语言和尺寸", "language and size")),
    ("result", Text("结果编号", "result")),
    ("command", Text("得出结果的命令", "command that made the result")),
    ("scenario", Text("情景", "scenario")),
    ("runs", Text("模拟", "simulated")),
    ("computed_by", Text("计算所用版本", "computed by")),
    ("drawn_by", Text("绘图所用版本", "drawn by")),
    ("sources", Text("依据", "evidence")),
)


def trace(figure: str, lang: Lang, *, again: bool, out: Path | None, as_json: bool, quiet: bool) -> int:
    """Say what made a figure; with `again` draw it once more and compare. Exit code 3 where it comes out different. Raises BadInput, OutputError."""
    path = Path(figure)
    content, record = _read(path)
    facts = facts_of(record)
    if again or out is not None:
        facts["again"] = _again(path, content, record, out)
    if as_json:
        streams.print_json(facts)
    else:
        print("\n".join(told(facts, lang)), flush=True)
        if "again" in facts:
            print(_outcome(facts).of(lang), flush=True)
    if out is not None and not quiet:
        say(WRITTEN.fill(folder=out).of(lang))
    return NOT_WHOLE if facts.get("again") == DIFFERENT else DONE


def _read(path: Path) -> "tuple[bytes, Record]":
    from experiments.figures.record import NoRecord, unpacked

    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = Text("读不到这个文件", "this file cannot be read")
        raise BadInput(
            str(path)[:200], reason, Text("给出 funnel figures 画出的 .png、.svg 或 .pdf", "give a .png, .svg or .pdf that funnel figures drew")
        ) from error
    try:
        return content, unpacked(content)
    except NoRecord as error:
        reason = Text(
            "文件里没有出处记录：不是 funnel 画的，或被别的程序另存过",
            "there is no record inside: it was not drawn by funnel, or another program has saved it anew",
        )
        if error.args == ("damaged record",):
            reason = Text("文件里的出处记录已损坏", "the record inside is damaged")
        step = Text("用最初画出的文件，或用 funnel figures 重新画", "use the file as it was drawn, or draw it anew with funnel figures")
        raise BadInput(str(path)[:200], reason, step) from error


def facts_of(record: "Record") -> dict[str, Any]:
    """What the record says, as in the JSON document."""
    from experiments.figures.catalogue import DRAWINGS

    document, provenance = record.document, record.document.get("provenance") or {}
    kind = DRAWINGS[record.name].words if record.name in DRAWINGS else None
    return {
        "figure": record.name,
        "kind": {"zh": kind.zh, "en": kind.en} if kind else None,
        "lang": record.lang,
        "size": record.size,
        "result_id": record.result,
        "command": provenance.get("command"),
        "scenario": document.get("scenario"),
        "scenarios": provenance.get("scenarios"),
        "seed": document.get("seed"),
        "replications": document.get("replications"),
        "months": document.get("months"),
        "computed_by": provenance.get("versions"),
        "commit": provenance.get("commit"),
        "drawn_by": dict(record.drawn_by),
        "sources": provenance.get("sources"),
    }


def told(facts: dict[str, Any], lang: Lang) -> list[str]:
    """The facts as lines; what the record does not hold is left out."""
    zh = lang == "zh"
    runs = [
        (f"{facts['replications']} 次" if zh else f"{facts['replications']} runs") if facts["replications"] is not None else "",
        (f"{facts['months']} 个月" if zh else f"{facts['months']} months") if facts["months"] is not None else "",
        (f"种子 {facts['seed']}" if zh else f"seed {facts['seed']}") if facts["seed"] is not None else "",
    ]
    shown = {
        "figure": f"{facts['figure']}{'，' if zh else ', '}{facts['kind'][lang]}" if facts["kind"] else facts["figure"],
        "size": f"{facts['lang']}, {facts['size']}",
        "result": facts["result_id"],
        "command": " ".join(facts["command"] or ()),
        "scenario": facts["scenario"] or "",
        "runs": ("，" if zh else ", ").join(part for part in runs if part),
        "computed_by": _versions(facts["computed_by"] or {}),
        "drawn_by": _versions(facts["drawn_by"]),
        "sources": ("、" if zh else ", ").join(facts["sources"] or ()),
    }
    return [f"{words.of(lang)}{'：' if zh else ': '}{shown[key]}" for key, words in LINES if shown[key]]


def _versions(versions: dict[str, str | None]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items() if version)


def _again(path: Path, content: bytes, record: "Record", out: Path | None) -> str:
    """Draw the figure once more and compare; write it with its data and its result where `out` says."""
    from experiments.figures.catalogue import UnknownFigure, draw, table
    from experiments.figures.style import FORMATS
    from experiments.output.folder import write_whole
    from experiments.output.identity import strict_json

    form = _form(content)
    try:
        drawn = draw(record.document, record.name, record.lang, record.size)
    except UnknownFigure as error:
        reason = Text("这一版程序不再能画它（{name}）", "this version of the program can no longer draw it ({name})").fill(name=record.name)
        raise BadInput(str(path)[:200], reason, Text("用画它的那一版程序（见 drawn_by）", "use the version that drew it (see drawn_by)")) from error
    drawn.record = _as_it_was(content, drawn.record)
    made = FORMATS[form](drawn)
    if out is not None:
        files = {f"{record.name}.{form}": made, f"{record.name}.csv": table(record.document, record.name, record.lang)}
        write_whole(out, files | {"results.json": strict_json(record.document).encode()})
    if made == content:
        return SAME
    try:
        return SAME_PICTURE if form == "png" and _same_pixels(made, content) else DIFFERENT
    except (OSError, ValueError, SyntaxError) as error:
        reason = Text("图片不完整，可能没有下载完", "the picture is not whole; perhaps it was not downloaded to its end")
        step = Text("重新取得这个文件，或用 funnel figures 重新画", "get the file again, or draw it anew with funnel figures")
        raise BadInput(str(path)[:200], reason, step) from error


def _as_it_was(content: bytes, record: str) -> str:
    """The record exactly as the file holds it: it names the versions that drew it first."""
    from experiments.figures.record import line_in

    return line_in(content) or record


def _form(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return "png"
    return "pdf" if content.startswith(b"%PDF") else "svg"


def _same_pixels(one: bytes, other: bytes) -> bool:
    import io

    import numpy as np
    from matplotlib.image import imread

    first, second = (imread(io.BytesIO(content), format="png") for content in (one, other))
    return first.shape == second.shape and bool(np.array_equal(first, second))


def _outcome(facts: dict[str, Any]) -> Text:
    from experiments.figures.record import DREW
    from experiments.output.provenance import versions_of

    now = versions_of(DREW)
    changed = [f"{name} {facts['drawn_by'].get(name)} → {now[name]}" for name in DREW if facts["drawn_by"].get(name) != now[name]]
    why = OTHER_VERSIONS.fill(versions=", ".join(changed)) if changed else CHANGED
    return OUTCOMES[facts["again"]].fill(why=why)
