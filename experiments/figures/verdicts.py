"""What a paired difference allows one to say, and not a word more. Every sentence of the figures is built from these rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from experiments.output.vocabulary import Lang, indicator, version
from experiments.statistics import worlds_missing


class Verdict(Enum):
    """What the interval of one difference allows."""

    MORE = "more"
    LESS = "less"
    UNCERTAIN = "uncertain"
    SAME = "same"
    NO_INTERVAL = "no interval"
    UNKNOWN = "unknown"


POSTERIOR_OF = "batch_output"
"""The indicator of which comparisons say in what share of the posterior it goes the same way."""
MOST_NAMED = 4
"""Versions up to so many are called by name."""
DIRECTED = (Verdict.MORE, Verdict.LESS)
_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.MORE: ("增加", "increase"),
    Verdict.LESS: ("减少", "decrease"),
    Verdict.UNCERTAIN: ("区间含零，方向不能确定", "interval spans zero: direction not certain"),
    Verdict.SAME: ("与基线完全相同", "identical to the baseline"),
    Verdict.NO_INTERVAL: ("世界太少，不能判断", "too few worlds: nothing can be concluded"),
    Verdict.UNKNOWN: ("无法计算", "cannot be computed"),
}


def missing_worlds(document: Mapping[str, Any]) -> int:
    """How many more worlds a document needs before anything is concluded from it; 0 where it has enough.

    A comparison over the posterior has that many in its draws, and as many again in the versions it looks at one by one.
    """
    sets = [len(document.get("versions") or ()), *([posterior["draws"]] if (posterior := document.get("posterior")) else [])]
    return max(worlds_missing(document["replications"], each) for each in sets)


def verdict(effect: Mapping[str, Any] | None) -> Verdict:
    """What one difference with its interval says; an interval that ends exactly at zero spans it."""
    if not effect or effect.get("difference") is None:
        return Verdict.UNKNOWN
    low, high = effect.get("low"), effect.get("high")
    if low is None or high is None:
        return Verdict.NO_INTERVAL
    if low == high == effect["difference"] == 0:
        return Verdict.SAME
    if low > 0:
        return Verdict.MORE
    return Verdict.LESS if high < 0 else Verdict.UNCERTAIN


@dataclass(frozen=True)
class Finding:
    """One policy and one indicator: the verdict of all worlds together and that of each calibrated version."""

    overall: Verdict
    by_version: Mapping[str, Verdict]
    posterior_share: float | None = None
    """The lower bound of the share of the posterior in which it goes the same way, 0 where nobody knows; None where the posterior was not asked."""

    @property
    def holds_in(self) -> tuple[str, ...]:
        """Versions whose own interval says the same."""
        return tuple(name for name, found in self.by_version.items() if found is self.overall)

    @property
    def opposed_in(self) -> tuple[str, ...]:
        """Versions whose own interval points the other way."""
        if self.overall not in DIRECTED:
            return ()
        return tuple(name for name, found in self.by_version.items() if found in DIRECTED and found is not self.overall)

    @property
    def support(self) -> str:
        """Whether "all", "some" or "none" of the versions say the same by themselves; only "all" allows a claim without reservation."""
        if len(self.holds_in) == len(self.by_version):
            return "all"
        return "some" if self.holds_in else "none"


def finding(policy: Mapping[str, Any], name: str) -> Finding:
    """The finding for one indicator of one policy of a compare document."""
    versions = policy.get("by_version") or {}
    drawn = (policy.get("robust") or {}).get("posterior") if name == POSTERIOR_OF else None
    share = (drawn["share"]["low"] or 0.0) if drawn else None
    return Finding(verdict(policy["effects"].get(name)), {key: verdict(effects.get(name)) for key, effects in versions.items()}, share)


def in_words(found: Finding, name: str, document: Mapping[str, Any], lang: Lang) -> str:
    """The finding as one line: direction, whether that is welcome, and in which calibrated versions it holds."""
    if found.overall in (*DIRECTED, Verdict.UNCERTAIN) and document and missing_worlds(document):
        return _WORDS[Verdict.NO_INTERVAL][lang == "en"]
    text = _WORDS[found.overall][lang == "en"]
    if found.overall in DIRECTED and indicator(name).good:
        welcome = (found.overall is Verdict.MORE) == (indicator(name).good > 0)
        text += {"zh": "（有利）" if welcome else "（不利）", "en": " (favourable)" if welcome else " (unfavourable)"}[lang]
    about = _about_versions(found, document, lang)
    return text + ({"zh": "；", "en": "; "}[lang] + about if about else "")


def _about_versions(found: Finding, document: Mapping[str, Any], lang: Lang) -> str:
    count = len(found.by_version)
    if count < 2 or found.overall not in (*DIRECTED, Verdict.UNCERTAIN):
        return ""
    zh = lang == "zh"
    if found.overall is Verdict.UNCERTAIN:
        alone = set(found.by_version.values())
        if len(alone) == 1 and (direction := next(iter(alone))) in DIRECTED:
            zh_word, en_word = _WORDS[direction][:2]
            return f"{count} 个版本单看都{zh_word}，只是幅度相差太大" if zh else f"each version by itself: {en_word}, but sizes differ too much"
        clear = [
            _list(names, document, lang) + (f"版{_WORDS[direction][0]}" if zh else f": {_WORDS[direction][1]}")
            for direction in DIRECTED
            if (names := [name for name, other in found.by_version.items() if other is direction])
        ]
        if clear:
            return "但" + "、".join(clear) if zh else "but " + ", ".join(clear)
        return ("各校准版本也都如此" if zh else "so in each version") if len(found.holds_in) == count else ""
    if found.support == "all":
        return f"{count} 个校准版本均成立" if zh else f"holds in all {count} calibrated versions"
    where = _list(found.holds_in, document, lang)
    if found.holds_in:
        share = f"{len(found.holds_in)}/{count}" if zh else f"{len(found.holds_in)} of {count} versions"
        text = f"只在{where}版成立（{share}）" if zh else f"holds in {share}: {where}"
    else:
        text = "单看任一校准版本都不成立" if zh else "holds in no version by itself"
    if found.opposed_in:
        against = _list(found.opposed_in, document, lang)
        text += f"，{against}版相反" if zh else f", opposite in {against}"
    return text


def _called(name: str, document: Mapping[str, Any], lang: Lang) -> str:
    return version(name, document).read(lang)


def _list(names: Sequence[str], document: Mapping[str, Any], lang: Lang) -> str:
    shown = names if len(names) <= MOST_NAMED else names[: MOST_NAMED - 1]
    left = len(names) - len(shown)
    if lang == "en":
        return ", ".join(_called(name, document, lang) for name in shown) + (f" and {left} more" if left else "")
    return "".join(f"“{_called(name, document, lang)}”" for name in shown) + (f"等{len(names)}个" if left else "")


_HEADLINES: tuple[tuple[frozenset[Verdict], str | None, str, str], ...] = (
    (frozenset({Verdict.MORE}), "all", "{who} 增加", "increase with {who}"),
    (frozenset({Verdict.LESS}), "all", "{who} 减少", "decrease with {who}"),
    (frozenset({Verdict.MORE}), "some", "{who} 增加，但并非各校准版本都成立", "increase with {who}, but not in every calibrated version"),
    (frozenset({Verdict.LESS}), "some", "{who} 减少，但并非各校准版本都成立", "decrease with {who}, but not in every calibrated version"),
    (
        frozenset({Verdict.MORE}),
        "none",
        "{who} 合并看增加，但单看任一校准版本都不成立",
        "overall increase with {who}, but in no version alone",
    ),
    (
        frozenset({Verdict.LESS}),
        "none",
        "{who} 合并看减少，但单看任一校准版本都不成立",
        "overall decrease with {who}, but in no version alone",
    ),
    (frozenset({Verdict.UNCERTAIN}), None, "{who} 的方向不能确定", "direction not certain with {who}"),
    (frozenset({Verdict.SAME}), None, "{who} 与基线完全相同", "identical to the baseline with {who}"),
    (frozenset({Verdict.NO_INTERVAL, Verdict.UNKNOWN}), None, "{who} 不能判断", "nothing can be concluded on {who}"),
)


def headline(findings: Sequence[tuple[str, Finding]], subject: str, lang: Lang, missing: int = 0) -> str:
    """The title of a comparison: which policies (by letter) change the subject for certain, which only in part, which nobody can tell.

    Where `missing` more worlds are needed (`missing_worlds`), that alone is said.
    """
    zh, parts = lang == "zh", []
    if missing:
        parts = [f"世界太少，还需 {missing} 对才能下结论" if zh else f"too few worlds, {missing} more pairs needed"]
    for verdicts, support, words_zh, words_en in () if missing else _HEADLINES:
        letters = [letter for letter, found in findings if found.overall in verdicts and support in (None, found.support)]
        if letters:
            parts.append((words_zh if zh else words_en).format(who=("、" if zh else ", ").join(letters)))
    return f"{subject}：{'；'.join(parts)}" if zh else f"{subject[:1].upper()}{subject[1:]}: {'; '.join(parts)}"
