"""What `funnel target` prints: how likely the goal is, when, what is in the way year by year, and what one more unit of each resource gives."""

from collections.abc import Mapping
from typing import Any

from experiments.cli.errors import BadInput
from experiments.cli.language import Lang, Text
from experiments.cli.numerals import COUNT, UNKNOWN, amount, counted, decimals, interval, percent, plain, scale_of
from experiments.cli.report import NARROW, Report
from experiments.cli.wording import conservation, in_short, verdict
from experiments.figures.numbers import Scale, scale_for
from experiments.figures.verdicts import Verdict, missing_worlds
from experiments.goals import EXAMPLE, Goal, GoalError, read_goal
from experiments.output.vocabulary import RESOURCES, Both, indicator, title, version

RESOURCE = {name: Text(*words) for name, words in RESOURCES.items()}
HALF = 0.5


def understood(text: str | None, first: int | None = None, months: int = 0) -> Goal:
    """The goal that was typed, and if a study is given (from `first` on, so many months) that it lies within. Raises BadInput."""
    if text is None:
        reason = Text("没有给出目标", "no goal is given")
        raise BadInput("--goal", reason, Text('像这样写：--goal "{e}"', 'write it like this: --goal "{e}"').fill(e=EXAMPLE))
    try:
        goal = read_goal(text)
        if first is not None:
            goal.place(first, months)
    except GoalError as error:
        raise BadInput("--goal", Text(*error.reason), Text(*error.step), error.nearest) from error
    return goal


