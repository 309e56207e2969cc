# ruff: noqa: E501  (one message a line reads best)
"""What can be wrong with a study file beyond what all scenario files share; shown in the same form (`sim.scenario.errors`)."""

from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.errors import Lang, Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.messages import Message

MESSAGES: dict[str, Message] = {
    "unknown_study": Message("没有名为“{value}”的研究", 'there is no study called "{value}"', "从这些中选：{known}；或给出 .toml 文件路径", "choose from: {known}; or give the path of a .toml file"),
    "not_a_study": Message('这里需要 kind = "study" 的文件，而它是 kind = "{found}"', 'a file of kind = "study" is needed here, but this one is kind = "{found}"', "给出研究文件；模板：funnel new study 名称", 'give a study file; "funnel new study NAME" writes one'),
    "kind_misspelt": Message("不认识的文件种类“{value}”", 'unknown kind of file "{value}"', 'kind 写 "study"', 'write kind = "study"'),
    "kind_missing": Message("没有写明 kind（文件种类）", "the file does not say its kind", '在开头加一行：kind = "study"', 'add a line at the top: kind = "study"'),
    "inherits": Message("研究文件不能继承", "a study inherits nothing", "删去这一行，把要用的键写全", "delete this line and write the keys out"),
    "file_outside": Message("“{value}”不在这个研究文件所在的文件夹里", '"{value}" does not lie in the folder of the study', "写已有的名称，或把文件放到同一文件夹", "name an installed one, or put the file into the same folder"),
    "unknown_version": Message("没有名为“{value}”的校准版本", 'there is no calibrated version "{value}"', "从这些中选：{known}", "choose from: {known}"),
    "unknown_parameter": Message("世界参数和地区里都没有“{value}”", 'neither the world nor the region has a key "{value}"', '写世界参数的名称（funnel parameters --group world），或地区中键的完整路径，如 "engineers.stock"', 'name a parameter of the world ("funnel parameters --group world"), or give the path of a key of the region, such as "engineers.stock"'),
    "unknown_lever": Message("这些政策里没有“{value}”", 'these policies have no "{value}"', "写成“工具名.键”；这里的工具：{known}", 'write "INSTRUMENT.KEY"; instruments here: {known}'),
    "not_a_number": Message("这个键不是数，也没有固定的选项，不能变动", "this key is neither a number nor a choice of words; it cannot be varied", "换一个参数", "choose another parameter"),
    "no_range": Message("台账没有这个参数的先验范围", "the ledger has no prior range of this parameter", "写上 low 和 high（{meaning}；单位：{unit}）", "give low and high ({meaning}; unit: {unit})"),
    "half_range": Message("只写了一端", "only one end is given", "low 和 high 要么都写，要么都不写（用台账的 90% 先验）", "give both low and high, or neither (then the 90 % prior of the ledger is used)"),
    "empty_range": Message("下限 {low} 不小于上限 {high}", "the lower end {low} is not below the upper end {high}", "让 low 小于 high", "let low be less than high"),
    "not_whole": Message("{value} 不是整数（{meaning}）", "{value} is not a whole number ({meaning})", "改成整数", "write a whole number"),
    "not_positive": Message("{distribution} 的范围必须大于零，而下限是 {low}", "the range of {distribution} must be above zero, but begins at {low}", "改用 uniform，或提高下限", "use uniform, or raise the lower end"),
    "leaves_bounds": Message("分布的尾部会超出范围（{value}），应 {bounds}", "the tail of the distribution leaves the bounds ({value}): it must be {bounds}", "收窄范围，或改用 uniform", "narrow the range, or use uniform"),
    "mode_outside": Message("最可能的值 {value} 不在 {low} 与 {high} 之间", "the most likely value {value} does not lie between {low} and {high}", "写一个范围内的 mode", "write a mode within the range"),
    "only_with": Message("“{name}”只用于 {owner}", '"{name}" belongs to {owner} only', "去掉它", "leave it out"),
    "needs_number": Message("这个参数是数，不能用 choices", "this parameter is a number; choices do not apply", "写 low、high 和别的分布", "give low, high and another distribution"),
    "needs_choices": Message("这个参数是几个选项之一，不是数", "this parameter is a choice of words, not a number", '写 distribution = "choices"，可用 choices 列出要用的：{known}', 'write distribution = "choices"; choices = [...] may name those to use: {known}'),
    "few_choices": Message("至少要有两个不同的选项", "at least two different choices are needed", "从这些中选：{known}", "choose from: {known}"),
    "few_parameters": Message("变动的参数只有 {count} 个，{method} 至少要 {least} 个", "only {count} parameters are varied; {method} needs at least {least}", "在 [uncertainties] 或 [levers] 里加参数", "add parameters under [uncertainties] or [levers]"),
    "one_replication": Message("{method} 要从方差中扣除偶然，每个点至少重复 2 次，而不是 1 次", "{method} takes chance out of the variance; every point needs at least 2 replications, not 1", "把 replications 设为 2 以上，或换用 pawn、rsa", "set replications to 2 or more, or choose pawn or rsa"),
    "whole_region_key": Message("不能直接改动这个键（{why}）", "this key cannot be varied ({why})", "换一个参数", "choose another parameter"),
    "needs_policies": Message("要求政策的差，却没有列出政策", "a difference is asked for, but no policy is named", '写上 policies = ["名称"]，或改为 measure = "level"', 'write policies = ["NAME"], or measure = "level"'),
    "levers_need_policies": Message("有杠杆，却没有列出政策", "there are levers, but no policy is named", '写上 policies = ["名称"]', 'write policies = ["NAME"]'),
    "power_of_two": Message("sobol 的规模须为 2 的幂，而不是 {value}", "the size for sobol must be a power of 2, not {value}", "改为 {near}", "write {near}"),
    "too_small": Message("{method} 的规模至少为 {least}，而不是 {value}", "the size for {method} must be at least {least}, not {value}", "改为 {least} 或更大", "write {least} or more"),
    "too_many_slices": Message("{value} 个切片每个都要有点，而只有 {size} 个点", "every one of {value} slices needs a point, and there are only {size}", "减少 slices，或增加 size", "fewer slices, or a larger size"),
    "odd_levels": Message("网格层数须为偶数，而不是 {value}", "the levels must be an even number, not {value}", "改为偶数，如 4", "write an even number such as 4"),
    "few_replications": Message("{method} 至少要重复 {least} 次，而不是 {value}", "{method} needs at least {least} replications, not {value}", "改为 {least} 或更大", "write {least} or more"),
    "needs_threshold": Message("没有写明什么算失败", "it is not said what failing is", "在 [outcome] 写 fails_below 或 fails_above", "give fails_below or fails_above under [outcome]"),
    "two_thresholds": Message("fails_below 和 fails_above 只能写一个", "give fails_below or fails_above, not both", "删去一个", "delete one"),
    "same_twice": Message("“{value}”变动了两次（{first}）", '"{value}" is varied twice ({first})', "只保留一处", "keep one of them"),
    "group_of_method": Message("只有 sobol 能按组分析", "only sobol works with groups", "删去 group，或改用 sobol", "delete the group, or use sobol"),
    "one_group": Message("所有参数都在一组，没有可比的", "all parameters are in one group; there is nothing to compare", "至少分成两组", "make at least two groups"),
    "group_is_parameter": Message("组不能与参数同名：{value} 本身就是一个参数", "a group cannot be called like a parameter: {value} is one itself", "给组换一个名称", "give the group another name"),
    "cannot_build": Message("在范围的一端无法建立情景：{why}", "at an end of the ranges no scenario can be built: {why}", "收窄这个参数的范围", "narrow the range of this parameter"),
}  # fmt: skip


