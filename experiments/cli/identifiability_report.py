"""The report of `funnel calibrate --report` in words: what cannot be told apart, which rankings survive, and which survey would settle it."""

from collections.abc import Mapping
from typing import Any

from experiments.cli import identifiability_words as words
from experiments.cli.language import Lang, Text
from experiments.cli.numerals import UNKNOWN
from experiments.cli.robust_wording import dimension
from sim.stages import Sector, name_zh

CORE = 3
"""The versions that come first in the document are the core ones."""


def show_report(document: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    report = document["report"]
    head(words.HEADS["ridge"].of(lang))
    _ridge(report["ridge"], document["posterior"]["parameters"]["rho"], document["versions"], lang, grid, say)
    told = {flag: _listed([called(each["id"], lang) for each in report["parameters"] if each["flat"] is flag], lang) for flag in (True, False)}
    say(words.LEARNED.fill(learned=told[False] or UNKNOWN, flat=told[True] or UNKNOWN).of(lang))
    if report["coverage"]["truths"]:
        n, inside = report["coverage"]["truths"], [each["in_90"] for each in report["coverage"]["parameters"].values()]
        luck = 3.0 * (0.9 * 0.1 / n) ** 0.5  # three standard errors: a dozen quantities are looked at
        verdict = words.AS_SAID if min(inside) >= 0.9 - luck else words.TOO_NARROW
        say(words.COVERED.fill(n=n, low=min(inside), high=max(inside), luck=luck, verdict=verdict).of(lang))
    _values(report["values"], lang, head, grid, say)
    head(words.HEADS["attempts"].of(lang))
    say(*("* " + attempt(each, lang) for each in report["attempts"]))
    _rankings(report["rankings"], lang, head, say)
    head(words.HEADS["surveys"].of(lang))
    say(*("* " + _asked(each, lang) for each in report["surveys"]))
    say("* " + words.BESIDE.of(lang))
    head(words.HEADS["tensions"].of(lang))
    for each in report["tensions"]:
        say(f"* {', '.join(each['targets'])}: {each[lang]}")


def _ridge(ridge: Mapping[str, Any], rho: Mapping[str, float], versions: Any, lang: Lang, grid: Any, say: Any) -> None:
    curve = ridge["curve"]
    columns = ("selection_points", "effect_points", "effect_points_s")
    grid(words.RIDGE_COLUMNS, ((f"{p['rho']:.2f}", *(_points(p[name]) for name in columns)) for p in curve), (0, 1, 2, 3))
    first, last = curve[0], curve[-1]
    ends = {"most": first["effect_points"], "least": last["effect_points"], "most_s": first["effect_points_s"], "least_s": last["effect_points_s"]}
    say(words.RIDGE_SAID.fill(low=first["rho"], high=last["rho"], **{name: round(value) for name, value in ends.items()}).of(lang))
    parts = {name: _drawn([draw[f"{name}_points"] for draw in ridge["posterior"]], lang) for name in ("selection", "information", "maturation")}
    if all(parts.values()):
        say(words.PARTS_SAID.fill(**parts).of(lang))
    say(words.RHO_SAID.fill(low=rho["low"], high=rho["high"], mean=rho["mean"]).of(lang))
    outside = [version_called(each["id"], lang) for each in versions[:CORE] if not rho["low"] <= each["rho"] <= rho["high"]]
    if outside:
        say(words.BEYOND.fill(names=_listed(outside, lang)).of(lang))


def _points(value: float) -> str:
    return f"{round(value)}"


def _drawn(values: list[float | None], lang: Lang) -> str:
    """Mean and 95 % range of what draws show; "" where none shows anything."""
    import numpy as np

    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = np.percentile(known, [2.5, 97.5])
    return f"{np.mean(known):.0f}" + Text("（{low:.0f}至{high:.0f}）", " ({low:.0f} to {high:.0f})").fill(low=low, high=high).of(lang)


def version_called(name: str, lang: Lang) -> str:
    from calibration.readings import READINGS, others

    reading = next(reading for reading in (*READINGS, *others()) if reading.id == name)
    return reading.title_zh if lang == "zh" else name


def _asked(found: Mapping[str, Any], lang: Lang) -> str:
    """What a survey would settle, with how many cases."""

    def facts(pair: Mapping[str, Any]) -> dict[str, Any]:
        (a, b), (x, y) = (version_called(name, lang) for name in pair["versions"]), pair["values"]
        return {"a": a, "b": b, "x": x, "y": y, "cases": pair["cases"]}

    furthest, closest = found["furthest"], found["closest"]
    if furthest["cases"] is None:
        return words.ASK[found["id"]].of(lang)
    hard = words.CLOSEST if closest["cases"] else words.ALIKE
    return "".join(text.of(lang) for text in (words.ASK[found["id"]], words.APART.fill(**facts(furthest)), hard.fill(**facts(closest))))


def attempt(told: Mapping[str, Any], lang: Lang) -> str:
    """Why a reading does not count as one that can be."""
    from calibration.bounds import REACHED
    from calibration.readings import ALLOWED, READINGS, others

    best = told["best"]
    if told["shipped"]:
        wanted = {reading.id: reading for reading in (*READINGS, *others())}[told["id"]].wanted
        missed = [(words.MISSED_RHO if name == "rho" else words.MISSED, name, wanted[name], ALLOWED[name]) for name in told["missed"]]
        what = [said.fill(name=words.DEMANDS[n], value=best[n], low=at - by, high=at + by).of(lang) for said, n, at, by in missed]
        return words.MISSES.fill(id=told["id"], what=_listed(what, lang)).of(lang)
    if told["contradicts_itself"]:
        return words.IMPOSSIBLE.fill(id=told["id"], most=told["most_per_entrant"]).of(lang)
    nearest = words.NOT_FOUND.fill(id=told["id"], reached=best["per_entrant"], q=best["pass_rate"], wanted=told["q"])
    is_bounded = told["most_with_money"] < REACHED - ALLOWED["per_entrant"]
    bound = words.FOR_MONEY.fill(passed=told["passed_with_money"], most=told["most_with_money"]) if is_bounded else words.UNPROVEN
    return nearest.of(lang) + bound.of(lang)


def _values(found: Mapping[str, Any], lang: Lang, head: Any, grid: Any, say: Any) -> None:
    head(words.HEADS["values"].of(lang))
    grid(words.VALUE_COLUMNS, ((_field(f["id"], lang), f"{f['scale']:.2f}", *_share(f["attempted"])) for f in found["fields"]), (1, 2))
    say("* " + words.ASSUMED.of(lang), "* " + words.LEVEL.fill(**found["universities"]).of(lang))
    low, high = found["marginal"]["low"], found["marginal"]["high"]
    if low is None or high is None:
        return
    verdict = words.TOO_HIGH if low > 0.0 else words.TOO_LOW if high < 0.0 else words.INDIFFERENT
    told = {name: "{value:+.0%} ({low:+.0%} … {high:+.0%})".format(**found[name]) for name in ("marginal", "everybody")}
    say("* " + words.GAINED.fill(rise=found["rise"], n=found["marginal"]["n"], verdict=verdict.of(lang), **told).of(lang))


def _field(name: str, lang: Lang) -> str:
    return name_zh(Sector[name.upper()]) if lang == "zh" else name


def _share(found: Mapping[str, float]) -> tuple[str, str]:
    return f"{found['value']:.1%}", f"{found['low']:.1%} – {found['high']:.1%}"


def _rankings(found: Mapping[str, Any], lang: Lang, head: Any, say: Any) -> None:
    titles = {each["id"]: each["titles"][lang] for each in found["policies"]}
    ordered = {each["first"] + each["second"]: f"{titles[each['first']]} > {titles[each['second']]}" for each in found["pairs"]}
    kept = [ordered[each["first"] + each["second"]] for each in found["pairs"] if each["survives"] and each["sure"]]
    of = found["pairs"][0]["of"] if found["pairs"] else found["of"]
    head(words.HEADS["rankings"].of(lang))
    say("* " + (words.SURVIVE.fill(n=of, pairs=_listed(kept, lang)) if kept else words.NONE_SURVIVES.fill(n=of)).of(lang))
    for each in found["pairs"]:
        if each["surely_turned_in"]:
            where = _listed([version_called(name, lang) for name in each["surely_turned_in"]], lang)
            facts = {"first": titles[each["first"]], "second": titles[each["second"]], "k": len(each["surely_turned_in"]), "n": of, "where": where}
            say("* " + words.TURN.fill(**facts).of(lang))
    unsure = [
        f"{titles[each['first']]} ≈ {titles[each['second']]}"
        for each in found["pairs"]
        if not each["surely_turned_in"] and not (each["survives"] and each["sure"])
    ]
    if unsure:
        say("* " + words.UNSURE.fill(m=found["replications"] // of, pairs=_listed(unsure, lang)).of(lang))


def _listed(names: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(names)


def called(name: str, lang: Lang) -> str:
    return (words.PACES.get(name) or dimension(name)).of(lang)
