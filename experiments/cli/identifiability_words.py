# ruff: noqa: E501  (one sentence a line reads best)
"""The sentences of the identifiability report, in Chinese and English."""

from experiments.cli.language import Text

PACES = {
    "zigong_pace": Text("自贡的节奏（中试和产品化时长的倍数）", "pace of Zigong (times the length of pilots and trials)"),
    "local_pace": Text("本地的节奏（中试和产品化时长的倍数）", "pace of the place (times the length of pilots and trials)"),
    "pass_rate": Text("中试通过率（结果，不是参数）", "pass rate of pilots (an outcome)"),
    "rho": Text("选择的强弱 ρ（结果）", "strength of selection ρ (an outcome)"),
    "information_share": Text("信息份额（结果）", "information share (an outcome)"),
}
HEADS = {
    "ridge": Text("分不开的：80%和30%背后的三种成分", "What cannot be told apart: three parts behind 80 and 30 %"),
    "values": Text(
        "价值：按企业尝试的比例求出（显示性偏好），哪些是假定", "Values, from how often firms attempt (revealed preference), and what is assumed"
    ),
    "attempts": Text("不成立的解释，和为什么", "Readings that do not hold, and why"),
    "rankings": Text("政策排序：哪些不变，哪些会变", "Rankings of policies: which survive, which turn"),
    "surveys": Text("哪项调查能分辨", "Which survey would settle it"),
    "tensions": Text("目标之间的矛盾（列出，不取平均）", "Tensions between targets (shown, not averaged)"),
}
RIDGE_COLUMNS = (
    Text("选择 ρ", "Selection ρ"),
    Text("50个百分点中的选择", "of the 50 points: selection"),
    Text("剩给中试的：80%指经过的（T）", "left for the pilot: 80 % of all who went through (T)"),
    Text("80%指通过的（S，通过率70%）", "80 % of those who passed (S, pass rate 70 %)"),
)
RIDGE_SAID = Text(
    "同样的80%和30%，ρ从{low}到{high}，做过中试的平均得到的作用，按说法T从{most:+.0f}到{least:+.0f}个百分点，按说法S（未通过的就此终止）从{most_s:+.0f}到"
    "{least_s:+.0f}个百分点：一句话怎样读，结论的正负号就不同。这张表是按三成项目做中试算出的（概率单位模型），不是模拟。",
    "With the same 80 and 30 %, as ρ goes from {low} to {high} the mean effect on those who pilot goes from {most:+.0f} to {least:+.0f} points on wording T, "
    "and from {most_s:+.0f} to {least_s:+.0f} on wording S (those who fail stop): how one sentence is read turns the sign. The table is calculated (probit, "
    "three in ten projects pilot), not simulated.",
)
PARTS_SAID = Text(
    "拟合出的世界里，通过中试的与不做中试的技术上的差距分三部分：选择{selection}，信息（只是挑出好的）{information}，成熟（中试本身的作用）{maturation}个"
    "百分点（后验的平均和95%范围）。",
    "In the fitted worlds the technical gap between those who passed and those without a pilot has three parts: selection {selection}, information (good "
    "ones are picked out) {information}, maturing (what the pilot itself does) {maturation} points (mean and 95 % of the posterior).",
)
RHO_SAID = Text(
    "80和30没有选出其中一点：后验的ρ在{low:.2f}至{high:.2f}之间（均值{mean:.2f}），范围多半来自先验和哪些参数可变，不是数据。",
    "80 and 30 pick no point: ρ lies between {low:.2f} and {high:.2f} in the posterior (mean {mean:.2f}), mostly for its priors and for what is varied, not "
    "for the data.",
)
BEYOND = Text(
    "核心版本“{names}”的ρ在这一范围之外：后验没有变动它所用的参数（如入选门槛），并非数据排除了它，所以各版本要与后验并看。",
    "{names}, a core version, has its ρ outside that range: the posterior does not vary what it rests on (such as the bar of the panel); the data do not rule "
    "it out. So versions stand beside the posterior.",
)
LEARNED = Text(
    "数据说明了的：{learned}。数据没有说明的（与先验一样宽）：{flat}。",
    "The data tell of: {learned}. They say nothing of (as wide as the prior): {flat}.",
)
COVERED = Text(
    "检验：{n}组已知的真值，90%区间包住真值的比例，各量为{low:.0%}至{high:.0%}（应为90%，偶然误差{luck:.0%}以内）：{verdict}。",
    "Check: of {n} known truths {low:.0%} to {high:.0%}, by quantity, lie inside their 90 % interval (90 % is right, give or take {luck:.0%} by luck): {verdict}.",
)
AS_SAID = Text("与所说的相符", "as they say")
TOO_NARROW = Text("有的区间太窄，引用时应放宽", "some intervals are too narrow and should be taken as wider")
VALUE_COLUMNS = (
    Text("领域", "Field"),
    Text("价值倍数", "Value scale"),
    Text("尝试的比例", "Attempted"),
    Text("95% 区间", "95 % interval"),
)
ASSUMED = Text(
    "“价值倍数”是一项成功在这个领域值多少（与各领域的平均之比）。没有资料说各领域有多少成果被尝试，所以假定企业在各领域尝试的比例相同，倍数由此求出："
    "这是假定，不是测得的。",
    "The value scale says what a success is worth in a field, over the mean of fields. No source tells how many results are attempted by field, so firms "
    "are assumed to attempt the same share in each, and the scales are those at which they do: an assumption, not a measurement.",
)
LEVEL = Text(
    "总的水平（参数表中的价值倍数）也是假定：高校成果被尝试的比例为{attempted:.1%}，由C9推算约{implied:.0%}；水平高低几成都与此相容。",
    "The common level (value multiple, in the table of parameters) is an assumption too: universities' results are attempted in {attempted:.1%} of cases, "
    "C9 implies about {implied:.0%}, and a level a good deal lower or higher would agree with that.",
)
GAINED = Text(
    "检验：价值高{rise:.0%}时才尝试的项目（边际尝试者，{n}个），平均净得为产业化投资的{marginal}，{verdict}；全部尝试者{everybody}。"
    "这说明模型中的企业按实际得失决策，补贴改变的是临界的项目；价值定得多高，这里看不出来。",
    "Check: those who attempt only when values are {rise:.0%} higher (the marginal attempters, {n} projects) gain {marginal} of the cost of their line: "
    "{verdict}; all who attempt gain {everybody}. So firms of the model decide on what awaits them, and a subsidy moves those at the margin; how high "
    "values are cannot be seen from this.",
)
INDIFFERENT = Text("与不赚不赔分不开", "not to be told from nothing")
TOO_HIGH, TOO_LOW = Text("多于不赚不赔", "more than nothing"), Text("少于不赚不赔", "less than nothing")
IMPOSSIBLE = Text(
    "{id}：自相矛盾。即使通过者全部成功、未通过者与入中试者平均一样，也至多{most:.0%}的入中试者成功，不到80%。",
    "{id}: contradicts itself. Even if all who pass succeed and those who fail do as well as entrants on average, at most {most:.0%} of entrants "
    "can.",
)
MISSES = Text(
    "{id}：随程序附带，但在更多新世界中不满足要求（{what}），不再算可行；--worlds all-versions 仍含它。"
    "下一步：funnel calibrate --out 文件夹 重新求解。",
    "{id}: it ships with the program, but in more fresh worlds it misses what it must show ({what}), so it no longer counts as feasible; --worlds "
    "all-versions still has it. Next step: funnel calibrate --out DIR solves it anew.",
)
MISSED = Text("{name} {value:.1%}，要求 {low:.0%} 至 {high:.0%}", "{name} {value:.1%}, {low:.0%} to {high:.0%} is asked for")
MISSED_RHO = Text("{name} {value:.2f}，要求 {low:.2f} 至 {high:.2f}", "{name} {value:.2f}, {low:.2f} to {high:.2f} is asked for")
DEMANDS = {
    "without_pilot": Text("不经中试", "without a pilot"),
    "after_passed_pilot": Text("中试通过后", "after a passed pilot"),
    "per_entrant": Text("全部入中试者", "all who began a pilot"),
    "pass_rate": Text("通过率", "pass rate"),
    "rho": Text("选择 ρ", "selection ρ"),
}
NOT_FOUND = Text(
    "{id}：求解最接近时，入中试者{reached:.1%}成功、通过率{q:.1%}（要求80%和{wanted:.0%}）。",
    "{id}: the nearest attempt gives {reached:.1%} of entrants at a pass rate of {q:.1%} (80 % and {wanted:.0%} are asked for).",
)
FOR_MONEY = Text(
    "即使通过者技术上全部成功、资金宽松到先验的上限，也只有{passed:.0%}的通过者能找到资金并量产，合起来至多{most:.0%}的入中试者成功。",
    " Even where all who pass work technically and money is as cheap as its priors go, only {passed:.0%} of those who passed find it and reach batch "
    "output, so at most {most:.0%} of entrants can.",
)
UNPROVEN = Text("没有求得，但也没有证明不可能。", " It was not found, which does not prove that it cannot be.")
SURVIVE = Text(
    "随程序附带的{n}个版本中次序都不变，总体差别的区间也不含零：{pairs}。",
    "The order is the same in all {n} versions that ship, and the interval of the difference excludes zero: {pairs}.",
)
NONE_SURVIVES = Text("没有一对政策的次序在全部{n}个版本中都不变而且有把握。", "No two policies surely keep their order in all {n} versions.")
TURN = Text(
    "“{first}”总体多于“{second}”，但在{k}/{n}个版本中相反，而且区间不含零（{where}）。",
    "{first} does more than {second} overall, but less in {k} of {n} versions, with an interval that excludes zero ({where}).",
)
UNSURE = Text(
    "分不清先后的（总体差别的区间含零，或有版本相反但可能只是偶然：每个版本只有{m}个世界）：{pairs}。",
    "Not to be told (the interval overall spans zero, or some versions turn it, perhaps by luck: each has {m} worlds only): {pairs}.",
)
ASK = {
    "failed-pilots": Text(
        "跟踪中试未通过的项目后来成功多少，可以看选择有多强（通过率已知时）。",
        "Follow projects whose pilot failed; at a known pass rate it tells how strong selection is.",
    ),
    "pass-rate": Text("记录中试是否通过，可以定出通过率。", "Record whether pilots pass; it settles the pass rate."),
    "all-entrants": Text(
        "数全部经过中试的项目，而不只是通过的，可以看80%是哪一种说法（通过率和选择已知时）。",
        "Count all who went through a pilot, not only those who passed; at a known pass rate and selection it tells the wordings apart.",
    ),
}
APART = Text(
    "相差最大的两种（{a} {x:.0%}，{b} {y:.0%}）约需{cases}个",
    " The two furthest apart ({a} {x:.0%}, {b} {y:.0%}) take about {cases}",
)
CLOSEST = Text("；最接近的两种（{a} {x:.0%}，{b} {y:.0%}）约需{cases:,}个。", "; the two closest ({a} {x:.0%}, {b} {y:.0%}) about {cases:,}.")
ALIKE = Text("；最接近的两种（{a}，{b}）这样分不开。", "; the two closest ({a}, {b}) cannot be told apart so.")
BESIDE = Text(
    "还有：专家评分连同未入选项目的后续；名额不足时抽签；平台启用日期；因外部原因取消的中试；每个项目进入、退出、停止的月份。",
    "Also: panel scores with those not admitted followed; slots drawn by lot when there are too few; opening dates of platforms; pilots cancelled "
    "for outside reasons; the month in which each project entered, left and stopped.",
)
