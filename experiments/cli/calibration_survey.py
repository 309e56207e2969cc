"""The part of `funnel calibrate --targets` on a city's own data: what they say, and what the worlds fitted to them show."""

from collections.abc import Mapping
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import UNKNOWN

HEAD = Text("本地数据，和按它拟合后模型给出的数", "Data of one's own, and what the model fitted to them gives")
COLUMNS = (
    Text("量", "Quantity"),
    Text("数据", "Data"),
    Text("95% 区间", "95 % interval"),
    Text("项目数", "Cases"),
    Text("模型", "Model"),
    Text("后验95%范围", "95 % of draws"),
    Text("参与拟合", "Fitted"),
)
QUANTITIES = {
    "after_passed_pilot": Text("通过中试后达到批量产出", "batch output after a passed pilot"),
    "without_pilot": Text("未经中试达到批量产出", "batch output without a pilot"),
    "per_entrant": Text("全部进入中试者达到批量产出", "batch output of all that began a pilot"),
    "pass_rate": Text("中试通过率", "pilots passed"),
    "entered_in_window": Text("观察期内进入产业化（不是成功率）", "entered industrialisation within the window (no rate of success)"),
    "funded_share": Text("获得财政资金的中试", "pilots paid public money"),
    "mean_public_money": Text("每个受助项目的财政资金（万元）", "public money of a project paid (10,000 CNY)"),
}
YES, NO = Text("是", "yes"), Text("否", "no")
PUBLISHED = Text("公布的数，只供对照：拟合用的是本地数据，与它们不同不算错", "Published figures, only to compare with: the fit is to your data")
ONCE = Text(
    "每个项目只算一次：通过率和通过后的比例都有时，“全部进入中试者”由二者得出，不再拟合；财政资金只列出，不拟合。"
    "“模型”一栏与“数据”相差超出区间的，模型解释不了这份数据，据此得出的结论要打折扣。",
    "Every project counts once: where pass rate and the share after a pass are known, that of all entrants follows and is not fitted; money is "
    "shown, not fitted. Where the model lies outside the interval of the data it cannot explain them, and conclusions from it are worth less.",
)
NOT_YOURS = Text(
    "下面的校准版本和政策排序说的是公布的80%和30%，不随本地数据改变；本地数据改变的是上面的后验。",
    "The versions and the rankings of policies speak of the published 80 and 30 %; your data do not move them. They move the posterior above.",
)


def rows(survey: list[Mapping[str, Any]], lang: Lang) -> list[tuple[str, ...]]:
    """The lines of the table."""
    return [_row(each, lang) for each in survey]


def _row(found: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    def said(value: float | None) -> str:
        return UNKNOWN if value is None else f"{value:.1%}" if found["unit"] == "share" else f"{value:,.0f}"

    def between(low: float | None, high: float | None) -> str:
        return UNKNOWN if low is None or high is None else f"{said(low)} – {said(high)}"

    return (
        QUANTITIES[found["id"]].of(lang), said(found["value"]), between(found["low"], found["high"]), str(found["n"]),
        said(found["simulated"]), between(found["simulated_low"], found["simulated_high"]), (YES if found["fitted"] else NO).of(lang),
    )  # fmt: skip
