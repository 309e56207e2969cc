"""What a place has at the start: sectors, labs, firms, platforms, funds and its calendar. One class per table of a region file.

Nothing here is a policy; what a document does not state is listed under `assumptions` in the region file.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.quantities import quantity
from sim.units import Money, Month

SectorName = Literal["materials", "equipment", "electronics", "chemicals", "biomedicine", "energy", "food"]


class Spec(BaseModel):
    """A strict table of a scenario file: unknown keys, infinities and NaN are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Calendar(Spec):
    """When the study starts and how long it runs."""

    start: Month = quantity(..., unit="YYYY-MM", zh="第一个统计月份", en="first dated month")
    months: int = quantity(120, unit="months", ge=1, le=1200, zh="模拟月数", en="months simulated after the burn-in")
    burn_in: int = quantity(60, unit="months", ge=0, le=600, zh="预热月数（使管道先充满；0表示从空开始）", en="months simulated before the first dated month, so that the pipeline is full; 0 starts empty")
    entry_closes: int = quantity(0, unit="months", ge=0, zh="多少个月后不再产生新成果（0=一直产生；用于封闭队列）", en="no results are disclosed after this many months (0: never closes); for closed cohorts")


class SectorSpec(Spec):
    """An industrial sector of the region."""

    share: float = quantity(..., unit="share", ge=0, le=1, zh="成果占比", en="share of results")
    cost_scale: float = quantity(1.0, unit="ratio", gt=0, zh="投资规模相对倍数", en="cost relative to the world's typical project")
    duration_scale: float = quantity(1.0, unit="ratio", gt=0, zh="产品化和爬坡时长倍数", en="multiplier on product and ramp time", evidence="L-DUR-06")
    pilot_duration_scale: float = quantity(1.0, unit="ratio", gt=0, zh="中试时长倍数", en="multiplier on pilot time")
    novelty_shift: float = quantity(0.0, unit="0-1", ge=-0.5, le=0.5, zh="新颖度偏移", en="shift of mean novelty")
    value_scale: float = quantity(1.0, unit="ratio", gt=0, evidence="L-PAT-02 L-PAT-03 L-PAT-04", zh="成功价值与投资之比的领域倍数（显示性偏好，由校准求解）", en="multiplier on the value of a success over its industrial cost (revealed preference, solved by calibration)")
    market_size: Money = quantity(200000.0, unit="万元 a year", gt=0, zh="每年可容纳的新产品市场规模", en="yearly market for new products before it saturates")
    incumbent_share: float = quantity(0.5, unit="share", ge=0, lt=1, zh="在位企业已占的市场份额", en="share of that market incumbents hold at the start")


class LabSpec(Spec):
    """A group of like institutions that disclose results."""

    type: Literal["university", "institute", "enterprise"] = quantity(..., unit="type", zh="类型", en="type")
    count: int = quantity(..., unit="labs", ge=0, le=100000, zh="机构数", en="number of institutions")
    results_per_year: float = quantity(..., unit="results a year, each", ge=0, le=6000, zh="每家每年成果数", en="results per institution and year")
    release_share: float = quantity(0.34, unit="share", ge=0, le=1, evidence="L-SUC-16", zh="对外释放的成果比例", en="share of results released for transfer")
    quality_shift: float = quantity(0.0, unit="sd", ge=-3, le=3, zh="成果质量偏移", en="shift of mean quality")
    managers: float = quantity(0.0, unit="persons, each", ge=0, zh="每家专职技术经理人数", en="technology managers per institution")
    sectors: dict[SectorName, float] | None = quantity(None, unit="shares", zh="本组自己的领域结构（不写则用地区的）", en="sector mix of this group; the region's where absent")


