"""What `funnel compare` and `funnel run` print: the question, tables, and the sentences of `wording`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calibration.versions import load_versions
from experiments.cli import accounts, chain, equal_budget, robust_wording, two_wordings, wording
from experiments.cli.language import Lang, Text, same
from experiments.cli.layout import GAP, fold, least_width, table
from experiments.cli.numerals import COUNT, UNKNOWN, counted, decimals, interval, money_scale, percent, plain, scale_of, year_label
from experiments.figures.numbers import Scale
from experiments.figures.verdicts import Verdict
from experiments.output.enough import draws_in, missing_worlds
from experiments.output.vocabulary import PROJECT_CLASSES, RATES, indicator, stage, stop_reason, title, version
from sim.definitions import HEADLINE

KEY_INDICATORS = (
    "batch_output",
    "entered",
    "new_products",
    "pilots_started",
    "sales",
    "public_money",
    "private_money",
    "social_npv",
    "avoided_scale_up_loss",
    "months_waiting",
    "utilisation",
)
WIDEST_TEXT, NARROW, YEAR_COLUMN = 110, 90, 22
FIRST_OF_ALL = "0000-01"


def runs_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The run that a document is, or all those that a comparison holds."""
    return [document.get("baseline", document), *(policy["run"] for policy in document.get("policies", ()))]


