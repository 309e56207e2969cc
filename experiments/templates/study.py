# ruff: noqa: E501  (texts)
"""A study to start from: it works at once, and every key that may be set stands in it with what it means."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from experiments.studies.schema import Design, Outcome, Study, Varied
from experiments.templates.entries import Lang, beginning, header, pair, prose
from sim.scenario.describe import quantity_of
from sim.scenario.meant import choices_text

HEAD = {
    "zh": (
        "研究文件“{name}”：由模板生成，马上可用；请换成您要研究的地区、政策、结果和参数。",
        "开头为“#”且紧跟键名的行是可选项；去掉“#”即生效。范围不写就用参数台账的 90% 先验（funnel parameters 列出）。",
        "改完先检查，再研究（第一次先用小的规模试一试）：",
        "funnel check ./{name}.toml",
        "funnel study ./{name}.toml --method morris --size 10",
        "funnel study ./{name}.toml --until-converged --out out/{name}",
    ),
    "en": (
        'Study file "{name}", made from a template: usable at once; put in the region, policies, outcome and parameters of your study.',
        'Lines that begin with "#" and a key are optional; remove the "#" to set them. Ranges that are left out are the 90 % priors of the parameter '
        'ledger ("funnel parameters" lists them).',
        "Check it first, then carry it out (try a small size first):",
        "funnel check ./{name}.toml",
        "funnel study ./{name}.toml --method morris --size 10",
        "funnel study ./{name}.toml --until-converged --out out/{name}",
    ),
}
TITLE = {"zh": "{name}（请改成研究的标题）", "en": "{name} (write your own title)"}
QUESTION = {"zh": "产业化项目数由什么决定？", "en": "What drives the number of industrialised projects?"}
PARTS = {
    "outcome": ("要解释的结果", "The outcome to be explained"),
    "design": ("设计：方法、规模、重复次数", "Design: method, size, replications"),
    "uncertainties": (
        "不确定因素：谁也不能决定的事。每个参数一张表，表名是世界参数的名称；范围和分布不写就取自台账",
        "Uncertainties: what nobody decides. One table a parameter, named as in the world; range and distribution come from the ledger unless given",
    ),
    "levers": (
        "政策杠杆：[levers.工具名.键]，要先在上面写 policies",
        "Levers: [levers.INSTRUMENT.KEY]; policies must be named above first",
    ),
}
METHODS = {
    "zh": (
        "morris：参数多时先筛一遍，便宜；sobol：方差分解，最可靠也最贵；fast、rbd-fast：较便宜的方差分解；hdmr：代理模型；",
        "pawn、delta：看整个分布；rsa：好世界和坏世界的参数有何不同；dgsm：导数；tornado：逐个变动；discovery：政策在什么情况下失败。",
    ),
    "en": (
        "morris: a cheap first look at many parameters; sobol: shares of variance, the most reliable and the dearest; fast, rbd-fast: cheaper; hdmr: a surrogate;",
        "pawn, delta: whole distributions; rsa: how good worlds differ from bad ones; dgsm: slopes; tornado: one at a time; discovery: when a policy fails.",
    ),
}
LIVE: dict[str, Any] = {"indicator": "batch_output", "measure": "level", "method": "sobol", "size": 256, "replications": 10, "seed": 1}
EXAMPLES: dict[str, Any] = {
    "policies": ["pilot-voucher"], "already": ["brokers"], "months": 120, "version": "mixed", "fails_below": 5.0, "fails_above": 100.0,
    "second_order": True, "levels": 4, "points_per_block": 257, "slices": 10, "step": 0.05, "pieces": 2, "share": 0.2,
    "low": 4.0, "high": 16.0, "mode": 8.0, "distribution": "uniform", "choices": ["experience", "published"], "group": "time",
}  # fmt: skip
SHOWN = ("cost_pilot", "p_sample", "value_multiple")


def study_template(name: str, lang: Lang) -> str:
    """The text of a new study file."""
    lines = [*beginning(HEAD[lang], name), 'kind = "study"', ""]
    lines += _keys(Study, lang, ("sources", "region", "policies", "already", "months", "version"), {"sources": [], "region": "typical-city"})
    for table, texts in (("title", TITLE), ("question", QUESTION)):
        lines += ["", header(table), *(f'{each} = "{text.format(name=name)}"' for each, text in texts.items())]
    for table, model in (("outcome", Outcome), ("design", Design)):
        lines += ["", *prose(f"==== {PARTS[table][lang == 'en']} ====")]
        lines += [line for text in METHODS[lang] for line in prose(text)] if table == "design" else []
        lines += [header(table), *_keys(model, lang, tuple(model.model_fields), LIVE)]
    lines += ["", *prose(f"==== {PARTS['uncertainties'][lang == 'en']} ===="), *(header("uncertainties", each) for each in SHOWN), ""]
    lines += [header("uncertainties", "dur_pilot"), *_keys(Varied, lang, tuple(Varied.model_fields), {"low": 4.0, "high": 16.0})]
    lines += ["", *prose(f"==== {PARTS['levers'][lang == 'en']} ====")]
    lines += [f"#{line}" for line in (header("levers", "pilot-voucher", "share"), "low = 0.3", "high = 0.7")]
    return "\n".join([*lines, ""])


def _keys(model: type[BaseModel], lang: Lang, names: Iterable[str], live: dict[str, Any]) -> Iterator[str]:
    """Keys with what they mean; live where a value is given, switched off with an example otherwise."""
    for name in names:
        quantity = quantity_of(model.model_fields[name])
        meaning = getattr(quantity.meaning, lang)
        if quantity.choices and name != "choices":
            listed = getattr(choices_text(quantity.choices, quantity.unit), lang)
            meaning += f"（可选：{listed}）" if lang == "zh" else f" (choices: {listed})"
        yield from prose(meaning)
        yield pair(name, _toml(live.get(name, EXAMPLES.get(name))), live=name in live)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
