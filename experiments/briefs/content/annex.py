"""The annex: what the scenario assumes, every parameter with its source and grade, where the result comes from, and what the indicators mean."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from calibration.evidence import Fact, amount, ledger, names
from experiments.briefs.case import UNKNOWN, Case
from experiments.briefs.content.doubts import in_language
from experiments.briefs.content.inputs import input_words
from experiments.briefs.parameters import ParameterRow, parameter_rows
from experiments.briefs.tree import Block, Heading, Line, NewPage, Number, Paragraph, Phrase, Quoted, Ref, Table
from experiments.output.vocabulary import NO_DEFINITION, definition, indicator

SEPARATORS = "、|, "
ASSUMED = Phrase("附件1　情景中的假定", "Annex 1. What the scenario assumes")
PARAMETERS = Phrase("附件2　参数及其依据", "Annex 2. Parameters and what they rest on")
EVIDENCE = Phrase("附件3　所用的证据", "Annex 3. The evidence used")
EVIDENCE_CAPTION = Phrase("情景和参数所依据的事实", "Facts that the scenarios and parameters rest on")
EVIDENCE_HEAD = (Phrase("编号", "Id"), Phrase("事实", "Fact"), Phrase("来源", "Source"), Phrase("等级", "Grade"))
INDICATORS = Phrase("附件5　指标的含义和依据", "Annex 5. What the indicators mean and rest on")
INDICATORS_CAPTION = Phrase(
    "各项指标的准确含义、折算系数和系数的依据",
    "What each indicator means exactly, and the coefficients it is worked out with",
)
INDICATORS_HEAD = (
    Phrase("指标", "Indicator"),
    Phrase("单位", "Unit"),
    Phrase("准确含义", "Exact meaning"),
    Phrase("折算系数及其依据", "Coefficients"),
)
PROVENANCE = Phrase("附件4　结果的出处", "Annex 4. Where the result comes from")
ASSUMED_CAPTION = Phrase("没有文件依据的输入及理由", "Inputs that no document states, and why they are as they are")
ASSUMED_HEAD = (Phrase("输入", "Input"), Phrase("情景文件中的键", "Key in the scenario file"), Phrase("理由", "Reason"))
NOTHING_ASSUMED = Phrase("情景没有列出假定。", "The scenario lists no assumptions.")
INTRO = Phrase(
    "{table}起列出情景“{scenario}”的参数。依据一栏为证据编号；等级：{grades}。未在情景文件中另给的，为程序默认值。",
    "From {table} on stand the parameters of the scenario {scenario}. Sources are evidence ids; grades: {grades}.",
)
GRADES = Phrase(
    "取值有依据的写明其中最高的一级（各条证据见{evidence}），校准为由“80%”和“30%”反推求解，情景写明为情景文件按其所列证据给出，假定为没有依据",
    "where facts support the value, the best of them (they are in {evidence}); calibrated (solved from 80 % and 30 %); stated by the scenario on the "
    "evidence it lists as a whole; assumed (nothing supports it)",
)
MISSING = Phrase(
    "结果旁边没有完整的情景文件，参数无法列出；用 --out 重新得到结果，情景文件会写在一起。",
    "The complete scenario is not beside the result, so that parameters cannot be listed; with --out it is written with the result.",
)
OF_REGION = Phrase("地区的参数、取值、依据和等级", "Parameters of the region with values, sources and grades")
OF_POLICY = Phrase("{policy}的参数、取值、依据和等级", "Parameters of {policy} with values, sources and grades")
TABLE_HEAD = (
    Phrase("参数", "Parameter"),
    Phrase("含义", "Meaning"),
    Phrase("取值", "Value"),
    Phrase("单位", "Unit"),
    Phrase("依据", "Source"),
    Phrase("等级", "Grade"),
)
FACTS = (
    ("result", Phrase("结果编号", "Result id")),
    ("command", Phrase("所用命令", "Command")),
    ("seed", Phrase("随机种子", "Seed")),
    ("replications", Phrase("世界数", "Worlds")),
    ("program", Phrase("程序", "Program")),
    ("digest", Phrase("结果校验码", "Digest of the result")),
)
PROVENANCE_CAPTION = Phrase("可以据此重新得到同样的结果", "With these the same result can be had again")
PROVENANCE_HEAD = (Phrase("项目", "Item"), Phrase("内容", "Content"))
BACKGROUND = Phrase("情景文件的背景问题（不是本简报所答）", "Background question of the scenario file (not the one answered here)")
SCENARIO = Phrase("情景{name}", "Scenario {name}")
TOTALS = Phrase(
    "财政资金有两个合计：各政策工具的支出从政策开始算起，“研究期内财政资金支出”只算研究期，二者之差是研究期之前支付的部分。",
    "There are two totals of public money: spending by instrument counts since each policy began, public money within the study period does not "
    "count "
    "what was paid before it.",
)
ADVICE_CONTRASTS = Phrase(
    "要得到中试的真实作用，在上述命令后加 --contrasts 重新模拟。",
    "To find the true effect of a pilot, simulate again with --contrasts added to the command.",
)
ADVICE_WORLDS = Phrase(
    "要检验结论是否随校准版本而变，在上述命令中改用 --worlds posterior 重新模拟。",
    "To test whether the findings turn on the calibrated version, simulate again with --worlds posterior in the command.",
)
MODIFIED = Phrase("（文件有改动）", " (files modified)")


def annex(case: Case) -> list[Block]:
    """All annexes."""
    return [NewPage(), *_assumptions(case), *_parameters(case), *_evidence(case), *_provenance(case), *_indicators(case)]


def _assumptions(case: Case) -> Iterator[Block]:
    yield Heading(1, case.say(ASSUMED), numbered=False)
    found = case.document.get("assumptions") or {}
    if not found:
        yield Paragraph(case.say(NOTHING_ASSUMED))
        return
    rows = tuple((input_words(case, key), (Quoted(key),), (Quoted(in_language(reason, case.lang)),)) for key, reason in found.items())
    yield Table("assumed", case.say(ASSUMED_CAPTION), tuple(case.say(each) for each in ASSUMED_HEAD), rows, "lll", (3, 3, 4), (), True)


def _parameters(case: Case) -> Iterator[Block]:
    yield Heading(1, case.say(PARAMETERS), numbered=False)
    order = {option.found["id"]: option.order for option in case.policies}
    rows = sorted(parameter_rows(case.result.scenarios, case.lang), key=lambda row: order.get(row.part, -1))
    if not rows:
        yield Paragraph(case.say(MISSING))
        return
    scenario = Quoted(str(case.document["scenario"]))
    yield Paragraph(case.say(INTRO, table=Ref("parameters"), scenario=scenario, grades=_grades(case)))
    for place, (part, members) in enumerate(groupby(rows, key=lambda row: row.part)):
        caption = case.say(OF_POLICY, policy=_policy(case, part)) if part else case.say(OF_REGION)
        cells = tuple(_cells(row) for row in members)
        key = f"parameters-{place}" if place else "parameters"
        yield Table(key, caption, tuple(case.say(each) for each in TABLE_HEAD), cells, "llrlll", (11, 14, 6, 8, 7, 8), (), True)


def _grades(case: Case) -> Line:
    return case.say(GRADES, evidence=Ref("evidence") if _cited(case) else case.say(Phrase("证据台账", "the ledger of evidence")))


def _cited(case: Case) -> list[Fact]:
    """The facts that the scenarios of the result and the parameters in them rest on, as the ledger has them."""
    ids = list((case.document.get("provenance") or {}).get("sources") or ())
    ids += [each for row in parameter_rows(case.result.scenarios, case.lang) for each in re.split(SEPARATORS, row.source)]
    return [ledger()[each] for each in sorted(set(ids)) if each in ledger()]


def _evidence(case: Case) -> Iterator[Block]:
    facts = _cited(case)
    if not facts:
        return
    yield Heading(1, case.say(EVIDENCE), numbered=False)
    grades, rows = names()["grades"], []
    for fact in facts:
        what = getattr(fact.what, case.lang) + (("，" if case.lang == "zh" else ", ") + amount(fact, case.lang) if fact.value is not None else "")
        words = (fact.id, what, getattr(fact.source, case.lang), getattr(grades[fact.grade], case.lang))
        rows.append(tuple((Quoted(text),) for text in words))
    yield Table(
        "evidence", case.say(EVIDENCE_CAPTION), tuple(case.say(each) for each in EVIDENCE_HEAD), tuple(rows), "llll", (4, 13, 12, 7), (), True
    )


def _indicators(case: Case) -> Iterator[Block]:
    """What every indicator of the result means exactly, by which parameters of the world it is worked out, and what these rest on."""
    rows = []
    for name in (case.document.get("baseline") or case.document)["indicators"]:
        called, exact = indicator(name), definition(name)
        if exact is not NO_DEFINITION:
            words = (called.words, called.unit, exact.exact, exact.source)
            rows.append(tuple((Quoted(each.read(case.lang)),) for each in words))
    if rows:
        yield Heading(1, case.say(INDICATORS), numbered=False)
        head = tuple(case.say(each) for each in INDICATORS_HEAD)
        yield Table("indicators", case.say(INDICATORS_CAPTION), head, tuple(rows), "llll", (6, 3, 13, 10), (), True)


def _policy(case: Case, name: str) -> Line:
    """A policy by its letter where options are compared, else by its id."""
    for option in case.policies:
        if option.found["id"] == name:
            return case.say(Phrase("方案{letter}（{name}）", "option {letter} ({name})"), letter=option.letter, name=Quoted(name))
    return (Quoted(name),)


def _cells(row: ParameterRow) -> tuple[Line, ...]:
    return tuple((Quoted(text),) for text in (row.key, row.meaning, row.value, row.unit, row.source, row.grade))


def _provenance(case: Case) -> Iterator[Block]:
    yield Heading(1, case.say(PROVENANCE), numbered=False)
    provenance: Mapping[str, Any] = case.document.get("provenance") or {}
    versions = provenance.get("versions") or {}
    program = " ".join(f"{name} {value}" for name, value in versions.items() if value)
    commit = provenance.get("commit")
    values: dict[str, Line] = {
        "result": (Quoted(case.result.identity),),
        "command": (Quoted(" ".join(provenance.get("command") or ())),),
        "seed": (Number(str(case.document["seed"]), "/seed"),),
        "replications": (case.count("/replications"),),
        "program": (Quoted(program + (f" ({commit[:12]})" if commit else "")), *(case.say(MODIFIED) if provenance.get("modified") else ())),
        "digest": (Quoted(str(case.document.get("digest") or UNKNOWN)),),
    }
    rows = [(case.say(words), values[name]) for name, words in FACTS if any(str(getattr(span, "text", span)) for span in values[name])]
    if own := (case.document.get("question") or {}).get(case.lang):
        rows.append((case.say(BACKGROUND), (Quoted(own),)))
    rows += [(case.say(SCENARIO, name=Quoted(name)), (Quoted(digest),)) for name, digest in (provenance.get("scenarios") or {}).items()]
    yield Table("provenance", case.say(PROVENANCE_CAPTION), tuple(case.say(each) for each in PROVENANCE_HEAD), tuple(rows), "ll", (3, 8), (), True)
    for note in provenance.get("notes") or ():
        yield Paragraph(case.say(TOTALS) if "before_window" in note["en"] else (Quoted(note[case.lang]),), "note")
    if not _has_contrasts(case):
        yield Paragraph(case.say(ADVICE_CONTRASTS), "note")
    if len(case.versions) == 1:
        yield Paragraph(case.say(ADVICE_WORLDS), "note")


def _has_contrasts(case: Case) -> bool:
    return bool(case.document.get("contrasts") or any(option.found.get("contrasts") for option in case.policies))
