"""`funnel parameters`, `funnel regions` and `funnel policies`: what can be set, and what is installed."""

from itertools import groupby
from typing import Any, Literal

from experiments.cli import layout, streams
from experiments.cli.errors import DONE, BadInput, nearest
from experiments.cli.language import Lang, Text, same
from experiments.cli.layout import fold
from sim.quantities import ASSUMPTION
from sim.scenario import Policy, Region, list_policies, list_regions, load_policy, load_region, parameters_table

GROUPS = {
    "": Text("文件开头", "head of the file"),
    "title": Text("标题", "title"),
    "question": Text("问题", "question"),
    "calendar": Text("时间", "calendar"),
    "world": Text("世界参数（谁也不能决定的）", "the world (what nobody decides)"),
    "sectors": Text("领域", "sectors"),
    "labs": Text("成果来源", "sources of results"),
    "firms": Text("企业", "firms"),
    "platforms": Text("中试平台", "pilot platforms"),
    "funds": Text("基金与贷款机构", "funds and lenders"),
    "engineers": Text("工程师", "engineers"),
    "matchmaking": Text("对接服务人员", "matchmaking staff"),
    "cost_support": Text("政策工具：成本补助", "instrument: cost support"),
    "outcome_award": Text("政策工具：成果奖励", "instrument: outcome award"),
    "new_platforms": Text("政策工具：新建平台", "instrument: new platforms"),
    "expert_panel": Text("政策工具：专家评审", "instrument: expert panel"),
    "proof_of_concept": Text("政策工具：概念验证", "instrument: proof of concept"),
    "brokers": Text("政策工具：技术经纪", "instrument: brokers"),
    "guidance_fund": Text("政策工具：引导基金", "instrument: guidance fund"),
    "guaranteed_loans": Text("政策工具：担保贷款", "instrument: guaranteed loans"),
    "technology_insurance": Text("政策工具：科技保险", "instrument: technology insurance"),
    "operating_subsidy": Text("政策工具：运行补助", "instrument: operating subsidy"),
    "performance_grant": Text("政策工具：绩效奖补", "instrument: performance grant"),
    "open_sharing": Text("政策工具：开放共享补助", "instrument: open sharing"),
    "release_reform": Text("政策工具：成果转化改革", "instrument: release reform"),
    "attraction": Text("政策工具：项目引进", "instrument: attraction"),
    "first_set": Text("政策工具：首台套", "instrument: first set"),
    "scene_matching": Text("政策工具：场景对接", "instrument: scene matching"),
    "incubators": Text("政策工具：孵化器", "instrument: incubators"),
    "service_lists": Text("政策工具：服务清单", "instrument: service lists"),
    "alliance": Text("政策工具：平台联盟", "instrument: alliance of platforms"),
    "fast_track": Text("政策工具：审批快车道", "instrument: fast track"),
}
"""Headings; a group that is not here yet is headed by its own name."""

FILES = {"region": Text("地区文件", "region files"), "policy": Text("政策文件", "policy files")}


def parameters(group: str | None, lang: Lang, *, as_json: bool) -> int:
    """Print the ledger of parameters, all of it or one group. Raises BadInput for a group that does not exist."""
    rows = parameters_table()
    if group is not None:
        rows = [row for row in rows if group in _names_of(row["group"])] or _no_such_group(group, rows)
    if as_json:
        streams.print_json(rows)
        return DONE
    console = streams.tables()
    for (kind, name), members in groupby(rows, key=lambda row: (row["kind"], row["group"])):
        heading = GROUPS.get(_short(name), Text(name, name)).of(lang)
        console.print(f"\n{heading} · {FILES[kind].of(lang)}" + (f" [{name}]" if name else ""), style="bold")
        console.print(_table(list(members), lang))
    for line in _resting_on(rows if group is not None else [], lang):
        print("\n".join(fold(line, min(streams.width(), 110))))
    return DONE


