"""The sentences on the two wordings of the 80 %: whether a conclusion turns on which projects they are of, or that only one wording was looked at.

What may be said is decided in `experiments.wordings`; here it is put into words, and no more is said than is decided there.
"""

from collections.abc import Mapping
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import amount, interval, money_scale, percent, scale_of
from experiments.figures.numbers import Scale
from sim.definitions import HEADLINE

WHOSE = {
    "passed": Text("通过了中试的项目", "projects that passed a pilot"),
    "through": Text("所有做过中试的项目（不论是否通过）", "all projects that went through a pilot, passed or not"),
}
OTHER = {"passed": "through", "through": "passed"}
HEADER = Text("“80%”按{whose}理解。", " The 80 % are taken to be of {whose}.")
BESIDE = Text(
    "以上“80%”按{whose}理解；另用{n}看它若说的是{other}，结论是否不同。",
    " In all of these the 80 % are taken to be of {whose}; {n} more look at whether conclusions change if they are of {other}.",
)
SAID = {
    "same_way": Text(
        "“80%”说的是{passed}还是{through}，方向都一样：前者{first}；后者{second}。",
        "Whether the 80 % are of {passed} or of {through}, the direction is the same: {first}; {second}.",
    ),
    "opposite": Text(
        "结论取决于“80%”说的是哪些项目：若是{passed}，{first}；若是{through}，{second}。",
        "The conclusion turns on the wording of the 80 %: if they are of {passed}, {first}; if of {through}, {second}.",
    ),
    "one_only": Text(
        "结论取决于“80%”说的是哪些项目：若是{passed}，{first}；若是{through}，{second}。两者之差的区间不含零（{apart}）。",
        "The conclusion turns on the wording of the 80 %: if they are of {passed}, {first}; if of {through}, {second}. The interval of "
        "the difference excludes zero ({apart}).",
    ),
    "not_apart": Text(
        "结论是否取决于“80%”说的是哪些项目，还不能断定：若是{passed}，{first}；若是{through}，{second}；两者之差的区间含零（{apart}）。",
        "Whether the conclusion turns on the wording of the 80 % cannot be told yet: if they are of {passed}, {first}; if of {through}, {second}; "
        "the interval of the difference spans zero ({apart}).",
    ),
    "neither": Text(
        "“80%”无论说的是{passed}还是{through}，都不能断定：前者{first}；后者{second}。",
        "Nothing is certain whether the 80 % are of {passed} or of {through}: {first}; {second}.",
    ),
    "too_few": Text(
        "“80%”若说的是{other}，结论是否不同：世界太少，不能判断（加大 --replications）。",
        "Whether the conclusion changes if the 80 % are of {other}: too few worlds to tell (raise --replications).",
    ),
    "not_looked_at": Text(
        "“80%”只按{whose}理解；若说的是{other}，结论是否不同，这里没有看（--wording both 就会看）。",
        "The 80 % are taken to be of {whose} only; whether the conclusion changes if they are of {other} was not looked at (--wording both does).",
    ),
}
CHANGES = {
    "more": Text("平均增加 {size}（95% 区间 {range}）", "{size} more on average (95 % interval {range})"),
    "less": Text("平均减少 {size}（95% 区间 {range}）", "{size} less on average (95 % interval {range})"),
    "uncertain": Text("看不出方向（95% 区间 {range}）", "no certain direction (95 % interval {range})"),
    "same": Text("在这些世界里毫无变化", "nothing changes in these worlds"),
}
CHANCES = {
    "more": Text("概率 {value}，高于一半（95% 区间 {range}）", "probability {value}, above one half (95 % interval {range})"),
    "less": Text("概率 {value}，低于一半（95% 区间 {range}）", "probability {value}, below one half (95 % interval {range})"),
    "uncertain": Text("概率 {value}，区间跨过一半（{range}）", "probability {value}, the interval spans one half ({range})"),
    "same": Text("概率正好一半", "probability one half"),
}
COSTS_APART = Text(
    "每多一个项目的财政净支出也取决于它：前者 {first}，后者 {second}。", " So does the net cost of each additional project: {first} against {second}."
)
COSTS = Text(
    "每多一个项目的财政净支出，前者 {first}，后者 {second}，两者之差的区间含零。",
    " Each additional project costs {first} net, or {second}; the interval of the difference spans zero.",
)
ONE_COST = Text(
    "每多一个项目的财政净支出只有前者能给出：{first}；后者给不出。",
    " The net cost of each additional project can be given for the first only: {first}.",
)
OTHER_COST = Text(
    "每多一个项目的财政净支出只有后者能给出：{second}；前者给不出。",
    " The net cost of each additional project can be given for the second only: {second}.",
)
LEVELS_APART = Text(
    "“实现批量产出”取决于“80%”说的是哪些项目：若是{passed}，平均 {first} 项；若是{through}，平均 {second} 项；相差 {apart}（95% 区间）。",
    'The level of "reached batch output" turns on the wording of the 80 %: {first} on average if they are of {passed}; {second} if of {through}; the '
    "difference is {apart} (95 % interval).",
)
LEVELS = Text(
    "“实现批量产出”：“80%”若是{passed}，平均 {first} 项；若是{through}，平均 {second} 项；两者之差的区间含零（{apart}）。",
    "Reached batch output: {first} on average if the 80 % are of {passed}; {second} if of {through}; the interval of the difference spans zero "
    "({apart}).",
)
LEVELS_UNKNOWN = Text("世界太少，看不出“80%”的两种说法相差多少。", "Too few worlds to say by how much the two wordings of the 80 % differ.")
PAIRS, WORLDS = Text("{n}对世界", "{n} pairs of worlds"), Text("{n}个世界", "{n} worlds")


