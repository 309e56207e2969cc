# ruff: noqa: E501  (one key a line reads best)
"""What a study file may hold, as a strict model: region and policies, the outcome, the design, and what is varied."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sim.quantities import quantity
from sim.region import Spec
from sim.scenario.schema import Header

MethodName = Literal["sobol", "morris", "fast", "rbd-fast", "pawn", "delta", "hdmr", "dgsm", "rsa", "tornado", "discovery"]
DistributionName = Literal["uniform", "loguniform", "triangular", "normal", "lognormal", "choices"]
IndicatorName = Literal[
    "results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial", "sales", "months_to_batch_output",
    "utilisation", "months_waiting", "value_added", "jobs", "tax", "local_tax", "technology_contracts", "new_firms",
    "first_product_firms", "high_tech_firms", "specialised_firms", "small_giants", "private_money",
    "public_money", "private_per_public", "guaranteed_loan_losses", "guaranteed_loan_losses_public", "social_npv",
    "new_products_national", "batch_output_national", "sales_national", "social_npv_national",
    "break_even_month", "break_even_share", "county_gini", "fund_npv", "avoided_scale_up_loss",
]  # fmt: skip
"""Those of `sim.indicators`, which is too heavy to load for checking a file (tests/studies compares the two)."""


def _number_or_amount(value: Any) -> Any:
    """A number as it is, an amount of money as its text; what the parameter allows is checked later, when it is known."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("float_type", "a number or an amount of money is needed")
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise PydanticCustomError("finite_number", "the number must be finite")
    return value


Bound = Annotated[Any, BeforeValidator(_number_or_amount)]


class Varied(Spec):
    """One parameter of the study: its range and how likely the values within are. What is left out comes from the parameter ledger."""

    low: Bound | None = quantity(
        None, unit="-", zh='下限（不写=台账90%先验的下限；金额可写成 "300万"）', en="lower end; absent: that of the 90 % prior of the ledger"
    )
    high: Bound | None = quantity(None, unit="-", zh="上限（不写=台账90%先验的上限）", en="upper end; absent: that of the 90 % prior of the ledger")
    mode: Bound | None = quantity(
        None, unit="-", zh="最可能的值（只用于 triangular，不写=情景中的值）", en="most likely value (triangular only; absent: that of the scenario)"
    )
    distribution: DistributionName | None = quantity(
        None, unit="-",
        zh="分布：uniform 均匀、loguniform 对数均匀、triangular 三角、normal 和 lognormal（上下限为5%和95%分位）、choices 各选项等可能；不写=按台账范围，缺省值靠近几何中点用对数均匀，否则用均匀",
        en="distribution; for normal and lognormal the ends are the 5 and 95 % points; absent: loguniform where the default lies nearer the geometric middle of the range, else uniform",
    )  # fmt: skip
    choices: tuple[str, ...] = quantity((), unit="-", zh="备选项（只用于 choices，不写=全部）", en="words to choose from (choices only; empty: all)")
    group: str | None = quantity(
        None, unit="name", zh="组名：同组参数合算一个指数（只用于 sobol）", en="parameters of one group get one index together (sobol only)"
    )


class Outcome(Spec):
    """What is explained: the level of an indicator, or what the policies change in it."""

    indicator: IndicatorName = quantity(..., unit="-", zh="指标", en="indicator")
    measure: Literal["level", "difference"] = quantity(
        "level",
        unit="-",
        zh="level 水平；difference 有政策与无政策之差（同一运气的两个世界）",
        en="level, or difference with and without the policies (paired worlds)",
    )
    fails_below: float | None = quantity(
        None,
        unit="-",
        zh="低于此值算失败（只用于 discovery，按指标的单位，金额以万元计）",
        en="a world fails where the outcome is below this (discovery only; unit of the indicator)",
    )
    fails_above: float | None = quantity(
        None, unit="-", zh="高于此值算失败（只用于 discovery）", en="a world fails where the outcome is above this (discovery only)"
    )


