"""`funnel new region|policy|survey NAME`: a template to start from, never over a file that is there."""

import re
from contextlib import suppress
from pathlib import Path

from experiments.cli.errors import DONE, BadInput
from experiments.cli.language import Lang, Text
from experiments.cli.options import one_of

GOOD_NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
LONGEST_NAME = 60
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows keeps for devices: no file can be called so."""
WRITTEN = Text(
    "已生成{kind}模板 {path}。下一步：用记事本等编辑器修改，再运行 funnel check {path}。",
    "The template of a {kind} is in {path}. Next step: edit it, then run funnel check {path}.",
)
WRITTEN_SURVEY = Text(
    "已生成调查表 {path} 和填写说明 {guide}。下一步：用 Excel 或 WPS 打开调查表，照说明填写，再运行 funnel survey {path}。",
    "The survey is in {path}, how to fill it in in {guide}. Next step: fill it in with Excel, then run funnel survey {path}.",
)
KINDS = {"region": Text("地区", "region"), "policy": Text("政策", "policy"), "survey": Text("调查表", "survey")}


def write(kind: str, name: str, family: str | None, folder: Path, lang: Lang, *, quiet: bool) -> int:
    """Write `NAME.toml`, or `NAME.csv` and its guide, into the folder.

    Raises BadInput for a name that cannot be used and for a file that is there, OutputError where the folder cannot be written.
    """
    _refuse_bad_name(name)
    if kind == "survey":
        return _write_survey(name, family, folder, lang, quiet=quiet)
    _refuse_shipped(name)
    text = _template(kind, name, family, lang)
    path = folder / f"{name}.toml"
    _write_new(path, text)
    if not quiet:
        print(WRITTEN.fill(kind=KINDS[kind], path=_shown(path)).of(lang), flush=True)
    return DONE


def _shown(path: Path) -> str:
    return str(path) if path.is_absolute() else f"./{path.as_posix()}"


def _write_survey(name: str, family: str | None, folder: Path, lang: Lang, *, quiet: bool) -> int:
    from experiments.output.folder import write_whole
    from experiments.templates import survey_guide, survey_template

    _refuse_family("survey", name, family)
    guide = f"{name}-填写说明.txt" if lang == "zh" else f"{name}-guide.txt"
    files = {f"{name}.csv": survey_template(lang), guide: survey_guide(name, lang)}
    for file in files:
        if (folder / file).exists():
            raise _exists(folder / file)
    write_whole(folder, files)
    if not quiet:
        path, guide = (_shown(folder / file) for file in files)
        print(WRITTEN_SURVEY.fill(path=path, guide=guide).of(lang), flush=True)
    return DONE


def _template(kind: str, name: str, family: str | None, lang: Lang) -> str:
    from experiments.templates import policy_template, region_template
    from sim.scenario.family import FAMILIES

    if kind == "policy":
        return policy_template(name, lang, None if family is None else one_of("--family", tuple(FAMILIES))(family))
    _refuse_family(kind, name, family)
    return region_template(name, lang)


def _refuse_family(kind: str, name: str, family: str | None) -> None:
    if family is not None:
        reason = Text("--family 只用于政策，{kind}没有工具类别", "--family is for policies; a {kind} has no instruments").fill(kind=KINDS[kind])
        step = Text("去掉 --family，或写 funnel new policy {name}", "leave --family out, or write: funnel new policy {name}")
        raise BadInput("--family", reason, step.fill(name=name))


def _refuse_bad_name(name: str) -> None:
    step = Text(
        "换成英文字母、数字和连字符组成的名称，如 my-city；文件夹用 --out 给出，中文名称写在文件里的 title",
        "use letters, digits and hyphens, such as my-city; give the folder with --out, and a Chinese name under title in the file",
    )
    if "/" in name or "\\" in name:
        raise BadInput(name, Text("这是路径，不是名称", "this is a path, not a name"), step, _near(re.split(r"[/\\]", name)[-1]))
    if not GOOD_NAME.fullmatch(name):
        reason = Text("名称只能用英文字母、数字和连字符", "a name has letters, digits and hyphens only")
        raise BadInput(name or '""', reason, step, _near(name))
    if len(name) > LONGEST_NAME:
        reason = Text("名称太长（{n} 个字符，最多 {most} 个）", "the name is too long ({n} characters, at most {most})")
        raise BadInput(f"{name[:LONGEST_NAME]}…", reason.fill(n=len(name), most=LONGEST_NAME), step)
    if name.lower() in DEVICES:
        reason = Text("Windows 不允许文件叫这个名称", "Windows does not allow a file of this name")
        raise BadInput(name, reason, step, f"my-{name}")


def _near(name: str) -> str | None:
    """A good name like a bad one: "my-city" for "my city.toml"."""
    near = re.sub(r"[^A-Za-z0-9]+", "-", name.removesuffix(".toml")).strip("-")
    return near or None


def _refuse_shipped(name: str) -> None:
    from sim.scenario import list_policies, list_regions

    for kind, names in (("region", list_regions()), ("policy", list_policies())):
        if name.lower() in names:
            reason = Text(
                "随程序安装的{kind}已用了这个名称，两者会混淆", "a {kind} that comes with the program has this name; the two would be mixed up"
            )
            step = Text("换一个名称，如 my-{name}", "choose another name, such as my-{name}")
            raise BadInput(name, reason.fill(kind=KINDS[kind]), step.fill(name=name.lower()))


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all."""
    from experiments.output.errors import explained

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                file.close()
                with suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError as error:
        if not path.parent.is_dir():
            raise explained(error, path.parent, len(text.encode())) from error
        raise _exists(path) from error
    except OSError as error:
        raise explained(error, path.parent, len(text.encode())) from error


def _exists(path: Path) -> BadInput:
    reason = Text("文件已存在，没有改动它", "the file exists already and was left as it is")
    step = Text("换一个名称，用 --out 给出另一个文件夹，或先移走这个文件", "choose another name or folder (--out), or move the file away first")
    return BadInput(str(path), reason, step)
