"""What `funnel study` prints: the question, the indices with their intervals, chance, and how far the ranks can be trusted."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.cli.language import Text
from experiments.cli.numerals import UNKNOWN, decimals, interval, percent, plain, scale_of
from experiments.cli.report import Report
from experiments.cli.study_wording import (
    ABOVE,
    BOXES_HEAD,
    CHANCE,
    CHANCE_ALONE,
    COVERS,
    DIFFERENCE,
    FAILS,
    FLOOR,
    IDLE,
    INTERACTIONS,
    LEVEL,
    MEASURES,
    METHODS,
    NEAR,
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
    TREE,
    WHAT_IT_IS,
)
from experiments.figures.numbers import Scale
from experiments.studies.measures import WITHOUT_CHANCE

PLAIN = Scale(1.0, "")
SHOWN = {
    "sobol": ("ST", "S1"), "fast": ("ST", "S1"), "rbd-fast": ("S1",), "pawn": ("pawn", "pawn_maximum"), "delta": ("delta",), "hdmr": ("ST", "S1"),
    "dgsm": ("ST_bound",), "rsa": ("rsa", "rsa_worst"), "morris": ("mu_star", "sigma"), "tornado": ("swing", "effect_low", "effect_high"),
}  # fmt: skip
IN_UNIT = ("mu_star", "mu", "sigma", "swing", "effect_low", "effect_high")
MOST_PAIRS = 10
BY_DUMMY = ("pawn", "delta", "rsa")
"""Methods whose indices are never near zero: small is what a parameter that does nothing gets."""


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
        if name not in IN_UNIT:
            return PLAIN
        largest = max((abs(row[name]) for row in document["indices"] if row.get(name) is not None), default=0.0)
        return scale_of(document["outcome"]["indicator"], {"difference": largest}, self.lang, difference=True)

    def _indices(self, document: Mapping[str, Any]) -> None:
        names, self.by_dummy = SHOWN[document["method"]], document["method"] in BY_DUMMY
        scales = {name: self._scale(name, document) for name in names}
        headings = [RANK, PARAMETER]
        for name in names:
            label = MEASURES[name]
            headings.append(label if not scales[name].label else Text(f"{label.zh}（{scales[name].label}）", f"{label.en} ({scales[name].label})"))
            headings.append(RANGE)
        headings.append(Text("可靠？", "Safe?"))
        rows = []
        for row in sorted(document["indices"], key=lambda each: each["rank"]):
            cells = [str(row["rank"]), row["titles"][self.lang]]
            for name in names:
                cells += self._value(row[name], row[f"{name}_low"], row[f"{name}_high"], scales[name])
            rows.append((*cells, self._trust(row)))
        right = [0, *range(2, 2 + 2 * len(names))]
        self._table(headings, rows, right=right)

    def _trust(self, row: Mapping[str, Any]) -> str:
        if row["is_small"]:
            return (IDLE if self.by_dummy else SMALL).of(self.lang)
        return (SAFE if row["rank_is_safe"] else NOT_SAFE).of(self.lang)

    def _value(self, value: Any, low: Any, high: Any, scale: Scale) -> tuple[str, str]:
        if value is None:
            return UNKNOWN, UNKNOWN
        places = max(2, decimals(value, low, high, scale)) if scale == PLAIN else decimals(value, low, high, scale)
        if scale == PLAIN:
            to = "至" if self.lang == "zh" else "to"
            return plain(value, places), f"{plain(low, places)} {to} {plain(high, places)}"
        return plain(value, places, scale), interval(low, high, scale, self.lang)

    def _pairs(self, document: Mapping[str, Any]) -> None:
        pairs = sorted(document.get("pairs", ()), key=lambda each: -each["S2"])[:MOST_PAIRS]
        if not pairs:
            return
        titles = {row["parameter"]: row["titles"][self.lang] for row in document["indices"]}
        rows = [
            (" × ".join(titles[name] for name in each["parameters"]), *self._value(each["S2"], each["S2_low"], each["S2_high"], PLAIN))
            for each in pairs
        ]
        self._table([PAIRS, MEASURES["S2"], RANGE], rows, right=(1, 2))

    def _chance(self, document: Mapping[str, Any]) -> str:
        found = document["chance_share"]
        if found["value"] is None:
            return found["why"][self.lang] if "why" in found else ""
        text = CHANCE if document.get("ranked_by") in WITHOUT_CHANCE else CHANCE_ALONE
        return text.fill(share=percent(found["value"]), low=percent(found["low"]), high=percent(found["high"])).of(self.lang)

    def _interactions(self, document: Mapping[str, Any]) -> str:
        found = document.get("sum_of_S1")
        if not found or found["value"] is None:
            return ""
        rest = [1.0 - found[key] for key in ("value", "high", "low")]
        return INTERACTIONS.fill(**dict(zip(("share", "low", "high"), (_signed(each) for each in rest), strict=True))).of(self.lang)

    def _floor(self, document: Mapping[str, Any]) -> str:
        found = document["floor"].get(document["ranked_by"])
        if not found or found["high"] is None:
            return ""
        scale = self._scale(document["ranked_by"], document)
        places = max(2, decimals(found["high"], found["low"], found["high"], scale))
        limit = f"{plain(max(0.0, found['high']), places, scale)} {scale.label}".rstrip()
        above = [row["titles"][self.lang] for row in sorted(document["indices"], key=lambda each: each["rank"]) if row["above_floor"]]
        names = ("、" if self.lang == "zh" else "; ").join(above) or Text("没有", "none").of(self.lang)
        return FLOOR.fill(limit=limit).of(self.lang) + ABOVE.fill(names=names).of(self.lang)

    def _verdict(self, document: Mapping[str, Any]) -> str:
        return document["converged"]["verdict"][self.lang]

    def _stopped(self, document: Mapping[str, Any]) -> str:
        return STOPPED.of(self.lang) if document["stopped_at_most_runs"] else ""

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


def _signed(share: float) -> str:
    return f"{round(100 * share)}%"
