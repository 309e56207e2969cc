"""Whether a finding turns on the wording of the 80 %: of the projects that passed a pilot, or of all that went through one.

What may be said is decided in `experiments.wordings`.
"""

from experiments.briefs.case import PROJECTS, Case, Measure, Option
from experiments.briefs.tree import Line, Phrase

WHOSE = {
    "passed": Phrase("通过了中试的项目", "projects that passed a pilot"),
    "through": Phrase("所有做过中试的项目（不论是否通过）", "all projects that went through a pilot, passed or not"),
}
OTHER = {"passed": "through", "through": "passed"}
OF_OPTION = {
    "same_way": Phrase(
        "方案{letter}：“80%”说的是{passed}还是{through}，方向都一样：批量产出平均变化，前者{first}，后者{second}。",
        "Option {letter}: whether the 80 % are of {passed} or of {through}, the direction is the same: batch output changes by {first} on "
        "average, or by "
        "{second}.",
    ),
    "opposite": Phrase(
        "方案{letter}的结论取决于“80%”说的是哪些项目，方向相反：若是{passed}，批量产出平均变化{first}；若是{through}，{second}。",
        "The finding on option {letter} turns on the wording of the 80 %, with opposite signs: if they are of {passed}, batch output "
        "changes by {first} "
        "on average; if of {through}, by {second}.",
    ),
    "one_only": Phrase(
        "方案{letter}的结论取决于“80%”说的是哪些项目：若是{passed}，批量产出平均变化{first}；若是{through}，{second}；只有一种看得出方向，而且两者之差的区间不含零。",
        "The finding on option {letter} turns on the wording of the 80 %: if they are of {passed}, batch output changes by {first} on average; if of "
        "{through}, by {second}. Only one of the two shows a direction, and the interval of their difference excludes zero.",
    ),
    "not_apart": Phrase(
        "方案{letter}的结论是否取决于“80%”说的是哪些项目，还不能断定：若是{passed}，批量产出平均变化{first}；若是{through}，{second}；只有一种看得出方向，但两者之差的区间含零。",
        "Whether the finding on option {letter} turns on the wording of the 80 % cannot be told yet: if they are of {passed}, batch output "
        "changes by "
        "{first} on average; if of {through}, by {second}. Only one of the two shows a direction, but the interval of their difference spans zero.",
    ),
    "neither": Phrase(
        "方案{letter}：“80%”无论说的是{passed}还是{through}，都不能断定方向（批量产出平均变化{first}；{second}）。",
        "Option {letter}: whether the 80 % are of {passed} or of {through}, no direction is certain (batch output changes by {first} on "
        "average, or by "
        "{second}).",
    ),
}
OF_GOAL = {
    "same_way": Phrase(
        "“80%”说的是{passed}还是{through}，达到与达不到哪个更有可能都一样：按期达到的概率，前者{first}，后者{second}。",
        "Whether the 80 % are of {passed} or of {through}, the same of reached and missed is likelier: the probability is {first}, or {second}.",
    ),
    "opposite": Phrase(
        "能否达到取决于“80%”说的是哪些项目：若是{passed}，概率为{first}；若是{through}，{second}；一个低于一半，一个高于一半。",
        "Whether the goal is reached turns on the wording of the 80 %: if they are of {passed}, the probability is {first}; if of "
        "{through}, {second}: one "
        "lies above one half, the other below.",
    ),
    "one_only": Phrase(
        "能否达到取决于“80%”说的是哪些项目：若是{passed}，概率为{first}；若是{through}，{second}；只有一种能断定哪个更有可能，而且两者之差的区间不含零。",
        "Whether the goal is reached turns on the wording of the 80 %: if they are of {passed}, the probability is {first}; if of "
        "{through}, {second}. Only "
        "one of the two says which is likelier, and the interval of their difference excludes zero.",
    ),
    "not_apart": Phrase(
        "能否达到是否取决于“80%”说的是哪些项目，还不能断定：若是{passed}，概率为{first}；若是{through}，{second}；两者之差的区间含零。",
        "Whether it turns on the wording of the 80 % that the goal is reached cannot be told yet: if they are of {passed}, the probability "
        "is {first}; if "
        "of {through}, {second}; the interval of the difference spans zero.",
    ),
    "neither": Phrase(
        "“80%”无论说的是{passed}还是{through}，都不能断定能否达到（概率{first}；{second}）。",
        "Whether the 80 % are of {passed} or of {through}, it cannot be said whether the goal will be reached (probability {first}; {second}).",
    ),
}
TOO_FEW = Phrase(
    "“80%”若说的是{other}，结论是否不同：世界太少，不能判断。", "Whether findings change if the 80 % are of {other}: too few worlds to tell."
)
NOT_LOOKED_AT = Phrase(
    "这里的“80%”只按{whose}理解；若说的是{other}，结论是否不同，没有看；要看，须按两种说法重新模拟。",
    "The 80 % are taken to be of {whose} only; whether findings change if they are of {other} was not looked at; that takes "
    "a simulation under both wordings.",
)


def on_wording(case: Case) -> list[Line]:
    """What may be said of the other wording, of each option or of the goal; nothing of results of before."""
    found = case.document.get("wordings")
    looked = [name for name in WHOSE if found and found[name]]
    if not looked:
        return []
    if len(looked) == 1:
        return [case.say(NOT_LOOKED_AT, whose=WHOSE[looked[0]], other=WHOSE[OTHER[looked[0]]])]
    if case.missing:
        return []
    lines = [_of_option(case, option) for option in case.policies] if case.policies else [_of_goal(case)] if "probability" in found else []
    return list(dict.fromkeys(line for line in lines if line))


def _of_option(case: Case, option: Option) -> Line:
    place = f"{option.place}/wordings"
    sides = {name: case.measure(f"{place}/{name}", PROJECTS, signed=True) for name in WHOSE}
    return _said(case, place, sides, OF_OPTION, letter=option.letter)


def _of_goal(case: Case) -> Line:
    place = "/wordings/probability"
    return _said(case, place, {name: case.share(f"{place}/{name}") for name in WHOSE}, OF_GOAL)


def _said(case: Case, place: str, sides: dict[str, Measure], words: dict[str, Phrase], **facts: str) -> Line:
    found = case.at(place)
    if found["reason"] not in words:
        few = next((name for name in reversed(WHOSE) if found[name]["verdict"] == "too_few"), "through")
        return case.say(TOO_FEW, other=WHOSE[few])
    first, second = (sides[name].both(case.lang) for name in WHOSE)
    return case.say(words[found["reason"]], first=first, second=second, **WHOSE, **facts)
