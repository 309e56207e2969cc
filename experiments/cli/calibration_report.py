"""The tables and sentences of `funnel calibrate`: what is met, which readings can exist, what the data told, and what nobody can tell from them."""

from collections.abc import Mapping
from typing import Any

from experiments.cli import calibration_survey, streams
from experiments.cli.identifiability_report import called, show_report
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold, table
from experiments.cli.numerals import UNKNOWN

TARGETS = Text("校准目标：模型给出的数与文件所载", "Targets: what the model gives against what is documented")
TARGET_COLUMNS = (
    Text("目标", "Target"),
    Text("内容", "What"),
    Text("性质", "Role"),
    Text("文件", "Said"),
    Text("可接受", "Accepted"),
    Text("模型", "Model"),
    Text("后验95%范围", "95 % of draws"),
    Text("判断", "Met"),
)
VERSIONS = Text("校准版本：同样给出80%和30%的不同解释", "Versions: readings that give the same 80 and 30 %")
VERSION_COLUMNS = (
    Text("版本", "Version"),
    Text("说法", "Wording"),
    Text("通过率", "Pass rate"),
    Text("选择 ρ", "Selection ρ"),
    Text("信息份额", "Information"),
    Text("通过后", "After a pass"),
    Text("不经中试", "Without"),
    Text("可行", "Can be"),
)
POSTERIOR = Text("后验：{size}组参数，有效样本量{ess:.0f}", "Posterior: {size} draws, effective sample size {ess:.0f}")
PARAMETER_COLUMNS = (
    Text("参数", "Parameter"),
    Text("均值", "Mean"),
    Text("95%范围", "95 % range"),
    Text("先验95%", "Prior 95 %"),
    Text("学到多少", "Learned"),
)
ROLE = {"fitted": Text("拟合", "fitted"), "checked": Text("核对", "checked"), "set": Text("设定", "set")}
ROLES = Text(
    "“拟合”的数参与了拟合，符合是应该的；“设定”的由参数直接定出，符合不算证据；只有“核对”的没有告诉模型。",
    "Fitted figures were told to the fit and ought to be met; those that are set follow from a parameter and are no evidence; only checked ones were "
    "not told to the model.",
)
DIFFERS = Text("不同", "differs")
MONEY_UNIT = Text("（万元）", " (10,000 CNY)")
MET, NOT_MET = Text("符合", "met"), Text("不符", "NOT met")
YES, NO = Text("是", "yes"), Text("否", "NO")
STARTS = Text("各地起点存量与文件一致的项数（设定，不拟合）", "starting stocks that equal the documents (set, not fitted)")
NOT_EVIDENCE = Text(
    "两个数拟合得好，不等于模型对：通过率、选择、信息份额只能取值试算，不能由这些数据定出。",
    "That two numbers are fitted well is no evidence that the model is right: pass rate, selection and information share are varied, not identified.",
)
FEW_DRAWS = Text(
    "有效样本量只有{ess:.0f}：上面的均值、范围和“学到多少”都很粗略，不宜引用。下一步：不加 --quick 再拟合。",
    "The effective sample size is only {ess:.0f}: means, ranges and what was learned are rough and should not be quoted. Next step: fit "
    "without --quick.",
)
ENOUGH_DRAWS = 100
COST = Text("用时{seconds:.0f}秒；拟合模拟了{simulations:,}个世界。", "{seconds:.0f} s; the fit simulated {simulations:,} worlds.")


def show(document: Mapping[str, Any], lang: Lang) -> None:
    """All tables, then the report where there is one."""
    console = streams.tables()

    def head(text: str) -> None:
        console.print(f"\n{text}", style="bold")

    def grid(columns: Any, rows: Any, right: tuple[int, ...]) -> None:
        console.print(table([column.of(lang) for column in columns], list(rows), console.width, right=right))

    def say(*lines: str) -> None:
        for line in lines:
            if line:
                console.print("\n".join(fold(line, console.width)))

    survey = document.get("survey")
    if survey:
        head(calibration_survey.HEAD.of(lang))
        grid(calibration_survey.COLUMNS, calibration_survey.rows(survey, lang), (1, 3, 4))
        say(calibration_survey.ONCE.of(lang))
        _posterior(document["posterior"], lang, head, grid, say)
    head((calibration_survey.PUBLISHED if survey else TARGETS).of(lang))
    grid(TARGET_COLUMNS, (_target(each, lang, bool(survey)) for each in document["targets"]), (3, 5))
    say(ROLES.of(lang))
    if survey:
        say(calibration_survey.NOT_YOURS.of(lang))
    head(VERSIONS.of(lang))
    grid(VERSION_COLUMNS, (_version(each, lang) for each in document["versions"]), (2, 3, 4, 5, 6))
    if not survey:
        _posterior(document["posterior"], lang, head, grid, say)
    if "report" in document:
        show_report(document, lang, head, grid, say)
    say(COST.fill(seconds=document["seconds"], simulations=document["simulations"]).of(lang))


def _posterior(posterior: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    head(POSTERIOR.fill(size=posterior["size"], ess=posterior["ess"]).of(lang))
    grid(PARAMETER_COLUMNS, (_parameter(name, each, lang) for name, each in posterior["parameters"].items()), (1, 4))
    if posterior["ess"] < ENOUGH_DRAWS:
        say(FEW_DRAWS.fill(ess=posterior["ess"]).of(lang))
    say(NOT_EVIDENCE.of(lang))


def _target(found: Mapping[str, Any], lang: Lang, is_beside: bool) -> tuple[str, ...]:
    """A line of the table; `is_beside` where the fit is to other data, and what differs is no miss."""
    from calibration.targets import TARGETS as known

    target = next((each for each in known if each.id == found["id"]), None)
    what = STARTS.of(lang) if target is None else target.what.zh if lang == "zh" else target.what.en
    role = "set" if target is None else "checked" if is_beside and target.role == "fitted" else target.role
    places = 2 if found["value"] < 20 else 0
    if target is not None and target.unit == "share":
        places = 3
    elif target is not None and target.unit == "10k CNY":
        what += MONEY_UNIT.of(lang)
    spread = UNKNOWN if found["simulated"] is None else f"{found['simulated_low']:.{places}f} – {found['simulated_high']:.{places}f}"
    value = UNKNOWN if found["simulated"] is None else f"{found['simulated']:.{places}f}"
    accepted = f"{found['low']:.{places}f} – {found['high']:.{places}f}"
    verdict = MET if found["ok"] else DIFFERS if is_beside else NOT_MET
    return (found["id"], what, ROLE[role].of(lang), f"{found['value']:.{places}f}", accepted, value, spread, verdict.of(lang))


def _version(found: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    numbers = (f"{found[key]:.2f}" for key in ("q", "rho", "information_share", "after_passed_pilot", "without_pilot"))
    return (found["id"], found["wording"], *numbers, (YES if found["ok"] else NO).of(lang))


def _parameter(name: str, found: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    prior = UNKNOWN if found["prior_low"] is None else f"{found['prior_low']:.2f} – {found['prior_high']:.2f}"
    learned = UNKNOWN if found["learned"] is None else f"{found['learned']:.0%}"
    return (called(name, lang), f"{found['mean']:.2f}", f"{found['low']:.2f} – {found['high']:.2f}", prior, learned)
