"""Plausible result documents for tests: what `funnel run` and `funnel compare` give, with realistic numbers."""

from typing import Any

VERSIONS = {"selection-heavy": "选择为主", "mixed": "兼而有之", "treatment-only": "纯中试效应"}
POLICIES = (
    (
        "award-on-industrialisation",
        "企业自主中试成功并在本地产业化，一次性奖励 200 万元（郴州）",
        "One-off award of 2 million CNY for a firm's own pilot that succeeds and industrialises locally (Chenzhou)",
    ),
    (
        "pilot-voucher",
        "中试创新券：中小微企业每个项目最高 50 万元（北京）",
        "Pilot voucher: up to 500,000 CNY a project for small firms (Beijing)",
    ),
    (
        "more-public-platforms",
        "新建两个公共中试平台，财政补建设投资的 35%",
        "Two new public pilot platforms, 35 % of the investment paid by the public purse",
    ),
)
BASELINE = {  # mean, sd, unit
    "results": (612.4, 24.1, "projects"),
    "pilots_started": (143.2, 12.8, "projects"),
    "pilots_passed": (98.6, 10.4, "projects"),
    "new_products": (121.7, 11.9, "projects"),
    "entered": (88.1, 9.6, "projects"),
    "batch_output": (46.3, 7.0, "projects"),
    "commercial": (24.9, 5.2, "projects"),
    "sales": (231_480.0, 61_200.0, "10k CNY"),
    "months_to_batch_output": (52.6, 3.4, "months"),
    "utilisation": (0.713, 0.05, "share"),
    "months_waiting": (4.8, 1.1, "months"),
    "private_money": (184_300.0, 20_700.0, "10k CNY"),
    "public_money": (0.0, 0.0, "10k CNY"),
    "social_npv": (96_420.0, 40_100.0, "10k CNY"),
    "avoided_scale_up_loss": (38_200.0, 9_100.0, "10k CNY"),
}
STAGES = {"sample": (612.4, 24.1), "engineering": (287.5, 17.2), "product": (158.9, 13.3), "industrialisation": (88.1, 9.6)}
STOPS = {
    "sample_failed": 214.6,
    "no_partner": 61.3,
    "left_region": 37.0,
    "no_slot": 6.2,
    "pilot_failed": 35.4,
    "no_money": 21.7,
    "product_failed": 24.3,
    "ramp_failed": 29.8,
    "firm_closed": 11.6,
    "running": 124.2,
}
DIFFERENCES = {  # difference and half-width of its interval, per policy
    "results": ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0)),
    "pilots_started": ((4.1, 1.2), (22.7, 2.1), (31.5, 2.6)),
    "pilots_passed": ((2.6, 0.9), (14.9, 1.8), (21.2, 2.2)),
    "new_products": ((1.4, 1.1), (7.2, 1.6), (6.1, 1.9)),
    "entered": ((1.3, 1.0), (4.8, 1.3), (3.2, 1.5)),
    "batch_output": ((1.9, 0.8), (3.6, 1.2), (0.9, 1.4)),
    "commercial": ((0.7, 0.6), (1.8, 0.9), (0.4, 1.0)),
    "sales": ((6_940.0, 5_800.0), (15_210.0, 7_900.0), (2_120.0, 8_300.0)),
    "months_to_batch_output": ((0.3, 0.35), (1.9, 0.5), (-1.2, 0.6)),
    "utilisation": ((-0.004, 0.003), (0.082, 0.011), (-0.157, 0.016)),
    "months_waiting": ((-0.1, 0.12), (1.6, 0.3), (-2.2, 0.3)),
    "private_money": ((2_760.0, 1_900.0), (7_430.0, 2_800.0), (8_120.0, 3_300.0)),
    "public_money": ((1_460.0, 140.0), (1_088.0, 90.0), (5_230.0, 260.0)),
    "social_npv": ((1_240.0, 4_300.0), (9_800.0, 5_700.0), (-3_150.0, 6_800.0)),
    "avoided_scale_up_loss": ((310.0, 420.0), (4_250.0, 900.0), (5_040.0, 1_100.0)),
}
BY_VERSION = {"selection-heavy": 0.35, "mixed": 1.0, "treatment-only": 1.65}
CLASSES = ("additional", "deadweight", "displaced", "both", "neither", "accelerated", "absent_in_one", "unresolved")


