"""The table of an equal budget, and what sizes a lottery gave to which share of worlds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from experiments.output.headers import MADE_EQUAL_BY, MONEY, WHY_NOT_EQUAL
from experiments.output.vocabulary import Lang, title


def scaling_rows(document: Mapping[str, Any], lang: Lang) -> Iterator[dict[str, Any]]:
    """How large each policy was made, what it spends, and what kept it from being of equal cost; nothing where no equal budget was asked for."""
    for policy in document["policies"] if "equal_budget" in document else ():
        found = policy["scaling"]
        head = {"policy": policy["id"], "policy_name": title(policy, lang), "unit": MONEY, "amount": document["equal_budget"]["amount"]}
        said = {key: found[key] for key in ("factor", "reached", "made_equal_by", "limit")}
        said["made_equal_by_name"] = MADE_EQUAL_BY.get(found["made_equal_by"])
        said["limit_name"] = None if found["reached"] else WHY_NOT_EQUAL[found["limit"]]
        yield {**head, **found["spent"], **said, "out_of_proportion": _out_of_proportion(found)}


def _out_of_proportion(scaling: Mapping[str, Any]) -> str | None:
    """What was rounded or came to its bound, and how many each share of worlds has where that differs; None where all is in proportion."""
    parts = [f"{each['instrument']}.{each['key']} {each['exact']:.4g}→{each['used']:g}" for each in scaling["rounded"]]
    for (instrument, key), shares in drawn_sizes(scaling["lottery"]).items():
        exact = sum(share * number for number, share in shares.items())
        used = ", ".join(f"{number:g} ({100 * share:.4g}%)" for number, share in shares.items())
        parts.append(f"{instrument}.{key} {exact:.4g}→{used}")
    return "; ".join(parts) or None


def drawn_sizes(lottery: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[float, float]]:
    """By instrument and key what is not the same in all worlds, and which share of them has which number."""
    found: dict[tuple[str, str], dict[float, float]] = {}
    for part in lottery:
        for size in part["sizes"]:
            shares = found.setdefault((size["instrument"], size["key"]), {})
            shares[size["used"]] = shares.get(size["used"], 0.0) + part["share"]
    return found
