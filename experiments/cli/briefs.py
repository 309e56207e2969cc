"""`funnel brief`: read a result, write its brief as Word, PDF and HTML."""

from dataclasses import dataclass
from pathlib import Path

from experiments.cli.errors import DONE, say
from experiments.cli.language import Lang, Text

WRITTEN = Text("简报已写入 {folder}：{files}。", "The brief is in {folder}: {files}.")
ADDED = Text(
    "模板 {template} 缺少样式 {names}，已按公文格式补上；要用本单位的样式，请在模板里定义同名样式。",
    "The template {template} lacks the styles {names}; they were added in official form. To use your own, define them in the template.",
)


@dataclass(frozen=True)
class Writing:
    """Which formats, in which language, and where they go."""

    lang: Lang
    formats: tuple[str, ...]
    template: str | None
    out: Path | None
    quiet: bool


def write(result: str, how: Writing) -> int:
    """Write the brief of a result. Raises BriefError, OutputError."""
    from experiments.briefs import brief

    made = brief(result, how.lang, how.formats, how.template, how.out)
    if made.added_styles:
        names = "、".join(made.added_styles) if how.lang == "zh" else ", ".join(made.added_styles)
        say(ADDED.fill(template=Path(how.template or "").name, names=names).of(how.lang))
    if not how.quiet:
        say(WRITTEN.fill(folder=made.folder, files=", ".join(made.files)).of(how.lang))
    return DONE
