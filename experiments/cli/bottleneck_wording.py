"""The words on bottlenecks of `funnel run --bottlenecks` and `funnel target`; `bottlenecks` says when each may be used."""

from experiments.cli.language import Text

FULL = Text(
    "起始时管道已满：研究期之前先预热了 {months} 个月；预热期内的不计入。",
    "The pipeline is full at the start: {months} months of burn-in come before; what happens in them does not count.",
)
EMPTY = Text(
    "注意：这个地区从空管道开始（calendar.burn_in = 0），头几年没有在研项目，停下的和做成的都因此偏少；"
    "要从有在研项目的状态开始，在地区文件里设 calendar.burn_in，如 60。",
    "Note: this region starts empty (calendar.burn_in = 0): without projects under way the first years see fewer stop, and fewer succeed. "
    "To start from a full pipeline set calendar.burn_in in the region file, for example to 60.",
)
STOPPED = Text("停下的项目（项）", "Projects stopped")
HELD_UP = Text("同时在等的项目（项，年均）", "Waiting at one time")
SATURATION = Text("市场饱和吃掉的销售", "Sales lost to saturation")
BINDING = Text("卡得最紧", "Binding")
NONE = Text("无", "none")
COLUMNS = Text(
    "各列的意思：承接企业，已释放的成果没有企业承接；中试工位，在平台排队等不下去；资金，到期没有筹到钱，或付不起中试、试制；"
    "对接人员，企业有空余名额却一家也没有遇到；市场，再评估时认为按当时的市场不值得再投。",
    "What the columns mean. Partner: no firm took a released result. Slot: out of patience in the queue of a platform. Money: none found in time, "
    "or pilot or trial not affordable. Staff: firms had places, yet none was met. Market: on a new look not worth its cost at today's market.",
)
BY_YEAR = Text(
    "各年为每个世界的平均，{counted}；“其他”是样品、中试、试制、量产未成，没有释放，流向外地，评审未过等，与五项资源无关。“不能断定”指与另一项之差的"
    "区间含零。逐项的 95% 区间见 JSON 的 bottleneck_by_year。",
    'Means per world and year, {counted}. "Other" is what the five resources have no part in: '
    'sample, pilot, trial or ramp failed, not released, left the region, refused by a panel. "Not certain": the interval of the difference '
    "to another one spans zero. All 95 % intervals are in the JSON under bottleneck_by_year.",
)
SHORT_OF = Text("只数“{event}”之前的项目", "counting projects short of this event: {event}")
TO_THE_END = Text("项目一直数到终止", "counting projects until they end")
DECLINED = Text(
    "因“承接企业”停下的项目中，{share} 是企业看过之后不接（当时有空余名额）：缺的是愿意接的企业，不只是企业的个数。",
    "Of the projects stopped for want of a partner, {share} were seen by a firm that declined: firms that want them are missing, not just firms.",
)
FEW = Text("世界太少", "too few worlds")
ONE_MORE = Text("再多一个单位", "One more unit")
RANGE = Text("95% 区间", "95 % interval")
JUDGED = Text("判断", "Verdict")
IN_THE_YEAR = Text("再多一个单位，当年多出：{what}", "With one more unit, more in the year: {what}")
WHOLE = Text("整个研究期", "whole study")
BRACKETS = Text(
    "括号：95% 区间含零，多了还是少了不能断定（逐项的区间和累计数见 JSON 的 bottleneck_by_year 和同名 CSV）。"
    "逐年共有 {n} 个区间，即使毫无作用也会有约 {by_luck} 个碰巧不含零，所以先看整个研究期，再看逐年。各列的单位不同（见下表），不能横着比大小。",
    "In brackets: the 95 % interval spans zero, so that it may be more or less (all intervals, and sums since the start, are in the JSON and the CSV "
    "bottleneck_by_year). There are {n} intervals by year, of which about {by_luck} miss zero by chance even where nothing has an effect: look at "
    "the whole study first. Columns have different units (next table) and must not be compared with each other.",
)
NO_INTERVALS = Text(
    "括号：世界太少，没有区间，多了还是少了都不能断定；各列的单位不同（见下表），不能横着比大小。",
    "In brackets: too few worlds for an interval, so that it may be more or less. Columns have different units (next table) and must not be "
    "compared with each other.",
)
SURE = Text(
    "{name}：再多一个单位，整个研究期看得出{change}；单看一年也看得出同样变化的有：{years}。",
    "{name}: over the whole study one more unit surely gives {change}; years that show it by themselves: {years}.",
)
MORE, LESS = Text("增加", "more"), Text("减少", "less")
NO_YEARS = Text("没有", "none")
NOTHING_SURE = Text(
    "就整个研究期看，多一个单位，没有哪一种资源看得出变化（区间都含零）。不等于没有作用；要看大一些的改变，用 funnel compare 比较政策。",
    "Over the whole study one more unit of no resource surely changes anything: all intervals span zero. That does not mean that there is no effect; "
    "compare larger changes with funnel compare.",
)
BY_THE_END = Text("到 {by} 多出：{what}", "More by {by}: {what}")
FIRST_EVENT = Text("最先看到的变化", "What changes first")
FIRST_MORE = Text("多出（项）", "More")
SHARED = Text(
    "“再多一个单位”与原情形逐个世界配对，其他运气相同；每次只改一项，并假定从模拟开始（含预热期）就一直多着：这是长期的作用，不是现在才增加的作用。",
    "One more unit is compared world by world with the region as it is, with the same luck otherwise, one resource at a time, as if it had been "
    "there from the beginning, burn-in included: its lasting effect, not that of a unit added only now.",
)
