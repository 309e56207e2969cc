"""The words of `funnel target` in both languages; `targets` says when each may be used."""

from experiments.cli.language import Text

ASKED = Text("问题：{goal}，能不能做到？卡在哪里？", "Question: {goal}. Will it be reached, and what is in the way?")
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
MORE = Text("到 {by} 多出（{unit}）", "More by {by} ({unit})")
POINTS = Text("概率（百分点）", "Probability (points)")
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
