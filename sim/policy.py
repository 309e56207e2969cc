"""Policy: the levers. Each instrument is one class, off unless a policy file lists it; its family says which part of the month it acts in.

A policy file holds `[instruments.NAME]` tables with a `family` key. Amounts are in 万元, dates are months, shares are 0-1.
"""

from typing import Annotated, Literal

from pydantic import Discriminator

from sim.quantities import quantity
from sim.region import (
    DEMAND_LINK,
    EQUIPMENT_READY,
    FINANCE_READY,
    LAB_FEE_FACTOR,
    LANDING_GAIN,
    MARKET_READY,
    SITE_READY,
    STAFF_READY,
    TIME_SAVED,
    SectorName,
    Spec,
)
from sim.units import Money, Month


class Instrument(Spec):
    """What all instruments share: dates and a place in the ledger."""

    start: Month | None = quantity(None, unit="YYYY-MM", zh="开始月份（不写=研究期第一个月）", en="first month; absent: first dated month")
    end: Month | None = quantity(None, unit="YYYY-MM", zh="结束月份（不写=一直有效）", en="last month; absent: never ends")


class Budgeted(Instrument):
    """An instrument that pays from a yearly budget."""

    budget_per_year: Money | None = quantity(None, unit="万元 a year", ge=0, zh="年度预算（不写=不限）", en="yearly budget (absent: no limit)")
    carries_over: bool = quantity(False, unit="yes/no", zh="结余是否结转", en="whether unspent budget carries to the next year")


class Eligible(Budgeted):
    """Who may get the money."""

    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", zh="限定领域（空=不限）", en="eligible sectors; empty: all")
    sizes: tuple[Literal["micro", "small", "medium", "large"], ...] = quantity((), unit="classes", zh="限定企业规模（空=不限）", en="eligible firm sizes; empty: all")
    routes: tuple[Literal["platform", "self_built"], ...] = quantity((), unit="routes", zh="限定中试路线（空=不限）", en="eligible pilot routes; empty: all")
    min_novelty: float = quantity(0.0, unit="0-1", ge=0, le=1, zh="最低新颖度", en="least novelty")


