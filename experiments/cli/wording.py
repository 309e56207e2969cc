"""What a result allows one to say, in both languages. Every sentence of the report is built here; none claims more than its interval.

The rules: a direction is named only where the interval of the paired difference excludes zero; a conclusion is said to hold in a calibrated
version only where that version's own interval says the same; a cost per project only where the number of projects surely grows; a rate
only with how many cases are behind it and how many are still open.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.cli import robust_wording
from experiments.cli.language import Lang, Text
from experiments.cli.numerals import amount, counted, interval, money_scale, percent, scale_of
from experiments.figures.verdicts import DIRECTED, Verdict
from experiments.figures.verdicts import verdict as _verdict
from experiments.output.enough import draws_in, missing_worlds
from experiments.output.vocabulary import RATES, indicator, version
from experiments.statistics import worlds_enough
from sim.definitions import HEADLINE

TRAP = Text(
    "80% 和 30% 不是输入：模型在参照城市（typical-city）的封闭批次上算出这两个数，本地条件不同，比例也就不同（见上表）。"
    "前者只数通过了中试的项目，后者是没有做中试的项目；两者之差混着挑选、信息和中试本身的作用，不能当作政策效果。政策效果只看配对比较的差。",
    "80 % and 30 % are never inputs: closed cohorts of the reference city (typical-city) give these two; a region that differs has its own rates "
    "(see the table). The first counts only projects that passed a pilot, the second those that had none; their gap mixes selection, "
    "information and treatment and is not the effect of a policy. That is only the paired difference.",
)
TOO_FEW = Text("世界太少", "too few worlds")
ONE_VERSION = Text(
    "只用{name}这一个校准版本；funnel compare 默认用后验，并逐一看{n}个版本，所以两者的基线不同。加 --worlds posterior 或 versions，这里也一样。",
    "Only the {name} version of the calibration is used; funnel compare uses the posterior, and looks at {n} versions one by one, so that the "
    "baselines of the two differ. --worlds posterior or versions does so here too.",
)
ONE_VERSION_PAIRED = Text(
    "只用{name}这一个校准版本；不加 --worlds 则用后验和全部{n}个版本。",
    "Only the {name} version of the calibration is used; without --worlds the posterior and all {n} are.",
)
MANY_INTERVALS = Text(
    "同时看许多指标时，即使政策毫无作用，也会有个别区间碰巧不含零；结论以“实现批量产出”为主。",
    "Among many indicators some intervals miss zero by chance even where a policy does nothing; the main conclusion is the one on batch output.",
)
WIDE_INTERVALS = Text(
    "区间取两者中较宽的：同一校准版本内各世界之间的偶然，和各版本之间的分歧。版本只有几个，分歧大时区间会很宽，多算世界也不会变窄。",
    "Each interval is the wider of two: chance between worlds of one calibrated version, and disagreement between versions. With few versions that "
    "disagree it is wide, and more worlds do not narrow it.",
)
WIDE_POSTERIOR = Text(
    "区间取两者中较宽的：同一组参数内各世界之间的偶然，和后验各组参数之间的差别。",
    "Each interval is the wider of two: chance between worlds of the same parameters, and the difference between draws of the posterior.",
)
ASSUMED = Text(
    "下列输入没有文件依据，是假定，结论随之而变（逐条理由见情景文件或 results.json 的 assumptions）：{keys}。",
    "No document states the following inputs; they are assumed, and conclusions change with them (reasons: scenario files, or `assumptions` in "
    "results.json): {keys}.",
)
SHARED_LUCK = Text(
    "“新增”与“被挤出”怎样划分，取决于同一项目在两个世界里运气相同这一假定；净变化以配对比较的差为准。",
    "How the change splits into additional and displaced rests on the assumption that a project has the same luck in both worlds; "
    "the net change is the paired difference.",
)


def verdict(effect: Mapping[str, Any] | None) -> Verdict:
    """What a paired difference allows: MORE or LESS only if it and its whole interval lie on one side of zero."""
    found = _verdict(effect)
    if effect is None or found in (Verdict.UNKNOWN, Verdict.NO_INTERVAL):
        return found
    if not all(math.isfinite(effect[key]) for key in ("difference", "low", "high")):
        return Verdict.UNKNOWN
    is_ordered = effect["low"] <= effect["difference"] <= effect["high"]
    return found if is_ordered or found not in DIRECTED else Verdict.UNCERTAIN


def in_short(name: str, effect: Mapping[str, Any] | None, lang: Lang) -> str:
    """The verdict in a word or two, for a column of a table."""
    found = verdict(effect)
    words = {
        Verdict.MORE: Text("增加", "more"),
        Verdict.LESS: Text("减少", "less"),
        Verdict.UNCERTAIN: Text("区间含零", "spans zero"),
        Verdict.SAME: Text("未见变化", "no change seen"),
        Verdict.NO_INTERVAL: TOO_FEW,
        Verdict.UNKNOWN: Text("无法计算", "unknown"),
    }[found].of(lang)
    good = indicator(name).good
    if found not in DIRECTED or not good:
        return words
    is_welcome = (found is Verdict.MORE) == (good > 0)
    return words + (Text("，有利", ", good") if is_welcome else Text("，不利", ", bad")).of(lang)


def effect(name: str, found: Mapping[str, Any] | None, replications: int | None, lang: Lang) -> str:
    """What the policy does to one indicator, as one sentence.

    `replications` are the pairs there are if more of them would help; None where readings differ too, which more pairs do not change.
    """
    label = indicator(name).words.read(lang)
    said = verdict(found)
    plain = {
        Verdict.SAME: Text("“{label}”在这些世界里与基线完全相同。", "{label}: exactly as without the policy in these worlds."),
        Verdict.NO_INTERVAL: Text("“{label}”：世界太少，不能判断。", "{label}: too few worlds, so nothing can be concluded."),
        Verdict.UNKNOWN: Text("“{label}”无法计算。", "{label}: cannot be computed."),
    }
    if said in plain or found is None:
        return plain.get(said, plain[Verdict.UNKNOWN]).fill(label=label).of(lang)
    scale = scale_of(name, found, lang, difference=True)
    if said in DIRECTED:
        sign = 1 if said is Verdict.MORE else -1
        low, high = sorted(sign * found[key] for key in ("low", "high"))
        text = Text("“{label}”平均{verb} {size}（95% 区间 {range}）。", "{label}: {size} {verb} on average (95 % interval {range}).")
        verb = _verb(said)
        facts = {"size": amount(sign * found["difference"], low, high, scale), "range": interval(low, high, scale, lang), "verb": verb}
        return text.fill(label=label, **facts).of(lang)
    text = Text(
        "“{label}”：区间含零（{range}），不能断定方向。{more}",
        "{label}: the interval spans zero ({range}), so its direction is not certain.{more}",
    )
    needed = found.get("replications_needed")
    more = Text("", "")
    if needed and replications and needed > replications:
        more = Text(
            "若真实的差就是 {size}，约需 {needed} 对世界才看得清。",
            " If the true difference were {size}, about {needed} pairs would be needed to see it.",
        ).fill(size=amount(found["difference"], found["low"], found["high"], scale), needed=f"{math.ceil(needed):,}")
    return text.fill(label=label, range=interval(found["low"], found["high"], scale, lang), more=more).of(lang)


def spanning_zero(names: Sequence[str], lang: Lang) -> str:
    """One sentence on the indicators whose direction nobody can tell; "" where there are none."""
    if not names:
        return ""
    labels = [indicator(name).words.read(lang) for name in names]
    text = Text("区间含零，不能断定方向：{labels}。", "Interval spans zero, direction not certain: {labels}.")
    return text.fill(labels=("、" if lang == "zh" else "; ").join(labels)).of(lang)


def robustness(policy: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """In which readings of the 80 % and 30 % the conclusion on batch output holds, and in what share of the posterior."""
    posterior = (policy.get("robust") or {}).get("posterior")
    is_less = (policy["effects"][HEADLINE]["difference"] or 0.0) < 0.0
    drawn = robust_wording.in_posterior(posterior, _verb(Verdict.LESS if is_less else Verdict.MORE), lang)
    return _in_readings(policy, versions, lang) + drawn


def _in_readings(policy: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    document = {"versions": versions}
    said = {each["id"]: verdict(policy["by_version"].get(each["id"], {}).get(HEADLINE)) for each in versions}
    overall = verdict(policy["effects"].get(HEADLINE))
    all_of = counted(len(said), lang)
    if len(said) < 2:
        return Text(
            "只用了一个校准版本（对 80% 和 30% 的一种解释），没有检验结论是否取决于它（不加 --worlds 就会检验）。",
            "Only one calibrated version (one reading of the 80 % and 30 %) was used; whether the conclusion turns on it was not tested "
            "(without --worlds it is).",
        ).of(lang)
    if overall is Verdict.SAME and set(said.values()) == {Verdict.SAME}:
        return (
            Text("在这些世界里，{n}个校准版本中都毫无变化。", "Nothing changes in these worlds in any of the {n} calibrated versions.")
            .fill(n=all_of)
            .of(lang)
        )
    if overall not in DIRECTED:
        return _undecided({key: each for key, each in said.items() if each in DIRECTED}, len(said), document, lang)
    holds = [key for key, each in said.items() if each is overall and key in policy["holds_in"]]
    against = [_called(key, document, lang) for key, each in said.items() if each in DIRECTED and each is not overall]
    if len(said) > robust_wording.MOST_NAMED and "robust" in policy:
        return robust_wording.of_policy(policy, versions, len(against), lang)
    if len(holds) == len(said):
        return Text("这一结论在全部{n}个校准版本中都成立。", "This conclusion holds in all {n} calibrated versions.").fill(n=all_of).of(lang)
    facts = {"n": all_of, "k": counted(len(holds), lang), "where": _join([_called(key, document, lang) for key in holds], lang)}
    if holds:
        text = Text("{n}个校准版本中有{k}个成立（{where}），并非都成立。", "It holds in {k} of {n} calibrated versions ({where}), not in all.")
    else:
        text = Text(
            "{n}个校准版本单独看都不成立，要合在一起才成立。", "It holds in none of the {n} calibrated versions by itself, only taken together."
        )
    opposed = Text("{names}的方向相反。", " {names} points the other way.").fill(names=_join(against, lang)) if against else Text("", "")
    return text.fill(**facts).of(lang) + opposed.of(lang) + (robust_wording.turns(policy["robust"], lang) if "robust" in policy else "")


def _undecided(clear: Mapping[str, Verdict], count: int, document: Mapping[str, Any], lang: Lang) -> str:
    """What to say where all readings together give no direction; `clear` are the readings that give one by themselves."""
    names = _join([_called(key, document, lang) for key in clear], lang)
    facts = {"n": counted(count, lang), "names": names, "verb": _verb(next(iter(clear.values()), None))}
    if not clear:
        text = Text("{n}个校准版本单独看，也都不能断定方向。", "None of the {n} calibrated versions by itself gives a direction either.")
    elif len(set(clear.values())) > 1:
        text = Text(
            "各校准版本的方向相反（{names}），不足以下结论。", "Calibrated versions point in opposite directions ({names}): not enough to conclude."
        )
    elif len(clear) == count:
        text = Text(
            "{n}个校准版本单独看都是{verb}，但幅度相差太大，合在一起不能断定。",
            "Each of the {n} calibrated versions by itself says {verb}, but so differently in size that together they decide nothing.",
        )
    else:
        text = Text(
            "合在一起不能断定方向；单独看，只有{names}有方向，不足以下结论。",
            "Taken together there is no certain direction; by itself only {names} has one, which is not enough to conclude.",
        )
    return text.fill(**facts).of(lang)


def _verb(said: Verdict | None) -> Text:
    return Text("减少", "less") if said is Verdict.LESS else Text("增加", "more")


def cost(policy: Mapping[str, Any], lang: Lang) -> str:
    """The fiscal cost per additional project, or why there is none."""
    found, projects = policy["cost_per_additional"], verdict(policy["effects"].get(HEADLINE))
    undefined = {
        Verdict.UNCERTAIN: Text("新增项目数的区间含零", "the interval of the additional projects spans zero"),
        Verdict.SAME: Text("项目数在这些世界里没有变化", "the number of projects does not change in these worlds"),
        Verdict.LESS: Text("项目数是减少的", "the number of projects goes down"),
    }.get(projects, Text("新增项目数无法判断", "the number of additional projects is not known"))
    if projects is not Verdict.MORE or not found["defined"] or found["value"] is None:
        spent = policy["effects"].get("public_money") or {}
        if projects is not Verdict.MORE:
            why = undefined
        elif spent.get("low") == spent.get("high") == 0.0:
            why = Text("这项政策在模型里没有财政支出", "the policy spends nothing in the model")
        else:
            why = Text("比值无法估计", "the ratio cannot be estimated")
        text = Text("每多一个项目的财政成本：无法给出，因为{why}。", "Fiscal cost per additional project: undefined, because {why}.")
        return text.fill(why=why).of(lang)
    value, low, high = found["value"], found["low"], found["high"]
    scale = money_scale(abs(value), lang)
    if low is None or high is None:
        text = Text(
            "每多一个批量产出项目，财政净支出约 {value}，但没有上下限可给。",
            "Each additional project in batch output costs about {value}, without bounds.",
        )
        return text.fill(value=amount(value, None, None, scale)).of(lang)
    saves = Text("（区间含零：也可能是净节省）", " (spans zero: it may be a saving)") if low <= 0 <= high else Text("", "")
    text = Text(
        "每多一个批量产出项目，财政净支出 {value}（95% 区间 {range}；已贴现，已扣除收回的资金）{saves}。",
        "Each additional project in batch output costs {value} net (95 % interval {range}; discounted, less what was recovered){saves}.",
    )
    return text.fill(value=amount(value, low, high, scale), range=interval(low, high, scale, lang), saves=saves).of(lang)


def too_few(document: Mapping[str, Any], lang: Lang) -> str:
    """How many more worlds are needed before anything is concluded, and of what; "" where there are enough."""
    missing = missing_worlds(document)
    if not missing:
        return ""
    draws, named = draws_in(document), len(document.get("versions") or ())
    are_draws = draws == named or worlds_enough(draws) > worlds_enough(named)  # a run has its draws as versions
    whose = Text("后验的每组参数", "each draw of the posterior") if are_draws else Text("每个校准版本", "each calibrated version")
    text = Text(
        "世界太少：还需 {missing} 个（--replications {enough}，{whose}至少 {least} 个）才能下结论；现有的区间只作参考。",
        "Too few worlds: {missing} more needed (--replications {enough}, at least {least} of {whose}) before anything can be concluded; the "
        "intervals shown are only a hint.",
    )
    enough = document["replications"] + missing
    return text.fill(missing=missing, enough=enough, least=enough // max(1, draws if are_draws else named), whose=whose).of(lang)


def came_back(ledger: Mapping[str, Mapping[str, Any]], lang: Lang) -> str:
    """What came back of the public money of the ledger, which the table does not deduct; "" where nothing did."""
    total, back = (sum(each[key] for each in ledger.values()) for key in ("total", "recycled"))
    if not back:
        return ""
    scale = money_scale(total, lang)
    text = Text(
        "其中收回 {back}（公共基金退出、偿还的资助），上表没有扣除；扣除后净支出 {net}。",
        "Of this {back} came back (exits of public funds, support repaid), which the table does not deduct; net of it {net} was spent.",
    )
    return text.fill(back=amount(back, None, None, scale), net=amount(round(total - back, 4), None, None, scale)).of(lang)


def two_totals(ledger: Mapping[str, Mapping[str, Any]], first: str, lang: Lang) -> str:
    """Why the ledger and the indicator of public money differ, where a policy paid before the window began; "" where none did."""
    before, total = (sum(each[key] for each in ledger.values()) for key in ("before_window", "total"))
    if not before:
        return ""
    scale = money_scale(total, lang)
    text = Text(
        "财政支出有两个合计：账本从政策开始算起，共 {total}；指标“{label}”只算研究期（{first} 起），共 {inside}。"
        "差额 {before} 是在研究期之前支付的。",
        'There are two totals of public money: the ledger counts since the policy began, {total}; the indicator "{label}" counts the study '
        "period only (from {first} on), {inside}. The difference, {before}, was paid before.",
    )
    inside = round(total - before, 4)  # whole yuan
    facts = {key: amount(value, None, None, scale) for key, value in (("total", total), ("inside", inside), ("before", before))}
    return text.fill(first=first, label=indicator("public_money").words.read(lang), **facts).of(lang)


def contingent(ledger: Mapping[str, Mapping[str, Any]], lang: Lang) -> list[str]:
    """One sentence for each instrument that guarantees something: what it may still cost when the study ends."""
    text = Text(
        "或有负债：“{name}”为期末在建的生产线担保，最多还可能支付 {amount}（95% 区间见 JSON），不计入上面的支出。",
        'Contingent liability: "{name}" guarantees lines still under construction at the end, which may yet cost up to {amount} (95 % interval in '
        "the JSON); it is not part of the spending above.",
    )
    found = {name: each["contingent_liability"]["value"] for name, each in ledger.items()}
    known = {name: value for name, value in found.items() if value is not None}
    return [text.fill(name=name, amount=amount(value, None, None, money_scale(value, lang))).of(lang) for name, value in known.items()]


def rate(found: Mapping[str, Any] | None, lang: Lang) -> str:
    """One rate with its interval, the cases behind it and the share still open, for a cell of a table."""
    if not found or found.get("value") is None:
        is_open = found is not None and found.get("unresolved_share") is not None
        open_share = percent(found["unresolved_share"]) if found is not None and is_open else ""
        some = found is not None and found.get("n")
        few = Text("到期的批次太少", "too few closed cohorts") if some else Text("尚无到期的批次", "no closed cohort yet")
        return few.of(lang) + (Text("（未了结 {open}）", " ({open} open)").fill(open=open_share).of(lang) if open_share else "")
    has_interval = found.get("low") is not None and found.get("high") is not None
    between = Text("{low} 至 {high}", "{low} to {high}").fill(low=percent(found["low"]), high=percent(found["high"])) if has_interval else None
    parts = [between.of(lang)] if between else []
    parts.append(f"n={found['n']:,}")
    if found.get("unresolved_share") is not None:
        parts.append(Text("未了结 {open}", "{open} open").fill(open=percent(found["unresolved_share"])).of(lang))
    inside = ("，" if lang == "zh" else ", ").join(parts)
    return f"{percent(found['value'])}（{inside}）" if lang == "zh" else f"{percent(found['value'])} ({inside})"


def rate_label(name: str, lang: Lang) -> str:
    """What a rate is the share of."""
    return RATES[name].read(lang)


def conservation(violations: int, lang: Lang) -> str:
    """Whether projects, money and slots all balance."""
    if violations:
        text = Text(
            "警告：有 {n} 处项目、资金或工位的账对不上，这些结果不能用。",
            "Warning: projects, money or slots fail to balance in {n} places; do not use these results.",
        )
        return text.fill(n=violations).of(lang)
    return Text("项目、资金、工位的账全部平衡。", "Projects, money and slots all balance.").of(lang)


def _called(key: str, document: Mapping[str, Any], lang: Lang) -> str:
    words = version(key, document).read(lang)
    return f"“{words}”" if lang == "zh" else words


def _join(words: Sequence[str], lang: Lang) -> str:
    return robust_wording.names(words, lang)
