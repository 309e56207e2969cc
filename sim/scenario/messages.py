# ruff: noqa: E501  (one message a line reads best)
"""The texts of all scenario errors: reason and next step, in Chinese and in English. Facts of a problem fill the braces."""

from typing import NamedTuple


class Message(NamedTuple):
    """One kind of error."""

    zh: str
    en: str
    step_zh: str
    step_en: str


_SAVE_AS = ("用记事本或其他编辑器“另存为”，编码选 UTF-8", 'open it in an editor, choose "Save as" and the encoding UTF-8')
_MONEY = (
    '写成以万元计的数字，或带单位的文字，如 "3000万"、"5亿元"、"2.5 million CNY"',
    'write a number in 万元, or text with a unit such as "3000万", "5亿元" or "2.5 million CNY"',
)
_MONTH = ('写成带引号的“年-月”，如 "2025-10"', 'write the month as quoted text "YYYY-MM", for example "2025-10"')
_LIST = ("改正名称；funnel parameters 列出全部的键", 'correct the name; "funnel parameters" lists all keys')

MESSAGES: dict[str, Message] = {
    # --- the file
    "missing_file": Message("没有这个文件", "there is no such file", "核对路径和文件名；已有的名称：{known}", "check the path and the name; installed names: {known}"),
    "is_directory": Message("这是文件夹，不是文件", "this is a folder, not a file", "给出其中一个 .toml 文件", "name a .toml file in it"),
    "not_regular": Message("这不是普通文件", "this is not an ordinary file", "给出一个 .toml 文本文件", "name a .toml text file"),
    "unreadable": Message("无法读取：{why}", "it cannot be read: {why}", "检查文件的读取权限", "check that you may read the file"),
    "empty_file": Message("文件是空的（没有内容，或只有注释）", "the file is empty, or holds comments only", '先写明文件种类：kind = "region"（地区）或 kind = "policy"（政策），再写 title、question、sources；样例见 scenarios/README.md', 'say first which kind of file it is, kind = "region" or kind = "policy", then title, question and sources; examples are in scenarios/README.md'),
    "too_large": Message("文件有{size}字节，超过情景文件的上限{limit}字节，没有读取", "the file has {size} bytes, more than the {limit} a scenario may have; it was not read", "情景文件只写改动；数据不要放在这里", "a scenario holds settings only; keep data elsewhere"),
    "gbk": Message("文件是 GBK（ANSI）编码，须用 UTF-8", "the file is encoded in GBK (ANSI); UTF-8 is needed", *_SAVE_AS),
    "utf16": Message("文件是 UTF-16（记事本中的“Unicode”）编码，须用 UTF-8", 'the file is encoded in UTF-16 ("Unicode" in Notepad); UTF-8 is needed', *_SAVE_AS),
    "not_utf8": Message("文件不是 UTF-8 文本（第{position}字节处无法识别）", "the file is not UTF-8 text (byte {position} cannot be read)", "确认它是 TOML 文本文件；若是，" + _SAVE_AS[0], "make sure that it is a TOML text file; if so, " + _SAVE_AS[1]),
    "not_text": Message("这是{what}，不是文本文件", "this is {what}, not a text file", "在记事本中新建一个文件，只粘贴文字内容，另存为 .toml，编码选 UTF-8（改扩展名不会改变格式）", "paste its text into a new file in a plain text editor and save that as .toml in UTF-8 (renaming a file does not change its format)"),
    "full_width": Message("有全角字符 {found}，TOML 只认半角 {plain}（所在行：{lines}）", "full-width characters {found} where TOML wants {plain} (lines {lines})", "切换到英文输入法，把它们改成半角", "replace them by the ordinary characters"),
    "syntax": Message("不是合法的 TOML：{what}", "this is not valid TOML: {what}", "改正这一行；写法见 scenarios/README.md", "correct this line; scenarios/README.md shows how to write it"),
    "unquoted_month": Message("月份没有加引号", "a month without quotes", *_MONTH),
    "unquoted_text": Message("等号后面的 {value} 没有加引号", "{value} after the equals sign is not quoted", "文字、带单位的金额都要加英文双引号", "text, and amounts with a unit, stand in double quotes"),
    "unquoted_percent": Message("{value} 不是 TOML 的数", "{value} is not a number in TOML", "百分数写成小数：30% 写 0.3", "write a percentage as a fraction: 30 % is 0.3"),
    "unquoted_name": Message("名称含有汉字或其他符号，须加引号", "a name with Chinese characters or other marks must be quoted", "给自取的名称加英文双引号，或改用字母、数字和 -；规定的键名都是英文，见 funnel parameters", 'put a name of your own in double quotes, or use letters, digits and -; given keys are English, see "funnel parameters"'),
    "duplicate_key": Message("同一个键写了两次（第一次在第{first}行）", "the key is given twice (first in line {first})", "只保留一处", "keep one of them"),
    "duplicate_key_somewhere": Message("同一个键或表写了两次：{what}", "a key or table is given twice: {what}", "只保留一处", "keep one of them"),
    "too_deep": Message("嵌套超过{limit}层，不再读取", "nested more than {limit} levels deep; reading stopped", "情景文件最多四层；检查括号和点号", "a scenario has four levels at most; check brackets and dots"),
    "number_too_long": Message("文件中有一个过长的数字", "the file holds a number with far too many digits", "改成合理的数值", "write a sensible number"),
    # --- names and kinds
    "unknown_region": Message("没有名为“{value}”的地区", 'there is no region called "{value}"', "从这些中选：{known}；或给出 .toml 文件路径", "choose from: {known}; or give the path of a .toml file"),
    "unknown_policy": Message("没有名为“{value}”的政策", 'there is no policy called "{value}"', "用 funnel policies 列出全部 {count} 项政策，从中选一项；或给出 .toml 文件路径", 'choose one of the {count} that "funnel policies" lists; or give the path of a .toml file'),
    "empty_name": Message("名称是空的", "the name is empty", "给出名称或 .toml 文件路径；funnel {list} 列出已有的名称", 'give a name or the path of a .toml file; "funnel {list}" lists the installed names'),
    "bad_reference": Message("需要名称或文件路径，得到的是{value}", "a name or a path is needed, not {value}", "给出地区或政策的名称，或 .toml 文件路径", "give the name of a region or policy, or the path of a .toml file"),
    "kind_mismatch": Message('这里需要 kind = "{wanted}" 的文件，而它是 kind = "{found}"', 'a file of kind = "{wanted}" is needed here, but this one is kind = "{found}"', "地区放在第一个参数，政策用 --policy 给出；inherits 只能继承同类文件", "give the region first and policies with --policy; inherits takes a file of the same kind"),
    "unknown_kind": Message("不认识的文件种类“{value}”", 'unknown kind of file "{value}"', "kind 写 region（地区）或 policy（政策）", 'kind is "region" or "policy"'),
    "kind_missing": Message("没有写明 kind（文件种类）", "the file does not say its kind", '在开头加一行：kind = "region"（地区）或 kind = "policy"（政策）', 'add a line at the top: kind = "region" or kind = "policy"'),
    "frozen_incomplete": Message('kind = "scenario" 的文件须有表 [region]，政策须写成 [[policies]]', 'a file of kind = "scenario" needs the table [region], and policies as [[policies]]', '这种文件由程序写出，不手写；自己写的文件用 kind = "region" 或 kind = "policy"', 'such files are written by the program; by hand write kind = "region" or kind = "policy"'),
    "id_in_file": Message("编号就是文件名，不能在文件里另写", "the id is the name of the file and cannot be set in it", "删去这一行；要改编号就改文件名", "delete this line; rename the file to change the id"),
    "duplicate_policy": Message("政策“{value}”给了两次", 'policy "{value}" is given twice', "只给一次", "give it once"),
    "instrument_clash": Message("政策“{first}”和“{second}”都有名为“{value}”的工具，账本无法区分", 'policies "{first}" and "{second}" both have an instrument called "{value}"; the ledger could not tell them apart', "给其中一个工具改名", "rename one of the instruments"),
    # --- inheritance
    "circular": Message("继承成环：{circle}", "circular inheritance: {circle}", "去掉其中一个 inherits", "remove one of these inherits"),
    "missing_parent": Message("inherits 指向的文件“{value}”不存在", 'the file it inherits, "{value}", does not exist', "核对文件名；它应与本文件在同一文件夹", "check the name; the file must lie in the same folder"),
    "inherits_outside": Message("inherits 指向文件夹以外：“{value}”", 'inherits leaves the folder of the file: "{value}"', "只能写已有的名称（如 chenzhou），或同一文件夹下的 .toml 文件", "name an installed scenario (for example chenzhou) or a .toml file in the same folder"),
    # --- keys and values
    "unknown_key": Message("没有“{name}”这个键", 'unknown key "{name}"', *_LIST),
    "misplaced_key": Message("“{name}”不在这张表里，它属于 {home}", '"{name}" does not belong in this table; it is {home}', "把它移到 {home}", "move it to {home}"),
    "key_of_other_kind": Message('“{name}”属于{kind}文件（kind = "{home}"），不能写在这里', '"{name}" belongs in a {kind} file (kind = "{home}"), not here', '把它移到一个 kind = "{home}" 的文件', 'move it to a file of kind = "{home}"'),
    "missing_key": Message("缺少必须写明的“{name}”（{meaning}）", 'required key "{name}" is missing ({meaning})', "补上这个键；单位：{unit}", "add it; unit: {unit}"),
    "wrong_type": Message("需要{wanted}，得到的是{value}", "{wanted} is needed, not {value}", "改写这个值（{meaning}；单位：{unit}）", "rewrite the value ({meaning}; unit: {unit})"),
    "bad_choice": Message("不能是“{value}”", '"{value}" is not a choice here', "从这些中选：{choices}", "choose from: {choices}"),
    "out_of_bounds": Message("{value} 超出范围，应 {bounds}", "{value} is out of bounds: it must be {bounds}", "改成范围内的值（{meaning}；单位：{unit}）", "write a value within bounds ({meaning}; unit: {unit})"),
    "share_above_one": Message("{value} 超出范围，应 {bounds}；比例和概率不能超过 1", "{value} is out of bounds: it must be {bounds}; a share or probability cannot exceed 1", "百分数写成小数：30% 写 0.3（{meaning}）", "write a percentage as a fraction: 30 % is 0.3 ({meaning})"),
    "not_finite": Message("不能是无穷大或 NaN", "infinity and NaN are not allowed", "写一个有限的数（{meaning}；单位：{unit}）", "write a finite number ({meaning}; unit: {unit})"),
    "invalid": Message("这个值不能用：{what}", "the value cannot be used: {what}", "改写这个值（{meaning}；单位：{unit}）", "rewrite the value ({meaning}; unit: {unit})"),
    "money_type": Message("金额不能是{value}", "money cannot be {value}", *_MONEY),
    "money_negative": Message("金额不能为负：{value}", "money cannot be negative: {value}", "写 0 或正数；支出也写正数", "write 0 or a positive amount; spending is positive too"),
    "money_unit": Message("金额“{value}”的单位缺失或不认识；可用单位：{units}", 'the unit of "{value}" is missing or unknown; units: {units}', *_MONEY),
    "money_form": Message("“{value}”不是金额；可用单位：{units}", '"{value}" is not an amount of money; units: {units}', *_MONEY),
    "money_full_width": Message("“{value}”含全角字符", '"{value}" has full-width characters', '写成半角："{plain}"', 'write "{plain}"'),
    "money_infinite": Message("金额必须是有限的数", "money must be finite; infinity and NaN are not allowed", *_MONEY),
    "month_type": Message("月份不能是{value}", "a month cannot be {value}", *_MONTH),
    "month_native_date": Message("月份写成了 TOML 日期 {value}", "the month is written as a TOML date {value}", '改成带引号的 "{plain}"（到月为止）', 'write it as quoted text "{plain}" (no day)'),
    "month_full_width": Message("“{value}”含全角字符", '"{value}" has full-width characters', '写成半角："{plain}"', 'write "{plain}"'),
    "month_form": Message("“{value}”不是“年-月”", '"{value}" is not of the form YYYY-MM', *_MONTH),
    "month_impossible": Message("“{value}”不存在：没有{month}月", '"{value}" does not exist: there is no month {month}', "月份写 01 到 12", "months are 01 to 12"),
    "month_year": Message("“{value}”的年份应在 {first} 至 {last} 之间", 'the year of "{value}" must be {first} to {last}', *_MONTH),
    # --- what must fit together
    "shares_sum": Message("各领域占比之和为 {total}，应为 1", "the shares of the sectors sum to {total}, not to 1", "调整占比，使之和为 1", "change the shares so that they sum to 1"),
    "sector_not_listed": Message("领域“{value}”不在本地区的 [sectors] 中", 'sector "{value}" is not in the [sectors] of this region', "从这些中选：{choices}；或在 [sectors] 中加上它", "choose from: {choices}; or add it to [sectors]"),
    "policy_sector_absent": Message("地区“{region}”没有领域“{value}”，这项工具不会起作用", 'region "{region}" has no sector "{value}": this instrument could do nothing', "从这些中选：{choices}", "choose from: {choices}"),
    "evidence_unknown": Message("证据台账中没有“{value}”", 'there is no evidence with the id "{value}"', "funnel evidence 列出全部编号；没有依据的值写进 assumptions", '"funnel evidence" lists all ids; list values without evidence under assumptions'),
    "ledger_missing": Message("程序自带的证据台账缺失或是空的，无法核对依据", "the evidence ledger of the program is missing or empty; sources cannot be checked", "安装不完整：重新安装 techfunnel", "the installation is incomplete: install techfunnel again"),
    "assumption_path": Message("“{value}”不是这个文件里的键，假定说明无所指", '"{value}" is no key of this scenario: the assumption explains nothing', "写成键的完整路径，如 world.cost_pilot", "write the full path of a key, for example world.cost_pilot"),
    "end_before_start": Message("结束月份 {end} 早于开始月份 {start}", "the end {end} is before the start {start}", "让 end 不早于 start", "let end be start or later"),
    "over_budget": Message("预算超额：{year}年各工具合计承诺 {committed}，超过 budget_per_year_total 的 {stated}", "over-full budget: in {year} the instruments commit {committed}, more than the {stated} of budget_per_year_total", "减少工具的年度预算，或提高 budget_per_year_total（{parts}）", "lower the yearly budgets or raise budget_per_year_total ({parts})"),
    "over_budget_unlimited": Message("设了 budget_per_year_total，而这项工具没有年度预算，无法保证不超", "budget_per_year_total is set, but this instrument has no yearly budget, so the total cannot be kept", "给它写上 budget_per_year，或删去 budget_per_year_total", "give it a budget_per_year, or delete budget_per_year_total"),
    "award_over_budget": Message("预算超额：一次奖励 {amount} 超过年度预算 {stated}，永远付不出", "over-full budget: one award of {amount} exceeds the yearly budget of {stated} and could never be paid", "提高 budget_per_year，或降低 amount", "raise budget_per_year or lower amount"),
    "instrument_not_inherited": Message("工具“{name}”没有写明 family，继承的政策里也没有叫这个名称的工具", 'the instrument "{name}" does not say its family, and no inherited instrument has this name', "要改继承来的工具，就改正名称；要新增工具，就写上 family", "to change an inherited instrument correct the name; to add one say its family"),
    "key_of_other_family": Message("“{name}”不是这一类工具的键，它属于：{families}", '"{name}" is no key of this family of instruments; it belongs to: {families}', "删去这一行，或改正 family；funnel parameters 列出每一类的键", 'delete this line, or correct the family; "funnel parameters" lists the keys of each'),
    "family_missing": Message("工具没有写明 family（哪一类）", "the instrument does not say its family", "写上 family，从这些中选：{choices}", "add family, one of: {choices}"),
    # --- allowed, but hardly meant (`sim.scenario.doubtful`)
    "caution_starts_late": Message("开始月份 {start} 晚于{where}的研究期（{first} 至 {last}），这项工具不会起作用", "the start {start} is after the study ({first} to {last}) of {where}: this instrument does nothing", "提前 start，或看更多月份（地区的 calendar.months 或 --months）", "let it start earlier, or look at more months (calendar.months of the region, or --months)"),
    "caution_ended_early": Message("结束月份 {end} 早于{where}的研究期（{first} 至 {last}），统计期内这项工具不起作用", "the end {end} is before the study ({first} to {last}) of {where}: this instrument does nothing in the months that count", "推后 end，或删去它（一直有效）", "let it end later, or delete the end (it then never ends)"),
    "caution_opens_late": Message("要到 {opens} 才开放，晚于{where}的研究期（{first} 至 {last}）：看不到成效，只见花费", "it opens in {opens}, after the study ({first} to {last}) of {where}: the results show at most what it costs", "提前开始或缩短建设周期，或看更多月份（地区的 calendar.months 或 --months）", "start earlier, build faster, or look at more months (calendar.months of the region, or --months)"),
    "caution_zero": Message("值为 0（{meaning}），这项工具什么也不做", "it is 0 ({meaning}): this instrument does nothing", "写上大于 0 的值；本意如此就删去这项工具", "write a value above 0, or delete the instrument if that is meant"),
    "caution_zero_novelty": Message("最低新颖度为 1，没有项目够得上，这项工具什么也不做", "the least novelty is 1, which no project reaches: this instrument does nothing", "写上小于 1 的值，或删去这一行（不限）", "write a value below 1, or delete this line (no limit)"),
    "caution_needs": Message("{other} 为 0（{meaning}），这一行不起作用", "{other} is 0 ({meaning}): this line does nothing", "写上大于 0 的 {other}，或删去这一行", "write {other} above 0, or delete this line"),
    "caution_beyond_all": Message("release_response 乘以 inventor_share 等于 {product}，大于 1：按全部释放（1）计算，超出部分不起作用", "release_response times inventor_share is {product}, above 1: everything is released, and the rest does nothing", "减小其中一个，使乘积不大于 1", "make one of them smaller, so that the product is at most 1"),
    "caution_no_choice": Message("得分线不高于平台评审的准入线 {bar}：平台接收的项目都达到，起不到择优作用（没有经过平台评审的项目仍得不到补助）", "the score is not above the bar of the platforms' panel, {bar}: every project they admit reaches it, so that nothing is chosen by merit (who was never scored still gets none)", "写上大于 {bar} 的值；不择优就删去这一行", "write a value above {bar}, or delete this line if nothing is to be chosen"),
    "caution_hardly_any": Message("得分线 {bar} 太高：得分大致服从标准正态分布，达到的不到千分之一，几乎没有项目能得到补助", "the score {bar} is so high that hardly any project reaches it: scores are about standard normal, and fewer than one in a thousand do", "得分以标准差为单位：1.28 约取前一成，2 约取前 2%；核对后改写", "scores are in standard deviations: 1.28 takes about the best tenth, 2 the best 2 %; check the value"),
    "caution_nobody": Message("{where}没有符合这一条件的对象：{value}", "nobody in {where} meets this condition: {value}", "放宽条件，或换一个地区", "widen the condition, or take another region"),
    "caution_amount": Message("{amount} 与常见金额（{low} 至 {high}）相差悬殊，可能写错了单位：不带单位的数字以万元计", "{amount} is far from the usual amounts ({low} to {high}); perhaps a slip of the unit: a number without unit is in 10,000 CNY", '核对金额，最好写明单位，如 "200万元"；确实如此可不改', 'check it, best with its unit, such as "200万元" or "2 million CNY"; leave it if it is meant'),
}  # fmt: skip
