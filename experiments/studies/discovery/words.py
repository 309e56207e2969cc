"""Boxes and rules in plain Chinese and English."""

from collections.abc import Mapping
from typing import Any

from sim.indicators import INDICATORS


def number(value: float) -> str:
    """Three digits, whole numbers as they are: "1,860", "0.37"."""
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def amount(value: float, unit: Mapping[str, str], lang: str) -> str:
    """A value with its unit; money in 万元 as Chinese writes it and in CNY as English does."""
    if unit["en"].startswith("10,000 CNY"):
        rest = unit[lang].removeprefix("10,000 CNY" if lang == "en" else "万元")
        return f"{number(value)} 万元{rest}" if lang == "zh" else f"{number(value / 100)} million CNY{rest}"
    plain = unit["en"] in ("share", "probability", "-", "ratio", "correlation", "exponent", "0-1", "elasticity") or unit["en"].startswith("share of")
    return number(value) if plain else f"{number(value)} {unit[lang]}"


def rule_words(outcome: Mapping[str, Any]) -> dict[str, str]:
    """What failing means."""
    indicator = INDICATORS[outcome["indicator"]]
    below = outcome["fails_below"] is not None
    limit = number(outcome["fails_below"] if below else outcome["fails_above"])
    is_difference = outcome["measure"] == "difference"
    zh = (
        f"政策使“{indicator.zh}”平均增加不到 {limit} {indicator.unit_zh}"
        if is_difference and below
        else f"“{indicator.zh}”{'之差' if is_difference else ''}平均{'低于' if below else '高于'} {limit} {indicator.unit_zh}"
    )
    en = (
        f"the policy changes “{indicator.en}” by {'less' if below else 'more'} than {limit} {indicator.unit} on average"
        if is_difference
        else f"“{indicator.en}” is {'below' if below else 'above'} {limit} {indicator.unit} on average"
    )
    return {"zh": zh, "en": en}


def limit_words(limit: Mapping[str, Any], lang: str) -> str:
    """One limit: "cost of a pilot above 12.4 million CNY"."""
    name = limit["titles"][lang]
    if limit["choices"] is not None:
        words = ("、" if lang == "zh" else " or ").join(limit["choices"])
        return f"{name}为 {words}" if lang == "zh" else f"{name} is {words}"
    low, high = (None if limit[end] is None else amount(limit[end], limit["unit"], lang) for end in ("low", "high"))
    if limit["is_whole"]:
        return _whole_words(limit, low, high, lang)
    if low is not None and high is not None:
        return f"{name}在 {low} 与 {high} 之间" if lang == "zh" else f"{name} is between {low} and {high}"
    if low is not None:
        return f"{name}高于 {low}" if lang == "zh" else f"{name} is above {low}"
    return f"{name}低于 {high}" if lang == "zh" else f"{name} is below {high}"


def _whole_words(limit: Mapping[str, Any], low: str | None, high: str | None, lang: str) -> str:
    """Limits of whole numbers, which lie inside."""
    name, unit = limit["titles"][lang], limit["unit"]
    if low is None or high is None:
        zh, en = ("不多于", "at most") if low is None else ("不少于", "at least")
        return f"{name}{zh} {low or high}" if lang == "zh" else f"{name} is {en} {low or high}"
    span = high if low == high else f"{number(limit['low'])} {'至' if lang == 'zh' else 'to'} {amount(limit['high'], unit, lang)}"
    return f"{name}为 {span}" if lang == "zh" else f"{name} is {span}"


def box_words(box: Mapping[str, Any]) -> dict[str, str]:
    """A box as one sentence."""
    density, coverage = per_cent(box["density"]["value"]), per_cent(box["coverage"]["value"])
    zh = "，且".join(limit_words(each, "zh") for each in box["limits"])
    en = ", and ".join(limit_words(each, "en") for each in box["limits"])
    others = ("在其余世界中，", "Among the other worlds, where") if box["box"] > 1 else ("", "Where")
    return {
        "zh": f"{others[0]}{zh}时：{density} 的世界失败，占全部失败的 {coverage}。",
        "en": f"{others[1]} {en}: {density} of the worlds fail; these are {coverage} of all failures.",
    }


def leaf_words(leaf: Mapping[str, Any]) -> dict[str, str]:
    """A path of the tree as one sentence, with intervals of its density and coverage."""
    zh = "，且".join(limit_words(each, "zh") for each in leaf["limits"]) or "所有世界"
    en = ", and ".join(limit_words(each, "en") for each in leaf["limits"]) or "in all worlds"
    dense, covers = ({lang: _with_interval(leaf, name, lang) for lang in ("zh", "en")} for name in ("density", "coverage"))
    share = per_cent(leaf["share_of_worlds"])
    rest = ("", "") if leaf["coverage"] is None else (f"，占全部失败的 {covers['zh']}", f"; these are {covers['en']} of all failures")
    return {
        "zh": f"{zh}（占世界的 {share}）：{dense['zh']}失败{rest[0]}。",
        "en": f"{en[0].upper()}{en[1:]} ({share} of all worlds): {dense['en']} fail{rest[1]}.",
    }


def _with_interval(found: Mapping[str, Any], name: str, lang: str) -> str:
    value, low, high = (per_cent(found[key]) if found[key] is not None else "-" for key in (name, f"{name}_low", f"{name}_high"))
    return f"{value}（{low} 至 {high}）" if lang == "zh" else f"{value} ({low} to {high})"


def per_cent(share: float) -> str:
    """A share as whole per cent; one that is not 0 or 1 is never shown as such."""
    if 0.0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 < share < 1.0 else f"{share:.0%}"
