"""The sentences on how far conclusions and rankings are robust, where versions are too many to be named, and on which they turn."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import percent

MOST_NAMED = 4
"""Versions up to so many are called by name."""
DRAW = "posterior-"
CONCLUSION, ORDER = Text("成立与否", "It"), Text("次序", "The order")
DIMENSIONS = {
    "selection": Text("中试前的选择有多强", "how strong selection into pilots is"),
    "pass_rate": Text("中试通过率", "the pass rate of pilots"),
    "wording": Text("“80%”说的是通过中试者还是经过中试者", "whether the 80 % speaks of those who passed or of those who went through"),
    "information": Text("中试透露多少信息", "how much a pilot tells"),
    "rho": Text("中试前的选择有多强", "how strong selection into pilots is"),
    "information_share": Text("中试的好处中信息占多少", "how much of the gain is information"),
}


def is_posterior(versions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the versions are draws of the posterior."""
    return bool(versions) and all(each["id"].startswith(DRAW) for each in versions)


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
    facts = {"k": str(k), "n": str(n), "share": percent(k / n)}
    if is_posterior(versions):
        text = Text(
            "这一结论在后验的{share}（{n}组中的{k}组）中单独看也成立。",
            "This conclusion holds by itself in {share} of the posterior ({k} of {n} draws).",
        )
    elif k == n:
        text = Text("这一结论在全部{n}个可行的校准版本中都成立。", "This conclusion holds in all {n} feasible versions.")
    else:
        text = Text("这一结论在{n}个可行的校准版本中的{k}个成立。", "This conclusion holds in {k} of the {n} feasible versions.")
    opposed = Text("有{m}个方向相反。", " {m} point the other way.").fill(m=str(against)) if against else Text("", "")
    return text.fill(**facts).of(lang) + opposed.of(lang) + turns(robust, lang)


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
    facts = {"order": order, "k": str(robust["holds_in"]), "n": str(robust["of"]), "share": percent(robust["holds_in"] / robust["of"])}
    if is_posterior(document["versions"]):
        text = Text("按批量产出的平均变化排序：{order}；这一次序在后验的{share}（{n}组中的{k}组）中相同。",
                    "Ranked by the mean change of batch output: {order}; the same order in {share} of the posterior ({k} of {n} draws).")  # fmt: skip
    elif robust["ranking_stable"]:
        text = Text("按批量产出的平均变化排序：{order}；在全部{n}个校准版本中次序相同。",
                    "Ranked by the mean change of batch output: {order}; the same order in all {n} versions.")  # fmt: skip
    else:
        text = Text("按批量产出的平均变化排序：{order}；在{n}个校准版本中只有{k}个是这个次序。",
                    "Ranked by the mean change of batch output: {order}; the same order in only {k} of {n} versions.")  # fmt: skip
    return text.fill(**facts).of(lang) + turns(robust, lang, ORDER) + alike
