"""The words of `funnel target` in both languages; `targets` says when each may be used."""

from experiments.cli.language import Text

FEW = Text("世界太少", "too few worlds")
ASKED = Text("问题：{goal}，能不能做到？卡在哪里？", "Question: {goal}. Will it be reached, and what is in the way?")
FULL = Text(
    "起始时管道已满：研究期之前先预热了 {months} 个月；预热期内的不计入目标。",
    "The pipeline is full at the start: {months} months of burn-in come before; what happens in them does not count.",
)
EMPTY = Text(
    "注意：这个地区从空管道开始（calendar.burn_in = 0），头几年没有在研项目，目标因此显得更难；"
    "要从有在研项目的状态开始，在地区文件里设 calendar.burn_in，如 60。",
    "Note: this region starts empty (calendar.burn_in = 0): without projects under way the first years make the goal look harder. "
    "To start from a full pipeline set calendar.burn_in in the region file, for example to 60.",
)
ANSWER = (Text("答案", "Answer"), Text("估计", "Estimate"), Text("95% 区间", "95 % interval"))
PROBABILITY = Text("按期达到目标的概率", "probability of reaching the goal in time")
EXPECTED = Text("到 {by} 的平均数：{what}", "mean at the end of {by}: {what}")
MISSING = Text("没有达到的世界平均还差：{what}", "mean shortfall of worlds that miss it: {what}")
NEVER_REACHED = Text(
    "{n} 个世界里没有一个按期达到；概率不超过 {high}（95% 区间上限）。",
    "None of the {n} worlds reaches it in time; the probability is at most {high} (95 %).",
)
ALWAYS_REACHED = Text(
    "{n} 个世界全部按期达到；概率不低于 {low}（95% 区间下限）。", "All of the {n} worlds reach it in time; the probability is at least {low} (95 %)."
)
LIKELY = Text(
    "达到比达不到更有可能：区间（{low} 至 {high}）都高于一半。", "More likely reached than not: the interval ({low} to {high}) lies above one half."
)
UNLIKELY = Text(
    "达不到比达到更有可能：区间（{low} 至 {high}）都低于一半。",
    "More likely missed than reached: the interval ({low} to {high}) lies below one half.",
)
UNDECIDED = Text(
    "不能断定达到与达不到哪个更有可能：区间（{low} 至 {high}）跨过一半。",
    "Whether it is rather reached or missed is not certain: the interval ({low} to {high}) spans one half.",
)
VERSIONS = Text(
    "{n}个校准版本中{k}概率高于一半，{surely}整个区间都高于一半（{each}）。",
    "Probability above one half in {k} of {n} calibrated versions, with its whole interval in {surely} ({each}).",
)
APART = Text(
    "各版本单独看都高于一半，但高低相差太大，合在一起不能断定。",
    " Each by itself lies above one half, but so differently that together they decide nothing.",
)
QUANTILES = (
    ("p10", Text("10% 的世界到 {month}", "10 % of worlds by {month}")),
    ("p50", Text("50% 到 {month}", "50 % by {month}")),
    ("p90", Text("90% 到 {month}", "90 % by {month}")),
)
MONTHS = Text("何时达到：{months}。", "When it is reached: {months}.")
NOT_ALL = Text(
    "到研究期末（{last}）共有 {within} 达到（95% 区间 {range}），其余的在研究期内没有达到。",
    " By the end of the study ({last}) {within} reach it (95 % interval {range}); the others do not within the study.",
)
NO_MONTH = Text(
    "何时达到：到研究期末（{last}）只有 {within} 的世界达到（95% 区间 {range}），不足以给出月份。",
    "When it is reached: by the end of the study ({last}) only {within} of worlds reach it (95 % interval {range}), too few to name a month.",
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
    "各年为每个世界的平均，只数达到目标所指事件之前的项目；“其他”是样品、中试、试制、量产未成，没有释放，流向外地，评审未过等，与五项资源无关。“不能断定”指与另一项之差的"
    "区间含零。逐项的 95% 区间见 JSON 的 bottleneck_by_year。",
    'Means per world and year, counting projects short of the event of the goal. "Other" is what the five resources have no part in: '
    'sample, pilot, trial or ramp failed, not released, left the region, refused by a panel. "Not certain": the interval of the difference '
    "to another one spans zero. All 95 % intervals are in the JSON under bottleneck_by_year.",
)
DECLINED = Text(
    "因“承接企业”停下的项目中，{share} 是企业看过之后不接（当时有空余名额）：缺的是愿意接的企业，不只是企业的个数。",
    "Of the projects stopped for want of a partner, {share} were seen by a firm that declined: firms that want them are missing, not just firms.",
)
ONE_MORE = Text("再多一个单位", "One more unit")
MORE = Text("到 {by} 多出（{unit}）", "More by {by} ({unit})")
RANGE = Text("95% 区间", "95 % interval")
POINTS = Text("概率（百分点）", "Probability (points)")
JUDGED = Text("判断", "Verdict")
NOTHING_HELPS = Text(
    "单独多一个单位，没有哪一种看得出增加。不等于没有作用；要看大一些的改变，用 funnel compare 比较政策。",
    "For one more unit alone no interval shows a gain. That does not mean there is none; compare larger changes with funnel compare.",
)
HELPS = Text(
    "{name}有用：{unit}，平均多出 {size}（95% 区间 {range}）。",
    "More of this resource helps ({name}): {unit} gives {size} more on average (95 % interval {range}).",
)
UNITS = Text(
    "单靠这一项补上平均缺口，按此推算约需 {n} 份这样的增加（{range}）；只是量级，越往后作用越小。",
    " Closing the mean shortfall by it alone would take about {n} such units at this rate ({range}); an order of size only, for returns fall.",
)
SHARED = Text(
    "“再多一个单位”与原情形逐个世界配对，其他运气相同；每次只改一项，并假定从模拟开始（含预热期）就一直多着：这是长期的作用，不是现在才增加的作用。",
    "One more unit is compared world by world with the region as it is, with the same luck otherwise, one resource at a time, as if it had been "
    "there from the beginning, burn-in included: its lasting effect, not that of a unit added only now.",
)
