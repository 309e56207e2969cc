"""What a paired difference allows one to say, and not a word more. Every sentence of the figures is built from these rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from experiments.output.enough import missing_worlds
from experiments.output.vocabulary import Lang, indicator, version
from experiments.wordings import NOT_APART
from sim.definitions import HEADLINE


class Verdict(Enum):
    """What the interval of one difference allows."""

    MORE = "more"
    LESS = "less"
    UNCERTAIN = "uncertain"
    SAME = "same"
    NO_INTERVAL = "no interval"
    UNKNOWN = "unknown"


POSTERIOR_OF = HEADLINE
"""The indicator of which comparisons say in what share of the posterior it goes the same way."""
EVEN = 0.5
"""What lies wholly above it is rather so than not: a probability, and the share of the posterior in which something holds."""
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


def spans_zero(found: Mapping[str, Any]) -> bool:
    """Whether the sign of a value cannot be told from its interval."""
    return found["low"] is None or found["high"] is None or found["low"] <= 0.0 <= found["high"]


def same_sign(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each interval excludes zero, all on one side."""
    return bool(found) and not any(map(spans_zero, found)) and len({each["value"] > 0.0 for each in found}) == 1


def is_contradicted(found: Mapping[str, Any], by_version: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the interval of a calibrated version lies on the other side of zero than that of all together."""
    return not spans_zero(found) and any(not spans_zero(each) and not same_sign((found, each)) for each in by_version)


def odds(found: Mapping[str, Any], by_version: Iterable[Mapping[str, Any]]) -> tuple[bool | None, float]:
    """On which side of one half a probability lies with its whole interval, and its value in each calibrated version: True above, None on neither.

    With it the least of them on that side, as a probability of that side.
    """
    if found.get("low") is None or found.get("high") is None:
        return None, 0.0
    values = [each["value"] for each in by_version if each.get("value") is not None]
    for is_above in (True, False):
        least = min([found["low"], *values] if is_above else [1.0 - value for value in (found["high"], *values)])
        if least > EVEN:
            return is_above, least
    return None, 0.0


@dataclass(frozen=True)
class Finding:
    """One policy and one indicator: the verdict of all worlds together and that of each calibrated version."""

    overall: Verdict
    by_version: Mapping[str, Verdict]
    posterior_share: float | None = None
    """The lower bound of the share of the posterior in which it goes the same way, 0 where nobody knows; None where the posterior was not asked."""
    wording: str = ""
    """How the finding turns on the wording of the 80 %, where it does: "opposite" signs, or a sign under "one_only"."""
    is_unasked: bool = False
    """Whether the worlds are spread over the posterior, but in what share of it this indicator goes the same way was not worked out."""
    is_one_sided: bool = False
    """Whether one wording of the 80 % alone shows a direction, while it cannot be told that the other differs."""

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

    @property
    def reservation(self) -> str:
        """Why a direction may be named only with a reservation; "" where it may be without.

        "opposed": a version points the other way; "opposite": the other wording of the 80 % does; "one_only": it turns on that wording; "untested":
        there is only one version; "some", "none": see `support`; "half": it perhaps does not go that way in half of the posterior.
        """
        if self.opposed_in:
            return "opposed"
        if self.wording:
            return self.wording
        if len(self.by_version) < 2:
            return "untested"
        if self.support != "all":
            return self.support
        return "half" if self.posterior_share is not None and self.posterior_share <= EVEN else ""


def finding(policy: Mapping[str, Any], name: str) -> Finding:
    """The finding for one indicator of one policy of a compare document."""
    versions = policy.get("by_version") or {}
    drawn = (policy.get("robust") or {}).get("posterior")
    is_asked = name == POSTERIOR_OF
    share = (drawn["share"]["low"] or 0.0) if drawn and is_asked else None
    by_version = {key: verdict(effects.get(name)) for key, effects in versions.items()}
    wordings = policy.get("wordings") or {}
    wording = wordings["reason"] if is_asked and wordings.get("turns_on_wording") else ""
    is_one_sided = is_asked and wordings.get("reason") == NOT_APART
    return Finding(verdict(policy["effects"].get(name)), by_version, share, wording, bool(drawn) and not is_asked, is_one_sided)


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
    count, zh = len(found.by_version), lang == "zh"
    if found.overall not in (*DIRECTED, Verdict.UNCERTAIN):
        return ""
    if count < 2:
        return "" if found.overall is Verdict.UNCERTAIN else "只用了一个校准版本，未经检验" if zh else "one calibrated version only: untested"
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
        text = f"{count} 个校准版本均成立" if zh else f"holds in all {count} calibrated versions"
        return text if not found.reservation else text + ("，后验中未必过半" if zh else ", perhaps not in half of the posterior")
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


_RESERVATIONS: dict[str, tuple[str, str]] = {
    "": ("{who} {verb}", "{verb} with {who}"),
    "some": ("{who} {verb}，但并非各校准版本都成立", "{verb} with {who}, but not in every calibrated version"),
    "none": ("{who} 合并看{verb}，但单看任一校准版本都不成立", "overall {verb} with {who}, but in no version alone"),
    "one_only": ("{who} {verb}，但取决于“80%”指哪些项目", "{verb} with {who}, but that turns on the wording of the 80 %"),
    "half": ("{who} {verb}，但后验中未必过半如此", "{verb} with {who}, but perhaps not in half of the posterior"),
    "untested": ("{who} {verb}，但只用了一个校准版本，未经检验", "{verb} with {who}, but in one calibrated version only, untested"),
}
"""What is said of a direction, by its reservation."""
_UNDIRECTED: tuple[tuple[frozenset[Verdict], str, str], ...] = (
    (frozenset({Verdict.UNCERTAIN}), "{who} 的方向不能确定", "direction not certain with {who}"),
    (frozenset({Verdict.SAME}), "{who} 与基线完全相同", "identical to the baseline with {who}"),
    (frozenset({Verdict.NO_INTERVAL, Verdict.UNKNOWN}), "{who} 不能判断", "nothing can be concluded on {who}"),
)
_OPPOSED = {
    "opposed": ("{who} 的方向不能确定（校准版本之间相反）", "direction not certain with {who} (calibrated versions contradict each other)"),
    "opposite": (
        "{who} 的方向不能确定（“80%”的两种说法相反）",
        "direction not certain with {who} (the wordings of the 80 % contradict each other)",
    ),
}


def _parts(findings: Sequence[tuple[str, Finding]], lang: Lang) -> list[str]:
    """What is said of which policies (by letter): directions first, those without reservation before the others."""
    groups: list[tuple[str, list[str]]] = []

    def add(words: tuple[str, str], letters: list[str], verb: str = "") -> None:
        if letters:
            groups.append((words[lang == "en"].replace("{verb}", verb), letters))

    for reservation, words in _RESERVATIONS.items():
        for direction in DIRECTED:
            letters = [letter for letter, found in findings if found.overall is direction and found.reservation == reservation]
            add(words, letters, _WORDS[direction][lang == "en"])
    for reservation, words in _OPPOSED.items():
        add(words, [letter for letter, found in findings if found.overall in DIRECTED and found.reservation == reservation])
    for verdicts, *words in _UNDIRECTED:
        add((words[0], words[1]), [letter for letter, found in findings if found.overall in verdicts])
    return [words.format(who=("、" if lang == "zh" else ", ").join(letters)) for words, letters in groups]


def headline(findings: Sequence[tuple[str, Finding]], subject: str, lang: Lang, missing: int = 0) -> str:
    """The title of a comparison: which policies (by letter) change the subject for certain, which only in part, which nobody can tell.

    Where `missing` more worlds are needed (`missing_worlds`), that alone is said.
    """
    zh = lang == "zh"
    parts = (
        [f"世界太少，还需 {missing} 对才能下结论" if zh else f"too few worlds, {missing} more pairs needed"] if missing else _parts(findings, lang)
    )
    return f"{subject}：{'；'.join(parts)}" if zh else f"{subject[:1].upper()}{subject[1:]}: {'; '.join(parts)}"