class FirmSpec(Spec):
    """A group of like firms."""

    size: Literal["micro", "small", "medium", "large"] = quantity(..., unit="class", zh="规模", en="size class")
    count: int = quantity(..., unit="firms", ge=0, le=10000000, zh="企业数", en="number of firms")
    cash: Money = quantity(..., unit="万元", ge=0, zh="初始现金中位数", en="median cash at the start")
    cash_sigma: float = quantity(0.8, unit="log sd", ge=0, le=3, zh="初始现金离散程度", en="spread of cash")
    yearly_profit: Money = quantity(..., unit="万元 a year", ge=0, zh="主营业务年净现金流", en="yearly net cash from the core business")
    profit_noise: float = quantity(0.8, unit="ratio", ge=0, le=10, zh="年净现金流的波动（相对倍数）", en="spread of yearly cash relative to its mean")
    research: float = quantity(0.2, unit="0-1 a year", ge=0, le=5, zh="自身研发投入（形成吸收能力）", en="own R&D that builds absorptive capacity (Cohen-Levinthal)")
    projects_at_once: int = quantity(1, unit="projects", ge=0, le=1000, zh="同时承接项目上限", en="most projects at one time")
    hurdle: float = quantity(0.1, unit="share of money at risk", ge=0, le=5, zh="要求的超额回报", en="net present value a firm wants over the money at risk")
    may_self_build: bool = quantity(False, unit="yes/no", zh="能否自建中试线", en="may build its own pilot line")
    sectors: dict[SectorName, float] | None = quantity(None, unit="shares", zh="本组自己的领域结构", en="sector mix of this group; the region's where absent")


DEMAND_LINK = quantity(0.0, unit="probit", ge=-3, le=3, evidence="M-05 M-06", zh="通过本平台中试的项目产业化爬坡成功的机会提高多少（负数=离市场远）", en="how much likelier the ramp of a project that passed a pilot here works (negative: far from the market)")
LAB_FEE_FACTOR = quantity(1.0, unit="ratio", ge=0, le=5, evidence="M-06 M-35", zh="高校院所成果的收费为一般收费的多少倍（小于1=优惠，大于1=路远）", en="fee for results of universities and institutes over the usual (below 1: eased, above 1: far away)")
TIME_SAVED = quantity(0.0, unit="share", ge=0, lt=1, evidence="M-07", zh="管理有序使每个中试少占的月份比例", en="share of the months of each pilot that good management saves")
LANDING_GAIN = quantity(0.0, unit="probability", ge=-1, le=1, evidence="M-35", zh="在本平台中试的项目产业化在本地落地的概率增加多少", en="added to the chance that the line of a project that piloted here lands locally")
SITE_READY = quantity(1.0, unit="share", ge=0, le=1, evidence="M-21", zh="场地到位的程度（五项要素中最短的一项决定能用多少工位）", en="how much of the site its slots need is there (the scarcest of the five factors decides how many slots can be used)")
EQUIPMENT_READY = quantity(1.0, unit="share", ge=0, le=1, evidence="M-21", zh="设备到位的程度", en="how much of the equipment is there")
STAFF_READY = quantity(1.0, unit="share", ge=0, le=1, evidence="M-21", zh="人员到位的程度（缺人的平台做同样多的中试，积累的经验也少）", en="how much of the staff is there (a platform short of staff also learns less from each pilot)")
FINANCE_READY = quantity(1.0, unit="share", ge=0, le=1, evidence="M-21", zh="运行资金到位的程度", en="how much of the working money is there")
MARKET_READY = quantity(1.0, unit="share", ge=0, le=1, evidence="M-21", zh="客户渠道到位的程度", en="how much of the access to customers is there")
"""What sets a platform apart beside slots and fee: the same for the platforms of a region and for those that a policy builds; off by default."""


