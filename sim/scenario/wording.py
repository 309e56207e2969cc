"""Units in the planner's language: the schema names them once, in English with 万元; here are the Chinese words and the English money."""

from sim.scenario.errors import Both
from sim.stages import Event, FundKind, LabType, Named, Route, RunMode, Sector, SizeClass, name_zh

CODES_BY_UNIT: dict[str, type[Named]] = {
    "sector": Sector,
    "sectors": Sector,
    "class": SizeClass,
    "classes": SizeClass,
    "mode": RunMode,
    "routes": Route,
    "event": Event,
    "type": LabType,
    "kind": FundKind,
}

UNITS_ZH = {
    "-": "—",
    "0-1": "0 至 1",
    "0-1 a year": "每年 0 至 1",
    "YYYY-MM": "年-月",
    "areas": "个市场",
    "family": "类别",
    "tests per area": "次（每个市场）",
    "cases": "个案例",
    "class": "规模类别",
    "classes": "规模类别",
    "coefficient of variation": "变异系数",
    "correlation": "相关系数",
    "cost": "成本类别",
    "elasticity": "弹性",
    "event": "事件",
    "evidence ids": "证据编号",
    "expected multiple": "期望倍数",
    "exponent": "指数",
    "firm places per result on offer": "每项待承接成果的企业名额",
    "firms": "家企业",
    "funds": "只",
    "kind": "种类",
    "labs": "家机构",
    "log sd": "对数标准差",
    "meetings leading to talks per person and year": "每人每年促成的对接",
    "mode": "运行模式",
    "months": "个月",
    "name": "名称",
    "owner": "归属",
    "per month": "每月",
    "per year": "每年",
    "persons": "人",
    "persons per area": "人（每个市场）",
    "persons, each": "人（每家）",
    "pilots": "个中试项目",
    "platforms": "个平台",
    "probability": "概率",
    "probit": "probit 单位",
    "probit per sd": "probit 单位每标准差",
    "probit per unit of novelty": "probit 单位每单位新颖度",
    "projects": "个项目",
    "ratio": "倍数",
    "results a year, each": "项成果（每家每年）",
    "routes": "路线",
    "sd": "标准差",
    "sd of quality": "质量标准差",
    "sd of score": "评分标准差",
    "sd of test result": "测试结果标准差",
    "sector": "领域",
    "sectors": "领域",
    "setting": "设定",
    "share": "比例",
    "share of cost": "占成本的比例",
    "share of industrial cost": "占产业化投资的比例",
    "share of money at risk": "占风险投入的比例",
    "share of pilot cost": "占中试成本的比例",
    "share of sales": "占销售额的比例",
    "share of taxes": "占税收的比例",
    "share of usual cash": "占通常现金的比例",
    "share of value added": "占增加值的比例",
    "shares": "比例",
    "slots": "个工位",
    "table": "表",
    "text": "文字",
    "type": "类型",
    "years": "年",
    "yes/no": "是/否",
    "yuan per yuan": "元每元",
    "万元": "万元",
    "万元 a year": "万元/年",
    "万元 a year, each": "万元/年（每个）",
    "万元 each": "万元（每个）",
    "万元 per area": "万元（每个市场）",
    "万元 per person and year": "万元/人年",
    "万元 per project": "万元/项目",
}

WORDS_ZH = {
    "region": "地区",
    "policy": "政策",
    "any": "不限",
    "public": "公共",
    "firm": "企业自建",
    "pilot": "中试",
    "product": "产品化",
    "industrial": "产业化",
    "experience": "按本地经验",
    "published": "按公开的 80 比 30",
    "cost_support": "成本补助",
    "outcome_award": "成果奖励",
    "new_platforms": "新建平台",
    "expert_panel": "专家评审",
    "proof_of_concept": "概念验证",
    "brokers": "技术经纪",
    "guidance_fund": "引导基金",
}
"""Choices that are no codes of `sim.stages`."""


def unit_text(unit: str) -> Both:
    """A unit of the schema in both languages; one that has no Chinese word yet is shown as it is."""
    return Both(UNITS_ZH.get(unit, unit), unit.replace("万元", "10,000 CNY"))


def choice_zh(word: str, unit: str) -> str:
    """The Chinese name of a choice such as "materials"; the word itself where it has none."""
    members = CODES_BY_UNIT[unit].__members__ if unit in CODES_BY_UNIT else {}
    code = members.get(word.upper())
    return name_zh(code) if code is not None else WORDS_ZH.get(word, word)
