"""What the report says of an equal budget: how large each policy was made, what it spends, and why one cannot spend the amount."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.cli.language import Lang, Text, same
from experiments.cli.numerals import UNKNOWN, decimals, interval, money_scale, plain
from experiments.cli.two_wordings import OTHER, WHOSE
from experiments.equal_budget.size import SIZES, Size
from experiments.figures.numbers import Scale
from experiments.output.headers import WHY_NOT_EQUAL
from experiments.output.scaling import drawn_sizes
from experiments.output.vocabulary import Both
from sim.policy import AnyInstrument
from sim.scenario.describe import families, quantity_of
from sim.units import money_text

HEAD = Text(
    "等额比较：每项政策先调整到研究期内预计花费财政资金 {amount}（不贴现），再与基线比较。倍数用另外一批试算世界求出，支出是本次比较各世界的平均。",
    "Equal budgets: each policy was first scaled until it is expected to spend {amount} of public money within the study (undiscounted), and then "
    "compared. The factor comes from other worlds, tried beforehand; what is spent is the mean of the worlds compared here.",
)
FITTED_TO_ONE = Text(
    "大小只在“80%”指{whose}的世界里求出；指{other}的那些世界用同样的大小，在那里未必等额。",
    " Sizes were fitted to worlds in which the 80 % are of {whose}; those in which they are of {other} have the same sizes, and there policies need "
    "not be of equal cost.",
)
COLUMNS = (
    Text("政策", "Policy"),
    Text("放大倍数", "Times its size"),
    Text("支出（{unit}）", "Spent ({unit})"),
    Text("95% 区间", "95 % interval"),
    Text("是否等额", "Equal?"),
)
YES, MIXED, NO = Text("是", "yes"), Text("是，平均", "yes, on average"), Text("否", "no")
NOT_EQUAL = Text("{policy}：{why}。它与其他政策不等额，比较结果时要注意。", "{policy}: {why}. It is not of equal cost; mind that when comparing.")
ROUNDED = Text(
    "{policy}：{instrument} 的“{meaning}”应为 {exact}，取整为 {used}。", '{policy}: "{meaning}" of {instrument} would be {exact}, rounded to {used}.'
)
HELD = Text(
    "{policy}：{instrument} 的“{meaning}”应为 {exact}，已到上限，取 {used}。",
    '{policy}: "{meaning}" of {instrument} would be {exact}, but cannot be more than {used}.',
)
LOTTERY = Text(
    "{policy}：{instrument} 的“{meaning}”应为 {exact}，而它只能是整数：{each}，平均正好是 {exact}。"
    "每个世界里都是整数个，单价不变；各世界的支出因此相差较大，等额说的是平均。",
    '{policy}: "{meaning}" of {instrument} would be {exact}, but comes in whole units only: {each}, on average just {exact}. Every world has a '
    "whole number, at the same price each; what is spent differs between worlds, and is equal on average.",
)
IN_SO_MANY = Text("{share} 的世界取 {used}", "{used} in {share} of the worlds")
FARTHEST = 10.0
"""Times larger or smaller beyond which a policy is another policy."""
ANOTHER = Text(
    "{policy}：为花到这个数，规模要改为原来的 {factor} 倍，已不是文件里的那项政策；模型在这样远的地方没有依据，结果不宜直接引用。",
    "{policy}: to spend this it had to be made {factor} times its size, which is no longer the policy in its file; so far out the model has nothing "
    "to stand on, and the result should not be quoted.",
)
COUNTS = {key for sizes in SIZES.values() for key, size in sizes.items() if size is Size.COUNT}
FIELDS = {key: field for member in families(AnyInstrument).values() for key, field in member.model_fields.items()}


def head(document: Mapping[str, Any], lang: Lang) -> str:
    """What was done, and to which worlds sizes were fitted where others stand beside them; "" where no equal budget was asked for."""
    if "equal_budget" not in document:
        return ""
    amount = document["equal_budget"]["amount"]
    said = HEAD.fill(amount=Text(money_text(amount), money_text(amount, "en"))).of(lang)
    mine = document["equal_budget"].get("wording")
    looked = [name for name in WHOSE if (document.get("wordings") or {}).get(name)]
    if mine not in WHOSE or looked == [mine]:
        return said
    return said + FITTED_TO_ONE.fill(whose=WHOSE[mine], other=WHOSE[OTHER[mine]]).of(lang)


def headings(document: Mapping[str, Any], lang: Lang) -> list[Text]:
    """The columns of the table, with the unit of money."""
    return [heading.fill(unit=_scale(document, lang).label) for heading in COLUMNS]


def rows(document: Mapping[str, Any], lang: Lang) -> Iterator[tuple[str, ...]]:
    """A row of the table for each policy."""
    scale = _scale(document, lang)
    for policy in document["policies"]:
        found, spent = policy["scaling"], policy["scaling"]["spent"]
        yield (
            policy["id"],
            UNKNOWN if found["factor"] is None else f"{found['factor']:g}",
            plain(spent["value"], decimals(spent["value"], spent["low"], spent["high"], scale), scale),
            interval(spent["low"], spent["high"], scale, lang),
            ((MIXED if found["lottery"] else YES) if found["reached"] else NO).of(lang),
        )


def sentences(document: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """Why a policy does not spend the amount, and what was rounded or came to its bound."""
    for policy in document["policies"]:
        found = policy["scaling"]
        for each in found["rounded"]:
            meaning = quantity_of(FIELDS[each["key"]]).meaning
            facts = {
                "instrument": each["instrument"],
                "meaning": Text(meaning.zh, meaning.en),
                "exact": f"{each['exact']:.4g}",
                "used": f"{each['used']:g}",
            }
            said = ROUNDED if each["key"] in COUNTS else HELD
            yield said.fill(policy=same(policy["id"]), **facts).of(lang)
        yield from _drawn(policy["id"], found["lottery"], lang)
        if found["factor"] and not 1 / FARTHEST <= found["factor"] <= FARTHEST:
            yield ANOTHER.fill(policy=same(policy["id"]), factor=f"{found['factor']:g}").of(lang)
        if not found["reached"]:
            yield NOT_EQUAL.fill(policy=same(policy["id"]), why=_text(WHY_NOT_EQUAL[found["limit"]])).of(lang)


def _drawn(policy: str, lottery: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """What of a policy differs from world to world so that it is of equal cost on average."""
    for (instrument, key), by_number in drawn_sizes(lottery).items():
        meaning = quantity_of(FIELDS[key]).meaning
        shares = [IN_SO_MANY.fill(share=f"{100 * share:.4g}%", used=f"{number:g}") for number, share in by_number.items()]
        each = Text("、".join(one.of("zh") for one in shares), ", ".join(one.of("en") for one in shares))
        exact = f"{sum(share * number for number, share in by_number.items()):.4g}"
        facts = {"instrument": instrument, "meaning": Text(meaning.zh, meaning.en), "exact": exact, "each": each}
        yield LOTTERY.fill(policy=same(policy), **facts).of(lang)


def _text(words: Both) -> Text:
    return Text(words.zh, words.en)


def _scale(document: Mapping[str, Any], lang: Lang) -> Scale:
    return money_scale(document["equal_budget"]["amount"], lang)