class TargetReport(Report):
    """The report of `funnel target`."""

    def show(self, document: Mapping[str, Any]) -> None:
        """Question, answer, bottlenecks, one more unit, and what to keep in mind."""
        self._heading(title(document, self.lang))
        notes = [self._asked(document), self._design(document), self._version(document), self._pipeline(document), self._too_few(document)]
        self._lines(notes)
        self._answer(document)
        self._lines(self._said(document), bullet="* ")
        self._stopped(document)
        self._held_up(document)
        self._lines([BY_YEAR.of(self.lang), self._declined(document)])
        self._one_more(document)
        self._lines(self._what_would_help(document), bullet="* ")
        violations = document["conservation"]["violations"]
        self._lines([SHARED.of(self.lang), self._wide(document), self._assumed(document), conservation(violations, self.lang)])

    def _asked(self, document: Mapping[str, Any]) -> str:
        return ASKED.fill(goal=_in_words(document)).of(self.lang)

    def _pipeline(self, document: Mapping[str, Any]) -> str:
        return (FULL.fill(months=document["burn_in"]) if document["burn_in"] else EMPTY).of(self.lang)

    def _answer(self, document: Mapping[str, Any]) -> None:
        found, expected, missing = document["probability"], document["expected"], document["shortfall"]
        name = document["goal"]["indicator"]
        scale = scale_of(name, {"mean": expected["value"]}, self.lang)
        rows = [(PROBABILITY.of(self.lang), percent(found["value"]), self._percents(found))]
        for words, each in ((EXPECTED, expected), (MISSING, missing)):
            label = words.fill(what=self._label(name, scale), by=document["goal"]["by"]).of(self.lang)
            value = plain(each["value"], decimals(each["value"], each["low"], each["high"], scale), scale)
            rows.append((label, value, interval(each["low"], each["high"], scale, self.lang)))
        self._table(ANSWER, rows, right=(1, 2))

    def _percents(self, found: Mapping[str, Any]) -> str:
        if found["low"] is None or found["high"] is None:
            return UNKNOWN
        return Text("{low} 至 {high}", "{low} to {high}").fill(low=percent(found["low"]), high=percent(found["high"])).of(self.lang)

    def _said(self, document: Mapping[str, Any]) -> list[str]:
        """What the numbers allow one to say of the goal."""
        return [self._likely(document), self._by_version(document), self._months(document)]

    def _likely(self, document: Mapping[str, Any]) -> str:
        found, worlds = document["probability"], document["replications"]
        if missing_worlds(document) or found["low"] is None:
            return ""
        facts = {"n": f"{worlds:,}", "low": percent(found["low"]), "high": percent(found["high"])}
        if found["value"] == 0.0:
            return NEVER_REACHED.fill(**facts).of(self.lang)
        if found["value"] == 1.0:
            return ALWAYS_REACHED.fill(**facts).of(self.lang)
        words = LIKELY if found["low"] > HALF else UNLIKELY if found["high"] < HALF else UNDECIDED
        return words.fill(**facts).of(self.lang)

    def _by_version(self, document: Mapping[str, Any]) -> str:
        """In how many versions the goal is more likely reached than missed."""
        found = document["probability_by_version"]
        if len(found) < 2:
            return ""
        above = [key for key, each in found.items() if each["value"] is not None and each["value"] > HALF]
        surely = [key for key in above if found[key]["low"] is not None and found[key]["low"] > HALF]
        each = ("、" if self.lang == "zh" else ", ").join(
            f"{version(key, document).read(self.lang)} {UNKNOWN if one['value'] is None else percent(one['value'])}" for key, one in found.items()
        )
        k, of_them = _how_many(len(above), self.lang), _how_many(len(surely), self.lang)
        facts = {"n": counted(len(found), self.lang), "k": k, "surely": of_them, "each": each}
        together = document["probability"]
        apart = len(surely) == len(found) and together["low"] is not None and together["low"] <= HALF
        return VERSIONS.fill(**facts).of(self.lang) + (APART.of(self.lang) if apart else "")

    def _months(self, document: Mapping[str, Any]) -> str:
        found = document["month_reached"]
        known = [(words, found[key]) for key, words in QUANTILES if found[key] is not None]
        within = percent(found["within_study"]["value"])
        facts = {"last": document["period"]["last"], "within": within, "range": self._percents(found["within_study"])}
        if not known:
            return NO_MONTH.fill(**facts).of(self.lang)
        months = ("，" if self.lang == "zh" else ", ").join(words.fill(month=month).of(self.lang) for words, month in known)
        rest = Text("", "") if len(known) == len(QUANTILES) else NOT_ALL.fill(**facts)
        return MONTHS.fill(months=months).of(self.lang) + rest.of(self.lang)

    def _stopped(self, document: Mapping[str, Any]) -> None:
        rows = []
        for year, found in document["bottleneck_by_year"].items():
            cells = (_short(found["stopped"][name]) for name in RESOURCE)
            binding = NONE if found["binding"] is None else RESOURCE[found["binding"]] if found["is_certain"] else _perhaps(found["binding"])
            rows.append((year, *cells, binding.of(self.lang)))
        self._table([STOPPED, *RESOURCE.values(), BINDING], rows, right=range(1, len(RESOURCE) + 1))

    def _held_up(self, document: Mapping[str, Any]) -> None:
        rows = []
        for year, found in document["bottleneck_by_year"].items():
            taken = found["saturation"]["value"]
            rows.append((year, *(_short(each) for each in found["held_up"].values()), UNKNOWN if taken is None else percent(taken)))
        names = [RESOURCE[name] for name in next(iter(document["bottleneck_by_year"].values()))["held_up"]]
        self._table([HELD_UP, *names, SATURATION], rows, right=range(1, len(names) + 2))

    def _declined(self, document: Mapping[str, Any]) -> str:
        """How much of a lack of partners is a lack of firms that want a result, not of firms."""
        years = document["bottleneck_by_year"].values()
        without, declined = sum(each["stopped"]["partner"]["value"] for each in years), sum(each["declined"]["value"] for each in years)
        return DECLINED.fill(share=percent(declined / without)).of(self.lang) if without else ""

    def _one_more(self, document: Mapping[str, Any]) -> None:
        name, enough = document["goal"]["indicator"], not missing_worlds(document)
        largest = max((abs(found["difference"]) for found in document["bottlenecks"].values() if found["difference"] is not None), default=0.0)
        scale, points = scale_of(name, {"difference": largest}, self.lang), scale_for(Both("", "share"), self.lang, 1.0, True)
        rows = []
        for resource, found in document["bottlenecks"].items():
            said = in_short(name, found, self.lang) if enough or verdict(found) in (Verdict.SAME, Verdict.UNKNOWN) else FEW.of(self.lang)
            label = Text("{name}：{unit}", "{name}: {unit}").fill(name=RESOURCE[resource], unit=Text(**found["unit"])).of(self.lang)
            rows.append((label, *self._change(found, scale), *self._change(found["probability"], points), said))
        headings = [ONE_MORE, MORE.fill(unit=scale.label, by=document["goal"]["by"]), RANGE, POINTS, RANGE, JUDGED]
        columns = len(headings) - (self.console.width < NARROW)  # the verdict is left to the sentences where there is no room for it
        self._table(headings[:columns], [row[:columns] for row in rows], right=(1, 2, 3, 4))

    def _change(self, found: Mapping[str, Any], scale: Scale) -> tuple[str, str]:
        places = decimals(found["difference"], found["low"], found["high"], scale)
        return plain(found["difference"], places, scale, signed=True), interval(found["low"], found["high"], scale, self.lang)

    def _what_would_help(self, document: Mapping[str, Any]) -> list[str]:
        """Which resource surely helps, and how much of it the shortfall stands for."""
        if missing_worlds(document):
            return []
        helping = {name: found for name, found in document["bottlenecks"].items() if verdict(found) is Verdict.MORE}
        if not helping:
            return [NOTHING_HELPS.of(self.lang)]
        lines = []
        for name, found in sorted(helping.items(), key=lambda each: -each[1]["difference"]):
            unit = Text(**found["unit"])
            scale = scale_of(document["goal"]["indicator"], found, self.lang)
            facts = {"name": RESOURCE[name], "unit": unit, "range": interval(found["low"], found["high"], scale, self.lang)}
            line = HELPS.fill(size=amount(found["difference"], found["low"], found["high"], scale), **facts).of(self.lang)
            needed = found["units_to_close"]
            if needed["value"] is not None:
                size = {"n": plain(needed["value"], _tens(needed["value"])), "range": interval(needed["low"], needed["high"], COUNT, self.lang)}
                line += UNITS.fill(**size).of(self.lang)
            lines.append(line)
        return lines


