"""A region to start from: everything it may state, with the stocks of the reference city until local figures replace them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from experiments.templates.entries import Lang, any_value, beginning, comment, entries, header, pair, prose, toml_value
from sim.scenario import Region, list_regions, load_region
from sim.scenario.describe import Quantity, bare, is_model, quantity_of
from sim.scenario.wording import choice_zh

MODEL_CITY = "typical-city"
HEAD = {
    "zh": (
        "地区文件“{name}”：由模板生成，马上可用，数字都是“典型城市”的，请逐项换成本地的。",
        '开头为“#”且紧跟键名的行是可选项，值为默认值或示例；去掉“#”即生效。金额可写成 "3000万"、"5亿"，月份写成 "2026-01"，比例写 0 到 1。',
        "改完先检查，再模拟：",
        "funnel check ./{name}.toml",
        "funnel run ./{name}.toml",
        '如果本地与某个已有地区大体相同，可以只写不同之处：在 kind 下一行写 inherits = "chenzhou"，再删去不改的部分。',
    ),
    "en": (
        'Region file "{name}", made from a template: usable at once, but all figures are those of the "typical city"; put in your own.',
        'Lines that begin with "#" and a key are optional, with their default or an example; remove the "#" to set them. Money may be written '
        '"30 million CNY" or "3000万", months "2026-01", shares 0 to 1.',
        "Check it first, then simulate:",
        "funnel check ./{name}.toml",
        "funnel run ./{name}.toml",
        'If your place resembles an installed one, state only what differs: write inherits = "chenzhou" below kind and delete the rest.',
    ),
}
TITLE = {"zh": "{name}（请改成本地名称）", "en": "{name} (write your own title)"}
QUESTION = {"zh": "这里的成果最常卡在哪一环？", "en": "At which step do results most often stop here?"}
WHY = (
    "模板值，取自典型城市，尚未换成本地数据；换好后请删去这一行，并在 sources 写证据编号。"
    "Template value of the typical city; delete this line when it is your own."
)
PARTS = {
    "sectors": ("领域：各领域占比之和须为 1", "Sectors: their shares must sum to 1"),
    "labs": ("成果来源：高校、院所、企业研发机构，每组一张表，组名自取", "Sources of results: one table per group, names of your own"),
    "firms": ("企业：只计与成果转化有关的，每组一张表", "Firms: only those that matter to results, one table per group"),
    "platforms": ("中试平台：每组一张表；没有平台就全部删去", "Pilot platforms: one table per group; delete all if there are none"),
    "funds": ("基金与贷款机构：每组一张表；没有就全部删去", "Funds and lenders: one table per group; delete all if there are none"),
    "calendar": ("时间", "Calendar"),
    "world": ("世界参数：谁也不能决定的事。一般不改；有本地依据才改", "The world: what nobody decides. Leave it unless you have local evidence"),
    "engineers": ("工程师", "Engineers"),
    "matchmaking": ("对接服务人员", "Matchmaking staff"),
}
SAME_KEYS = {"zh": "可写的键与上面第一组相同", "en": "the same keys as in the first group above"}
IN_HEAD = ("id", "kind", "title", "question", "sources", "assumptions")


def region_template(name: str, lang: Lang) -> str:
    """The text of a new region file."""
    city = load_region(MODEL_CITY)
    lines = beginning(HEAD[lang], name)
    lines += ['kind = "region"', "", *_head(lang)]
    lines += ["", header("title"), *_texts(TITLE, name), "", header("question"), *_texts(QUESTION, name)]
    for part, field in Region.model_fields.items():
        kept = bare(field.annotation)
        if part in IN_HEAD or quantity_of(field).kind != "table":
            continue
        lines += ["", *prose(f"==== {PARTS[part][lang == 'en'] if part in PARTS else getattr(quantity_of(field).meaning, lang)} ====")]
        if is_model(kept):
            lines += [header(part), *entries(kept, lang, _own(part, city), _example(part, city))]
        else:
            lines += list(_groups(part, kept.__args__[1], getattr(city, part), lang, city))
    return "\n".join([*lines, "", header("assumptions"), *_assumptions(lang, city), ""])


def _head(lang: Lang) -> Iterator[str]:
    """The plain keys at the top of the file: sources first."""
    yield from prose(comment(quantity_of(Region.model_fields["sources"]), lang))
    yield pair("sources", "[]", live=True)
    for key, field in Region.model_fields.items():
        quantity = quantity_of(field)
        if key not in IN_HEAD and quantity.kind != "table":
            yield from prose(comment(quantity, lang))
            yield pair(key, toml_value(quantity.default, quantity, lang), live=False)


def _texts(texts: Mapping[str, str], name: str) -> Iterator[str]:
    for lang, text in texts.items():
        yield f'{lang} = "{text.format(name=name)}"'


def _own(part: str, city: Region) -> dict[str, Any]:
    """What the template states of a table of its own: of the calendar only the start, because a real place has projects under way."""
    content = dict(getattr(city, part))
    return {"start": content["start"]} if part == "calendar" else content


def _groups(part: str, model: type[BaseModel], groups: Mapping[str, BaseModel], lang: Lang, city: Region) -> Iterator[str]:
    """The tables of one kind of group; every key is explained in the first."""
    for number, (name, spec) in enumerate(groups.items()):
        if number:
            yield ""
        if part == "sectors" and lang == "zh":
            yield f"# {choice_zh(name, 'sector')}"
        if number:
            yield f"# {SAME_KEYS[lang]}"
        yield header(part, name)
        yield from entries(model, lang, dict(spec), _example(part, city), explained=number == 0)


def _example(part: str, city: Region) -> Any:
    """Examples of keys without a default: what an installed region states there, else any valid value."""

    def example(key: str, quantity: Quantity) -> Any:
        if key == "sectors":
            first, second, *_ = city.sectors
            return {first: 0.6, second: 0.4}
        if quantity.kind == "month":
            return city.calendar.start + 12
        for name in list_regions():
            content = getattr(load_region(name), part)
            for group in content.values() if isinstance(content, Mapping) else (content,):
                found = getattr(group, key)
                if found not in (None, (), ""):
                    return found
        return "" if quantity.default == "" else any_value(quantity, city.calendar.start)

    return example


def _assumptions(lang: Lang, city: Region) -> Iterator[str]:
    yield from prose(comment(quantity_of(Region.model_fields["assumptions"]), lang))
    for key in ("calendar.start", *city.assumptions):
        if key.count(".") < 2:  # of a whole group or table
            yield f'"{key}" = "{WHY}"'
