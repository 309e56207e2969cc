# ruff: noqa: E501  (one message a line reads best)
"""What can be wrong in a survey file: reason and next step, in Chinese and English. Facts of the problem fill the braces."""

from typing import NamedTuple


class Message(NamedTuple):
    """One kind of problem."""

    zh: str
    en: str
    step_zh: str
    step_en: str


_MONTH = ("写成“年-月”，如 2024-05", 'write "YYYY-MM", for example 2024-05')
_ORDER = ("核对这两个日期，改正写错的一个", "check the two dates and correct the wrong one")
_TEMPLATE = ("用 funnel new survey 生成模板，把数据贴进去", 'write a template with "funnel new survey" and paste the data into it')
_SAVE = ("在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”", 'save it from Excel as "CSV UTF-8 (comma delimited)"')

MESSAGES: dict[str, Message] = {
    # --- the file
    "missing": Message("找不到这个文件", "there is no such file", "核对文件名和文件夹", "check the name and the folder"),
    "is_folder": Message("这是文件夹，不是文件", "this is a folder, not a file", "写出文件夹里的 .csv 文件名", "name the .csv file inside it"),
    "unreadable": Message("不能读取这个文件（{why}）", "the file cannot be read ({why})", "关闭打开它的程序，或核对权限", "close the program that has it open, or check its permissions"),
    "workbook": Message("这是 Excel 工作簿，不是 CSV", "this is an Excel workbook, not a CSV file", *_SAVE),
    "encoding": Message("文字既不是 UTF-8 也不是 GBK（第 {byte} 个字节读不出来）", "the text is neither UTF-8 nor GBK (byte {byte} cannot be read)", *_SAVE),
    "not_csv": Message("读不成表格（{why}）", "it cannot be read as a table ({why})", *_SAVE),
    "too_large": Message("文件超过 {most} MB", "the file has more than {most} MB", "核对是不是这个文件，或分成几份", "check that this is the file you mean, or split it"),
    "no_header": Message("第一行没有认得的列名", "the first row has no heading that is known", *_TEMPLATE),
    "no_rows": Message("没有数据行（{examples} 行示例、说明不算）", "there are no data rows ({examples} example or comment rows do not count)", "从第二行起填项目，一行一个", "fill in the projects from the second row on, one a row"),
    "column_missing": Message("缺少“{column}”这一列", 'the column "{column}" is missing', *_TEMPLATE),
    "column_unknown": Message("没有“{value}”这一列", 'there is no column "{value}"', "改正列名；自己的列名以“备注”开头就不读", 'correct the heading; columns of your own begin with "note" and are not read'),
    "column_twice": Message("“{column}”这一列出现了两次", 'the column "{column}" appears twice', "删去一列", "delete one of them"),
    "headless": Message("这一列有内容却没有列名：“{value}”", 'this column has content but no heading: "{value}"', "补上列名，或删去这一列", "give it a heading or delete it"),
    "row_long": Message("这一行有 {cells} 格，列名只有 {columns} 个：多半是格子里有没加引号的逗号", "this row has {cells} cells for {columns} headings; probably a comma in a cell without quotes", "去掉格子里的逗号（如 1,200 写 1200）", "take the comma out of the cell (1200 for 1,200)"),
    # --- cells
    "name_missing": Message("没有项目编号", "the project has no code", "补上编号，如 2024-001", "give it one, for example 2024-001"),
    "name_long": Message("项目编号太长（{n} 个字符，最多 {most} 个）", "the code is too long ({n} characters, at most {most})", "用编号，不用全称", "use a code, not a full name"),
    "duplicate": Message("项目编号“{value}”在第 {first} 行已经有了", 'the project "{value}" is in line {first} already', "同一项目只留一行；不同项目换编号", "keep one row for one project; give another project another code"),
    "sector_unknown": Message("没有“{value}”这个领域", '"{value}" is not a field that is known', "从这些中选：{choices}；不好归类就留空", "choose from: {choices}; leave it empty where none fits"),
    "month_form": Message("“{value}”不是年月", '"{value}" is not a month', *_MONTH),
    "month_impossible": Message("“{value}”不存在这个月或日", 'there is no such month or day as "{value}"', *_MONTH),
    "month_year": Message("“{value}”的年份应在 {first} 至 {last} 之间", 'the year of "{value}" must be {first} to {last}', *_MONTH),
    "month_serial": Message("“{value}”像是 Excel 的日期序号", '"{value}" looks like the serial number of a date in Excel', "把这一列的单元格格式改为日期后再保存", "set the format of the column to date and save again"),
    "month_unknown": Message("这一列必须写出年月，不能写“不详”", 'this column needs a month and cannot be "unknown"', "写大致期间的第一个月，或留空", "write the first month of the period, or leave it empty"),
    "yes_no": Message("“{value}”看不出是“是”还是“否”", '"{value}" is neither yes nor no', "写“是”或“否”；还不知道就留空", "write yes or no; leave it empty while it is not known"),
    "yes_no_empty": Message("没有写是否入选", "it does not say whether the project was admitted", "写“是”或“否”", "write yes or no"),
    "number": Message("“{value}”不是数", '"{value}" is not a number', "写数字，如 82.5", "write a number, for example 82.5"),
    "money": Message("“{value}”不是金额", '"{value}" is not an amount of money', "写以万元计的数字，如 257；没有写 0", "write a number in 10,000 CNY, for example 257; 0 for none"),
    "money_large": Message("{value} 万元超过 {most} 万元，多半把元写成了万元", "{value} times 10,000 CNY is more than {most} times; it is probably in CNY", "换算成万元", "convert it to 10,000 CNY"),
    # --- what must fit together
    "order": Message("{value} 早于“{other}”（{earlier}）", '{value} is before "{other}" ({earlier})', *_ORDER),
    "after_follow_up": Message("{value} 晚于最后核实日期（{until}）", "{value} is after the project was last looked up ({until})", "把最后核实日期改到这之后，或改正这个日期", "move followed_until to that month or later, or correct this date"),
    "follow_up_missing": Message("项目还没有结果，又没有写最后核实日期，无法知道等了多久", "the project goes on and nothing says when it was last looked up, so how long it was waited for is unknown", "补上最近一次核实的年月", "write the month its state was last looked up"),
    "passed_without_pilot": Message("写了中试结论，却没有中试开始", "there is a verdict of a pilot, but no beginning of it", "补上中试开始的年月，或写“不详”", 'write the month the pilot began, or "unknown"'),
    "ended_without_pilot": Message("写了中试结束，却没有中试开始", "there is an end of a pilot, but no beginning of it", "补上中试开始的年月，或写“不详”", 'write the month the pilot began, or "unknown"'),
    "ended_without_verdict": Message("中试已结束，却没有写是否通过", "the pilot has ended, but nothing says whether it was passed", "写“是”或“否”；没有结论就删去结束日期", "write yes or no; delete the end where there is no verdict"),
    "direct_after_pass": Message("中试已通过，又写了直接放大", "the pilot was passed, and a scale-up without a pilot is given too", "删去直接放大开始；通过后的建线写在“进入产业化”", "delete direct_started; the line after a passed pilot goes under entered"),
    "direct_during_pilot": Message("中试还没有结论，又写了直接放大", "the pilot has no verdict yet, and a scale-up without a pilot is given too", "补上中试结论，或删去直接放大开始", "give the verdict, or delete direct_started"),
    "industry_without_route": Message("进入了产业化，却既没有通过中试，也没有直接放大", "it entered industry without a passed pilot and without a direct scale-up", "补上是否通过中试，或直接放大开始（可写“不详”）", 'complete passed, or direct_started (which may be "unknown")'),
    "failed_with_output": Message("是否批量产出写“否”，却有批量产出日期", "industrialised is no, but there is a date of batch output", "改正其中一个", "correct one of the two"),
    "stopped_before_output": Message("终止日期（{value}）早于批量产出（{earlier}）", "it was given up ({value}) before it reached batch output ({earlier})", *_ORDER),
}  # fmt: skip