def design(document: Mapping[str, Any], lang: Lang) -> str:
    """Of which projects the 80 % are taken to be, and whether the other wording is looked at; "" in results of before."""
    found = document.get("wordings")
    if not found:
        return ""
    looked = [name for name in WHOSE if found[name]]
    first = looked[0]
    if len(looked) == 1:
        return HEADER.fill(whose=WHOSE[first]).of(lang)
    number = (PAIRS if "policies" in document else WORLDS).fill(n=f"{found['through']['worlds']:,}")
    if found["passed"]["worlds"] + found["through"]["worlds"] == document["replications"]:  # both among the versions themselves
        return ""
    return BESIDE.fill(whose=WHOSE[first], other=WHOSE[OTHER[first]], n=number).of(lang)


def of_policy(policy: Mapping[str, Any], lang: Lang) -> str:
    """Whether the conclusion on batch output, and the cost of a project, turn on the wording; "" in results of before."""
    found = policy.get("wordings")
    return _said(found, lang, _change) + (_costs(found["cost_per_additional"], lang) if found else "")


def of_goal(document: Mapping[str, Any], lang: Lang) -> str:
    """Whether it turns on the wording that a goal is rather reached than missed; "" in results of before."""
    return _said((document.get("wordings") or {}).get("probability"), lang, _chance)


def of_levels(document: Mapping[str, Any], lang: Lang) -> str:
    """How many projects reach batch output under both wordings; "" where one alone was looked at."""
    found = (document.get("wordings") or {}).get(HEADLINE)
    if not found or not found["passed"] or not found["through"]:
        return ""
    apart = found["apart"]
    if apart["low"] is None:
        return LEVELS_UNKNOWN.of(lang)
    scale = scale_of(HEADLINE, {}, lang)
    sizes = {key: amount(found[name]["value"], found[name]["low"], found[name]["high"], _bare(scale)) for key, name in PLACES}
    words = LEVELS_APART if found["turns_on_wording"] else LEVELS
    return words.fill(**WHOSE, **sizes, apart=interval(apart["low"], apart["high"], scale, lang)).of(lang)


PLACES = (("first", "passed"), ("second", "through"))


def _bare(scale: Scale) -> Scale:
    return Scale(scale.factor, "")


def _said(found: Mapping[str, Any] | None, lang: Lang, one: Any) -> str:
    if not found:
        return ""
    looked = [name for name in WHOSE if found[name]]
    facts: dict[str, Any] = dict(WHOSE)
    if len(looked) < 2:
        if not looked:
            return ""
        facts |= {"whose": WHOSE[looked[0]], "other": WHOSE[OTHER[looked[0]]]}
    elif found["reason"] == "too_few":
        few = next(name for name in reversed(looked) if found[name]["verdict"] == "too_few")
        facts["other"] = WHOSE[few]
    else:
        facts |= {key: one(found[name], lang) for key, name in PLACES}
        facts["apart"] = _apart(found["apart"], lang, one)
    return SAID[found["reason"]].fill(**facts).of(lang)


def _change(side: Mapping[str, Any], lang: Lang) -> str:
    scale = scale_of(HEADLINE, {"difference": side["value"]}, lang, difference=True)
    sign = -1.0 if side["verdict"] == "less" else 1.0
    low, high = sorted(sign * side[key] for key in ("low", "high"))
    facts = {"size": amount(sign * side["value"], low, high, scale), "range": interval(low, high, scale, lang)}
    return CHANGES[side["verdict"]].fill(**facts).of(lang)


def _chance(side: Mapping[str, Any], lang: Lang) -> str:
    between = Text("{low} 至 {high}", "{low} to {high}").fill(low=percent(side["low"]), high=percent(side["high"]))
    return CHANCES[side["verdict"]].fill(value=percent(side["value"]), range=between).of(lang)


def _apart(found: Mapping[str, Any], lang: Lang, one: Any) -> str:
    if one is _chance:
        low, high = (round(100.0 * found[key]) for key in ("low", "high"))
        return Text("{low} 至 {high} 个百分点", "{low} to {high} percentage points").fill(low=low, high=high).of(lang)
    scale = scale_of(HEADLINE, {"difference": found["value"]}, lang, difference=True)
    return interval(found["low"], found["high"], scale, lang)


def _costs(found: Mapping[str, Any], lang: Lang) -> str:
    known = {key: found[name] for key, name in PLACES if found[name] and found[name]["defined"] and found[name]["low"] is not None}
    if not (found["passed"] and found["through"]) or not known:
        return ""
    scale = money_scale(max(abs(each["value"]) for each in known.values()), lang)  # one unit for both, so that they can be compared
    sizes = {key: _money(each, scale, lang) for key, each in known.items()}
    if len(known) < 2:
        return (ONE_COST if "first" in known else OTHER_COST).fill(**sizes).of(lang)
    return (COSTS_APART if found["turns_on_wording"] else COSTS).fill(**sizes).of(lang)


def _money(found: Mapping[str, Any], scale: Scale, lang: Lang) -> str:
    text = Text("{value}（95% 区间 {range}）", "{value} (95 % interval {range})")
    size = amount(found["value"], found["low"], found["high"], scale)
    return text.fill(value=size, range=interval(found["low"], found["high"], scale, lang)).of(lang)