@dataclass(frozen=True)
class StudyProblem(Problem):
    """One thing to put right in a study file, or in an option of the command line that takes the place of a key of it."""

    option: str = ""

    def render(self, lang: Lang = "en") -> str:
        """The problem as one paragraph: file, line, key, reason, nearest valid choice, next step."""
        if self.code not in MESSAGES:
            return super().render(lang)
        message = MESSAGES[self.code]
        facts = {name: getattr(fact, lang) if hasattr(fact, lang) else fact for name, fact in self.facts.items()}
        facts |= {"key": self.key, "name": self.option or self.key.rpartition(".")[2]}
        reason, step = getattr(message, lang).format_map(facts), getattr(message, f"step_{lang}").format_map(facts)
        if lang == "zh":
            place = self.file + (f" 第{self.line}行" if self.line else "") + (f"，{self.key}" if self.key and not self.option else "")
            nearest = f"您是不是想写“{self.nearest}”？" if self.nearest else ""
            return f"{place}：{reason}。{nearest}下一步：{step}。"
        place = self.file + (f", line {self.line}" if self.line else "") + (f", {self.key}" if self.key and not self.option else "")
        nearest = f'Did you mean "{self.nearest}"? ' if self.nearest else ""
        return f"{place}: {reason}. {nearest}Next step: {step}."


def problem(layers: Layers, code: str, path: KeyPath, nearest: str | None = None, **facts: Any) -> StudyProblem:
    """A problem at a key, with the line where it is given."""
    file, line = layers.place(path)
    shown = layers.problem(code, path)
    return StudyProblem(code, file, line, shown.key, facts, nearest)


def within(found: Problem, label: str) -> Problem:
    """A problem of another file that this one names, as it stands."""
    return replace(found, file=found.file or label)