def run_document(scenario: str = "chenzhou") -> dict[str, Any]:
    """What `funnel run chenzhou` gives."""
    return {
        "scenario": scenario,
        "seed": 1,
        "replications": 200,
        "months": 120,
        "titles": {"zh": "郴州：“3+4”中试基地", "en": "Chenzhou: 3 public and 4 specialised county pilot bases"},
        "indicators": {name: {**_mean(mean, sd), "sd": sd, "unit": unit} for name, (mean, sd, unit) in BASELINE.items()},
        "stages": {name: _mean(*values) for name, values in STAGES.items()},
        "stop_reasons": {name: _mean(mean, mean**0.5) for name, mean in STOPS.items()},
        "ledger": {},
        "rates": {
            "after_passed_pilot": {"value": 0.79, "low": 0.76, "high": 0.82, "n": 1034, "unresolved_share": 0.02},
            "without_pilot": {"value": 0.31, "low": 0.28, "high": 0.34, "n": 2210, "unresolved_share": 0.03},
            "per_entrant": {"value": 0.55, "low": 0.52, "high": 0.58, "n": 1480, "unresolved_share": 0.02},
            "pilot_pass": {"value": None, "low": None, "high": None, "n": 0, "unresolved_share": 1.0},
        },
        "platform_use": {
            field: {
                str(year): {
                    "utilisation": _value(use, 0.05),
                    "months_waiting": _value(wait, 0.4) if wait else {"value": None, "low": None, "high": None},
                }
                for year in range(2025, 2035)
            }
            for field, use, wait in (("materials", 0.31, 0.0), ("any", 0.78, 1.2))
        },
        "by_sector": {"materials": _group(41.3), "energy": _group(0.0)},
        "by_county": {"苏仙区": _group(22.4), "unnamed": _group(18.9)},
        "conservation": {"violations": 0},
        "digest": "5f0c3c1f1f6b",
        "provenance": provenance(),
    }


def compare_document() -> dict[str, Any]:
    """What `funnel compare chenzhou` with three policies gives."""
    run = run_document()
    plain = {key: value for key, value in run.items() if key != "provenance"}
    head = {key: run[key] for key in ("scenario", "seed", "replications", "months", "titles")}
    return {
        **head,
        "baseline": plain,
        "policies": [_policy(order, plain) for order in range(len(POLICIES))],
        "versions": [{"id": name, "titles": {"zh": zh, "en": name}} for name, zh in VERSIONS.items()],
        "provenance": provenance(),
    }


def provenance() -> dict[str, Any]:
    """The part of provenance that figures show."""
    return {"versions": {"techfunnel": "0.1.0"}, "sources": ["S-CZ-01", "S-CZ-07", "S-CZ-08", "S-CZ-12", "M-36", "M-52", "S-GX-03"]}


def _value(value: float, half: float) -> dict[str, float]:
    return {"value": value, "low": value - half, "high": value + half}


def _group(started: float) -> dict[str, Any]:
    """What is counted in one sector or county."""
    return {
        name: _mean(share * started, 2.0)
        for name, share in (("pilots_started", 1.0), ("pilots_passed", 0.6), ("new_products", 0.9), ("batch_output", 0.5))
    }


def _changes(groups: dict[str, Any], order: int) -> dict[str, Any]:
    """What a policy changes in each sector or county: the same everywhere."""
    change = {"difference": 1.5 + order, "low": -0.5, "high": 3.5 + 2 * order}
    return {group: dict.fromkeys(found, change) for group, found in groups.items()}


