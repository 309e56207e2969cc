"""What the instruments of a policy are called for readers: by their families, since a file names them as it likes."""

from collections.abc import Iterable, Mapping
from functools import cache

from experiments.output.vocabulary import Both, Lang
from sim.scenario import load_policy
from sim.scenario.catalogue import installed
from sim.scenario.wording import choice_zh

ORDINALS = Both("之一 之二 之三 之四 之五 之六 之七 之八 之九", "I II III IV V VI VII VIII IX")


def called(families: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """The name of each instrument by its key, from the family of each; several of one family are numbered, and one without keeps its key."""
    kinds = list(families.values())
    ordinals = ORDINALS.read(lang).split()
    found, seen = {}, dict.fromkeys(kinds, 0)
    for key, family in families.items():
        words = (choice_zh(family, "family") if lang == "zh" else family.replace("_", " ")) if family else key
        if family and kinds.count(family) > 1:
            place = seen[family]
            seen[family] += 1
            words += ("" if lang == "zh" else " ") + (ordinals[place] if place < len(ordinals) else f"（{key}）")
        found[key] = words
    return found


def shipped(policies: Iterable[str], lang: Lang) -> dict[str, str]:
    """The name of each instrument of policies that come with the program, by its key; nothing for others."""
    families: dict[str, str] = {}
    for policy in policies:
        families |= _families(policy)
    return called(families, lang)


@cache
def _families(policy: str) -> Mapping[str, str]:
    if installed(policy, "policy") is None:
        return {}
    return {name: tool.family for name, tool in load_policy(policy).instruments.items()}