class Report:
    """A report on a console of rich, in one language."""

    def __init__(self, console: Any, lang: Lang):
        self.console, self.lang = console, lang

    def show(self, document: Mapping[str, Any]) -> None:
        """A document of `compare` or of `run`."""
        if "policies" in document:
            self.comparison(document)
        else:
            self.run(document)

    def comparison(self, document: Mapping[str, Any]) -> None:
        """All that `compare` found: each policy by itself, then what holds for all."""
        self._heading(title(document, self.lang))
        self._lines([self._question(document), self._design(document), self._version(document), self._too_few(document)])
        if "equal_budget" in document:
            self._equal_budget(document)
        for place, policy in enumerate(document["policies"], 1):
            self._policy(policy, place, document)
        columns = [(same(f"{place}. {policy['id']}"), policy["run"]) for place, policy in enumerate(document["policies"], 1)]
        self._rates([(NOW, document["baseline"]), *columns])
        violations = sum(run["conservation"]["violations"] for run in runs_of(document))
        ranked = robust_wording.of_ranking(document, {each["id"]: title(each, self.lang) for each in document["policies"]}, self.lang)
        notes = [self._too_few(document) or ranked, wording.MANY_INTERVALS.of(self.lang), self._wide(document), self._assumed(document)]
        self._lines([*notes, wording.conservation(violations, self.lang)])

    def _equal_budget(self, document: Mapping[str, Any]) -> None:
        """How large each policy was made so that all spend the same."""
        self._lines([equal_budget.head(document, self.lang)])
        self._table(equal_budget.headings(document, self.lang), equal_budget.rows(document, self.lang), right=(1, 2, 3))
        self._lines(equal_budget.sentences(document, self.lang), bullet="* ")

    def run(self, document: Mapping[str, Any]) -> None:
        """All that `run` found."""
        self._heading(title(document, self.lang))
        self._lines([self._own_question(document), self._design(document), self._version(document), self._too_few(document)])
        self._levels(document)
        if levels := two_wordings.of_levels(document, self.lang):
            self._lines([levels])
        self._counts(STAGES, {stage(name).read(self.lang): found for name, found in document["stages"].items()})
        self._counts(STOPS, {stop_reason(name).read(self.lang): found for name, found in document["stop_reasons"].items()})
        self._ledger(document["ledger"], document["period"])
        self._rates([(Text("", ""), document)])
        self._chain(document, document)
        self._besides(document)
        self._lines([self._wide(document), self._assumed(document), wording.conservation(document["conservation"]["violations"], self.lang)])

    def _besides(self, document: Mapping[str, Any]) -> None:
        """What the report of more than a run says before the closing notes."""

    def _wide(self, document: Mapping[str, Any]) -> str:
        """Why intervals over several versions are wide; "" for one version."""
        if document.get("posterior"):
            return wording.WIDE_POSTERIOR.of(self.lang)
        return wording.WIDE_INTERVALS.of(self.lang) if len(document["versions"]) > 1 else ""

    def _assumed(self, document: Mapping[str, Any]) -> str:
        """Which inputs no document states; "" where all are documented."""
        keys = ("、" if self.lang == "zh" else ", ").join(document["assumptions"])
        return wording.ASSUMED.fill(keys=keys).of(self.lang) if keys else ""

    def _policy(self, policy: Mapping[str, Any], place: int, document: Mapping[str, Any]) -> None:
        effects = {name: policy["effects"][name] for name in KEY_INDICATORS if name in policy["effects"]}
        name = title(policy, self.lang)
        self._heading(f"{place}. {name}" + (f" [{policy['id']}]" if policy["id"] != name else ""))
        columns = len(EFFECTS) - (self.console.width < NARROW)  # the verdict is left to the sentences where there is no room for it
        rows = [self._effect_row(name, found, document)[:columns] for name, found in effects.items()]
        self._table(EFFECTS[:columns], rows, right=(1, 2, 3, 4, 5))
        self._lines(self._sentences(policy, effects, document), bullet="* ")
        self._projects(policy["projects"])
        self._ledger(policy["ledger"], document["period"])
        self._chain(policy, document)

    def _chain(self, found: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """From the naive contrast to the true effect of a pilot, where that was asked for."""
        if contrasts := found.get("contrasts"):
            self._table(chain.HEADINGS, chain.rows(contrasts, self.lang), right=(1, 2))
            self._lines(chain.sentences(contrasts, document, self.lang), bullet="* ")

    def _sentences(self, policy: Mapping[str, Any], effects: Mapping[str, Mapping[str, Any]], document: Mapping[str, Any]) -> list[str]:
        """What the numbers of one policy allow one to say."""
        headline = policy["effects"].get(HEADLINE)
        too_few = self._too_few(document)
        if too_few and wording.verdict(headline) is not Verdict.SAME:
            return [too_few]
        unclear = [name for name, found in effects.items() if wording.verdict(found) is Verdict.UNCERTAIN]
        pairs = document["replications"] if len(document["versions"]) == 1 else None
        return [
            wording.effect(HEADLINE, headline, pairs, self.lang),
            wording.robustness(policy, document["versions"], self.lang),
            wording.cost(policy, self.lang),
            two_wordings.of_policy(policy, self.lang),
            accounts.nation(policy, self.lang),
            accounts.payback(policy, self.lang),
            accounts.downside(policy, self.lang),
            wording.spanning_zero([name for name in unclear if name != HEADLINE], self.lang),
        ]

    def _effect_row(self, name: str, found: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str, ...]:
        concludes = not missing_worlds(document) or wording.verdict(found) in (Verdict.SAME, Verdict.UNKNOWN)
        scale = scale_of(name, found, self.lang)
        is_flat = found["low"] == found["high"]
        places = decimals(found["baseline"], None, None, scale) if is_flat else self._places("difference", found, scale)
        better = found.get("probability_better")
        return (
            self._label(name, scale),
            *(plain(found[key], places, scale, signed=key == "difference") for key in ("baseline", "policy", "difference")),
            interval(found["low"], found["high"], scale, self.lang),
            UNKNOWN if better is None else percent(better),
            wording.in_short(name, found, self.lang) if concludes else wording.TOO_FEW.of(self.lang),
        )

    def _label(self, name: str, scale: Scale) -> str:
        label = indicator(name).words.read(self.lang)
        return Text("{label}（{unit}）", "{label} ({unit})").fill(label=label, unit=scale.label).of(self.lang)

    def _levels(self, document: Mapping[str, Any]) -> None:
        rows = []
        for name, found in document["indicators"].items():
            scale = scale_of(name, found, self.lang)
            places = self._places("mean", found, scale)
            mean, *spread = (plain(found.get(key), places, scale) for key in ("mean", "p10", "p50", "p90"))
            between = interval(found["low"], found["high"], scale, self.lang)
            rows.append((self._label(name, scale), mean, between, *spread))
        self._table(LEVELS, rows, right=(1, 2, 3, 4, 5))

    def _counts(self, headings: Sequence[Text], rows: Mapping[str, Mapping[str, Any]], key: str = "mean") -> None:
        cells = [
            (label, plain(found[key], self._places(key, found, COUNT)), interval(found["low"], found["high"], COUNT, self.lang))
            for label, found in rows.items()
        ]
        self._table(headings, cells, right=(1, 2))

    def _places(self, key: str, found: Mapping[str, Any], scale: Scale) -> int:
        return decimals(found[key], found["low"], found["high"], scale)

    def _projects(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        self._counts(PROJECTS, {words.read(self.lang): found[name] for name, words in PROJECT_CLASSES.items()}, key="value")
        self._lines([wording.SHARED_LUCK.of(self.lang)])

    def _ledger(self, ledger: Mapping[str, Mapping[str, Any]], period: Mapping[str, str]) -> None:
        if not ledger:
            self._lines([NO_SPENDING.of(self.lang)])
            return
        scale = money_scale(min((each["total"] for each in ledger.values() if each["total"]), default=0.0), self.lang)
        places = 0 if scale.factor == 1 else 2  # 万元 whole, 亿元 and millions with two decimals
        years = sorted({year for each in ledger.values() for year in each["by_year"]}, key=int)
        spent_before = any(each["before_window"] for each in ledger.values())  # then a year holds more than the study's months
        labels = {year: year_label(year, {**period, "first": FIRST_OF_ALL} if spent_before else period, self.lang) for year in years}
        heading = YEARLY_MONEY.fill(unit=scale.label).of(self.lang)
        for names in self._side_by_side(list(ledger)):
            rows = [(labels[year], *(plain(ledger[name]["by_year"].get(year, 0.0), places, scale) for name in names)) for year in years]
            rows.append((TOTAL.of(self.lang), *(plain(ledger[name]["total"], places, scale) for name in names)))
            self._table([same(heading), *map(same, names)], rows, right=range(1, len(names) + 1), last_is_total=True)
        if notices := [said for said in (wording.two_totals(ledger, period["first"], self.lang), wording.came_back(ledger, self.lang)) if said]:
            self._lines(notices)
        if spent := accounts.execution(ledger, self.lang):
            self._lines([spent])
        if liabilities := wording.contingent(ledger, self.lang):
            self._lines(liabilities)
        self._paid(ledger)

    def _paid(self, ledger: Mapping[str, Mapping[str, Any]]) -> None:
        """How many projects each instrument paid, and how many had earned an award; instruments that pay no projects are left out."""
        rows = []
        for name, each in ledger.items():
            if each["projects_paid"]["value"] is not None:
                found = (each["projects_paid"], each["projects_qualified"])
                cells = ((plain(c["value"], self._places("value", c, COUNT)), interval(c["low"], c["high"], COUNT, self.lang)) for c in found)
                rows.append((name, *(cell for pair in cells for cell in pair)))
        columns = 5 if any(row[3] != UNKNOWN for row in rows) else 3  # nobody can earn what is no award
        if rows:
            self._table(PAID[:columns], [row[:columns] for row in rows], right=range(1, columns))

    def _side_by_side(self, names: list[str]) -> Iterable[list[str]]:
        """Instruments in groups whose columns fit beside each other."""
        group: list[str] = []
        for name in names:
            if group and sum(least_width(each) + GAP for each in (*group, name)) > self.console.width - YEAR_COLUMN:
                yield group
                group = []
            group.append(name)
        yield group

    def _rates(self, runs: Sequence[tuple[Text, Mapping[str, Any]]]) -> None:
        rows = [(wording.rate_label(name, self.lang), *(wording.rate(run["rates"].get(name), self.lang) for _, run in runs)) for name in RATES]
        self._table([RATE, *(label for label, _ in runs)], rows)
        self._lines([wording.TRAP.of(self.lang)])

    def _question(self, document: Mapping[str, Any]) -> str:
        names = ("；" if self.lang == "zh" else "; ").join(title(policy, self.lang) for policy in document["policies"])
        return QUESTION.fill(region=title(document, self.lang), policies=names).of(self.lang)

    def _design(self, document: Mapping[str, Any]) -> str:
        versions = document.get("versions") or []
        names = robust_wording.names([version(each["id"], document).read(self.lang) for each in versions], self.lang)
        design = PAIRED if "policies" in document else SINGLE
        text = PERIOD.fill(**document["period"]).of(self.lang)
        text += design.fill(n=f"{document['replications']:,}", seed=document["seed"], months=document["months"]).of(self.lang)
        facts = {"n": counted(len(versions), self.lang), "names": names}
        if posterior := document.get("posterior"):
            text += POSTERIOR.fill(**facts, draws=str(posterior["draws"]), worlds=f"{document['replications']:,}").of(self.lang)
        elif draws := draws_in(document):
            text += DRAWS.fill(draws=str(draws)).of(self.lang)
        elif len(versions) > 1:
            text += READINGS.fill(**facts).of(self.lang)
        return text + two_wordings.design(document, self.lang)

    def _own_question(self, document: Mapping[str, Any]) -> str:
        return OWN_QUESTION.fill(question=document["question"][self.lang]).of(self.lang)

    def _version(self, document: Mapping[str, Any]) -> str:
        """Which calibrated version alone is used; "" where all are."""
        used = document.get("versions") or []
        if len(used) != 1:
            return ""
        text = wording.ONE_VERSION_PAIRED if "policies" in document else wording.ONE_VERSION
        name = version(used[0]["id"], document).read(self.lang)
        return text.fill(name=f"“{name}”" if self.lang == "zh" else name, n=counted(len(load_versions()), self.lang)).of(self.lang)

    def _too_few(self, document: Mapping[str, Any]) -> str:
        return wording.too_few(document, self.lang)

    def _heading(self, text: str) -> None:
        self.console.print()
        self.console.print("\n".join(fold(text, self.console.width)), style="bold")

    def _lines(self, lines: Iterable[str], bullet: str = "") -> None:
        room = min(self.console.width, WIDEST_TEXT) - len(bullet)
        self.console.print()
        for line in lines:
            if line:
                first, *others = fold(line, room)
                self.console.print("\n".join([bullet + first, *(" " * len(bullet) + other for other in others)]))

    def _table(self, headings: Sequence[Text], rows: Iterable[Sequence[str]], **columns: Any) -> None:
        self.console.print()
        self.console.print(table([heading.of(self.lang) for heading in headings], rows, self.console.width, **columns))


NOW = Text("基线", "Baseline")
EFFECTS = (
    Text("指标", "Indicator"),
    Text("基线", "Baseline"),
    Text("有政策", "Policy"),
    Text("差", "Difference"),
    Text("差的 95% 区间", "95 % interval"),
    Text("P(更好)", "P(better)"),
    Text("判断", "Verdict"),
)
LEVELS = (
    Text("指标", "Indicator"),
    Text("平均", "Mean"),
    Text("95% 区间", "95 % interval"),
    Text("P10", "P10"),
    Text("P50", "P50"),
    Text("P90", "P90"),
)
STAGES = (Text("进入各阶段的项目", "Projects entering a stage"), Text("平均", "Mean"), Text("95% 区间", "95 % interval"))
STOPS = (Text("项目为什么停下", "Why projects stopped"), Text("平均", "Mean"), Text("95% 区间", "95 % interval"))
PROJECTS = (Text("同一项目在两个世界里", "The same project in both worlds"), Text("平均", "Mean"), Text("95% 区间", "95 % interval"))
YEARLY_MONEY = Text("财政支出（{unit}）", "Public money ({unit})")
PAID = (
    Text("政策工具", "Instrument"),
    Text("获得资金的项目", "Projects paid"),
    Text("95% 区间", "95 % interval"),
    Text("满足奖励条件的项目", "Projects that earned the award"),
    Text("95% 区间", "95 % interval"),
)
NO_SPENDING = Text("没有政策工具，财政支出为零。", "No policy instruments: no public money is spent.")
TOTAL = Text("合计（自政策开始）", "Total since it began")
RATE = Text("到期批次的比例", "Rates of closed cohorts")
QUESTION = Text(
    "问题：在这里采取下列政策，与基线（不用这些政策）相比真正改变什么？{policies}。",
    "Question: what do these policies really change here? {policies}.",
)
OWN_QUESTION = Text("地区的问题：{question}", "The region's question: {question}")
PERIOD = Text("模拟 {first} 至 {last}。", "Simulated {first} to {last}. ")
PAIRED = Text(
    "{n} 对世界，每对除政策外运气相同；{months} 个月，种子 {seed}。",
    "{n} pairs of worlds with the same luck but for the policy; {months} months, seed {seed}.",
)
SINGLE = Text("{n} 个世界，{months} 个月，种子 {seed}。", "{n} worlds, {months} months, seed {seed}.")
POSTERIOR = Text(
    "参数取自后验的{draws}组（都与 80% 和 30% 相容）；另用{worlds}对世界逐一看{n}个校准版本（对 80% 和 30% 的不同解释）：{names}。",
    " Parameters are {draws} draws of the posterior (all agree with 80 % and 30 %); {worlds} more pairs look at {n} calibrated versions "
    "(readings of the 80 % and 30 %) one by one: {names}.",
)
DRAWS = Text("参数取自后验的{draws}组（都与 80% 和 30% 相容）。", " Parameters are {draws} draws of the posterior (all agree with 80 % and 30 %).")
READINGS = Text("用{n}个校准版本（对 80% 和 30% 的不同解释）：{names}。", " {n} calibrated versions (readings of the 80 % and 30 %): {names}.")
