"""What `funnel study` prints: the question, the indices with their intervals, chance, and how far the ranks can be trusted."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.cli.language import Text, same
from experiments.cli.numerals import UNKNOWN, percent
from experiments.cli.report import Report
from experiments.cli.study_wording import (
    ABOVE,
    ALL,
    AMOUNT,
    BOXES_HEAD,
    CHANCE,
    CHANCE_ALONE,
    COVERS,
    DIFFERENCE,
    FAILS,
    FLOOR,
    IDLE,
    INTERACTIONS,
    INTERACTIONS_AT_MOST,
    INTERACTIONS_UNKNOWN,
    LEVEL,
    MEASURES,
    METHODS,
    NEAR,
    NEARLY_ALL,
    NO_BOX,
    NO_LEAF,
    NOT_SAFE,
    OUTCOME,
    PAIRS,
    PARAMETER,
    POLICIES,
    RANGE,
    RANGES,
    RANK,
    RUNS,
    SAFE,
    SMALL,
    STOPPED,
    STOPPED_BOXES,
    TIED,
    TREE,
    WHAT_IT_IS,
)
from experiments.figures import numbers
from experiments.figures.indices import LEAST, PLAIN, as_share, index_parts, is_all, scale_of
from experiments.figures.numbers import MINUS, Scale
from experiments.studies.measures import WITHOUT_CHANCE

SHOWN = {
    "sobol": ("ST", "S1"), "fast": ("ST", "S1"), "rbd-fast": ("S1",), "pawn": ("pawn", "pawn_maximum"), "delta": ("delta",), "hdmr": ("ST", "S1"),
    "dgsm": ("ST_bound",), "rsa": ("rsa", "rsa_worst"), "morris": ("mu_star", "sigma"), "tornado": ("swing", "effect_low", "effect_high"),
}  # fmt: skip
MOST_PAIRS, NARROW = 10, 100


class StudyReport(Report):
    """The report of `funnel study`."""

    def show(self, document: Mapping[str, Any]) -> None:
        """Question, answer, trust."""
        self._heading(document["titles"][self.lang])
        self._lines([document["question"][self.lang], self._outcome(document), self._design_of(document)])
        if not document.get("indices", True):
            self._lines([document["chance_share"]["why"][self.lang]])
            return
        if "boxes" in document:
            self._discovery(document)
        else:
            self._indices(document)
            self._pairs(document)
        self._lines(
            [self._chance(document), self._interactions(document), self._floor(document), self._verdict(document), self._stopped(document)], "* "
        )
        self._lines([note[self.lang] for note in document["notes"]])
        self._lines([WHAT_IT_IS[document["method"]].of(self.lang), RANGES.of(self.lang), self._assumed(document)])

    def _outcome(self, document: Mapping[str, Any]) -> str:
        outcome = document["outcome"]
        measure = (DIFFERENCE if outcome["measure"] == "difference" else LEVEL).of(self.lang)
        names = ("；" if self.lang == "zh" else "; ").join(each["titles"][self.lang] for each in document["policies"])
        text = OUTCOME.fill(what=outcome["titles"][self.lang], measure=measure, region=document["region"]["titles"][self.lang]).of(self.lang)
        return text + (POLICIES.fill(names=names).of(self.lang) if names else "")

    def _design_of(self, document: Mapping[str, Any]) -> str:
        facts = {key: f"{document[key]:,}" for key in ("size", "replications", "runs", "seed")}
        facts |= {"method": METHODS[document["method"]].of(self.lang), "count": len(document["parameters"])} | document["period"]
        return RUNS.fill(**facts).of(self.lang)

    def _scale(self, name: str, document: Mapping[str, Any]) -> Scale:
        shown = SHOWN[document["method"]]
        return scale_of(document, shown if name in shown else (name,), self.lang)

    def _indices(self, document: Mapping[str, Any]) -> None:
        names, self.by_dummy = SHOWN[document["method"]], document["converged"]["by_dummy"]
        scales = {name: self._scale(name, document) for name in names}
        headings = [RANK, PARAMETER]
        for name in names:
            label = MEASURES[name]
            label = label if not scales[name].label else Text(f"{label.zh}（{scales[name].label}）", f"{label.en} ({scales[name].label})")
            headings += self._stacked(label, RANGE)
        headings.append(Text("可靠？", "Safe?"))
        rows = []
        for row in sorted(document["indices"], key=lambda each: each["rank"]):
            cells = [same(row["rank"]), Text(row["titles"]["zh"], row["titles"]["en"])]
            for name in names:
                cells += self._stacked(*self._value(row, name, scales[name]))
            rows.append(tuple(each.of(self.lang) for each in (*cells, self._trust(row))))
        self._table(headings, rows, right=[0, *range(2, len(headings) - 1)])

    def _stacked(self, value: Text, interval: Text) -> list[Text]:
        """A value and its interval side by side, or one below the other where the terminal is narrow, so that names keep their room."""
        if self.console.width >= NARROW:
            return [value, interval]
        return [Text(f"{value.zh}\n{interval.zh}", f"{value.en}\n{interval.en}")]

    def _trust(self, row: Mapping[str, Any]) -> Text:
        if row["is_small"]:
            return IDLE if self.by_dummy else SMALL
        if row["is_tied"]:
            return TIED
        return SAFE if row["rank_is_safe"] else NOT_SAFE

    def _value(self, row: Mapping[str, Any], name: str, scale: Scale) -> tuple[Text, Text]:
        if row[name] is None:
            return same(UNKNOWN), same(UNKNOWN)
        value, low, high = (text.replace(MINUS, "-") for text in index_parts(row, name, scale))
        return same(value), Text(f"{low} 至 {high}", f"{low} to {high}")

    def _pairs(self, document: Mapping[str, Any]) -> None:
        pairs = sorted(document.get("pairs", ()), key=lambda each: -each["S2"])[:MOST_PAIRS]
        if not pairs:
            return
        titles = {row["parameter"]: row["titles"][self.lang] for row in document["indices"]}
        rows = [
            (" × ".join(titles[name] for name in each["parameters"]), *(part.of(self.lang) for part in self._value(each, "S2", PLAIN)))
            for each in pairs
        ]
        self._table([PAIRS, MEASURES["S2"], RANGE], rows, right=(1, 2))

    def _chance(self, document: Mapping[str, Any]) -> str:
        found = document["chance_share"]
        if found["value"] is None:
            return found["why"][self.lang] if "why" in found else ""
        text = CHANCE if document.get("ranked_by") in WITHOUT_CHANCE else CHANCE_ALONE
        share, low, high = as_share(found)
        amount = ALL if is_all(found) and low == 1.0 else NEARLY_ALL if is_all(found) else AMOUNT
        return text.fill(share=amount.fill(share=percent(share), low=percent(low), high=percent(high))).of(self.lang)

    def _interactions(self, document: Mapping[str, Any]) -> str:
        found = document.get("sum_of_S1")
        if not found or found["value"] is None:
            return ""
        value, low, high = (1.0 - found[key] for key in ("value", "high", "low"))
        if high <= 0.0 or low >= 1.0:  # luck alone puts it there: nothing is known
            return INTERACTIONS_UNKNOWN.of(self.lang)
        text = INTERACTIONS if low > 0.0 else INTERACTIONS_AT_MOST
        return text.fill(share=percent(value), low=percent(low), high=percent(min(high, 1.0))).of(self.lang)

    def _floor(self, document: Mapping[str, Any]) -> str:
        found = document["floor"].get(document["ranked_by"])
        if not found or found["limit"] is None:
            return ""
        scale = self._scale(document["ranked_by"], document)
        text = numbers.parts(found["limit"], found["low"], found["high"], scale, least=LEAST if scale == PLAIN else 0)[0]
        above = [row["titles"][self.lang] for row in sorted(document["indices"], key=lambda each: each["rank"]) if row["above_floor"]]
        names = ("、" if self.lang == "zh" else "; ").join(above) or Text("没有", "none").of(self.lang)
        words = FLOOR.fill(limit=f"{text} {scale.label}".rstrip()).of(self.lang)
        return words + ABOVE.fill(names=names).of(self.lang) if document["converged"]["is_judged"] else words

    def _verdict(self, document: Mapping[str, Any]) -> str:
        return document["converged"]["verdict"][self.lang]

    def _stopped(self, document: Mapping[str, Any]) -> str:
        words = STOPPED_BOXES if "boxes" in document else STOPPED
        return words.of(self.lang) if document["stopped_at_most_runs"] else ""

    def _discovery(self, document: Mapping[str, Any]) -> None:
        fails = document["fails"]
        share = fails["share"]
        facts = {"rule": Text(fails["rule"]["zh"], fails["rule"]["en"]), "share": percent(share["value"])}
        lines = [FAILS.fill(**facts, low=percent(share["low"]), high=percent(share["high"])).of(self.lang)]
        if document["near_threshold"]:
            lines.append(NEAR.fill(share=percent(document["near_threshold"]["share"])).of(self.lang))
        self._lines(lines)
        if not document["boxes"]:
            self._lines([NO_BOX.of(self.lang)])
        else:
            self._lines([BOXES_HEAD.of(self.lang)])
            self._lines([box["words"][self.lang] + self._covers(box) for box in document["boxes"]], "* ")
        leaves: Sequence[Mapping[str, Any]] = document["leaves"]
        self._lines([TREE.of(self.lang)])
        self._lines([leaf["words"][self.lang] for leaf in leaves] if len(leaves) > 1 else [NO_LEAF.of(self.lang)], "* ")

    def _covers(self, box: Mapping[str, Any]) -> str:
        facts = {f"{name}_{end}": percent(box[name][end]) for name in ("density", "coverage") for end in ("low", "high")}
        return COVERS.fill(**facts).of(self.lang)

    def _assumed(self, document: Mapping[str, Any]) -> str:
        if not document["assumptions"]:
            return ""
        return (
            Text(
                "没有文件载明、由我们假定的输入有 {n} 项，结论随之而变（理由见结果中的 assumptions）。",
                "{n} inputs are stated by no document and assumed; conclusions change with them (reasons: `assumptions` of the result).",
            )
            .fill(n=len(document["assumptions"]))
            .of(self.lang)
        )