class PlatformSpec(Spec):
    """A group of like pilot platforms (中试平台)."""

    sector: SectorName | Literal["any"] = quantity(..., unit="sector", zh="服务领域（any=不限）", en="field served; any: all fields")
    mode: Literal["leading_firm", "university", "operator"] = quantity(..., unit="mode", zh="运行模式", en="run mode")
    count: int = quantity(1, unit="platforms", ge=0, le=100000, zh="平台数", en="number of platforms")
    slots: int = quantity(4, unit="slots", ge=0, le=10000, evidence="L-COST-04 S-ZG-01", zh="每个平台可同时进行的中试数", en="pilots at one time on each")
    opens: Month | None = quantity(None, unit="YYYY-MM", zh="开放月份（不写=一直开放）", en="opening month; absent: open from the beginning")
    owner: Literal["public", "firm"] = quantity("public", unit="owner", zh="归属：public公共，firm企业自建", en="public, or built by a firm whose projects go first")
    fee_share: float | None = quantity(None, unit="share of pilot cost", ge=0, le=5, zh="收费占中试成本的比例（不写=按运行模式：龙头企业0.9、高校0.6、专业机构0.8）", en="fee over pilot cost; absent: by run mode (leading firm 0.9, university 0.6, operator 0.8)")
    capability: float = quantity(1.0, unit="ratio", gt=0, le=5, zh="起始能力", en="capability at the start")
    yearly_cost: Money = quantity(600.0, unit="万元 a year", ge=0, evidence="L-COST-03", zh="年运行成本", en="running cost a year")
    base_funding: Money = quantity(500.0, unit="万元 a year", ge=0, zh="已有的基本运行经费（不计入政策支出）", en="core funding it has without any policy")
    cash: Money = quantity(800.0, unit="万元", ge=0, zh="起始现金", en="cash at the start")
    zone: Literal["none", "A", "B"] = quantity("none", unit="zone", evidence="M-02", zh="功能区：A通用（收费低一成）、B专业（成熟度多提升15%）", en="zone: A generic (a fee lower by a tenth), B specialised (15 % more maturity)")
    demand_link: float = DEMAND_LINK
    lab_fee_factor: float = LAB_FEE_FACTOR
    time_saved: float = TIME_SAVED
    landing_gain: float = LANDING_GAIN
    site_ready: float = SITE_READY
    equipment_ready: float = EQUIPMENT_READY
    staff_ready: float = STAFF_READY
    finance_ready: float = FINANCE_READY
    market_ready: float = MARKET_READY
    county: str = quantity("", unit="name", zh="所在县区（用于看各县是否均衡；远近写landing_gain、lab_fee_factor）", en="county (for the balance among counties; what is near or far is landing_gain and lab_fee_factor)")


class FundSpec(Spec):
    """A group of like funds or lenders."""

    kind: Literal["guidance", "venture", "loan"] = quantity(..., unit="kind", zh="类型", en="kind")
    count: int = quantity(1, unit="funds", ge=0, le=100000, zh="数量", en="number")
    capital: Money = quantity(..., unit="万元", ge=0, zh="每只规模", en="capital of each")
    ticket_cap: Money = quantity(..., unit="万元", gt=0, zh="单个项目投资上限", en="largest investment in one project")
    hurdle: float = quantity(1.5, unit="expected multiple", ge=0, le=20, zh="要求的期望倍数", en="expected multiple it wants")
    signal_noise: float = quantity(1.0, unit="sd of quality", gt=0, le=20, zh="尽调噪声", en="noise of its due diligence")
    opens: Month | None = quantity(None, unit="YYYY-MM", zh="成立月份", en="opening month; absent: from the beginning")
    portfolio_cap: int = quantity(40, unit="projects", ge=1, le=100000, zh="同时在投项目数上限", en="most projects it is invested in at one time")
    life_years: int = quantity(10, unit="years", ge=1, le=50, zh="存续期（期满自动续期一次即为常设）", en="years in which it invests; standing funds use a long life")
    recycles: bool = quantity(True, unit="yes/no", zh="退出收益是否再投资", en="whether returns are invested again")


class Engineers(Spec):
    """The scarce engineers of one area."""

    stock: float = quantity(600.0, unit="persons per area", gt=0, zh="中试和产业化工程师存量", en="engineers for pilots and ramps at the reference wage")


class Matchmaking(Spec):
    """Staff who bring results and firms together before any policy."""

    staff: float = quantity(0.0, unit="persons per area", ge=0, zh="技术经纪、服务专员人数", en="brokers and service specialists")


class Text(Spec):
    """A text in both languages."""

    zh: str = quantity(..., unit="text", zh="中文", en="in Chinese")
    en: str = quantity(..., unit="text", zh="英文", en="in English")
