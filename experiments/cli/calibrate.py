"""`funnel calibrate`: fit the model to the published figures, or to a city's own data, and say what the fit can tell and what not."""

from pathlib import Path
from typing import Any, NamedTuple

from experiments.cli import calibration_report, streams
from experiments.cli.carrying import trusted
from experiments.cli.errors import DONE, BadInput, NotWhole, say
from experiments.cli.interruption import raise_if_wished
from experiments.cli.language import Lang, Text, same
from experiments.cli.progress import shown
from experiments.output.identity import sealed
from experiments.output.provenance import collect

NO_EXTRA = Text("拟合用的附加包没有安装", "what is needed for fitting is not installed")
INSTALL = Text('用 pip install "techfunnel[calibration]" 安装；随程序安装的拟合结果不需要它', 'install it: pip install "techfunnel[calibration]"')
NOTHING_FITS = Text("没有一组参数能够接受", "no set of parameters could be accepted")
LOOK_AT_DATA = Text("检查数据是否互相矛盾，或不加 --quick 再试", "see whether the data contradict each other, or try without --quick")
NOTHING_TO_FIT = Text(
    "这份数据中还没有可以拟合的内容（没有一个项目有结果）", "there is nothing to fit in these data yet (no project has come to an end)"
)
FOLLOW_ON = Text(
    "继续跟踪这些项目，等有了通过、未通过或进入产业化的记录再拟合", "follow the projects until some passed, failed or entered industrialisation"
)
WRITTEN = Text("拟合结果已写入 {folder}：{files}。", "The fit is in {folder}: {files}.")
CORE_MOVED = Text("核心版本在新的随机数下不再给出80%和30%：{names}", "core versions no longer give 80 and 30 % on fresh luck: {names}")
SOLVE_CORE = Text(
    "模型的行为变了：用 python -m calibration.solve 重新求解核心版本", "the model behaves otherwise: solve them anew with python -m calibration.solve"
)
STEPS = {
    "versions": Text("校准版本", "versions"),
    "posterior": Text("后验", "posterior"),
    "posterior-through": Text("后验（“80%”是所有做过中试的）", "posterior (80 % of all who went through a pilot)"),
    "targets": Text("校准目标", "targets"),
    "rankings": Text("政策排序", "rankings"),
}


class Wishes(NamedTuple):
    """What was asked for on the command line."""

    lang: Lang
    quick: bool
    report: bool
    targets: Path | None
    out: Path | None
    store: Path | None
    workers: int | None
    json: bool
    quiet: bool


def calibrate(wishes: Wishes) -> int:
    """Fit, print the tables or the JSON document, write the files. Raises BadInput, NotWhole, SurveyError, OutputError."""
    from calibration.calibrate import EFFORTS
    from calibration.calibrate import calibrate as carry_out
    from calibration.observe import observed_places
    from calibration.posterior import CannotFit

    targets, data = _data(wishes)
    if wishes.out is not None:
        from experiments.output import check_folder

        check_folder(wishes.out)
    with trusted(), shown(wishes.lang, quiet=True) as show:
        try:
            found = carry_out(
                EFFORTS["quick" if wishes.quick else "full"], _folder(wishes), data, workers=wishes.workers, progress=_progress(wishes, show)
            )
        except CannotFit as error:
            raise _refused(error) from error
        document = found.document()
        if wishes.report:
            import time

            from experiments.identifiability import report

            began = time.perf_counter()

            beat = _progress(wishes, show)
            document["report"] = report(
                found, folder=_store(wishes), workers=wishes.workers, progress=lambda done, total: beat("rankings", done, total)
            )
            document["seconds"] = round(document["seconds"] + time.perf_counter() - began, 1)
    if targets is not None:
        from calibration.calibrate import survey_rows

        document["survey"] = survey_rows(found, targets)
    document = sealed(document, collect(observed_places()))
    files = _written(wishes, found, document)
    if wishes.json:
        streams.print_json(document)
    else:
        calibration_report.show(document, wishes.lang)
    if files and not wishes.quiet:
        say(WRITTEN.fill(folder=wishes.out, files=", ".join(files)).of(wishes.lang))
    moved = [s.reading.id for s in found.solutions if s.reading.core and s.missed]
    if moved:
        raise NotWhole(same("calibration/fitted/versions.toml"), CORE_MOVED.fill(names=", ".join(moved)), SOLVE_CORE)
    return DONE


def _refused(error: Exception) -> BadInput:
    if isinstance(error.__cause__, ImportError):
        return BadInput(Text("拟合", "fitting"), NO_EXTRA, INSTALL)
    return NotWhole(Text("拟合", "fitting"), NOTHING_FITS, LOOK_AT_DATA)


def _data(wishes: Wishes) -> tuple[list[Any] | None, Any]:
    """A city's own figures, and what of them is fitted; the published figures where no file is named."""
    from calibration.data import of_survey, published

    if wishes.targets is None:
        return None, published()
    from calibration.survey import read, targets_of

    targets = targets_of(read(wishes.targets))
    data = of_survey(targets)
    if not data.items:
        raise BadInput(str(wishes.targets), NOTHING_TO_FIT, FOLLOW_ON)
    return targets, data


def _folder(wishes: Wishes) -> Path:
    """Where unfinished work is kept: below the store."""
    return _store(wishes) / "calibration"


def _store(wishes: Wishes) -> Path:
    from experiments.runs.store import Store

    return Store(wishes.store).folder


def _progress(wishes: Wishes, show: Any) -> Any:
    """A line now and then on stderr; it also lets Ctrl-C through."""
    import time

    said = time.monotonic()

    def told(step: str, done: int, total: int) -> None:
        nonlocal said
        raise_if_wished()
        if not wishes.quiet and time.monotonic() - said >= 10.0:
            said = time.monotonic()
            say(f"{STEPS[step].of(wishes.lang)} {done}/{total}")

    return told


def _written(wishes: Wishes, found: Any, document: dict[str, Any]) -> list[str]:
    """Write the fitted files and the document into the folder, all or none; the ensemble only from the published figures."""
    if wishes.out is None:
        return []
    from calibration.ensemble import as_toml as ensemble_toml
    from calibration.posterior import SEED
    from calibration.shelf import as_toml
    from calibration.stamp import probe
    from calibration.versions import THROUGH
    from experiments.output.folder import write_whole
    from experiments.output.identity import strict_json

    files = {"calibrate.json": strict_json(document).encode()}
    if wishes.targets is None and not wishes.quick:
        files["versions.toml"] = as_toml(found.as_recorded()).encode()
        files["ensemble.toml"] = ensemble_toml(found.posterior, found.effort.size, SEED, probe()).encode()
        if found.through is not None:
            files["ensemble-through.toml"] = ensemble_toml(found.through, found.effort.size, SEED, probe(), THROUGH).encode()
    elif wishes.targets is not None:
        files["ensemble.toml"] = ensemble_toml(found.posterior, found.effort.size, SEED, probe()).encode()
    write_whole(wishes.out, files)
    return list(files)