def _mean(mean: float, sd: float) -> dict[str, Any]:
    half = 1.96 * sd / 200**0.5
    return {"mean": mean, "low": mean - half, "high": mean + half}


def _policy(order: int, baseline: dict[str, Any]) -> dict[str, Any]:
    identity, zh, en = POLICIES[order]
    run = {**baseline, "scenario": f"chenzhou+{identity}", "indicators": {}, "stages": {}, "stop_reasons": {}}
    effects = {}
    for name, pairs in DIFFERENCES.items():
        mean, sd, unit = BASELINE[name]
        difference, half = pairs[order]
        run["indicators"][name] = {**_mean(mean + difference, sd), "sd": sd, "unit": unit}
        effects[name] = {
            **{
                "baseline": mean,
                "policy": mean + difference,
                "difference": difference,
                "low": difference - half,
                "high": difference + half,
            },
            **{"probability_better": 0.5 if half == 0 else 0.74, "variance_reduction": None if half == 0 else 8.4},
            **{"replications_needed": 64 if difference else None, "unit": unit},
        }
    for name, (mean, sd) in STAGES.items():
        run["stages"][name] = _mean(mean * (1 + 0.02 * order), sd)
    for name, mean in STOPS.items():
        run["stop_reasons"][name] = _mean(mean * (1.05 - 0.06 * order), mean**0.5)
    run["ledger"] = {f"{identity}-fund": {"total": 1460.0, "by_year": {"2025": 200.0, "2026": 560.0, "2027": 700.0}}}
    return {
        "id": identity,
        "titles": {"zh": zh, "en": en},
        "effects": effects,
        "cost_per_additional": [
            {"value": 768.0, "low": 540.0, "high": 1320.0, "defined": True},
            {"value": 302.0, "low": 228.0, "high": 449.0, "defined": True},
            {"value": None, "low": None, "high": None, "defined": False},
        ][order],
        "projects": {name: {"value": 3.0 + place, "low": 2.5 + place, "high": 3.5 + place} for place, name in enumerate(CLASSES)},
        "holds_in": [["mixed", "treatment-only"], list(VERSIONS), []][order],
        "by_version": {version: _version(order, factor) for version, factor in BY_VERSION.items()},
        "ledger": run["ledger"],
        "effects_by_group": {section: _changes(baseline[section], order) for section in ("by_sector", "by_county")},
        "run": run,
    }


def _version(order: int, factor: float) -> dict[str, dict[str, float]]:
    effects = {}
    for name, pairs in DIFFERENCES.items():
        difference, half = pairs[order][0] * factor, pairs[order][1] * 1.3
        effects[name] = {"difference": difference, "low": difference - half, "high": difference + half}
    return effects


def one_policy() -> dict[str, Any]:
    """A comparison of one policy only."""
    document = compare_document()
    document["policies"] = document["policies"][:1]
    return document


def many_policies(count: int = 9) -> dict[str, Any]:
    """A comparison of more policies than there are colours."""
    document = compare_document()
    document["policies"] = [{**document["policies"][order % 3], "id": f"policy-{order}"} for order in range(count)]
    return document


def nothing_known() -> dict[str, Any]:
    """A comparison in which every number is null, as in a region too young for any of them."""

    def emptied(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: emptied(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [emptied(part) for part in value]
        return None if isinstance(value, int | float) and not isinstance(value, bool) else value

    document = compare_document()
    document["baseline"] = emptied(document["baseline"])
    document["policies"] = emptied(document["policies"])
    return document


def with_effect(document: dict[str, Any], indicator: str, order: int, difference: float, low: float, high: float) -> dict[str, Any]:
    """The document with another effect of one policy, in all versions alike."""
    policy = document["policies"][order]
    for effects in (policy["effects"], *policy["by_version"].values()):
        effects[indicator] = {**effects[indicator], "difference": difference, "low": low, "high": high}
    return document
