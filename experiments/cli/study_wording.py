# ruff: noqa: E501  (one text a line reads best)
"""The words of `funnel study` in both languages."""

from experiments.cli.language import Text

METHODS = {
    "sobol": Text("Sobol 方差分解", "Sobol indices"),
    "morris": Text("Morris 筛选", "Morris screening"),
    "fast": Text("扩展 FAST", "extended FAST"),
    "rbd-fast": Text("RBD-FAST", "RBD-FAST"),
    "pawn": Text("PAWN（整个分布）", "PAWN (whole distributions)"),
    "delta": Text("δ 指数（整个分布）", "Borgonovo's delta (whole distributions)"),
    "hdmr": Text("HDMR 代理模型", "HDMR surrogate"),
    "dgsm": Text("DGSM（导数）", "DGSM (derivatives)"),
    "rsa": Text("区域敏感性分析", "regional sensitivity analysis"),
    "tornado": Text("逐个变动（龙卷风图）", "one at a time (tornado)"),
    "discovery": Text("情景发现（PRIM 与 CART）", "scenario discovery (PRIM and CART)"),
}
MEASURES = {
    "S1": Text("一阶指数", "S1 (alone)"),
    "ST": Text("总指数", "ST (with interactions)"),
    "S2": Text("二阶指数", "S2"),
    "ST_bound": Text("总指数的上界", "upper bound of ST"),
    "mu_star": Text("平均影响大小 μ*", "mean size of effect mu*"),
    "sigma": Text("影响的变化 σ", "variation of effect sigma"),
    "pawn": Text("PAWN（中位）", "PAWN (median)"),
    "pawn_maximum": Text("PAWN（最大）", "PAWN (maximum)"),
    "delta": Text("δ 指数", "delta"),
    "rsa": Text("最好的世界", "best worlds"),
    "rsa_worst": Text("最差的世界", "worst worlds"),
    "swing": Text("变幅", "swing"),
    "effect_low": Text("取下限", "at its low end"),
    "effect_high": Text("取上限", "at its high end"),
}
RANK, PARAMETER = Text("位次", "Rank"), Text("参数", "Parameter")
RANGE = Text("95% 区间", "95 % interval")
SAFE, NOT_SAFE, SMALL = Text("可靠", "safe"), Text("不可靠", "not safe"), Text("肯定很小", "surely small")
TIED = Text("几乎相等", "nearly equal")
IDLE = Text("与无作用的相差无几", "hardly more than one that does nothing")
PAIRS = Text("两两交互（最大的几对）", "Interactions of pairs (the largest)")
LEVEL, DIFFERENCE = Text("水平", "level"), Text("有政策与无政策之差", "difference with and without the policies")
OUTCOME = Text("要解释的：{region}的“{what}”（{measure}）。", "To be explained: {what} ({measure}) in {region}. ")
POLICIES = Text("政策：{names}。", "Policies: {names}.")
RUNS = Text(
    "{method}：{count} 个参数，规模 {size}，每点 {replications} 次，共 {runs} 次模拟；{first} 至 {last}，种子 {seed}。同一区组内运气相同。",
    "{method}: {count} parameters, size {size}, {replications} runs a point, {runs} runs in all; {first} to {last}, seed {seed}. The same luck inside each "
    "block of the design.",
)
CHANCE_ALONE = Text(
    "偶然：单个世界的方差中有{share}只是运气。",
    "Chance: {share} of the variance of a single world is mere luck.",
)
CHANCE = Text(
    "偶然：单个世界的方差中有{share}只是运气；指数已扣除这一部分，说的是平均结果由什么决定。",
    "Chance: {share} of the variance of a single world is mere luck; it is taken out of the indices, which say what decides the mean outcome.",
)
AMOUNT = Text(" {share}（{low} 至 {high}）", "{share} ({low} to {high})")
NEARLY_ALL = Text("（在可分辨的范围内）全部（不少于 {low}）", "all, within what can be told (at least {low}),")
ALL = Text("（在可分辨的范围内）全部", "all, within what can be told,")
INTERACTIONS = Text(
    "各参数单独作用之外（参数之间的交互）占 {share}（{low} 至 {high}）。",
    "What parameters do together, beyond what each does alone: {share} ({low} to {high}).",
)
INTERACTIONS_AT_MOST = Text(
    "各参数单独作用之外（参数之间的交互）占多少还看不出来，至多 {high}。",
    "What parameters do together, beyond what each does alone: not clear yet, at most {high}.",
)
INTERACTIONS_UNKNOWN = Text(
    "各参数单独作用之外（参数之间的交互）占多少，规模太小，看不出来。",
    "What parameters do together, beyond what each does alone: the design is too small to tell.",
)
FLOOR = Text("不起任何作用的参数最多得到 {limit}。", "A parameter that does nothing gets at most {limit}. ")
ABOVE = Text("肯定高于它的：{names}。", "Certainly above that: {names}.")
STOPPED = Text(
    "已到上限（--most-runs；逐个变动的方法另以重复1000次为限），位次仍不可靠。",
    "The limit is reached (--most-runs; of one at a time also 1,000 replications) and the ranks are not safe yet.",
)
STOPPED_BOXES = Text(
    "已到 --most-runs 的上限，还没有可靠的范围。",
    "The limit of --most-runs is reached and there is no box yet that is safe.",
)
FAILS = Text("失败：{rule}。{share}（{low} 至 {high}）的世界失败。", "Failing: {rule}. {share} ({low} to {high}) of the worlds fail.")
NEAR = Text(
    "有 {share} 的世界离界限太近，换一次运气可能就到另一边。",
    "{share} of the worlds are so near to the limit that other luck might put them on its other side.",
)
BOXES_HEAD = Text("失败集中在（PRIM）：", "Where failures gather (PRIM):")
COVERS = Text(
    "（密度 {density_low} 至 {density_high}，覆盖 {coverage_low} 至 {coverage_high}）",
    " (density {density_low} to {density_high}, coverage {coverage_low} to {coverage_high})",
)
NO_BOX = Text(
    "没有找到失败明显集中的范围：失败太少、太多，或各处差不多。",
    "No part of the ranges was found where failures surely gather: they are too few, too many, or spread evenly.",
)
TREE = Text("按几个问题分开（CART）：", "Sorted by a few questions (CART):")
NO_LEAF = Text("没有一个问题能把失败和不失败的世界分开。", "No question tells failing worlds from others.")
RANGES = Text(
    "结论只对这些参数、这些范围有效；校准参数没有随之重新求解，所以 80% 和 30% 在各点上会变。",
    "All this holds for these parameters within these ranges; calibration is not solved anew at each point, so that 80 % and 30 % differ from point to point.",
)
VARIANCE = Text(
    "指数是平均结果方差中的份额：一阶是这个参数单独能解释的，总指数还包括它与别的参数共同的作用。",
    "Indices are shares of the variance of the mean outcome: S1 is what a parameter explains alone, ST adds all that it does together with others.",
)
DISTRIBUTION = Text(
    "指数在 0 与 1 之间，看的是整个分布如何改变；不能像方差那样相加，偶然也不能从中扣除，所以要与不起作用的参数比较。",
    "Indices lie between 0 and 1 and look at whole distributions; they do not add up, and chance cannot be taken out of them: compare with the parameter "
    "that does nothing.",
)
ALONE = Text(
    "指数是平均结果方差中的份额，是这个参数单独能解释的；它与别的参数共同的作用不在其中。",
    "Indices are shares of the variance of the mean outcome that a parameter explains alone; what it does together with others is not in them.",
)
WHAT_IT_IS = {
    **dict.fromkeys(("sobol", "fast", "hdmr"), VARIANCE),
    "rbd-fast": ALONE,
    **dict.fromkeys(("pawn", "delta", "rsa"), DISTRIBUTION),
    "dgsm": Text(
        "总指数不会超过这里的上界；上界小的参数肯定不重要，上界大的不一定重要。",
        "No total index is above its bound: a parameter with a small bound surely does not matter; one with a large bound may or may not.",
    ),
    "morris": Text(
        "μ* 是参数由一端变到另一端时结果平均变化多少（不分方向），σ 大说明影响因处境而异；σ 为 0 表示没有超出偶然的变化。",
        "mu* is by how much the outcome changes, in either direction, when a parameter goes from one end to the other; a large sigma says that it depends on "
        "the others; 0 means no variation beyond chance.",
    ),
    "tornado": Text(
        "每次只动一个参数，其余照情景，运气相同；参数一起变动时的作用看不到。变幅是最大与最小结果之差：取两端、照情景，以及选项的每一个。",
        "One parameter at a time, everything else as the scenario says, with the same luck; what parameters do together is not seen. The swing is the largest "
        "outcome less the smallest: at both ends, as the scenario says, and at every word of a choice.",
    ),
    "discovery": Text(
        "密度：范围内的世界有多少失败；覆盖：全部失败中有多少在范围内。范围是从同一批世界里找出来的，区间没有计入这一选择。",
        "Density: how many worlds in the box fail; coverage: how many of all failures lie in it. Boxes were found in the same worlds; the intervals do not count "
        "that choice.",
    ),
}