def _in_words(document: Mapping[str, Any]) -> Text:
    """The goal in both languages: "新产品不少于 300 项（2026-12 月底前）"."""
    goal = document["goal"]
    strict = goal["operator"] == ">"
    said = {}
    for lang in ("zh", "en"):
        scale = scale_of(goal["indicator"], {"mean": goal["number"]}, lang)
        number = plain(goal["number"], 0 if scale == COUNT or float(goal["number"] * scale.factor).is_integer() else 2, scale)
        words = indicator(goal["indicator"]).words.read(lang)
        said[lang] = (words, f"{number} {scale.label}".rstrip())
    zh = f"到 {goal['by']} 月底，“{said['zh'][0]}”{'超过' if strict else '达到'} {said['zh'][1]}"
    return Text(zh, f"{said['en'][0]}: {'more than' if strict else 'at least'} {said['en'][1]} by the end of {goal['by']}")


def _short(found: Mapping[str, Any]) -> str:
    """A mean of counts with one decimal; what is not zero is never shown as such."""
    return "<0.1" if 0.0 < found["value"] < 0.05 else plain(found["value"], 1 if found["value"] else 0)


def _perhaps(name: str) -> Text:
    return Text("{name}（不能断定）", "{name} (not certain)").fill(name=RESOURCE[name])


def _how_many(number: int, lang: Lang) -> str:
    return Text("没有一个", "none").of(lang) if number == 0 else Text("有{n}个", "{n}").fill(n=counted(number, lang)).of(lang)


def _tens(value: float) -> int:
    return 0 if value >= 10 else 1


