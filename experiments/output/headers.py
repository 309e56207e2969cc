"""Column headers of the CSV files in both languages."""

from experiments.output.vocabulary import CHAIN, Both

HEADERS: dict[str, Both] = {
    "scenario": Both("情景", "scenario"),
    "policy": Both("政策", "policy"),
    "policy_name": Both("政策名称", "policy_name"),
    "version": Both("校准版本", "calibrated_version"),
    "indicator": Both("指标", "indicator"),
    "indicator_name": Both("指标名称", "indicator_name"),
    "definition": Both("准确含义", "definition"),
    "source": Both("折算系数及其依据", "coefficients_and_their_evidence"),
    "direction": Both("盼望的方向", "wished_for"),
    "sector": Both("产业领域", "sector"),
    "sector_name": Both("产业领域名称", "sector_name"),
    "county": Both("县区", "county"),
    "county_name": Both("县区名称", "county_name"),
    "step": Both("步骤", "step"),
    "step_name": Both("步骤名称", "step_name"),
    "stage": Both("环节", "stage"),
    "stage_name": Both("环节名称", "stage_name"),
    "reason": Both("停止原因", "stop_reason"),
    "reason_name": Both("停止原因名称", "stop_reason_name"),
    "ended": Both("是否已结束", "has_ended"),
    "class": Both("项目类别", "project_class"),
    "class_name": Both("项目类别名称", "project_class_name"),
    "rate": Both("比率", "rate"),
    "rate_name": Both("比率名称", "rate_name"),
    "instrument": Both("政策工具", "instrument"),
    "year": Both("年份", "year"),
    "month": Both("月份", "month"),
    "rho": Both("选择的强弱ρ", "strength_of_selection_rho"),
    "box": Both("范围编号", "box"),
    "quantile_low": Both("下限分位", "quantile_of_low"),
    "quantile_high": Both("上限分位", "quantile_of_high"),
    "choices": Both("选项", "choices"),
    "found_again": Both("重抽样中再出现的比例", "share_of_resamples_that_find_it"),
    "parameter": Both("参数", "parameter"),
    "parameter_name": Both("参数名称", "parameter_name"),
    "project": Both("项目", "project"),
    "world": Both("世界", "world"),
    "event": Both("事件", "event"),
    "text": Both("发生了什么", "what_happened"),
    "why": Both("为什么", "why"),
    "unit": Both("单位", "unit"),
    "mean": Both("均值", "mean"),
    "p10": Both("10%分位", "p10_of_worlds"),
    "p50": Both("50%分位", "p50_of_worlds"),
    "p90": Both("90%分位", "p90_of_worlds"),
    "sd": Both("标准差", "standard_deviation"),
    "value": Both("数值", "value"),
    "baseline": Both("基线均值", "baseline_mean"),
    "policy_mean": Both("政策均值", "policy_mean"),
    "difference": Both("配对差", "paired_difference"),
    "low": Both("95%区间下限", "low_95"),
    "high": Both("95%区间上限", "high_95"),
    "difference_low": Both("配对差95%区间下限", "difference_low_95"),
    "difference_high": Both("配对差95%区间上限", "difference_high_95"),
    "part_of": Both("是哪一项的组成部分", "part_of"),
    "spans_zero": Both("区间是否含零", "interval_spans_zero"),
    "enough_worlds": Both("世界是否足够下结论", "enough_worlds_for_a_conclusion"),
    "probability_better": Both("政策更好的概率", "probability_better"),
    "probability_worse": Both("不如不做的概率", "probability_worse_than_doing_nothing"),
    "budget": Both("预算", "budget"),
    "execution": Both("预算执行率", "share_of_budget_spent"),
    "variance_reduction": Both("方差缩减倍数", "variance_reduction"),
    "replications_needed": Both("所需模拟次数", "replications_needed"),
    "defined": Both("是否有意义", "is_defined"),
    "before_window": Both("其中研究期前支付", "of_which_paid_before_the_study_period"),
    "recycled": Both("另有收回", "recovered_besides"),
    "projects_paid": Both("获得资金的项目", "projects_paid"),
    "projects_qualified": Both("满足奖励条件的项目", "projects_that_earned_the_award"),
    "contingent_liability": Both("期末或有负债", "contingent_liability_at_the_end"),
    "field": Both("平台服务领域", "field_that_platforms_serve"),
    "goal": Both("目标", "goal"),
    "measure": Both("项目", "measure"),
    "measure_name": Both("项目名称", "measure_name"),
    "resource": Both("资源", "resource"),
    "resource_name": Both("资源名称", "resource_name"),
    "one_more": Both("再多一个单位", "one_more_unit"),
    "bottleneck_event": Both("所问的指标", "indicator_asked_about"),
    "first_event": Both("最先看到的变化", "what_changes_first"),
    "first_difference": Both("最先看到的变化：配对差", "what_changes_first_paired_difference"),
    "first_low": Both("最先看到的变化：95%区间下限", "what_changes_first_low_95"),
    "first_high": Both("最先看到的变化：95%区间上限", "what_changes_first_high_95"),
    "binding": Both("当年卡得最紧", "binding_in_that_year"),
    "likelier": Both("概率之差", "difference_of_probability"),
    "likelier_low": Both("概率之差95%区间下限", "difference_of_probability_low_95"),
    "likelier_high": Both("概率之差95%区间上限", "difference_of_probability_high_95"),
    "units_to_close": Both("补上平均缺口约需份数", "units_to_close_mean_shortfall"),
    "amount": Both("等额目标", "equal_amount"),
    "factor": Both("放大倍数", "times_its_size"),
    "reached": Both("是否等额", "is_equal"),
    "made_equal_by": Both("怎样等额", "made_equal_by"),
    "made_equal_by_name": Both("怎样等额（名称）", "made_equal_by_in_words"),
    "limit": Both("达不到的原因", "why_not_equal"),
    "limit_name": Both("达不到的原因（名称）", "why_not_equal_in_words"),
    "out_of_proportion": Both("没有按倍数变的项（应为→实际）", "out_of_proportion_asked_for_and_used"),
    "n": Both("已有结果的项目数", "resolved_projects"),
    "unresolved_share": Both("未有结果的比例", "unresolved_share"),
}
YES_NO = {True: Both("是", "yes"), False: Both("否", "no")}
MADE_EQUAL_BY = {
    "factor": Both("每个世界同一倍数", "the same factor in every world"),
    "lottery": Both("各世界整数不同，平均等额", "whole numbers that differ between worlds, equal on average"),
}
WHY_NOT_EQUAL: dict[str | None, Both] = {
    "no_size": Both("没有可放大或缩小的内容，按原样比较", "nothing in it can be made larger or smaller; it is compared as it is"),
    "spends_nothing": Both("放大后也不花钱，按原样比较", "it spends nothing however large; it is compared as it is"),
    "saturated": Both(
        "花不到这个数：再放大也没有更多可补的对象，停在最大支出处",
        "it cannot spend so much: a larger one finds nobody more to pay; it stays where it spends the most",
    ),
    "fixed_part": Both(
        "不能缩小的部分已超过这个数，停在最小支出处", "the part that cannot shrink costs more already; it stays where it spends the least"
    ),
    "no_factor": Both("没有找到恰好花这么多的倍数，取最接近的", "no factor spends just this; the nearest is taken"),
    None: Both(
        "试算时相等，但在本次比较的世界里偏离超过 5%，请增加 --replications",
        "equal when tried, but more than 5 % off in these worlds; raise --replications",
    ),
}
"""Why a policy of an equal budget does not spend the amount, by `scaling.limit`."""
DIRECTIONS = {1: Both("越多越好", "more"), -1: Both("越少越好", "less"), 0: Both("无所谓好坏", "neither")}
ALL_VERSIONS = Both("合并", "all")
TOTAL = Both("合计（自政策开始）", "total since the policy began")
TARGET: dict[str, Both] = {
    "probability": Both("按期达到目标的概率", "probability of reaching the goal in time"),
    "within_study": Both("研究期内达到目标的概率", "probability of reaching the goal within the study"),
    "expected": Both("目标月份的平均数", "mean at the goal's month"),
    "shortfall": Both("没有达到的世界平均还差", "mean shortfall of worlds that miss it"),
    "p10": Both("10%的世界达到目标的月份", "month by which 10 % of worlds reach it"),
    "p50": Both("50%的世界达到目标的月份", "month by which 50 % of worlds reach it"),
    "p90": Both("90%的世界达到目标的月份", "month by which 90 % of worlds reach it"),
    "stopped": Both("停下的项目", "projects stopped"),
    "held_up": Both("同时在等的项目（年均）", "projects waiting at one time (mean of the year)"),
    "one_more": Both("再多一个单位，当年多出", "more in the year with one more unit"),
    "one_more_cumulated": Both("再多一个单位，自研究期初累计多出", "more since the study began with one more unit"),
    "one_more_first": Both("再多一个单位，最先看到的变化：当年多出的{event}", "what one more unit changes first, in the year: {event}"),
}
MONTH = Both("年-月", "year-month")
PROJECTS = Both("项/次模拟", "projects per run")
COST = Both("每多一个批量产出项目的净财政成本", "net public cost per additional project in batch output")
COST_UNIT = Both("万元/项", "10k CNY per project")
MONEY = Both("万元", "10k CNY")
SHARE = Both("比例", "share")
CONTRASTS = CHAIN | {
    "closed_cohorts": Both("表面差距，每个项目都跟踪到有结果", "Naive gap, every project followed until it is resolved"),
    "alone": Both("一次只让一个做中试的项目改走直接放大时的作用", "Effect on pilot entrants sent direct one at a time"),
    "avoided_scale_up_loss": Both("没通过的中试避免的放大损失，每个世界", "Scale-up losses avoided by failed pilots, a world"),
    "social_npv": Both("社会净现值，与人人直接放大相比，每个世界", "Social net present value against all going direct, a world"),
}
"""The contrasts of pilots, in shares of projects, and then those in money."""
POINTS = Both("百分点", "percentage points")
NO_UNIT = Both("无", "none")
PLANE: dict[str, Both] = {
    "projects": Both("多出的批量产出项目", "additional projects in batch output"),
    "money": Both("净财政支出（贴现）", "net public money, discounted"),
    "correlation": Both("二者的相关系数", "correlation of the two"),
    "cost_per_additional": COST,
    "none": NO_UNIT,
}
