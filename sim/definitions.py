"""What planners are judged by: every indicator with its unit, its exact definition, and the coefficients it is worked out with.

`indicators.py` measures them, `docs/generate.py` prints this table in docs/reference/results.md, every result folder carries it as
`definitions.csv`. Where a number is counted, or added up from what happens in the model, it has no coefficient; where it is worked out from such
numbers by a ratio, the ratio is a parameter of `World`, and its evidence and prior stand there and nowhere else.
"""

from dataclasses import dataclass

from sim.parameters import World
from sim.quantities import ASSUMPTION

COUNTED_ZH, COUNTED_EN = "逐项计数或累计，没有折算系数", "counted or added up item by item, without a coefficient"
ASSUMED_ZH, ASSUMED_EN = "假定", "assumption"


@dataclass(frozen=True)
class Indicator:
    """One number per world: `good` is the direction planners wish for (+1 more, -1 less, 0 neither).

    `least` and `most` are the bounds that no world can leave (None: none), so that no interval of the mean does either. `exact_zh` and `exact_en`
    say precisely what is measured; `coefficients` are the parameters of `World` that turn what happens into this number.
    `multiple_of` names the indicator that it is a fixed multiple of in every world, so that it says the same in another unit.
    """

    name: str
    unit: str
    unit_zh: str
    zh: str
    en: str
    good: int = 1
    least: float | None = 0.0
    most: float | None = None
    exact_zh: str = ""
    exact_en: str = ""
    coefficients: tuple[str, ...] = ()
    multiple_of: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the facts that its coefficients rest on; empty where nothing but assumptions, or nothing at all, is needed."""
        cited = (each for name in self.coefficients for each in grounds_of(name)[0])
        return tuple(dict.fromkeys(cited))

    @property
    def source_zh(self) -> str:
        """What the number rests on, in Chinese: counted, or each coefficient with its evidence ids or the word assumption, and its prior."""
        said = [_said(name, ASSUMED_ZH, "、", "，先验 {}–{}") for name in self.coefficients]
        return "；".join(said) or COUNTED_ZH

    @property
    def source_en(self) -> str:
        """The same in English."""
        said = [_said(name, ASSUMED_EN, ", ", ", prior {}–{}") for name in self.coefficients]
        return "; ".join(said) or COUNTED_EN


def grounds_of(coefficient: str) -> tuple[tuple[str, ...], list[float] | None]:
    """Evidence ids (none: an assumption) and 90 % prior of a parameter of `World`. Raises KeyError for a name it has not."""
    ledger = World.model_fields[coefficient].json_schema_extra
    cited = ledger["evidence"]
    return (() if cited == ASSUMPTION else tuple(cited.split())), ledger["prior"]


def _said(coefficient: str, assumed: str, comma: str, prior_words: str) -> str:
    cited, prior = grounds_of(coefficient)
    colon = "：" if comma == "、" else ": "
    return f"world.{coefficient}{colon}{comma.join(cited) or assumed}" + (prior_words.format(*(f"{end:g}" for end in prior)) if prior else "")


PROJECTS, FIRMS, MONEY = ("projects", "项"), ("firms", "家"), ("10k CNY", "万元")
SHARE = ("share", "比例")
SOCIAL = ("cost_of_public_funds", "business_stealing", "social_discount", "salvage_share", "value_life", "profit_margin")
TO_HIGH_TECH = ("high_tech_share",)
TO_SPECIALISED = (*TO_HIGH_TECH, "specialised_per_high_tech")

INDICATORS: dict[str, Indicator] = {
    item.name: item
    for item in (
        Indicator("results", *PROJECTS, "产生的成果", "results disclosed", 0,
            exact_zh="产生的成果，不论后来如何",
            exact_en="disclosed, whatever became of them"),
        Indicator("pilots_started", *PROJECTS, "开始的中试", "pilots started",
            exact_zh="平台中试和自建中试都算",
            exact_en="on platforms and on lines of firms' own"),
        Indicator("pilots_passed", *PROJECTS, "通过的中试", "pilots passed",
            exact_zh="统计期内通过的中试，平台中试和自建中试都算",
            exact_en="passed in the window, on platforms and on lines of firms' own"),
        Indicator("new_products", *PROJECTS, "新产品", "new products (trial passed)",
            exact_zh="通过产品试制的项目",
            exact_en="projects whose product trial passed"),
        Indicator("entered", *PROJECTS, "进入产业化", "entered industrialisation",
            exact_zh="资金到位、开始建线的项目。与批量产出、商业成功是三件不同的事",
            exact_en="money is there and the line is being built. Batch output and commercial success are two other events"),
        Indicator("batch_output", *PROJECTS, "实现批量产出", "reached batch output",
            exact_zh="爬坡成功、批量产出的项目；80% 和 30% 说的是它",
            exact_en="the ramp worked; this is what 80 and 30 speak of"),
        Indicator("commercial", *PROJECTS, "商业成功", "commercial successes", coefficients=("commercial_payback",),
            exact_zh="头 24 个月销售额达到投资的一定比例（`world.commercial_payback`）的项目",
            exact_en="sales of the first 24 months reach a set share of the investment (`world.commercial_payback`)"),
        Indicator("sales", *MONEY, "新产品销售额", "sales of new products",
            exact_zh="当期全部批量产出项目的销售额，含统计期前投产的；不贴现，未扣除被取代的老产品",
            exact_en="of all projects in batch output, those from before the window included; not discounted, sales taken from incumbents not deducted"),
        Indicator("months_to_batch_output", "months", "月", "从成果到批量产出的时间", "months from result to batch output", -1,
            exact_zh="统计期内达到批量产出的项目，从产生成果算起的平均月数；没有的为空（null）",
            exact_en="mean from disclosure, over projects that reached it in the window; not known (null) without any"),
        Indicator("utilisation", *SHARE, "平台利用率", "share of platform slot time used", 0, most=1.0,
            exact_zh="已开放平台的工位被占用的比例；自建中试不算",
            exact_en="slot-months used over slot-months of open platforms; firms' own lines not counted"),
        Indicator("months_waiting", "months", "月", "平台排队时间", "months waiting for a platform slot", -1,
            exact_zh="排到工位的项目平均等了多久；中途离队的不算",
            exact_en="of those who got a slot; those who left the queue are not in it"),
        Indicator("value_added", *MONEY, "新产品增加值", "value added of new products", coefficients=("value_added_share",),
            multiple_of="sales",
            exact_zh="`sales` 乘以增加值占销售额的比例；比例不影响任何决策",
            exact_en="`sales` times the share of value added in sales, which changes no decision"),
        Indicator("jobs", "person-years", "人年", "新产品带来的就业", "employment by new products", coefficients=("sales_per_worker",),
            multiple_of="sales",
            exact_zh="`sales` 除以人均年销售额；是人年，不是期末人数；未扣除被取代的老产品的就业",
            exact_en="`sales` over yearly sales per person: person-years, not heads at the end; jobs lost with products they replace are not deducted"),
        Indicator("tax", *MONEY, "新产品税收", "taxes on new products", coefficients=("value_added_share", "tax_share"),
            multiple_of="sales",
            exact_zh="`value_added` 乘以税收占增加值的比例，各级合计",
            exact_en="`value_added` times the share of taxes in value added, all levels of government together"),
        Indicator("local_tax", *MONEY, "其中地方留成", "part of these taxes that stays local", coefficients=("value_added_share", "tax_share", "local_tax_share"),
            multiple_of="sales",
            exact_zh="`tax` 中留在省和市县的部分",
            exact_en="the part of `tax` that stays in the province and below"),
        Indicator("technology_contracts", *MONEY, "技术合同成交额", "value of technology contracts", coefficients=("contract_share", "cost_industrial"),
            exact_zh="高校和科研院所的成果由企业选定路线时签订的合同，按产业化投资的一定比例计",
            exact_en="contracts of results of universities and institutes, made when a firm chooses a route: a share of the industrial cost"),
        Indicator("new_firms", *FIRMS, "新办科技企业", "firms founded by inventors",
            exact_zh="统计期内科研人员为自己的成果创办的企业",
            exact_en="founded in the window by inventors for their own results"),
        Indicator("first_product_firms", *FIRMS, "首次有新产品批量产出的企业", "firms with their first product in batch output",
            exact_zh="统计期内第一次有成果转化的产品批量产出、此前（含预热期）没有过的企业；预热期以前的看不到",
            exact_en="firms that reach batch output with a research result in the window and had not before, burn-in included; what was before the burn-in is not known"),
        Indicator("high_tech_firms", *FIRMS, "新增高新技术企业（按假定比例估算）", "high-tech firms added (estimate by an assumed ratio)", coefficients=TO_HIGH_TECH,
            multiple_of="first_product_firms",
            exact_zh="`first_product_firms` 乘以其中因此新认定为高新技术企业（高企）的比例；认定的时点和三年后的复审没有模拟",
            exact_en="`first_product_firms` times the share of them that are newly recognised as high-tech firms for it; when they are, and renewal after three years, is not simulated"),
        Indicator("specialised_firms", *FIRMS, "新增专精特新中小企业（按假定比例估算）", "specialised small and medium firms added (estimate by an assumed ratio)", coefficients=TO_SPECIALISED,
            exact_zh="`first_product_firms` 中除大型以外的企业，乘以其中新认定为高企的比例，再乘以每家高企对应的省级专精特新中小企业数",
            exact_en="`first_product_firms` without large firms, times the share newly recognised as high-tech, times the provincially recognised specialised firms there are for each high-tech firm"),
        Indicator("small_giants", *FIRMS, "新增专精特新小巨人企业（按假定比例估算）", "specialised small giants added (estimate by an assumed ratio)",
            coefficients=(*TO_SPECIALISED, "small_giants_per_specialised"),
            multiple_of="specialised_firms",
            exact_zh="`specialised_firms` 中国家级小巨人企业的部分；小巨人从省级专精特新中小企业中认定",
            exact_en="the part of `specialised_firms` that are small giants, a national title given to firms that have the provincial one"),
        Indicator("private_money", *MONEY, "社会资金投入", "private money put into projects",
            exact_zh="企业自有资金、银行授信和社会基金投入中试、试制和产线的钱，不含财政补助",
            exact_en="own cash, credit and private funds put into pilots, trials and lines, net of public support"),
        Indicator("public_money", *MONEY, "研究期内财政资金支出", "public money spent within the study period", -1,
            exact_zh="政策工具的支出；地区原有的平台经费不算",
            exact_en="spent by instruments; core funding that platforms have anyway is not in it"),
        Indicator("private_per_public", "yuan per yuan", "元/元", "每元财政资金对应的社会资金", "private money per yuan of public money",
            exact_zh="社会资金除以财政支出；没有财政支出时为空（null）",
            exact_en="private over public money; not known (null) without public money"),
        Indicator("guaranteed_loan_losses", *MONEY, "担保贷款损失", "losses on guaranteed loans", -1, coefficients=("salvage_share",),
            exact_zh="统计期内失败的产线，其担保贷款减去可收回的部分，银行和财政承担的合计；没有担保时为 0",
            exact_en="guaranteed loans of lines that failed in the window, less what is recovered: the loss of banks and public purse together; 0 without guarantees"),
        Indicator("guaranteed_loan_losses_public", *MONEY, "担保贷款损失中的财政代偿", "part of these losses that the public purse bears", -1,
            exact_zh="担保工具在统计期内的代偿，逐笔记账，以当年预算为限；已在 `public_money` 中，期末未了结的担保另见账本中的或有负债（`contingent_liability`）",
            exact_en="paid by guarantee instruments in the window, payment by payment and within the year's budget; part of `public_money`. What is still guaranteed at the end: `contingent_liability` in the ledger"),
        Indicator("social_npv", *MONEY, "社会净现值", "social net present value", least=None, coefficients=SOCIAL,
            exact_zh="成功项目的价值（扣除市场饱和与取代老产品的部分）减去各环节和平台运行耗用的资源，再减去公共资金的额外成本，贴现到第一个统计月",
            exact_en="value of successes net of saturation and business stealing, less resources used by every stage and by running platforms, less the extra cost of public money, discounted to the first dated month"),
        Indicator("new_products_national", *PROJECTS, "新产品（全国账）", "new products (national ledger)", coefficients=("success_elsewhere",),
            exact_zh="`new_products` 减去引进项目中留在原地也会有的部分",
            exact_en="`new_products` less the part of attracted projects that would have come where they were"),
        Indicator("batch_output_national", *PROJECTS, "实现批量产出（全国账）", "reached batch output (national ledger)", coefficients=("success_elsewhere",),
            exact_zh="`batch_output` 减去引进项目中留在原地也会有的部分",
            exact_en="`batch_output` less the part of attracted projects that would have come where they were"),
        Indicator("sales_national", *MONEY, "新产品销售额（全国账）", "sales of new products (national ledger)", coefficients=("success_elsewhere",),
            exact_zh="`sales` 减去引进项目的销售额中留在原地也会有的部分",
            exact_en="`sales` less the part of attracted projects' sales that would have come where they were"),
        Indicator("social_npv_national", *MONEY, "社会净现值（全国账）", "social net present value (national ledger)", least=None,
            coefficients=(*SOCIAL, "success_elsewhere"),
            exact_zh="`social_npv` 减去引进项目的价值和耗用中留在原地也会有的部分；财政支出和被挤出的本地项目照算",
            exact_en="`social_npv` less the value and the use of resources of attracted projects that would have come where they were; public money and local projects crowded out stay in it"),
        Indicator("break_even_month", "months", "月", "新开平台收支平衡用时", "months until a new platform breaks even", -1,
            exact_zh="统计期内开放的平台，累计收费减去直接成本和运行成本（不含任何补助和建设投资）首次不为负是开放后的第几个月，只平均已做到的；一家也没有时为空（null）",
            exact_en="of platforms opened in the window: month after opening in which fees so far first cover direct and running costs so far, without any subsidy and without construction; mean of those that got there, not known (null) where none did"),
        Indicator("break_even_share", *SHARE, "新开平台中已收支平衡的比例", "share of new platforms that have broken even", most=1.0,
            exact_zh="统计期内开放的平台中，累计收费已抵得上直接成本和运行成本的比例；没有新开平台时为空（null）",
            exact_en="of platforms opened in the window, the share whose fees so far have covered direct and running costs so far; not known (null) without a new platform"),
        Indicator("county_gini", "Gini coefficient", "基尼系数", "中试在各县区的不均衡程度", "inequality of pilots among counties", -1, most=1.0,
            exact_zh="统计期内开始的平台中试按平台所在县区计数的基尼系数：0 各县区一样多，接近 1 全在一个县区；只有场景写明了县区的平台才算，不足两个县区或没有中试时为空（null）；没有写明县区的新平台会引走中试，使它变化而各县区并没有变",
            exact_en="Gini coefficient of pilots begun on platforms in the window by the county the platform stands in: 0 all alike, near 1 all in one; platforms whose county the scenario names, not known (null) with fewer than two or no pilot; new platforms without a named county draw pilots away and change it, though no county is worse off by it"),
        Indicator("fund_npv", *MONEY, "引导基金已退出投资的净现值", "net present value of guidance funds' exited investments", least=None, coefficients=("social_discount",),
            exact_zh="统计期内投出并已退出（含失败收回残值）的投资，收回减投入，按社会贴现率贴现到第一个统计月；尚未退出的不算，没有退出时为空（null）",
            exact_en="of investments made in the window and left again (failed lines with what was salvaged): returns less tickets, at the social rate to the first dated month; those still held are not in it, not known (null) without an exit"),
        Indicator("avoided_scale_up_loss", *MONEY, "避免的放大损失", "scale-up losses avoided by failed pilots", coefficients=("salvage_share",),
            exact_zh="中试未通过而终止的项目中，若直接放大会在爬坡中失败的，因此省下的损失（投资减去可收回的部分）",
            exact_en="unsalvaged cost of lines that failed pilots stopped and that, with the same luck, would have failed in the ramp"),
    )
}  # fmt: skip
"""In the order in which results list them."""
NAMES = tuple(INDICATORS)
HEADLINE = "batch_output"
"""The indicator that everything is for: what conclusions, costs of a project and first figures are about unless another is named."""
