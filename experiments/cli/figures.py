"""`funnel figures`: draw the figures of a result, each with the data behind it."""

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.errors import DONE, BadInput, nearest, say
from experiments.cli.language import Lang, Text, same

if TYPE_CHECKING:
    from experiments.figures.catalogue import Document, UnknownFigure
    from experiments.figures.style import SizeName

FOLDER = "figures"
WRITTEN = Text("{n} 张图已写入 {folder}：{names}。数据在同名的 .csv 里。", "{n} figures are in {folder}: {names}. Their data are in the .csv files.")


def draw(result: str, only: list[str], formats: "tuple[str, ...]", size: "SizeName", out: Path | None, lang: Lang, *, quiet: bool) -> int:
    """Draw all figures that a result has, or those asked for. Raises BadInput, OutputError."""
    from experiments.output.folder import check_folder, write_whole
    from experiments.output.reading import read_result

    document = read_result(result)
    folder = out if out is not None else _beside(Path(result))
    names = chosen(document, only, result)
    check_folder(folder)
    from experiments.figures.saving import files_of

    formats = (formats,) if isinstance(formats, str) else formats
    files = files_of(document, names, lang, size, formats, str(folder))
    write_whole(folder, files)
    print("\n".join(str(folder / file) for file in files), flush=True)
    if not quiet:
        say(WRITTEN.fill(n=len(names), folder=folder, names=", ".join(names)).of(lang))
    return DONE


def _beside(result: Path) -> Path:
    return (result if result.is_dir() else result.parent) / FOLDER


def chosen(document: "Document", only: list[str], where: str) -> tuple[str, ...]:
    """The figures to be drawn, in the order of the catalogue. Raises BadInput for one that the result does not have."""
    from experiments.figures.catalogue import UnknownFigure, applicable

    known = applicable(document)
    if not known:
        reason = Text("这个结果没有可画的图", "there is nothing to draw of this result")
        step = Text(
            "用本版程序重新得出结果，或给出 run、compare、target、explain 的结果",
            "make the result again with this version, or give that of run, compare, target or explain",
        )
        raise BadInput(where, reason, step)
    wanted = [word.strip() for text in only for word in text.replace("，", ",").split(",") if word.strip()]
    for name in wanted:
        if name not in known:
            raise _unknown(UnknownFigure(name, known))
    return tuple(name for name in known if name in wanted or not wanted)


def _unknown(error: "UnknownFigure") -> BadInput:
    from experiments.figures.catalogue import DRAWINGS

    known = Text("、".join(error.known), ", ".join(error.known))
    if error.name in DRAWINGS:
        reason = Text("这个结果画不出“{name}”（{kind}）", 'this result has no figure "{name}" ({kind})')
        reason = reason.fill(name=same(error.name), kind=Text(*DRAWINGS[error.name].words))
        return BadInput("--only", reason, Text("它有这些图：{known}", "it has these: {known}").fill(known=known))
    reason = Text("没有叫“{name}”的图", 'no figure is called "{name}"').fill(name=error.name[:40])
    return BadInput("--only", reason, Text("从这些中选：{known}", "choose from: {known}").fill(known=known), nearest(error.name, error.known))
