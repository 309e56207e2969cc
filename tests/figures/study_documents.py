"""Plausible documents of studies and of the calibration: what `funnel study` and `funnel calibrate --report` give, with realistic numbers."""

import random
from typing import Any

from tests.figures.documents import provenance

PARAMETERS = {
    "p_sample": ("样品化成功的概率（质量居中时）", "chance that a result of average quality reaches a sample"),
    "months_to_deal": ("无经纪人时成果等到企业的平均时间", "mean wait of a result for a firm without brokers"),
    "cost_pilot": ("中试成本（1:10:100中的10）", "cost of a pilot (the 10 of 1:10:100)"),
    "dur_ramp": ("产业化爬坡平均时长", "mean time from entering industrialisation to batch output"),
    "value_multiple": ("成功项目利润现值与产业化投资之比", "expected present value of a success over its industrial cost"),
    "debt_share": ("普通信贷占产业化投资的比例", "share of industrial cost that ordinary credit covers"),
}
IMPORTANCE = (0.42, 0.21, 0.12, 0.05, 0.012, -0.004)


def _head(method: str, ranked_by: str, is_share: bool) -> dict[str, Any]:
    return {
        "study": "what-drives-industrialisation",
        "titles": {"zh": "产业化项目数由什么决定？", "en": "What drives the number of industrialised projects?"},
        "method": method,
        "outcome": {
            **{"indicator": "batch_output", "titles": {"zh": "实现批量产出", "en": "reached batch output"}, "measure": "level", "good": 1},
            **{"unit": {"zh": "项", "en": "projects"}, "fails_below": None, "fails_above": None},
        },
        "region": {"id": "typical-city", "titles": {"zh": "典型城市", "en": "A typical city"}},
        "policies": [],
        "already": [],
        "seed": 1,
        "replications": 10,
        "months": 180,
        "period": {"first": "2025-01", "last": "2039-12"},
        "ranked_by": ranked_by,
        "is_share": is_share,
        "chance_share": {"value": 0.31, "low": 0.28, "high": 0.35},
        "floor": {},
        "converged": {
            "verdict": {
                "zh": "第1–3位可靠，第4–6位不可靠，约需再模拟4,000次。",
                "en": "ranks 1–3 safe, ranks 4–6 not, about 4,000 more runs needed.",
            },
            "is_converged": False,
            "safe_ranks": [1, 2, 3],
            "more_runs": 4000,
        },
        "notes": [],
        "is_constant": False,
        "failed_runs": [],
        "runs": 14336,
        "provenance": provenance(),
    }


def _with_interval(name: str, value: float, half: float) -> dict[str, float]:
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}


def _indices(*measures: tuple[str, float, float]) -> list[dict[str, Any]]:
    """Each measure is (name, factor of importance, half-width)."""
    rows = []
    for rank, ((name, (zh, en)), value) in enumerate(zip(PARAMETERS.items(), IMPORTANCE, strict=True), 1):
        row: dict[str, Any] = {"parameter": name, "titles": {"zh": zh, "en": en}, "rank": rank}
        for measure, factor, half in measures:
            row |= _with_interval(measure, value * factor, half)
        rows.append(row)
    return rows


def sobol_document() -> dict[str, Any]:
    """First-order and total indices, with a dummy."""
    floor = {"ST": {"value": 0.002, "low": -0.01, "high": 0.015, "limit": 0.015}}
    return _head("sobol", "ST", True) | {"indices": _indices(("S1", 0.8, 0.02), ("ST", 1.1, 0.025)), "floor": floor}


def morris_document() -> dict[str, Any]:
    """Elementary effects; the last three lie close together."""
    return _head("morris", "mu_star", False) | {"indices": _indices(("mu_star", 120.0, 4.0), ("sigma", 60.0, 3.0))}


def tornado_document() -> dict[str, Any]:
    """One at a time; no share of chance."""
    nothing = {"value": None, "low": None, "high": None}
    rows = _indices(("swing", 140.0, 3.0), ("effect_low", -60.0, 2.0), ("effect_high", 80.0, 2.5))
    return _head("tornado", "swing", False) | {"indices": rows, "chance_share": nothing}