FEW = Text("世界太少", "too few worlds")
ASKED = Text("问题：{goal}，能不能做到？卡在哪里？", "Question: {goal}. Will it be reached, and what is in the way?")
FULL = Text(
    "起始时管道已满：研究期之前先预热了 {months} 个月；预热期内的不计入目标。",
    "The pipeline is full at the start: {months} months of burn-in come before; what happens in them does not count.",
)
EMPTY = Text(
    "注意：这个地区从空管道开始（calendar.burn_in = 0），头几年没有在研项目，目标因此显得更难；"
    "要从有在研项目的状态开始，在地区文件里设 calendar.burn_in，如 60。",
    "Note: this region starts empty (calendar.burn_in = 0): without projects under way the first years make the goal look harder. "
    "To start from a full pipeline set calendar.burn_in in the region file, for example to 60.",
)
ANSWER = (Text("答案", "Answer"), Text("估计", "Estimate"), Text("95% 区间", "95 % interval"))
PROBABILITY = Text("按期达到目标的概率", "probability of reaching the goal in time")
EXPECTED = Text("到 {by} 的平均数：{what}", "mean at the end of {by}: {what}")
MISSING = Text("没有达到的世界平均还差：{what}", "mean shortfall of worlds that miss it: {what}")
NEVER_REACHED = Text(
    "{n} 个世界里没有一个按期达到；概率不超过 {high}（95% 区间上限）。",
    "None of the {n} worlds reaches it in time; the probability is at most {high} (95 %).",
)
ALWAYS_REACHED = Text(
    "{n} 个世界全部按期达到；概率不低于 {low}（95% 区间下限）。", "All of the {n} worlds reach it in time; the probability is at least {low} (95 %)."
)
LIKELY = Text(
    "达到比达不到更有可能：区间（{low} 至 {high}）都高于一半。", "More likely reached than not: the interval ({low} to {high}) lies above one half."
)
UNLIKELY = Text(
    "达不到比达到更有可能：区间（{low} 至 {high}）都低于一半。",
    "More likely missed than reached: the interval ({low} to {high}) lies below one half.",
)
UNDECIDED = Text(
    "不能断定达到与达不到哪个更有可能：区间（{low} 至 {high}）跨过一半。",
    "Whether it is rather reached or missed is not certain: the interval ({low} to {high}) spans one half.",
)
VERSIONS = Text(
    "{n}个校准版本中{k}概率高于一半，{surely}整个区间都高于一半（{each}）。",
    "Probability above one half in {k} of {n} calibrated versions, with its whole interval in {surely} ({each}).",
)
APART = Text(
    "各版本单独看都高于一半，但高低相差太大，合在一起不能断定。",
    " Each by itself lies above one half, but so differently that together they decide nothing.",
)
QUANTILES = (
    ("p10", Text("10% 的世界到 {month}", "10 % of worlds by {month}")),
    ("p50", Text("50% 到 {month}", "50 % by {month}")),
    ("p90", Text("90% 到 {month}", "90 % by {month}")),
)
MONTHS = Text("何时达到：{months}。", "When it is reached: {months}.")
NOT_ALL = Text(
    "到研究期末（{last}）共有 {within} 达到（95% 区间 {range}），其余的在研究期内没有达到。",
    " By the end of the study ({last}) {within} reach it (95 % interval {range}); the others do not within the study.",
)
NO_MONTH = Text(
    "何时达到：到研究期末（{last}）只有 {within} 的世界达到（95% 区间 {range}），不足以给出月份。",
    "When it is reached: by the end of the study ({last}) only {within} of worlds reach it (95 % interval {range}), too few to name a month.",
)
STOPPED = Text("停下的项目（项）", "Projects stopped")
HELD_UP = Text("同时在等的项目（项，年均）", "Waiting at one time")
SATURATION = Text("市场饱和吃掉的销售", "Sales lost to saturation")
BINDING = Text("卡得最紧", "Binding")
NONE = Text("无", "none")
BY_YEAR = Text(
    "各年为每个世界的平均，只数达到目标所指事件之前的项目；“其他”是样品、中试、试制、量产未成，没有释放，流向外地，评审未过等，与五项资源无关。“不能断定”指与另一项之差的"
    "区间含零。逐项的 95% 区间见 JSON 的 bottleneck_by_year。",
    'Means per world and year, counting projects short of the event of the goal. "Other" is what the five resources have no part in: '
    'sample, pilot, trial or ramp failed, not released, left the region, refused by a panel. "Not certain": the interval of the difference '
    "to another one spans zero. All 95 % intervals are in the JSON under bottleneck_by_year.",
)
DECLINED = Text(
    "因“承接企业”停下的项目中，{share} 是企业看过之后不接（当时有空余名额）：缺的是愿意接的企业，不只是企业的个数。",
    "Of the projects stopped for want of a partner, {share} were seen by a firm that declined: firms that want them are missing, not just firms.",
)
ONE_MORE = Text("再多一个单位", "One more unit")
MORE = Text("到 {by} 多出（{unit}）", "More by {by} ({unit})")
RANGE = Text("95% 区间", "95 % interval")
POINTS = Text("概率（百分点）", "Probability (points)")
JUDGED = Text("判断", "Verdict")
NOTHING_HELPS = Text(
    "单独多一个单位，没有哪一种看得出增加。不等于没有作用；要看大一些的改变，用 funnel compare 比较政策。",
    "For one more unit alone no interval shows a gain. That does not mean there is none; compare larger changes with funnel compare.",
)
HELPS = Text(
    "{name}有用：{unit}，平均多出 {size}（95% 区间 {range}）。",
    "More of this resource helps ({name}): {unit} gives {size} more on average (95 % interval {range}).",
)
UNITS = Text(
    "单靠这一项补上平均缺口，按此推算约需 {n} 份这样的增加（{range}）；只是量级，越往后作用越小。",
    " Closing the mean shortfall by it alone would take about {n} such units at this rate ({range}); an order of size only, for returns fall.",
)
SHARED = Text(
    "“再多一个单位”与原情形逐个世界配对，其他运气相同；每次只改一项，并假定从模拟开始（含预热期）就一直多着：这是长期的作用，不是现在才增加的作用。",
    "One more unit is compared world by world with the region as it is, with the same luck otherwise, one resource at a time, as if it had been "
    "there from the beginning, burn-in included: its lasting effect, not that of a unit added only now.",
)
