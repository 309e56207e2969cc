"""What a comparison says of the nation, of budgets and of taxes, in sentences: the ledgers beside the effect itself."""

from collections.abc import Mapping
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import amount, interval, money_scale, percent, scale_of
from sim.definitions import HEADLINE

NATIONAL = f"{HEADLINE}_national"
WORTH = "social_npv"


def attracts(policy: Mapping[str, Any]) -> bool:
    """Whether anything in the national ledger differs from the region's."""
    effects = policy["effects"]
    return any(effects[f"{name}_national"]["difference"] != effects[name]["difference"] for name in (HEADLINE, "sales", WORTH))


def nation(policy: Mapping[str, Any], lang: Lang) -> str:
    """What is left of the effect for the nation; "" where nothing comes from elsewhere."""
    if "nation" not in policy or not attracts(policy):  # results of an older version have no such ledger
        return ""
    here, there, book = policy["effects"][HEADLINE], policy["effects"][NATIONAL], policy["nation"]
    if there["difference"] is None or there["low"] is None:
        return ""
    text = Text(
        "全国账：批量产出净变化 {nation}（95% 区间 {range}），地区账为 {region}。假定引进项目中 {share} 留在原地也会有同样结果"
        "（world.success_elsewhere），只是换了地方；被挤出的本地项目照算。{cost}",
        "National ledger: batch output {nation} (95 % interval {range}) against {region} in the region's. Of the projects that came, {share} are "
        "assumed to have fared alike elsewhere (world.success_elsewhere): they only moved; local projects that they displace count.{cost}",
    )
    cost, scale = book["cost_per_additional"], scale_of(HEADLINE, there, lang, difference=True)
    said = Text("全国账上看不出净增加，不给每项成本。", " The nation surely gains none, so no cost per project is given.")
    if cost["defined"] and cost["value"] > 0.0 and there["low"] > 0.0:
        money = money_scale(abs(cost["value"]), lang)
        said = Text(
            "每多一个全国意义上的批量产出项目，财政净支出 {value}（95% 区间 {range}）。",
            " A project additional to the nation costs {value} net ({range}).",
        )
        said = said.fill(value=amount(cost["value"], cost["low"], cost["high"], money), range=interval(cost["low"], cost["high"], money, lang))
    facts = {
        "nation": amount(there["difference"], there["low"], there["high"], scale),
        "region": amount(here["difference"], here["low"], here["high"], scale),
    }
    return text.fill(**facts, range=interval(there["low"], there["high"], scale, lang), share=percent(book["success_elsewhere"]), cost=said).of(lang)


def payback(policy: Mapping[str, Any], lang: Lang) -> str:
    """Whether taxes pay the policy back, and when; "" where nothing was spent."""
    found = policy.get("fiscal_payback")
    if found is None or found["outcome"] == "nothing_spent":
        return ""
    last = list(found["by_year"].values())[-1]
    scale = money_scale(max(abs(last["taxes"]), abs(last["public_money"])), lang)
    facts = {key: amount(last[key], None, None, scale) for key in ("taxes", "public_money")} | {"share": percent(found["share_paid_back"])}
    ends = Text(
        "期末新产品多缴的税累计 {taxes}，财政净支出累计 {public_money}；{share} 的世界到期末已收回。不贴现。",
        "By the end additional taxes add up to {taxes}, net public money to {public_money}; paid back in {share} of the worlds. Not discounted.",
    ).fill(**facts)
    if found["year"] is None:
        start = Text("财政回收：平均而言研究期内没有收回。", "Payback: on average not within the study. ")
    else:
        local = found["local_year"]
        of_local = Text("只算地方留成的税则在 {year} 年", "{year} by local taxes alone").fill(year=local) if local else None
        of_local = of_local or Text("只算地方留成的税则收不回", "never within the study by local taxes alone")
        start = Text("财政回收：平均而言到 {year} 年年末税收抵得上支出（{local}）。", "Payback: on average by the end of {year} ({local}). ")
        start = start.fill(year=found["year"], local=of_local)
    return start.of(lang) + ends.of(lang)


def downside(policy: Mapping[str, Any], lang: Lang) -> str:
    """How often the policy does worse than doing nothing."""
    worse = {name: policy["effects"].get(name, {}).get("probability_worse") for name in (HEADLINE, WORTH)}
    if None in worse.values():
        return ""
    text = Text(
        "不如不做的概率（世界中更差的比例，打平不算）：批量产出 {output}，社会净现值 {worth}。",
        "Chance of doing worse than nothing (share of worlds, ties not counted): batch output {output}, social net present value {worth}.",
    )
    return text.fill(output=percent(worse[HEADLINE]), worth=percent(worse[WORTH])).of(lang)


def execution(ledger: Mapping[str, Mapping[str, Any]], lang: Lang) -> str:
    """How much of each budget was spent; "" where no instrument has a limit."""
    shares = {name: each.get("execution", {}).get("value") for name, each in ledger.items()}
    known = {name: share for name, share in shares.items() if share is not None}
    if not known:
        return ""
    parts = [f"{name} {percent(share)}" for name, share in known.items()]
    text = Text("预算执行率（支出占各年预算之和）：{parts}。", "Budgets spent (share of the yearly budgets added up): {parts}.")
    return text.fill(parts=("、" if lang == "zh" else ", ").join(parts)).of(lang)
