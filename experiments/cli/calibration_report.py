"""The tables and sentences of `funnel calibrate`: what is met, which readings can exist, what the data told, and what nobody can tell from them."""

from collections.abc import Mapping
from typing import Any

from experiments.cli import calibration_survey, streams
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold, table
from experiments.cli.numerals import UNKNOWN
from experiments.cli.robust_wording import dimension
from sim.stages import Sector, name_zh

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
COST = Text("用时{seconds:.0f}秒，模拟了{simulations:,}个世界。", "{seconds:.0f} s, {simulations:,} worlds simulated.")
PACES = {
    "zigong_pace": Text("自贡的节奏（中试和产品化时长的倍数）", "pace of Zigong (times the length of pilots and trials)"),
    "local_pace": Text("本地的节奏（中试和产品化时长的倍数）", "pace of the place (times the length of pilots and trials)"),
    "pass_rate": Text("中试通过率（结果，不是参数）", "pass rate of pilots (an outcome)"),
    "rho": Text("选择的强弱 ρ（结果）", "strength of selection ρ (an outcome)"),
    "information_share": Text("信息份额（结果）", "information share (an outcome)"),
}
HEADS = {
    "ridge": Text("分不开的：80%和30%背后的三种成分", "What cannot be told apart: three parts behind 80 and 30 %"),
    "values": Text("价值：按企业尝试的比例求出（显示性偏好），哪些是假定", "Values, from how often firms attempt (revealed preference), and what is assumed"),
    "attempts": Text(
        "没有求得的解释：自相矛盾的，和求解最接近仍不满足的",
        "Readings that were not found: those that contradict themselves, and the nearest attempts",
    ),
    "rankings": Text("政策排序：哪些不变，哪些会变", "Rankings of policies: which survive, which turn"),
    "surveys": Text("哪项调查能分辨", "Which survey would settle it"),
    "tensions": Text("目标之间的矛盾（列出，不取平均）", "Tensions between targets (shown, not averaged)"),
}
RIDGE_COLUMNS = (Text("选择 ρ", "Selection ρ"), Text("50个百分点中的选择", "of the 50 points: selection"), Text("剩给中试的", "left for the pilot"))
RIDGE_SAID = Text(
    "同样的80%和30%，ρ从{low}到{high}，中试的平均作用可以从{most:.0f}个百分点到{least:.0f}个百分点。"
    "数据中没有一项能选出其中一点：后验的ρ在{rlow:.2f}至{rhigh:.2f}之间（均值{mean:.2f}）。",
    "With the same 80 and 30 %, as ρ goes from {low} to {high} the mean effect of a pilot goes from {most:.0f} to {least:.0f} points. Nothing in "
    "the data picks a point: ρ lies between {rlow:.2f} and {rhigh:.2f} in the posterior (mean {mean:.2f}).",
)
LEARNED = Text(
    "数据说明了的：{learned}。数据没有说明的（与先验一样宽）：{flat}。",
    "The data tell of: {learned}. They say nothing of (as wide as the prior): {flat}.",
)
COVERED = Text(
    "检验：{n}组已知的真值，90%区间包住真值的比例，各参数为{low:.0%}至{high:.0%}。",
    "Check: of {n} known truths, {low:.0%} to {high:.0%} by parameter lie inside their 90 % interval.",
)
VALUE_COLUMNS = (
    Text("领域", "Field"),
    Text("价值倍数", "Value scale"),
    Text("尝试的比例", "Attempted"),
    Text("95% 区间", "95 % interval"),
)
ASSUMED = Text(
    "“价值倍数”是一项成功在这个领域值多少（与各领域的平均之比）。没有资料说各领域有多少成果被尝试，所以假定企业在各领域尝试的比例相同，倍数由此求出："
    "这是假定，不是测得的。",
    "The value scale says what a success is worth in a field, over the mean of fields. No source tells how many results are attempted by field, so firms "
    "are assumed to attempt the same share in each, and the scales are those at which they do: an assumption, not a measurement.",
)
LEVEL = Text(
    "总的水平（参数表中的价值倍数）也是假定：高校成果被尝试的比例为{attempted:.1%}，由C9推算约{implied:.0%}；水平高低几成都与此相容。",
    "The common level (value multiple, in the table of parameters) is an assumption too: universities' results are attempted in {attempted:.1%} of cases, "
    "C9 implies about {implied:.0%}, and a level a good deal lower or higher would agree with that.",
)
GAINED = Text(
    "检验：价值高{rise:.0%}时才尝试的项目（边际尝试者，{n}个），平均净得为产业化投资的{marginal}，{verdict}；全部尝试者{everybody}。"
    "这说明模型中的企业按实际得失决策，补贴改变的是临界的项目；价值定得多高，这里看不出来。",
    "Check: those who attempt only when values are {rise:.0%} higher (the marginal attempters, {n} projects) gain {marginal} of the cost of their line: "
    "{verdict}; all who attempt gain {everybody}. So firms of the model decide on what awaits them, and a subsidy moves those at the margin; how high "
    "values are cannot be seen from this.",
)
INDIFFERENT = Text("与不赚不赔分不开", "not to be told from nothing")
TOO_HIGH, TOO_LOW = Text("多于不赚不赔", "more than nothing"), Text("少于不赚不赔", "less than nothing")
IMPOSSIBLE = Text(
    "{id}：自相矛盾。即使通过者全部成功、未通过者与入中试者平均一样，也至多{most:.0%}的入中试者成功，不到80%。",
    "{id}: contradicts itself. Even if all who pass succeed and those who fail do as well as entrants on average, at most {most:.0%} of entrants "
    "can.",
)
MISSES = Text(
    "{id}：随程序附带，但在更多新世界中不满足要求（{what}），不再算可行；--worlds all-versions 仍含它。"
    "下一步：funnel calibrate --out 文件夹 重新求解。",
    "{id}: it ships with the program, but in more fresh worlds it misses what it must show ({what}), so it no longer counts as feasible; --worlds "
    "all-versions still has it. Next step: funnel calibrate --out DIR solves it anew.",
)
MISSED = Text("{name} {value:.1%}，要求 {low:.0%} 至 {high:.0%}", "{name} {value:.1%}, {low:.0%} to {high:.0%} is asked for")
MISSED_RHO = Text("{name} {value:.2f}，要求 {low:.2f} 至 {high:.2f}", "{name} {value:.2f}, {low:.2f} to {high:.2f} is asked for")
DEMANDS = {
    "without_pilot": Text("不经中试", "without a pilot"),
    "after_passed_pilot": Text("中试通过后", "after a passed pilot"),
    "per_entrant": Text("全部入中试者", "all who began a pilot"),
    "pass_rate": Text("通过率", "pass rate"),
    "rho": Text("选择 ρ", "selection ρ"),
}
NOT_FOUND = Text(
    "{id}：求解最接近时，入中试者{reached:.1%}成功、通过率{q:.1%}（要求80%和{wanted:.0%}）。",
    "{id}: the nearest attempt gives {reached:.1%} of entrants at a pass rate of {q:.1%} (80 % and {wanted:.0%} are asked for).",
)
FOR_MONEY = Text(
    "即使通过者技术上全部成功、资金宽松到先验的上限，也只有{passed:.0%}的通过者能找到资金并量产，合起来至多{most:.0%}的入中试者成功。",
    " Even where all who pass work technically and money is as cheap as its priors go, only {passed:.0%} of those who passed find it and reach batch "
    "output, so at most {most:.0%} of entrants can.",
)
UNPROVEN = Text("没有求得，但也没有证明不可能。", " It was not found, which does not prove that it cannot be.")
SURVIVE = Text("{n}个可行版本中次序都不变：{pairs}。", "The order is the same in all {n} feasible versions: {pairs}.")
TURN = Text(
    "“{first}”总体多于“{second}”，但在{k}/{n}个版本中相反（{where}）。",
    "{first} does more than {second} overall, but less in {k} of {n} versions ({where}).",
)
NONE_SURVIVES = Text("没有一对政策的次序在全部{n}个版本中都不变。", "No two policies keep their order in all {n} feasible versions.")
ASK = {
    "failed-pilots": Text(
        "跟踪中试未通过的项目：后来成功的比例，各核心版本从{low:.0%}到{high:.0%}。每个城市约{cases}个未通过的项目即可分辨选择有多强。",
        "Follow projects whose pilot failed: the share that succeeds later is {low:.0%} to {high:.0%} by core version; about {cases} such projects "
        "tell how strong selection is.",
    ),
    "pass-rate": Text(
        "记录中试是否通过：通过率从{low:.0%}到{high:.0%}；约{cases}个中试即可分辨。",
        "Record whether pilots pass: {low:.0%} to {high:.0%}; about {cases} pilots tell.",
    ),
    "all-entrants": Text(
        "数全部经过中试的项目，而不只是通过的：达到批量产出的比例从{low:.0%}到{high:.0%}；约{cases}个即可分辨两种说法。",
        "Count all who went through a pilot, not only those who passed: {low:.0%} to {high:.0%} reach batch output; about {cases} tell the "
        "wordings apart.",
    ),
}
BESIDE = Text(
    "还有：专家评分连同未入选项目的后续；名额不足时抽签；平台启用日期；因外部原因取消的中试；每个项目进入、退出、停止的月份。",
    "Also: panel scores with those not admitted followed; slots drawn by lot when there are too few; opening dates of platforms; pilots cancelled "
    "for outside reasons; the month in which each project entered, left and stopped.",
)


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
        _report(document, lang, head, grid, say)
    say(COST.fill(seconds=document["seconds"], simulations=document["simulations"]).of(lang))


