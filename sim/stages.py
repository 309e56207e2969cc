"""The vocabulary of the funnel: stages, states, routes, stop reasons and events, with their names in both languages.

Everything that is stored in a table as a small integer is named here and nowhere else.
"""

from enum import IntEnum


class Named(IntEnum):
    """An integer code with the name used in JSON files."""

    @property
    def key(self) -> str:
        """The name used in JSON, CSV and scenario files."""
        return self.name.lower()


class Full(Named):
    """The table that had no room for another row: the error flag of a run, which is a fault of the program."""

    NOTHING = 0
    PAYMENT = 1
    PROJECT = 2
    FIRM = 3


class Stage(Named):
    """The four stages a project passes (样品化, 工程化, 产品化, 产业化)."""

    SAMPLE = 0
    ENGINEERING = 1
    PRODUCT = 2
    INDUSTRIALISATION = 3


class State(Named):
    """What a project is doing now; each state belongs to one stage (see `STAGE_OF_STATE`)."""

    SAMPLING = 0
    ON_OFFER = 1
    CHOOSING = 2
    WAITING = 3
    PILOTING = 4
    TRIAL = 5
    SEEKING_MONEY = 6
    RAMPING = 7
    PRODUCING = 8
    STOPPED = 9


STAGE_OF_STATE = {
    State.SAMPLING: Stage.SAMPLE,
    State.ON_OFFER: Stage.SAMPLE,
    State.CHOOSING: Stage.ENGINEERING,
    State.WAITING: Stage.ENGINEERING,
    State.PILOTING: Stage.ENGINEERING,
    State.TRIAL: Stage.PRODUCT,
    State.SEEKING_MONEY: Stage.PRODUCT,
    State.RAMPING: Stage.INDUSTRIALISATION,
    State.PRODUCING: Stage.INDUSTRIALISATION,
}


class Phase(Named):
    """The part of a month in which a sleeping project is due."""

    SAMPLE = 0
    CHOICE = 1
    PILOT = 2
    TRIAL = 3
    MONEY = 4
    RAMP = 5
    COMMERCIAL = 6
    EXIT = 7


class Route(Named):
    """How a project goes from a sample to scale-up."""

    NONE = 0
    DIRECT = 1
    PLATFORM = 2
    SELF_BUILT = 3


class PilotResult(Named):
    """The outcome of a pilot, 0 while there is none."""

    NONE = 0
    PASSED = 1
    FAILED = 2


class StopReason(Named):
    """Why a project ended without batch output; each ended project carries exactly one."""

    RUNNING = 0
    SAMPLE_FAILED = 1
    NO_PARTNER = 2
    LEFT_REGION = 3
    NO_SLOT = 4
    PILOT_FAILED = 5
    NO_MONEY = 6
    PRODUCT_FAILED = 7
    RAMP_FAILED = 8
    FIRM_CLOSED = 9


class Event(Named):
    """The three industrialisation events that must never be mixed up."""

    ENTERED = 0
    BATCH_OUTPUT = 1
    COMMERCIAL = 2


class Cost(Named):
    """The costs that a cost support can share."""

    PILOT = 0
    PRODUCT = 1
    INDUSTRIAL = 2


class Sector(Named):
    """Industrial sectors; their technical and market character is in `region.SectorSpec`."""

    MATERIALS = 0
    EQUIPMENT = 1
    ELECTRONICS = 2
    CHEMICALS = 3
    BIOMEDICINE = 4
    ENERGY = 5
    FOOD = 6


class LabType(Named):
    """Who discloses results."""

    UNIVERSITY = 0
    INSTITUTE = 1
    ENTERPRISE = 2


class SizeClass(Named):
    """Firm size."""

    MICRO = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


class RunMode(Named):
    """Who runs a pilot platform."""

    LEADING_FIRM = 0
    UNIVERSITY = 1
    OPERATOR = 2


class FundKind(Named):
    """Where outside money comes from."""

    GUIDANCE = 0
    VENTURE = 1
    LOAN = 2


NAMES_ZH: dict[type[Named], tuple[str, ...]] = {
    Full: ("无", "付款", "项目", "企业"),
    Stage: ("样品化", "工程化", "产品化", "产业化"),
    State: ("制样", "待承接", "定路线", "排队", "中试中", "产品试制", "筹资", "产业化爬坡", "批量生产", "已终止"),
    Phase: ("样品", "选择路线", "中试", "试制", "筹资", "爬坡", "商业评估", "退出"),
    Route: ("未选择", "直接放大", "平台中试", "自建中试"),
    PilotResult: ("无", "通过", "未通过"),
    StopReason: (
        "仍在进行", "样品未成", "无企业承接", "流向外地", "排不上中试", "中试未通过", "资金不足", "产品未成", "量产未成", "企业关闭",
    ),
    Event: ("进入产业化", "批量产出", "商业成功"),
    Cost: ("中试成本", "产品化成本", "产业化投资"),
    Sector: ("新材料", "装备制造", "电子信息", "化工", "生物医药", "新能源与环保", "食品与农业"),
    LabType: ("高校", "科研院所", "企业研发机构"),
    SizeClass: ("微型企业", "小型企业", "中型企业", "大型企业"),
    RunMode: ("龙头企业+平台", "高校+平台", "专业运营机构+平台"),
    FundKind: ("引导基金", "风险投资", "担保贷款"),
}  # fmt: skip


def name_zh(code: Named) -> str:
    """The Chinese name of a code."""
    return NAMES_ZH[type(code)][code]