def discovery_document() -> dict[str, Any]:
    """One box with two limits, and the worlds it was found in."""
    rng = random.Random(7)
    pilots = [round(rng.uniform(200.0, 1600.0), 1) for _ in range(300)]
    values = [round(rng.uniform(0.8, 4.0), 3) for _ in range(300)]
    fails = [cost > 800.0 and value < 2.0 and rng.random() < 0.9 for cost, value in zip(pilots, values, strict=True)]
    limits = [
        _limit("cost_pilot", {"zh": "万元", "en": "10,000 CNY"}, (200.0, 1600.0), 800.0, None),
        _limit("value_multiple", {"zh": "倍", "en": "ratio"}, (0.8, 4.0), None, 2.0),
    ]
    box = {
        "box": 1,
        "limits": limits,
        "coverage": {"value": 0.97, "low": 0.93, "high": 1.0},
        "density": {"value": 0.88, "low": 0.82, "high": 0.94},
        "worlds": 70,
        "failures": 62,
        "words": {
            "zh": "中试成本高于 800 万元，且成功项目利润现值与产业化投资之比低于 2 时：88% 的世界失败，占全部失败的 97%。",
            "en": "Where cost of a pilot above 8 million CNY, and expected present value of a success over its industrial cost below 2: 88% of the "
            "worlds fail; these are 97% of all failures.",
        },
    }
    rule = {"zh": "政策使“实现批量产出”平均增加不到 1 项", "en": "the policy changes “reached batch output” by less than 1 projects on average"}
    verdict = {
        "zh": "第一个范围的每个条件在 20 次重抽样中至少出现 19 次，可靠。",
        "en": "Every limit of the first box comes up in at least 19 of 20 resamples: safe.",
    }
    return _head("discovery", "found_again", True) | {
        "indices": [],
        "fails": {"rule": rule, "share": {"value": 0.21, "low": 0.17, "high": 0.26}, "worlds": 300, "failures": sum(fails)},
        "near_threshold": {"share": 0.08, "level": 0.95},
        "boxes": [box],
        "worlds": {"values": {"cost_pilot": pilots, "value_multiple": values}, "outcome": [1.0] * 300, "fails": fails},
        "converged": {"verdict": verdict, "is_converged": True, "safe_ranks": []},
    }


def _limit(name: str, unit: dict[str, str], ends: tuple[float, float], low: float | None, high: float | None) -> dict[str, Any]:
    zh, en = PARAMETERS[name]
    first, last = ends

    def quantile(value: float) -> float:
        return (value - first) / (last - first)

    return {
        "parameter": name,
        "titles": {"zh": zh, "en": en},
        "unit": unit,
        "low": low,
        "high": high,
        "choices": None,
        "quantile_low": 0.0 if low is None else quantile(low),
        "quantile_high": 1.0 if high is None else quantile(high),
        "range": list(ends),
        "found_again": 0.95,
    }


def calibration_document() -> dict[str, Any]:
    """The ridge with versions, draws and rankings of policies."""
    rng = random.Random(11)
    curve = [
        {"rho": rho, "selection_points": 52.0 * rho, "effect_points": 50.0 - 52.0 * rho, "effect_points_s": 26.0 - 52.0 * rho}
        for rho in (-0.3, -0.15, 0.0, 0.125, 0.25, 0.5, 0.69)
    ]
    versions = [{"id": name, "rho": rho} for name, rho in (("selection-heavy", 0.5), ("mixed", 0.24), ("treatment-only", 0.0))]
    policies = []
    for name, zh, en, effect in (
        ("pilot-voucher", "中试创新券", "Pilot voucher", 0.6),
        ("more-public-platforms", "新建两个公共中试平台", "Two new public pilot platforms", 1.9),
        ("brokers", "技术经纪人", "Technology brokers", 3.1),
    ):
        by_version = {each["id"]: {"difference": effect * factor, "low": effect * factor - 0.5, "high": effect * factor + 0.5}
                      for each, factor in zip(versions, (0.5, 1.0, 1.5), strict=True)}  # fmt: skip
        overall = {"difference": effect, "low": effect - 1.0, "high": effect + 1.0}
        policies.append({"id": name, "titles": {"zh": zh, "en": en}, "effect": overall, "by_version": by_version})
    ridge = {"curve": curve, "versions": versions, "posterior": [{"rho": round(rng.gauss(0.25, 0.12), 3)} for _ in range(40)]}
    return {
        "targets": [],
        "versions": [],
        "posterior": {"size": 40, "ess": 31.0, "parameters": {}},
        "report": {"ridge": ridge, "rankings": {"region": "typical-city", "policies": policies}},
        "provenance": provenance(),
    }


DOCUMENTS = {
    "sensitivity": sobol_document,
    "morris": morris_document,
    "tornado": tornado_document,
    "boxes": discovery_document,
    "ridge": calibration_document,
}
"""The document of each figure that no run, comparison, target or story has."""
