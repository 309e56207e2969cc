"""The sentences on how far conclusions and rankings are robust: over versions too many to be named, over the posterior, and on what they turn."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import percent

MOST_NAMED = 4
"""Versions up to so many are called by name."""
CONCLUSION, ORDER, SIZE = Text("成立与否", "It"), Text("次序", "The order"), Text("幅度", "Its size")
UNKNOWN_SHARE = 0.02
"""An interval of a share that begins below it and ends as near to one says nothing."""
DIMENSIONS = {
    "selection": Text("中试前的选择有多强", "how strong selection into pilots is"),
    "pass_rate": Text("中试通过率", "the pass rate of pilots"),
    "wording": Text("“80%”说的是通过中试者还是经过中试者", "whether the 80 % speaks of those who passed or of those who went through"),
    "information": Text("中试透露多少信息", "how much a pilot tells"),
    "rho": Text("中试前的选择有多强", "how strong selection into pilots is"),
    "information_share": Text("中试的好处中信息占多少", "how much of the gain is information"),
    "pilot_share": Text("有多大一部分项目做中试", "what share of projects has a pilot"),
    "per_entrant": Text("做过中试的项目有多大一部分批量产出", "what share of those that went through a pilot reaches batch output"),
    "after_passed_pilot": Text("通过中试的项目有多大一部分批量产出", "what share of those that passed a pilot reaches batch output"),
    "without_pilot": Text("没做中试的项目有多大一部分批量产出", "what share of those without a pilot reaches batch output"),
}


def names(words: Sequence[str], lang: Lang) -> str:
    """Names in a row; where there are many, the first few and how many more."""
    shown = words if len(words) <= MOST_NAMED else words[: MOST_NAMED - 1]
    text = ("、" if lang == "zh" else ", ").join(shown)
    if len(shown) == len(words):
        return text
    return f"{text}等{len(words)}个" if lang == "zh" else f"{text} and {len(words) - len(shown)} more"


def of_policy(policy: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], against: int, lang: Lang) -> str:
    """In how many of many versions a conclusion that holds overall holds by itself, in how many the opposite does, and on what it turns."""
    robust = policy["robust"]
    k, n = robust["holds_in"], robust["of"]
    facts = {"k": str(k), "n": str(n)}
    if k == n:
        text = Text("这一结论在全部{n}个可行的校准版本中都成立。", "This conclusion holds in all {n} feasible versions.")
    else:
        text = Text("这一结论在{n}个可行的校准版本中的{k}个成立。", "This conclusion holds in {k} of the {n} feasible versions.")
    opposed = Text("有{m}个方向相反。", " {m} point the other way.").fill(m=str(against)) if against else Text("", "")
    return text.fill(**facts).of(lang) + opposed.of(lang) + turns(robust, lang)


def in_posterior(posterior: Mapping[str, Any] | None, verb: Text, lang: Lang) -> str:
    """In what share of the posterior an effect goes the way it goes on average, and on what its size turns; "" where nothing is known of it."""
    share = (posterior or {}).get("share") or {}
    if share.get("value") is None:
        return ""
    text = Text(
        "在后验（与 80%、30% 相容的各种参数）中，估计{share}（{low} 至 {high}）的情形下平均是{verb}。",
        " In the posterior (all parameters that agree with 80 % and 30 %) it is {verb} on average in an estimated {share} ({low} to {high}).",
    )
    if share["low"] <= UNKNOWN_SHARE and share["high"] >= 1.0 - UNKNOWN_SHARE:
        text = Text(
            "在后验（与 80%、30% 相容的各种参数）中，有多大部分的情形平均是{verb}，还不能断定（区间 {low} 至 {high}）。",
            " In what share of the posterior (all parameters that agree with 80 % and 30 %) it is {verb} on average cannot be told yet "
            "(interval {low} to {high}).",
        )
    facts = {key: percent(share[name]) for key, name in (("share", "value"), ("low", "low"), ("high", "high"))}
    return text.fill(verb=verb, **facts).of(lang) + turns(posterior, lang, SIZE)


def turns(robust: Mapping[str, Any], lang: Lang, what: Text = CONCLUSION) -> str:
    """On what it turns; "" where nothing can be said."""
    if not robust["turns_on"]:
        return ""
    dimensions = ("、" if lang == "zh" else "; ").join(dimension(name).of(lang) for name in robust["turns_on"])
    return Text("{what}取决于{dimensions}。", " {what} turns on {dimensions}.").fill(what=what, dimensions=dimensions).of(lang)


def dimension(name: str) -> Text:
    """A dimension or a parameter of the world in words."""
    if name in DIMENSIONS:
        return DIMENSIONS[name]
    from sim.parameters import World

    field = World.model_fields.get(name)
    return Text(field.json_schema_extra["zh"], field.json_schema_extra["en"]) if field else Text(name, name)


UNRANKED = Text(
    "几项政策孰先孰后不能断定：对批量产出的作用两两相比，差的区间都含零。",
    "The policies cannot be ranked: by their effect on batch output no two neighbours differ with an interval that excludes zero.",
)
ALIKE = Text("“≈”前后两项之差的区间含零，不分先后。", ' "≈": the interval of the difference between the two spans zero; neither is ahead.')


def is_ahead(step: Mapping[str, Any]) -> bool:
    """Whether a policy is surely ahead of the next one of the ranking."""
    return step["low"] is not None and step["low"] > 0.0


def of_ranking(document: Mapping[str, Any], titles: Mapping[str, str], lang: Lang) -> str:
    """Whether the order of two policies or more stays; "" for one policy or one version."""
    robust = document.get("robust") or {}
    if len(robust.get("ranking", ())) < 2 or robust["ranking_stable"] is None:
        return ""
    if not any(is_ahead(step) for step in robust["steps"]):
        return UNRANKED.of(lang)
    signs = [" > " if is_ahead(step) else " ≈ " for step in robust["steps"]]
    order = titles[robust["ranking"][0]] + "".join(sign + titles[name] for sign, name in zip(signs, robust["ranking"][1:], strict=True))
    alike = ALIKE.of(lang) if " ≈ " in signs else ""
    facts = {"order": order, "k": str(robust["holds_in"]), "n": str(robust["of"])}
    if robust["ranking_stable"]:
        text = Text("按批量产出的平均变化排序：{order}；在全部{n}个校准版本中次序相同。",
                    "Ranked by the mean change of batch output: {order}; the same order in all {n} versions.")  # fmt: skip
    else:
        text = Text("按批量产出的平均变化排序：{order}；在{n}个校准版本中只有{k}个是这个次序。",
                    "Ranked by the mean change of batch output: {order}; the same order in only {k} of {n} versions.")  # fmt: skip
    drawn = [
        in_posterior(step.get("posterior"), Text("{a}多于{b}", "{a} ahead of {b}").fill(a=titles[step["ahead"]], b=titles[step["behind"]]), lang)
        for step in robust["steps"]
        if is_ahead(step)
    ]
    return text.fill(**facts).of(lang) + turns(robust, lang, ORDER) + alike + "".join(drawn)