class CostSupport(Eligible):
    """Cost share: pays a share of a cost up to a cap while the yearly pool lasts (voucher, capital pool)."""

    family: Literal["cost_support"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    covers: Literal["pilot", "product", "industrial"] = quantity("pilot", unit="cost", zh="补助对象：pilot中试、product产品化、industrial产业化", en="which cost it shares")
    share: float = quantity(..., unit="share of cost", ge=0, le=1, evidence="S-ZG-19", zh="补助比例", en="share of the cost paid")
    cap: Money | None = quantity(None, unit="万元 per project", ge=0, zh="单个项目上限", en="most per project (absent: no cap)")
    stacking_cap: float = quantity(1.0, unit="share of cost", ge=0, le=1, zh="多项补助叠加上限", en="most that all supports together may pay of this cost")
    matches: float | None = quantity(None, unit="yuan per yuan", ge=0, le=100, evidence="M-33", zh="上下级配套：最多为排在前面的各项补助合计的多少倍（不写=不要求配套）", en="matching: at most so many times what the supports listed before it pay (absent: no such condition)")
    filed_share: float = quantity(1.0, unit="share", ge=0, le=1, evidence="M-20", zh="企业为中试单独立项的比例（只对中试补助有效，没有立项的得不到补助）", en="share of pilots for which the firm files a project of its own (pilot support only; without a filing there is none)")
    signal: float = quantity(0.0, unit="sd of quality", ge=0, le=3, evidence="M-10 L-CAU-01 L-CAU-02 L-POL-22", zh="择优资助的信号：基金把得到资助的项目看高多少（0=得到资助本身不说明什么）", en="signal of a grant that is given by selection: how much better funds believe a project that won it (0: a grant by itself says nothing)")
    score_bar: float | None = quantity(None, unit="sd of score", ge=-10, le=10, evidence="M-08 S-ZG-18", zh="择优：只补平台评审得分达到此分的项目（不写=先到先得；没有经过平台评审的得不到）", en="by merit: only projects whose score with the platforms' panel reaches this (absent: first come, first served; who was never scored gets none)")
    repaid: float = quantity(0.0, unit="yuan per yuan", ge=0, le=10, evidence="M-08", zh="批量产出后企业返还的倍数（0=无偿补助，1=有偿滚动使用）", en="what the firm pays back at batch output per yuan (0: a grant, 1: recoverable)")


class OutcomeAward(Eligible):
    """One-off award when pilot success, local landing and industrialisation all hold."""

    family: Literal["outcome_award"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    amount: Money = quantity(..., unit="万元 per project", ge=0, evidence="S-CZ-12 L-POL-13", zh="奖励金额", en="award per project")
    event: Literal["entered", "batch_output", "commercial"] = quantity("batch_output", unit="event", zh="何时算产业化", en="which industrialisation event counts")


class NewPlatforms(Instrument):
    """Builds pilot platforms with public money and supports their running cost."""

    family: Literal["new_platforms"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    sector: SectorName | Literal["any"] = quantity(..., unit="sector", zh="服务领域", en="field served")
    mode: Literal["leading_firm", "university", "operator"] = quantity("operator", unit="mode", zh="运行模式", en="run mode")
    zone: Literal["none", "A", "B"] = quantity("none", unit="zone", evidence="M-02", zh="功能区：A通用（收费低一成）、B专业（成熟度多提升15%）；C区落地空间另用landing_space", en="zone: A generic (a fee lower by a tenth), B specialised (15 % more maturity); for C, landing space, see landing_space")
    count: int = quantity(..., unit="platforms", ge=0, le=10000, zh="平台数", en="number of platforms")
    slots: int = quantity(4, unit="slots", ge=1, le=1000, zh="每个平台可同时进行的中试数", en="pilots at one time on each")
    build_months: int = quantity(30, unit="months", ge=0, le=240, evidence="L-DUR-02 S-JM-07 S-JM-08", zh="建设周期", en="months of building, from approval to opening")
    approval_months: int = quantity(0, unit="months", ge=0, le=120, prior=(0.683, 13.2), evidence="M-50 L-DUR-08", zh="开工前审批时间（节能审查、环评等）", en="months of approval before building (energy review, environmental assessment)")
    approval_sigma: float = quantity(0.0, unit="log sd", ge=0, le=2, evidence="M-50 L-DUR-08", zh="审批时间的离散程度（对数标准差；0=每个平台都正好用approval_months）", en="spread of the approval time (0: exactly approval_months for every platform)")
    capital_cost: Money = quantity(8000.0, unit="万元 each", ge=0, evidence="L-COST-02", zh="每个平台建设投资", en="investment in each")
    public_share: float = quantity(0.3, unit="share", ge=0, le=1, evidence="L-POL-05", zh="建设投资的财政比例", en="public share of the investment")
    capital_cap: Money | None = quantity(None, unit="万元 each", ge=0, evidence="L-POL-05", zh="每个平台财政补助上限", en="most public money per platform")
    operating_subsidy: Money = quantity(0.0, unit="万元 a year, each", ge=0, evidence="S-ZG-17", zh="每年运行补助", en="yearly subsidy to each while open")
    tenant_income: Money = quantity(0.0, unit="万元 a year, each", ge=0, evidence="M-37", zh="入驻企业每年付的租金（社会资金，不计入政策支出）", en="rent a year from tenants of each while open (private money, no cost of the policy)")
    fee_share: float | None = quantity(None, unit="share of pilot cost", ge=0, le=5, zh="收费占中试成本的比例（不写=按运行模式：龙头企业0.9、高校0.6、专业机构0.8）", en="fee over pilot cost; absent: by run mode (leading firm 0.9, university 0.6, operator 0.8)")
    capability: float = quantity(1.0, unit="ratio", gt=0, le=5, zh="起始能力", en="capability at the start")
    yearly_cost: Money = quantity(600.0, unit="万元 a year", ge=0, zh="年运行成本", en="running cost a year")
    cash: Money = quantity(800.0, unit="万元", ge=0, zh="起始现金", en="cash at the start")
    demand_link: float = DEMAND_LINK
    lab_fee_factor: float = LAB_FEE_FACTOR
    time_saved: float = TIME_SAVED
    landing_gain: float = LANDING_GAIN
    site_ready: float = SITE_READY
    equipment_ready: float = EQUIPMENT_READY
    staff_ready: float = STAFF_READY
    finance_ready: float = FINANCE_READY
    market_ready: float = MARKET_READY
    county: str = quantity("", unit="name", evidence="M-35", zh="所在县区（用于看各县是否均衡；远近写landing_gain、lab_fee_factor）", en="county (for the balance among counties; what is near or far is landing_gain and lab_fee_factor)")


class ExpertPanel(Instrument):
    """Replaces the screening of platform applicants by a panel with its own accuracy and bar."""

    family: Literal["expert_panel"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    accuracy: float | None = quantity(None, unit="correlation", ge=0, lt=1, evidence="L-SUC-11 L-SUC-12", zh="评分与真实质量的相关（不写=现有评审的水平）", en="correlation of score and quality; absent: that of today's screening")
    accuracy_gain: float = quantity(0.0, unit="share", ge=0, lt=1, zh="在此之上的改进（占距离完全准确尚缺部分的比例）", en="improvement on that, as a share of what it lacks to perfect sight")
    bar: float | None = quantity(None, unit="sd of score", ge=-10, le=10, zh="门槛（不写=现有门槛）", en="score to be reached; absent: today's bar")
    cost_per_review: Money = quantity(1.0, unit="万元", ge=0, zh="每次评审费用", en="cost of one review")
    review_months: int = quantity(0, unit="months", ge=0, le=60, evidence="M-03", zh="从申请到出评审结果的月数（其间项目等待，企业选路线时会算进去）", en="months from application to the panel's verdict, for which the project waits and which its firm counts on")


class ProofOfConcept(Budgeted):
    """Proof-of-concept centres: test fresh samples cheaply, stop weak ones, let everybody know more of the others."""

    family: Literal["proof_of_concept"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    tests_per_month: int = quantity(..., unit="tests per area", ge=0, le=100000, zh="每月验证项目数", en="samples tested in a month")
    signal_noise: float = quantity(0.8, unit="sd of quality", gt=0, le=20, zh="验证结果的噪声", en="noise of the test")
    bar: float = quantity(-0.5, unit="sd of quality", ge=-10, le=10, zh="低于此判断即停止", en="believed quality below which a sample is given up")
    cost_per_test: Money = quantity(30.0, unit="万元", ge=0, evidence="L-POL-07", zh="每次验证费用", en="cost of one test")
    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", evidence="M-42", zh="验证的领域（空=不限；每个领域的中心可各写一项）", en="fields it tests; empty: all (centres by field: one instrument each)")


class Brokers(Instrument):
    """Pays technology managers and brokers who bring results and firms together."""

    family: Literal["brokers"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    staff: float = quantity(..., unit="persons per area", ge=0, evidence="S-TJ-02 S-SX-16", zh="新增人数", en="additional persons")
    efficiency: float = quantity(1.0, unit="ratio", ge=0, le=20, evidence="M-44", zh="每人促成的对接与一般水平之比", en="meetings a person brings about, over the usual number")
    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", evidence="M-44", zh="服务领域（空=不限；限定后人力平均分到这些领域）", en="fields served; empty: all; staff is spread evenly over those named")
    cost_per_year: Money = quantity(20.0, unit="万元 per person and year", ge=0, zh="每人每年费用", en="cost of a person for a year")
    reward_per_deal: Money = quantity(0.0, unit="万元 per deal", ge=0, evidence="M-29", zh="每促成一项承接的奖励（按经纪人在对接中所占的份额计；由此更卖力写efficiency）", en="paid for each result that a firm takes up, by the brokers' part in bringing the two together (that they work harder for it is `efficiency`)")


class GuidanceFund(Instrument):
    """A public fund that invests in industrialisation with a softer hurdle and recycles its returns."""

    family: Literal["guidance_fund"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    capital: Money = quantity(..., unit="万元 per area", ge=0, evidence="S-ZG-20", zh="基金规模", en="capital announced")
    realised_share: float = quantity(0.6, unit="share", ge=0, le=1, evidence="L-POL-21", zh="实际到位比例", en="share of the announced capital that arrives")
    ticket_cap: Money = quantity(3000.0, unit="万元", gt=0, zh="单个项目投资上限", en="largest investment in one project")
    hurdle: float = quantity(1.0, unit="expected multiple", ge=0, le=20, zh="要求的期望倍数", en="expected multiple it wants")
    signal_noise: float = quantity(1.0, unit="sd of quality", gt=0, le=20, zh="尽调噪声", en="noise of its due diligence")
    portfolio_cap: int = quantity(40, unit="projects", ge=1, le=100000, zh="同时在投项目数上限", en="most projects it is invested in at one time")
    life_years: int = quantity(10, unit="years", ge=1, le=50, zh="投资期", en="years in which it invests")
    recycles: bool = quantity(True, unit="yes/no", zh="退出收益是否再投资", en="whether returns are invested again")


class GuaranteedLoans(Eligible):
    """A public guarantee bears a share of what banks lose on lines that fail, so that they lend more, and at a lower price."""

    family: Literal["guaranteed_loans"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    loss_share: float = quantity(..., unit="share of loss", ge=0, le=1, evidence="L-POL-18", prior=(0.0, 0.7), zh="财政承担的贷款本金损失比例", en="share of the bank's loss of principal that the public purse bears")
    loan_share: float = quantity(0.8, unit="share of industrial cost", ge=0, le=1, zh="有担保时银行贷款合计最高占产业化投资的比例", en="most that bank credit may reach with a guarantee, as a share of the line's cost")
    loan_cap: Money | None = quantity(1000.0, unit="万元 per project", ge=0, evidence="L-POL-18", zh="单个项目担保贷款上限（在一般授信之外）", en="largest guaranteed loan, beyond ordinary credit (absent: no cap)")
    rate_cap: float = quantity(0.15, unit="per year", ge=0, le=1, zh="银行可收取的最高年利率（覆盖风险仍不够就不贷）", en="highest yearly interest the bank may ask; where that does not cover its risk it does not lend")


class TechnologyInsurance(Eligible):
    """Insurance of pilots, with a subsidy on the premium: pays part of what a failed pilot cost its firm, who then takes less care."""

    family: Literal["technology_insurance"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    insured_share: float = quantity(..., unit="share of loss", ge=0, le=1, evidence="M-46", zh="中试失败时赔付企业损失的比例", en="share of the firm's loss that is paid when a pilot fails")
    premium_subsidy: float = quantity(0.8, unit="share of premium", ge=0, le=1, evidence="L-POL-16", zh="财政补贴保费的比例", en="public share of the premium")
    loading: float = quantity(0.25, unit="share of expected claims", ge=0, le=5, zh="保险公司的费用附加", en="the insurer's costs, on top of expected claims")
    care_lost: float = quantity(0.15, unit="sd of test result", prior=(0.0, 0.4), ge=0, le=3, zh="全额投保使企业少尽力的程度（道德风险）", en="how much less a fully insured firm's care brings out in the test (moral hazard)")


class OperatingSubsidy(Budgeted):
    """Pays platforms that are there already for each pilot they complete."""

    family: Literal["operating_subsidy"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    per_pilot: Money = quantity(..., unit="万元 per pilot", ge=0, evidence="S-ZG-17 M-11", zh="平台每完成一个中试的补助", en="paid to the platform for each pilot it completes")
    owner: Literal["any", "public", "firm"] = quantity("any", unit="owner", zh="限定平台归属（any=不限）", en="owner of the platforms; any: all")
    recognised_only: bool = quantity(False, unit="yes/no", evidence="M-24", zh="是否只给已获认定的平台", en="whether only for platforms that are accredited or recognised")


class PerformanceGrant(Budgeted):
    """Pays the best platforms of a yearly evaluation by pilots completed."""

    family: Literal["performance_grant"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    amount: Money = quantity(500.0, unit="万元 per platform and year", ge=0, evidence="S-SX-09", zh="每个获奖平台的奖补", en="paid to each of the best")
    top_share: float = quantity(..., unit="share of platforms", ge=0, le=1, evidence="M-25", zh="获奖平台占参评平台的比例", en="share of the platforms evaluated that are paid")
    gaming: float = quantity(0.0, unit="log sd", ge=0, le=3, evidence="M-25", zh="虚报程度：各平台每年上报的中试数比实际多报的幅度（对数；0=如实上报）", en="gaming: how far above its true count a platform reports in a year (0: as it is)")
    owner: Literal["any", "public", "firm"] = quantity("any", unit="owner", zh="限定平台归属（any=不限）", en="owner of the platforms; any: all")
    recognised_only: bool = quantity(False, unit="yes/no", evidence="M-24", zh="是否只给已获认定的平台", en="whether only for platforms that are accredited or recognised")


class OpenSharing(Budgeted):
    """Pays firms that let others pilot on the platform they built for themselves; while it lasts, others get a share of its pilots."""

    family: Literal["open_sharing"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    per_outside_pilot: Money = quantity(..., unit="万元 per pilot", ge=0, evidence="M-26", zh="每为外单位完成一个中试的补助", en="paid for each pilot completed for others")
    open_share: float = quantity(0.5, unit="share of pilots", ge=0, le=1, zh="外单位有项目排队时所占的中试比例", en="share of its pilots that go to others while they wait")


class ReleaseReform(Instrument):
    """Reform of public institutions: more of their results are released, and more inventors found a firm with the patent as their equity."""

    family: Literal["release_reform"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    release_gain: float = quantity(0.0, unit="share of what was kept back", ge=0, le=1, evidence="M-31 L-SUC-16", zh="原先不对外释放的成果中改为释放的比例", en="share of the results kept back before that are now released")
    inventor_share: float = quantity(0.0, unit="share of profits", ge=0, le=1, evidence="M-31", zh="科研人员从成果产业化利润中分得的比例（企业和基金相应少得；自己创业的不另分）", en="share of a product's profits that goes to its inventors, which firm and fund do without (nothing more to founders)")
    release_response: float = quantity(0.5, unit="ratio", prior=(0.0, 1.0), ge=0, le=10, zh="收益分成每提高1，原先不释放的成果中多释放的比例（没有依据，为假定）", en="share of what was kept back that is released in addition, per unit of inventor_share (no evidence: an assumption)")
    spinout_gain: float = quantity(0.0, unit="share of results", ge=0, le=1, evidence="M-30 L-TRF-03", zh="科研人员以专利作价入股自己创业的比例增加多少", en="added to the share of results whose inventor founds a firm (patent as equity)")


class Attraction(Budgeted):
    """Projects from other regions come, the more the more platforms of their field are here; a gain to the region, not to the nation."""

    family: Literal["attraction"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    projects_per_year: float = quantity(..., unit="projects a year, per area", ge=0, le=6000, evidence="M-23 M-41", zh="每年考虑来本地的外地项目数", en="outside projects that consider the region in a year")
    half_slots: float = quantity(4.0, unit="slots", gt=0, le=10000, zh="本领域有多少中试工位时一半会来", en="open platform slots in their field at which half of them come")
    cost_per_project: Money = quantity(50.0, unit="万元 per project", ge=0, zh="每引进一个项目的财政支出", en="public cost of each project that comes")
    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", zh="限定领域（空=按地区的领域结构）", en="fields of these projects; empty: the region's mix")
    quality_shift: float = quantity(0.0, unit="sd", ge=-3, le=3, zh="外地项目的质量偏移", en="shift of their mean quality")


class FirstSet(Eligible):
    """First-set policy: subsidises the insurance of a new product's first buyers, so that one is found more often."""

    family: Literal["first_set"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    contract_value: Money = quantity(..., unit="万元 per project", ge=0, evidence="M-15", zh="每个产品首批订单的投保金额", en="insured value of a product's first orders")
    premium_subsidy: float = quantity(0.8, unit="share of premium", ge=0, le=1, evidence="L-POL-16", zh="财政补贴保费的比例", en="public share of the premium")
    premium_rate: float = quantity(0.03, unit="share of value, per year", ge=0, le=1, evidence="L-POL-16", zh="保险费率", en="premium over insured value")
    years: int = quantity(3, unit="years", ge=1, le=10, evidence="L-POL-16", zh="补贴年数（一次付清）", en="years that are subsidised (paid at once)")
    adoption_gain: float = quantity(0.4, unit="probit", prior=(0.1, 0.8), ge=0, le=3, zh="保费全额补贴时找到首个用户的机会提高多少", en="how much likelier a first buyer is when the whole premium is paid")
    procurement_share: float = quantity(0.0, unit="share of products", ge=0, le=1, evidence="M-15", zh="有公共采购单位愿作首个用户的新产品比例", en="share of the new products for which a public buyer is there")
    procurement_gain: float = quantity(0.6, unit="probit", prior=(0.2, 1.2), ge=0, le=3, zh="有公共采购单位时找到首个用户的机会提高多少", en="how much likelier a first buyer is where a public one is there")
    procurement_premium: float = quantity(0.1, unit="share of value", prior=(0.0, 0.3), gt=0, le=1, zh="公共采购比买同类成熟产品多付的比例（计入政策支出，付给企业）", en="what the public buyer pays above a proven product of the kind, over contract_value (public money, paid to the firm)")


class SceneMatching(Eligible):
    """Opens scenes in which new products are tried by users: a shorter trial that works more often."""

    family: Literal["scene_matching"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    scenes_per_year: float = quantity(..., unit="scenes per area", ge=0, le=100000, evidence="M-22", zh="每年开放的应用场景数", en="scenes opened in a year")
    cost_per_scene: Money = quantity(50.0, unit="万元 per project", gt=0, zh="每次对接费用", en="cost of each product that gets a scene")
    success_gain: float = quantity(0.3, unit="probit", prior=(0.05, 0.6), ge=0, le=3, zh="有场景时产品试制成功的机会提高多少", en="how much likelier the trial works in a scene")
    time_saved: float = quantity(0.25, unit="share", prior=(0.0, 0.5), ge=0, lt=1, zh="产品试制时间缩短的比例", en="share of the trial's time that is saved")
    sales_gain: float = quantity(0.0, unit="share of sales", prior=(0.0, 0.3), ge=0, le=3, evidence="M-22", zh="有场景的产品销售额提高多少（市场大小不变，会挤占同领域其他产品）", en="how much more a product with a scene sells (of the same market, at the expense of others in its field)")


class Incubators(Eligible):
    """Incubators: a limited number of projects past the pilot get a place, and with it care that makes trial and ramp surer and faster."""

    family: Literal["incubators"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    places: int = quantity(..., unit="projects per area", ge=0, le=100000, evidence="M-14 M-45", zh="同时在孵项目数", en="projects that can be in care at one time")
    trial_gain: float = quantity(0.2, unit="probit", prior=(0.0, 0.5), ge=0, le=3, zh="产品试制成功的机会提高多少", en="how much likelier the trial works in care")
    ramp_gain: float = quantity(0.1, unit="probit", prior=(0.0, 0.3), ge=0, le=3, zh="产业化爬坡成功的机会提高多少", en="how much likelier the ramp works in care")
    time_saved: float = quantity(0.1, unit="share", prior=(0.0, 0.3), ge=0, lt=1, zh="试制和爬坡时间缩短的比例", en="share of the time of trial and ramp that is saved")
    cost_per_place: Money = quantity(30.0, unit="万元 per place and year", ge=0, zh="每个名额每年的财政支出", en="public cost of a place for a year, taken or not")
    takes_in: Literal["trial", "route"] = quantity("trial", unit="setting", evidence="M-04", zh="从哪一步起陪伴：trial产品试制，route企业选定路线（项目专员从排队、中试起陪伴）", en="from which step on: the product trial, or the firm's choice of a route (project specialists accompany queue and pilot too)")
    patience_gain: float = quantity(0.0, unit="months", ge=0, le=120, evidence="M-04", zh="陪伴使项目在排队和筹资时多坚持的月数", en="months that a project in care holds out longer in the queue and in the search for money")


class ServiceLists(Budgeted):
    """Publishes lists of services, scenes and equipment, by which results and firms find each other sooner."""

    family: Literal["service_lists"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    search_gain: float = quantity(..., unit="ratio", ge=0, le=20, evidence="M-27", zh="自行对接的频率提高多少（0.2=提高两成）", en="how much more often results and firms find each other by themselves (0.2: by a fifth)")
    cost_per_year: Money = quantity(50.0, unit="万元 a year", ge=0, zh="每年编制和更新费用", en="cost of making and renewing the lists")


class Alliance(Budgeted):
    """Joins the pilot platforms of an area in an alliance with one queue: a free slot takes who waits elsewhere."""

    family: Literal["alliance"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    cost_per_year: Money = quantity(..., unit="万元 a year", ge=0, evidence="M-40", zh="联盟每年运行费用", en="running cost of the alliance")
    joins_share: float = quantity(1.0, unit="share of platforms", ge=0, le=1, evidence="M-40", zh="企业自建平台中加入联盟的比例（公共平台全部加入）", en="share of the platforms of firms that join (public ones all do)")


class FastTrack(Instrument):
    """A fast track for the approvals that new platforms need before building; rules, not money."""

    family: Literal["fast_track"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    saved_share: float = quantity(..., unit="share", ge=0, le=1, evidence="M-50 L-DUR-08", zh="审批时间缩短的比例", en="share of the approval time that is saved")
    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", zh="限定平台领域（空=全部新建平台）", en="fields of the platforms; empty: all new platforms")


class LandingSpace(Eligible):
    """C zone: a limited number of factory spaces, in which lines are built faster and land locally."""

    family: Literal["landing_space"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    places: int = quantity(..., unit="spaces per area", ge=0, le=100000, evidence="M-02", zh="落地空间个数（批量产出两年后腾退）", en="spaces; a project leaves two years after batch output")
    time_saved: float = quantity(0.2, unit="share", prior=(0.0, 0.4), ge=0, lt=1, zh="建线和爬坡时间缩短的比例", en="share of the time of building and ramp that is saved")
    cost_per_place: Money = quantity(60.0, unit="万元 per space and year", ge=0, zh="每处空间每年的财政支出", en="public cost of a space for a year, taken or not")


class PlatformAngel(Instrument):
    """Angel money run by the pilot platforms: stakes in projects that passed a pilot there; part of the returns runs the platform."""

    family: Literal["platform_angel"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    capital: Money = quantity(..., unit="万元 per area", ge=0, evidence="M-12", zh="天使资金规模", en="capital")
    ticket_cap: Money = quantity(1500.0, unit="万元", gt=0, zh="单个项目投资上限", en="largest investment in one project")
    hurdle: float = quantity(1.2, unit="expected multiple", ge=0, le=20, zh="要求的期望倍数", en="expected multiple it wants")
    signal_noise: float = quantity(0.6, unit="sd of quality", gt=0, le=20, zh="尽调噪声（平台看得比外部基金清楚）", en="noise of its due diligence: a platform sees more than funds outside")
    platform_share: float = quantity(0.3, unit="share of returns", ge=0, le=1, zh="退出收益中用于平台运行的比例", en="share of returns that pays for running the platform")
    portfolio_cap: int = quantity(20, unit="projects", ge=1, le=100000, zh="同时在投项目数上限", en="most projects it is invested in at one time")
    life_years: int = quantity(10, unit="years", ge=1, le=50, zh="投资期", en="years in which it invests")


class PilotFiling(Budgeted):
    """Helps firms to file their pilots as projects of their own, without which no pilot support is paid."""

    family: Literal["pilot_filing"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    filing_gain: float = quantity(..., unit="share of those who did not file", ge=0, le=1, evidence="M-20", zh="原本不立项的中试中改为立项的比例", en="share of the pilots not filed before that now are")
    cost_per_year: Money = quantity(30.0, unit="万元 a year", ge=0, zh="每年组织和辅导费用", en="cost of advice and processing")


class Accreditation(Budgeted):
    """A yearly call: platforms over a floor get a status that opens grants and makes firms trust them more."""

    family: Literal["accreditation"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    min_pilots: int = quantity(3, unit="pilots a year", ge=0, le=100000, evidence="M-24", zh="上一年完成中试数的门槛", en="pilots completed in the year before that are asked for")
    min_staff: float = quantity(0.0, unit="share", ge=0, le=1, evidence="M-24 M-21", zh="人员到位程度的门槛（平台的staff_ready，0=不要求）", en="least staff_ready of the platform (0: not asked for)")
    min_equipment: float = quantity(0.0, unit="share", ge=0, le=1, evidence="M-24 M-21 L-POL-08", zh="设备到位程度的门槛（平台的equipment_ready，0=不要求）", en="least equipment_ready of the platform (0: not asked for)")
    amount: Money = quantity(0.0, unit="万元 per platform", ge=0, zh="首次认定的一次性奖补", en="paid once, when a platform first gets the status")
    demand_gain: float = quantity(0.1, unit="ratio", prior=(0.0, 0.3), ge=0, le=3, zh="企业选平台时把获认定者的能力看高多少", en="how much abler firms take such a platform to be when they choose")
    owner: Literal["any", "public", "firm"] = quantity("any", unit="owner", zh="限定平台归属（any=不限）", en="owner of the platforms; any: all")


class NationalRecognition(Budgeted):
    """The ministry recognises some platforms for good: outside the region's control, only the chance can be raised by applying."""

    family: Literal["national_recognition"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    chance: float = quantity(..., unit="probability a year", ge=0, le=1, evidence="M-51", zh="合格平台每年获国家认定的机会", en="chance of a qualified platform in a year")
    min_pilots: int = quantity(5, unit="pilots a year", ge=0, le=100000, zh="上一年完成中试数的门槛", en="pilots completed in the year before that are asked for")
    amount: Money = quantity(0.0, unit="万元 per platform", ge=0, zh="获认定时的上级奖补（记入财政支出）", en="grant of the state on recognition (counted as public money)")
    demand_gain: float = quantity(0.2, unit="ratio", prior=(0.0, 0.5), ge=0, le=3, zh="企业选平台时把获认定者的能力看高多少", en="how much abler firms take such a platform to be when they choose")
    owner: Literal["any", "public", "firm"] = quantity("any", unit="owner", zh="限定平台归属（any=不限）", en="owner of the platforms; any: all")


class ListingReserve(Budgeted):
    """Prepares firms for a listing or a sale of shares, so that funds leave their successes sooner and can invest again."""

    family: Literal["listing_reserve"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    time_saved: float = quantity(..., unit="share", ge=0, lt=1, evidence="M-48", zh="基金退出等待时间缩短的比例", en="share of the wait for an exit that is saved")
    cost_per_project: Money = quantity(30.0, unit="万元 per project", ge=0, zh="每家企业辅导费用", en="cost of preparing a firm")


class NewOperator(Instrument):
    """Public platforms are handed to a professional operator: abler and leaner, at another fee."""

    family: Literal["new_operator"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    capability_gain: float = quantity(..., unit="ratio", ge=0, le=3, evidence="M-53", zh="平台能力提高多少", en="how much abler the platforms become")
    cost_saved: float = quantity(0.0, unit="share", ge=0, le=1, zh="运行成本节省的比例", en="share of running cost that is saved")
    fee_share: float | None = quantity(None, unit="share of pilot cost", ge=0, le=5, zh="改为的收费比例（不写=不变）", en="the fee from then on; absent: as before")
    cost: Money = quantity(100.0, unit="万元 per platform", ge=0, zh="每个平台引进费用（一次性）", en="cost of the change, once for each platform")


class JointVentures(Budgeted):
    """Partners from elsewhere put private money into lines as shares in a joint venture; the purse pays for bringing them together."""

    family: Literal["joint_ventures"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    partner_capital: Money = quantity(..., unit="万元 per area", ge=0, evidence="M-49", zh="外来合作方可投入的资金（社会资金）", en="private money that partners have for lines here")
    ticket_cap: Money = quantity(3000.0, unit="万元", gt=0, zh="单个项目合资上限", en="largest share in one line")
    hurdle: float = quantity(1.6, unit="expected multiple", ge=0, le=20, zh="合作方要求的期望倍数", en="expected multiple partners want")
    signal_noise: float = quantity(0.8, unit="sd of quality", gt=0, le=20, zh="合作方尽调噪声", en="noise of their due diligence")
    life_years: int = quantity(10, unit="years", ge=1, le=50, zh="投资期", en="years in which they invest")
    cost_per_year: Money = quantity(50.0, unit="万元 a year", ge=0, zh="每年撮合费用（财政）", en="public cost of bringing partners together")


class UniversityLinks(Budgeted):
    """Partner universities elsewhere send results: new to the region, and like all results without a sample yet."""

    family: Literal["university_links"] = quantity(..., unit="family", zh="工具类别", en="kind of instrument")
    results_per_year: float = quantity(..., unit="results a year, per area", ge=0, le=6000, evidence="M-38", zh="合作高校每年带来的成果数", en="results that partner universities bring in a year")
    cost_per_project: Money = quantity(20.0, unit="万元 per result", ge=0, zh="每项成果的合作经费", en="public money for each result")
    sectors: tuple[SectorName, ...] = quantity((), unit="sectors", zh="限定领域（空=按地区的领域结构）", en="fields of these results; empty: the region's mix")
    quality_shift: float = quantity(0.0, unit="sd", ge=-3, le=3, zh="成果的质量偏移", en="shift of their mean quality")


AnyInstrument = Annotated[
    CostSupport | OutcomeAward | NewPlatforms | ExpertPanel | ProofOfConcept | Brokers | GuidanceFund | GuaranteedLoans | TechnologyInsurance
    | OperatingSubsidy | PerformanceGrant | OpenSharing | ReleaseReform | Attraction | FirstSet | SceneMatching | Incubators | ServiceLists
    | Alliance | FastTrack | LandingSpace | PlatformAngel | PilotFiling | Accreditation | NationalRecognition | ListingReserve | NewOperator
    | JointVentures | UniversityLinks,
    Discriminator("family"),
]  # fmt: skip

OUTLIVE_THEIR_END = (GuaranteedLoans, TechnologyInsurance)
"""Families whose promises are kept after their end: the instrument stays in force, its own table says until when it takes on new ones."""


def last_refill(tool: Instrument, last: int) -> int:
    """The last month, up to `last`, in which the yearly budget of an instrument may be refilled."""
    return last if tool.end is None or isinstance(tool, OUTLIVE_THEIR_END) else min(tool.end, last)
