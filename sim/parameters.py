"""World: the uncertainties, everything that nobody decides. Levers are in `policy.py`, stocks of a place in `region.py`.

Each field carries unit, bounds, 90 % prior, evidence ids and help; `funnel parameters` prints this table. Money is in 万元, durations in months.
The four *solved* parameters (success_intercept, maturity_gain, pass_threshold, panel_accuracy) come from `calibration/`: 80 % and 30 % are
outputs of the model, and these are what makes them come out.
"""

import math
from statistics import NormalDist
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from sim.quantities import quantity
from sim.tables import record
from sim.units import Money


class World(BaseModel):
    """The uncertain facts of the world, one value each."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    # --- results and samples
    p_sample: float = quantity(0.62, unit="probability", prior=(0.449, 0.778), evidence="L-SUC-05", ge=0, le=1, zh="样品化成功的概率（质量居中时）", en="chance that a result of average quality reaches a sample")
    sample_quality_weight: float = quantity(0.3, unit="probit per sd", ge=0, le=3, zh="潜在质量对样品化成功的作用", en="effect of latent quality on reaching a sample")
    dur_sample: float = quantity(12.0, unit="months", prior=(4.93, 23.3), gt=0, le=120, zh="样品化平均时长", en="mean time to make a sample")
    cost_sample: Money = quantity(100.0, unit="万元", prior=(31.6, 316.0), evidence="L-COST-01", ge=0, zh="样品化成本（1:10:100中的1）", en="cost of a sample (the 1 of 1:10:100)")
    novelty_mean: float = quantity(0.4, unit="0-1", prior=(0.25, 0.55), gt=0, lt=1, zh="新颖度均值", en="mean novelty")
    local_retention: float = quantity(0.6, unit="share", prior=(0.471, 0.723), evidence="L-TRF-04", ge=0, le=1, zh="成果在本地转化的比例", en="share of released results converted locally")
    lab_signal_noise: float = quantity(1.2, unit="sd of quality", gt=0, le=20, zh="公开信息的噪声", en="noise of what everybody can see of a result")
    firm_signal_noise: float = quantity(1.2, unit="sd of quality", gt=0, le=20, zh="企业尽职调查的噪声（吸收能力为1时）", en="noise of a firm's own look at full absorptive capacity")

    # --- matching and spin-outs
    months_to_deal: float = quantity(44.0, unit="months", prior=(9.21, 214.0), evidence="L-DUR-04", ge=1, zh="无经纪人时成果等到企业的平均时间", en="mean wait of a result for a firm without brokers at reference tightness")
    reference_tightness: float = quantity(8.0, unit="firm places per result on offer", gt=0, zh="匹配函数的参照紧张度", en="tightness at which months_to_deal holds")
    match_elasticity_firms: float = quantity(0.5, unit="elasticity", prior=(0.3, 0.7), ge=0, le=1, zh="匹配函数对企业搜寻的弹性（柯布—道格拉斯）", en="Cobb-Douglas elasticity of meetings in firm search")
    deals_per_staff_year: float = quantity(0.5, unit="meetings leading to talks per person and year", prior=(0.114, 2.2), evidence="S-SX-14", ge=0, zh="每名技术经纪人每年促成的对接", en="meetings a technology manager brings about in a year")
    offer_patience: float = quantity(60.0, unit="months", gt=0, zh="成果最长待承接时间", en="longest time a result stays on offer")
    spinout_share: float = quantity(0.05, unit="share", prior=(0.0125, 0.1), evidence="L-TRF-03 L-SUC-16", ge=0, le=1, zh="科研人员自己创业的比例", en="share of results whose inventor founds a firm when nobody takes it")

    spinout_after: float = quantity(24.0, unit="months", ge=0, zh="无人承接多久后科研人员自己创业", en="months on offer after which such an inventor founds the firm")
    spinout_cash: Money = quantity(800.0, unit="万元", prior=(200.0, 4000.0), evidence="S-SX-15", ge=0, zh="创业企业起始资金", en="money a spin-out starts with")
    spinout_running_cost: Money = quantity(100.0, unit="万元 a year", ge=0, zh="创业企业投产前每年开支", en="what a spin-out spends a year until its product sells")

    # --- success: quality, novelty, maturity, firm
    success_intercept: float = quantity(0.0974, unit="probit", zh="技术成功截距（由校准求解）", en="intercept of technical success (solved by calibration)")
    product_easier: float = quantity(0.45, unit="probit", zh="产品化比爬坡容易的程度", en="how much easier the product trial is than the industrial ramp")
    quality_weight: float = quantity(1.0, unit="probit per sd", prior=(0.5, 1.5), ge=0, le=5, zh="潜在质量对成功的作用", en="effect of latent quality on success")
    novelty_penalty: float = quantity(0.8, unit="probit per unit of novelty", prior=(0.0, 1.5), ge=0, le=5, zh="新颖度对直接放大的不利作用", en="how much novelty lowers success without a pilot")
    novelty_seen: float = quantity(0.0, unit="share", ge=0, le=1, evidence="M-17", zh="企业选路线时看得到新颖度不利作用的程度", en="how much of the harm of novelty firms foresee when they choose a route")
    novelty_relief: float = quantity(0.5, unit="share", prior=(0.0, 1.0), ge=0, le=1, zh="中试消除新颖度不利作用的比例", en="share of the novelty penalty that a finished pilot removes, scaled with maturity gain")
    absorption_weight: float = quantity(0.5, unit="probit", prior=(0.0, 1.0), ge=0, le=3, zh="企业吸收能力对成功的作用", en="effect of the firm's absorptive capacity on success")
    maturity_gain: float = quantity(1.7755, unit="probit", ge=0, le=10, zh="中试带来的成熟度提升（由校准求解）", en="maturity gained in a passed pilot (solved by calibration)")
    pass_threshold: float = quantity(-0.231, unit="sd of test result", zh="中试通过门槛（由校准求解）", en="threshold of passing a pilot (solved by calibration)")
    pilot_information: float = quantity(0.5, unit="correlation", prior=(0.0, 0.9), ge=0, lt=1, zh="中试结果与真实质量的相关", en="correlation of the pilot's result with quality")
    panel_accuracy: float = quantity(0.7023, unit="correlation", prior=(0.0977, 0.55), evidence="L-SUC-11 L-SUC-12", ge=0, lt=1, zh="专家评分与真实质量的相关（由校准求解）", en="correlation of the panel's score with quality (solved by calibration)")
    panel_bar: float = quantity(0.0, unit="sd of score", ge=-10, le=10, zh="专家评审门槛", en="score an applicant to a platform must reach")

    # --- beliefs about pilots
    pilot_belief: Literal["experience", "published"] = quantity("experience", unit="setting", zh="企业对中试作用的看法：experience=按本地经验更新，published=相信80比30", en="what firms believe a pilot gains: the region's experience, or the published 80 against 30")
    belief_pass: float = quantity(0.7, unit="probability", gt=0, lt=1, zh="企业最初相信的中试通过率", en="pass rate firms believe at first")
    belief_after_pass: float = quantity(0.8, unit="probability", evidence="S-CZ-01", gt=0, lt=1, zh="企业最初相信的通过后成功率", en="success after a pass firms believe at first")
    belief_direct: float = quantity(0.3, unit="probability", evidence="S-CZ-02", gt=0, lt=1, zh="企业最初相信的直接放大成功率", en="success without a pilot firms believe at first")
    belief_weight: float = quantity(20.0, unit="cases", gt=0, zh="最初看法相当于多少个案例", en="how many cases the first belief counts for")
    quality_direct: float = quantity(0.1, unit="sd of quality", ge=-3, le=3, zh="企业最初认为直接放大项目的平均质量（由校准测得）", en="mean belief about projects that go direct, at first (measured in closed cohorts)")
    quality_entrants: float = quantity(0.45, unit="sd of quality", ge=-3, le=3, zh="企业最初认为进入中试项目的平均质量（由校准测得）", en="mean belief about projects that enter a pilot, at first (measured in closed cohorts)")
    quality_passed: float = quantity(0.65, unit="sd of quality", ge=-3, le=3, zh="企业最初认为通过中试项目的平均质量（由校准测得）", en="mean belief about projects that passed a pilot, at first (measured in closed cohorts)")

    # --- pilots
    dur_pilot: float = quantity(8.0, unit="months", prior=(2.76, 17.1), evidence="S-ZG-04 L-DUR-01 L-COST-05", gt=0, zh="中试平均时长", en="mean length of a pilot")
    dur_pilot_cv: float = quantity(0.6, unit="coefficient of variation", ge=0.05, le=3, zh="中试时长的变异系数", en="spread of pilot length")
    dur_pilot_max: float = quantity(36.0, unit="months", evidence="L-DUR-01", ge=1, zh="中试最长期限", en="longest permitted pilot")
    cost_pilot: Money = quantity(900.0, unit="万元", prior=(262.0, 3090.0), evidence="L-COST-01 S-ZG-03", ge=0, zh="中试成本（1:10:100中的10）", en="cost of a pilot (the 10 of 1:10:100)")
    queue_patience: float = quantity(50.0, unit="months", prior=(14.6, 172.0), evidence="M-39", gt=0, zh="排队平均耐心", en="mean patience in the queue (Erlang-A)")
    self_built_cost_ratio: float = quantity(1.6, unit="ratio", ge=0, zh="自建中试线成本与平台费用之比", en="cost of a self-built pilot over the platform fee")
    platform_marginal_cost: float = quantity(0.5, unit="share of pilot cost", ge=0, le=2, zh="平台每个中试的直接成本占中试成本的比例", en="what a pilot costs the platform itself")
    platform_debt_months: float = quantity(12.0, unit="months", gt=0, zh="平台连续亏空多久后退出", en="months of negative cash after which a platform leaves")
    learning_rate: float = quantity(0.2, unit="exponent", prior=(0.15, 0.3), ge=0, le=1, zh="平台学习率", en="learning exponent of platforms")
    forgetting: float = quantity(0.01, unit="per month", ge=0, le=1, zh="平台经验遗忘率", en="monthly forgetting of platform experience")
    learning_reference: float = quantity(15.0, unit="pilots", gt=0, zh="能力为1时的平台累计项目数", en="experience at which a platform's capability is 1")

    # --- product and ramp
    dur_product: float = quantity(4.0, unit="months", prior=(1.38, 8.54), evidence="S-ZG-04", gt=0, zh="产品化平均时长", en="mean length of the product trial")
    dur_product_cv: float = quantity(0.6, unit="coefficient of variation", ge=0.05, le=3, zh="产品化时长的变异系数", en="spread of the product trial")
    cost_product: Money = quantity(200.0, unit="万元", prior=(60.0, 600.0), ge=0, zh="产品试制与认证成本", en="cost of product trial and certification")
    dur_ramp: float = quantity(18.0, unit="months", prior=(7.4, 35.0), evidence="L-SUC-10", gt=0, zh="产业化爬坡平均时长", en="mean time from entering industrialisation to batch output")
    dur_ramp_cv: float = quantity(0.5, unit="coefficient of variation", ge=0.05, le=3, zh="爬坡时长的变异系数", en="spread of the ramp")
    cost_industrial: Money = quantity(9000.0, unit="万元", prior=(2846.0, 28463.0), evidence="L-COST-01 L-COST-06", gt=0, zh="产业化投资（1:10:100中的100）", en="cost of industrialisation (the 100 of 1:10:100)")
    cost_sigma: float = quantity(0.7, unit="log sd", ge=0, le=3, evidence="L-COST-01", zh="项目规模的离散程度", en="spread of project size")
    salvage_share: float = quantity(0.3, unit="share", prior=(0.1, 0.5), ge=0, lt=1, zh="量产失败后可收回的投资比例", en="share of industrial investment recovered after a failed ramp")
    local_landing: float = quantity(0.85, unit="probability", prior=(0.6, 0.95), ge=0, le=1, zh="产业化在本地落地的概率", en="chance that industrialisation lands locally")

    # --- value of a success
    value_multiple: float = quantity(3.0, unit="ratio", prior=(2.5, 6.0), gt=0, zh="成功项目利润现值与产业化投资之比（按企业贴现率，显示性偏好）", en="expected present value of a success (private rate) over its industrial cost (revealed preference)")
    value_sigma_seen: float = quantity(0.5, unit="log sd", ge=0, le=3, zh="企业事先能看到的价值差异", en="spread of value that firms can see beforehand")
    value_sigma: float = quantity(0.9, unit="log sd", ge=0, le=3, zh="企业事先看不到的价值差异", en="spread of value that shows only afterwards")
    pareto_tail: float = quantity(2.2, unit="exponent", prior=(1.2, 3.0), gt=1.0, zh="价值分布的帕累托尾指数", en="Pareto tail of value")
    value_life: float = quantity(120.0, unit="months", gt=0, zh="价值实现期（用于折算年销售额）", en="mean life of a product's sales")
    profit_margin: float = quantity(0.3, unit="share of sales", prior=(0.1, 0.4), gt=0, le=1, zh="新产品销售利润率", en="operating margin on new-product sales")
    commercial_payback: float = quantity(0.5, unit="share of industrial cost", ge=0, zh="商业成功门槛：前两年销售额与投资之比", en="commercial success: sales of the first two years over industrial cost reach this")

    # --- money, markets, engineers
    private_discount: float = quantity(0.13, unit="per year", prior=(0.12, 0.15), ge=0, le=1, zh="企业贴现率", en="private discount rate")
    social_discount: float = quantity(0.06, unit="per year", prior=(0.05, 0.08), ge=0, le=1, zh="社会贴现率", en="social discount rate")
    cost_of_public_funds: float = quantity(1.25, unit="yuan per yuan", prior=(1.2, 1.3), ge=1, le=3, zh="公共资金的边际成本", en="marginal cost of public funds")
    taste_scale: float = quantity(0.05, unit="share of industrial cost", ge=0, le=2, zh="路线选择中未观察因素的幅度（logit）", en="scale of the logit taste shock in route choice")
    risk_penalty: float = quantity(0.15, unit="share of money at risk", prior=(0.0, 0.4), ge=0, le=2, zh="风险厌恶：按可能损失额计的折让", en="risk penalty on the money that can be lost")
    debt_share: float = quantity(0.7, unit="share of industrial cost", prior=(0.3, 0.8), ge=0, lt=1, zh="银行一般授信可覆盖的产业化投资比例", en="share of industrial cost ordinary credit covers for an established firm")
    money_patience: float = quantity(12.0, unit="months", gt=0, zh="筹资最长时间", en="longest search for money")
    money_retry: float = quantity(3.0, unit="months", ge=1, zh="筹资评审间隔", en="months between finance committees")
    belief_money: float = quantity(0.7, unit="probability", gt=0, lt=1, zh="企业最初相信的筹资成功率", en="chance of raising money that firms believe at first")
    cash_reserve: float = quantity(0.1, unit="share of usual cash", ge=0, le=1, zh="企业保留的现金", en="cash a firm keeps back")
    fund_exit: float = quantity(36.0, unit="months", gt=0, zh="批量产出两年后至基金退出的时间", en="months from the commercial check to a fund's exit")
    loan_rate: float = quantity(0.04, unit="per year", evidence="L-POL-19", ge=0, le=1, zh="贷款利率", en="interest rate of loans")
    engineer_supply_elasticity: float = quantity(1.5, unit="elasticity", prior=(0.5, 3.0), gt=0, zh="工程师供给弹性", en="wage elasticity of the supply of scarce engineers")
    engineer_cost_share: float = quantity(0.3, unit="share of cost", ge=0, le=1, zh="工程师工资占中试和产业化成本的比例", en="share of engineers' wages in pilot and industrial cost")
    engineers_per_pilot: float = quantity(8.0, unit="persons", ge=0, zh="每个中试项目所需工程师", en="engineers a pilot keeps busy")
    engineers_per_ramp: float = quantity(15.0, unit="persons", ge=0, zh="每个产业化项目所需工程师", en="engineers a ramp keeps busy")
    success_elsewhere: float = quantity(1.0, unit="share", ge=0, le=1, zh="引进项目留在原地也会有同样结果的比例（全国账：1=只是搬家，0=全部是净增）", en="share of attracted projects that would have fared alike where they came from (national ledger: 1 only moved, 0 all new)")
    business_stealing: float = quantity(0.3, unit="share", prior=(0.1, 0.5), ge=0, le=1, zh="新产品销售中取代在位者的比例（社会账）", en="share of a success's profit taken from incumbents (social account)")

    # --- what sales mean for a region (change no decision)
    value_added_share: float = quantity(0.25, unit="share of sales", prior=(0.18, 0.35), evidence="L-IND-02", ge=0, le=1, zh="新产品销售额中的增加值比例", en="value added over sales of new products")
    sales_per_worker: Money = quantity(150.0, unit="万元 per person and year", prior=(80.0, 300.0), evidence="L-IND-01", gt=0, zh="新产品人均年销售额", en="yearly sales of new products per person employed")
    tax_share: float = quantity(0.2, unit="share of value added", prior=(0.12, 0.3), evidence="L-IND-03", ge=0, le=1, zh="税收占增加值的比例", en="taxes over value added")
    local_tax_share: float = quantity(0.45, unit="share of taxes", prior=(0.35, 0.55), evidence="L-IND-04 L-IND-05", ge=0, le=1, zh="税收中的地方分成", en="part of the taxes that stays in the province and city")
    contract_share: float = quantity(0.05, unit="share of industrial cost", prior=(0.02, 0.12), evidence="L-TRF-02", ge=0, le=1, zh="技术合同额与产业化投资之比", en="value of the technology contract over the industrial cost of the project")
    high_tech_share: float = quantity(0.5, unit="share of firms", prior=(0.2, 0.8), ge=0, le=1, zh="首次有新产品批量产出的企业中，因此新认定为高新技术企业的比例", en="share of firms with their first product in batch output that are newly recognised as high-tech firms for it")
    specialised_per_high_tech: float = quantity(0.28, unit="firms per firm", prior=(0.14, 0.42), evidence="L-IND-07 L-IND-08", ge=0, le=1, zh="每家高新技术企业对应的专精特新中小企业", en="specialised small and medium firms for each high-tech firm")
    small_giants_per_specialised: float = quantity(0.12, unit="firms per firm", prior=(0.06, 0.18), evidence="L-IND-08 L-IND-09", ge=0, le=1, zh="每家专精特新中小企业对应的“小巨人”企业", en="small giants for each specialised small and medium firm")

    def numbers(self) -> np.record:
        """The same values as one record of floats for the compiled rules (settings become 0 and 1), with the derived constants."""
        values = self.model_dump()
        values["pilot_belief"] = float(self.pilot_belief == "published")
        table = np.zeros(1, WORLD)
        for name, value in (values | self.derived()).items():
            table[name] = float(value)
        return table[0]

    def derived(self) -> dict[str, float]:
        """Constants worked out once: log spreads of durations, monthly rates, the sample's intercept.

        `value_rate`: monthly profit at the start over the present value of a product's fading profits.
        """
        return {
            "sample_sigma": math.sqrt(math.log1p(SAMPLE_TIME_CV**2)),
            "pilot_sigma": math.sqrt(math.log1p(self.dur_pilot_cv**2)),
            "product_sigma": math.sqrt(math.log1p(self.dur_product_cv**2)),
            "ramp_sigma": math.sqrt(math.log1p(self.dur_ramp_cv**2)),
            "private_rate": math.log1p(self.private_discount) / 12.0,
            "social_rate": math.log1p(self.social_discount) / 12.0,
            "value_rate": 1.0 / self.value_life + math.log1p(self.private_discount) / 12.0,
            "sample_intercept": NormalDist().inv_cdf(min(1 - 1e-12, max(1e-12, self.p_sample))) * math.sqrt(1.0 + self.sample_quality_weight**2),
        }  # fmt: skip


SAMPLE_TIME_CV = 0.5  # dur_sample in priors.csv: lognormal with coefficient of variation 0.5
DERIVED = ("sample_sigma", "pilot_sigma", "product_sigma", "ramp_sigma", "private_rate", "social_rate", "value_rate", "sample_intercept")
WORLD = record([(name, "f8") for name in (*World.model_fields, *DERIVED)])
"""World as a record of floats, what compiled rules read; names, units and meanings are those of `World` and `World.derived`."""