class Design(Spec):
    """How the parameters are varied."""

    method: MethodName = quantity(..., unit="-", zh="方法", en="method")
    size: int | None = quantity(
        None,
        unit="-",
        ge=1,
        le=1_000_000,
        zh="规模：sobol 的基础样本数（2的幂）、morris 的轨迹数、fast 的曲线组数、其余为点数；tornado 不用",
        en="base rows (sobol: a power of 2), trajectories (morris), curves (fast) or points; tornado has none",
    )
    replications: int = quantity(
        10,
        unit="-",
        ge=1,
        le=1000,
        zh="每个点模拟几次（运气不同）；至少2次才能扣除偶然",
        en="runs of every point with different luck; chance can be taken out from 2 on",
    )
    seed: int = quantity(1, unit="-", ge=0, le=2**31 - 1, zh="随机种子", en="random seed")
    second_order: bool = quantity(False, unit="yes/no", zh="是否算两两交互（只用于 sobol）", en="whether pairs are looked at (sobol only)")
    levels: int | None = quantity(
        None, unit="-", ge=4, le=16, zh="网格层数，偶数（只用于 morris，默认4）", en="levels of the grid, even (morris only; default 4)"
    )
    points_per_block: int | None = quantity(
        None,
        unit="-",
        ge=65,
        le=10001,
        zh="每条曲线的点数（只用于 fast、rbd-fast，默认257）",
        en="points of a curve (fast and rbd-fast; default 257)",
    )
    slices: int | None = quantity(None, unit="-", ge=3, le=50, zh="切片数（只用于 pawn，默认10）", en="slices (pawn only; default 10)")
    step: float | None = quantity(
        None,
        unit="share",
        ge=0.001,
        le=0.5,
        zh="步长占范围的比例（只用于 dgsm，默认0.05）",
        en="step as a share of the range (dgsm only; default 0.05)",
    )
    pieces: int | None = quantity(
        None, unit="-", ge=1, le=10, zh="样条的段数（只用于 hdmr，默认2）", en="pieces of the splines (hdmr only; default 2)"
    )
    share: float | None = quantity(
        None,
        unit="share",
        ge=0.02,
        le=0.5,
        zh="最好（最差）的多大一部分世界（只用于 rsa，默认0.2）",
        en="the best (worst) share of worlds looked at (rsa only; default 0.2)",
    )


class Study(Header):
    """A study: which parameters drive an outcome, or in which worlds a policy fails."""

    kind: Literal["study"] = quantity(..., unit="kind", zh="文件种类", en="kind of file")
    region: str = quantity(..., unit="name", zh="地区：名称，或同一文件夹下的 .toml 文件", en="region: a name, or a .toml file in the same folder")
    policies: tuple[str, ...] = quantity(
        (), unit="name", zh="政策：名称或同一文件夹下的 .toml 文件", en="policies: names, or .toml files in the same folder"
    )
    already: tuple[str, ...] = quantity((), unit="name", zh="求差时两边都有的政策", en="policies that both worlds of a difference have")
    months: int | None = quantity(
        None, unit="months", ge=1, le=1200, zh="模拟多少个月（不写=按地区文件）", en="months to simulate; absent: as the region says"
    )
    version: str = quantity(
        "mixed",
        unit="name",
        zh="校准版本（要让它也变，写 [uncertainties.calibrated_version]）",
        en="calibrated version (to vary it write [uncertainties.calibrated_version])",
    )
    outcome: Outcome = quantity(..., unit="table", zh="要解释的结果", en="the outcome to be explained")
    design: Design = quantity(..., unit="table", zh="设计", en="how the parameters are varied")
    uncertainties: dict[str, Varied] = quantity(
        {},
        unit="table",
        zh='不确定因素：世界参数（如 cost_pilot）或地区的键（如 "engineers.stock"）',
        en="uncertainties: parameters of the world, or keys of the region",
    )
    levers: dict[str, dict[str, Varied]] = quantity(
        {},
        unit="table",
        zh="政策杠杆：[levers.工具名.键]，如 [levers.pilot-voucher.share]",
        en="levers: [levers.INSTRUMENT.KEY], such as [levers.pilot-voucher.share]",
    )


DEFAULT_SIZES = {
    "sobol": 1024, "morris": 50, "fast": 10, "rbd-fast": 10, "pawn": 1024, "delta": 1024, "hdmr": 1024, "dgsm": 512, "rsa": 1024, "discovery": 1024,
    "tornado": 1,
}  # fmt: skip
ONLY_FOR = {
    "second_order": ("sobol",), "levels": ("morris",), "points_per_block": ("fast", "rbd-fast"), "slices": ("pawn",), "step": ("dgsm",),
    "pieces": ("hdmr",), "share": ("rsa",),
}  # fmt: skip
"""Keys of a design that belong to some methods only."""