def _resting_on(rows: list[dict[str, Any]], lang: Lang) -> list[str]:
    """What the evidence ids of a group stand for, one fact a line; for all parameters at once, how to look one up."""
    from calibration.evidence import in_short

    ids = sorted({name for row in rows if row["evidence"] != ASSUMPTION for name in row["evidence"].split()})
    look_up = Text("\n依据编号的含义：funnel evidence 编号", "\nWhat an id of the evidence stands for: funnel evidence ID").of(lang)
    return [look_up, *(f"  {in_short(name, lang)}" for name in ids)]


def installed(kind: Literal["region", "policy"], lang: Lang, *, as_json: bool) -> int:
    """Print the installed regions or policies with title and question."""
    names = list_regions() if kind == "region" else list_policies()
    loaded = [load_region(name) if kind == "region" else load_policy(name) for name in names]
    if as_json:
        streams.print_json([_entry(each, kind) for each in loaded])
        return DONE
    width = min(streams.width(), 100)
    for region, members in groupby(sorted(loaded, key=_place), key=lambda each: own_region(each.id)):
        if kind == "policy":
            print(_heading(region, lang))
        for each in members:
            print(f"{each.id}  {getattr(each.title, lang)}")
            print("\n".join(f"    {line}" for line in fold(getattr(each.question, lang), width - 4)))
    return DONE


def own_region(name: str) -> str | None:
    """The region that a policy is made for, as its name says ("zigong-current"); None for those that are for any."""
    return next((region for region in list_regions() if name.startswith(f"{region}-")), None)


def _place(each: Region | Policy) -> tuple[str, int, str]:
    """Policies for any region first, then region by region: what is in force, what is planned, the alternatives."""
    region = own_region(each.id) or ""
    rest = each.id.removeprefix(f"{region}-")
    return region, ("current", "planned").index(rest) if rest in ("current", "planned") else 2, each.id


def _heading(region: str | None, lang: Lang) -> str:
    if region is None:
        return Text("== 各地通用 ==", "== For any region ==").of(lang)
    return f"\n== {getattr(load_region(region).title, lang)} [{region}] =="


def _entry(each: Region | Policy, kind: Literal["region", "policy"]) -> dict[str, Any]:
    entry = {"name": each.id, "title": each.title.model_dump(), "question": each.question.model_dump()}
    return entry | ({"region": own_region(each.id)} if kind == "policy" else {})


def _names_of(group: str) -> set[str]:
    """What a group may be called: "firms.NAME" and "firms"; "instruments.NAME[brokers]", "instruments" and "brokers"."""
    return {group, group.partition(".")[0], _short(group)}


def _short(group: str) -> str:
    return group.partition("[")[2].rstrip("]") or group.partition(".")[0]


def _no_such_group(group: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = tuple(dict.fromkeys(_short(row["group"]) for row in rows if row["group"]))
    reason = Text("没有“{group}”这一组", 'there is no group "{group}"').fill(group=group[:40])
    step = Text("从这些中选：{known}", "choose from: {known}").fill(known=", ".join(known))
    raise BadInput("--group", reason, step, nearest(group, known))


def _evidence(row: dict[str, Any]) -> Text:
    """Evidence ids, or that the default is assumed; nothing for a key without a default, such as a title: there is nothing to assume."""
    if row["evidence"] != ASSUMPTION:
        return same(row["evidence"])
    return Text("假定", "assumption") if row["default"] else Text("", "")


def _table(rows: list[dict[str, Any]], lang: Lang) -> Any:
    headings = (
        Text("键", "Key"),
        Text("含义", "Meaning"),
        Text("默认", "Default"),
        Text("单位", "Unit"),
        Text("先验（90%）", "Prior (90 %)"),
        Text("依据", "Evidence"),
    )
    must = Text("（必填）", "(required)").of(lang)
    to = Text(" 至 ", " to ").of(lang)
    cells = [
        (
            row["key"],
            row[lang],
            must if row["required"] else row["default"],
            row["unit_zh" if lang == "zh" else "unit"],
            to.join(f"{limit:g}" for limit in row["prior"]) if row["prior"] else "",
            _evidence(row).of(lang),
        )
        for row in rows
    ]
    return layout.table([heading.of(lang) for heading in headings], cells, streams.width(), whole=(0,))