def _posterior(posterior: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    head(POSTERIOR.fill(size=posterior["size"], ess=posterior["ess"]).of(lang))
    grid(PARAMETER_COLUMNS, (_parameter(name, each, lang) for name, each in posterior["parameters"].items()), (1, 4))
    if posterior["ess"] < ENOUGH_DRAWS:
        say(FEW_DRAWS.fill(ess=posterior["ess"]).of(lang))
    say(NOT_EVIDENCE.of(lang))


def _report(document: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    report = document["report"]
    curve, rho = report["ridge"]["curve"], document["posterior"]["parameters"]["rho"]
    head(HEADS["ridge"].of(lang))
    grid(RIDGE_COLUMNS, ((f"{p['rho']:.2f}", f"{p['selection_points']:.0f}", f"{p['effect_points']:.0f}") for p in curve), (0, 1, 2))
    say(
        RIDGE_SAID.fill(
            low=curve[0]["rho"],
            high=curve[-1]["rho"],
            most=curve[0]["effect_points"],
            least=abs(curve[-1]["effect_points"]),
            rlow=rho["low"],
            rhigh=rho["high"],
            mean=rho["mean"],
        ).of(lang)
    )
    told = {flag: _listed([_called(each["id"], lang) for each in report["parameters"] if each["flat"] is flag], lang) for flag in (True, False)}
    say(LEARNED.fill(learned=told[False] or UNKNOWN, flat=told[True] or UNKNOWN).of(lang))
    if report["coverage"]["truths"]:
        inside = [each["in_90"] for each in report["coverage"]["parameters"].values()]
        say(COVERED.fill(n=report["coverage"]["truths"], low=min(inside), high=max(inside)).of(lang))
    _values(report["values"], lang, head, grid, say)
    head(HEADS["attempts"].of(lang))
    say(*("* " + attempt(each, lang) for each in report["attempts"]))
    _rankings(report["rankings"], lang, head, say)
    head(HEADS["surveys"].of(lang))
    for each in report["surveys"]:
        if each["cases"] is not None:
            say("* " + ASK[each["id"]].fill(low=each["low"], high=each["high"], cases=each["cases"]).of(lang))
    say("* " + BESIDE.of(lang))
    head(HEADS["tensions"].of(lang))
    for each in report["tensions"]:
        say(f"* {', '.join(each['targets'])}: {each[lang]}")


def attempt(told: Mapping[str, Any], lang: Lang) -> str:
    """Why a reading does not count as one that can be."""
    from calibration.bounds import REACHED
    from calibration.readings import ALLOWED, READINGS, others

    best = told["best"]
    if told["shipped"]:
        wanted = {reading.id: reading for reading in (*READINGS, *others())}[told["id"]].wanted
        missed = [(MISSED_RHO if name == "rho" else MISSED, name, wanted[name], ALLOWED[name]) for name in told["missed"]]
        what = [words.fill(name=DEMANDS[n], value=best[n], low=at - by, high=at + by).of(lang) for words, n, at, by in missed]
        return MISSES.fill(id=told["id"], what=_listed(what, lang)).of(lang)
    if told["contradicts_itself"]:
        return IMPOSSIBLE.fill(id=told["id"], most=told["most_per_entrant"]).of(lang)
    nearest = NOT_FOUND.fill(id=told["id"], reached=best["per_entrant"], q=best["pass_rate"], wanted=told["q"])
    is_bounded = told["most_with_money"] < REACHED - ALLOWED["per_entrant"]
    bound = FOR_MONEY.fill(passed=told["passed_with_money"], most=told["most_with_money"]) if is_bounded else UNPROVEN
    return nearest.of(lang) + bound.of(lang)


def _values(found: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    head(HEADS["values"].of(lang))
    grid(VALUE_COLUMNS, ((_field(f["id"], lang), f"{f['scale']:.2f}", *_share(f["attempted"])) for f in found["fields"]), (1, 2))
    say("* " + ASSUMED.of(lang), "* " + LEVEL.fill(**found["universities"]).of(lang))
    low, high = found["marginal"]["low"], found["marginal"]["high"]
    if low is None or high is None:
        return
    verdict = TOO_HIGH if low > 0.0 else TOO_LOW if high < 0.0 else INDIFFERENT
    told = {name: "{value:+.0%} ({low:+.0%} … {high:+.0%})".format(**found[name]) for name in ("marginal", "everybody")}
    say("* " + GAINED.fill(rise=found["rise"], n=found["marginal"]["n"], verdict=verdict.of(lang), **told).of(lang))


def _field(name: str, lang: Lang) -> str:
    return name_zh(Sector[name.upper()]) if lang == "zh" else name


def _share(found: Mapping[str, float]) -> tuple[str, str]:
    return f"{found['value']:.1%}", f"{found['low']:.1%} – {found['high']:.1%}"


def _rankings(found: Mapping[str, Any], lang: Lang, head: Any, say: Any) -> None:
    titles = {each["id"]: each["titles"][lang] for each in found["policies"]}
    kept = [f"{titles[each['first']]} > {titles[each['second']]}" for each in found["pairs"] if each["survives"]]
    head(HEADS["rankings"].of(lang))
    say("* " + (SURVIVE.fill(n=found["of"], pairs=_listed(kept, lang)) if kept else NONE_SURVIVES.fill(n=found["of"])).of(lang))
    for each in found["pairs"]:
        if not each["survives"]:
            where = _listed(each["turned_in"][:3], lang) + ("……" if len(each["turned_in"]) > 3 else "")
            facts = {"first": titles[each["first"]], "second": titles[each["second"]], "k": len(each["turned_in"]), "n": each["of"], "where": where}
            say("* " + TURN.fill(**facts).of(lang))


def _listed(words: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(words)


def _called(name: str, lang: Lang) -> str:
    return (PACES.get(name) or dimension(name)).of(lang)


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
    return (_called(name, lang), f"{found['mean']:.2f}", f"{found['low']:.2f} – {found['high']:.2f}", prior, learned)
