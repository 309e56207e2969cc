"""The columns of a survey of pilot applications: what each is called, what may stand in it, and what it means."""

from dataclasses import dataclass
from typing import Literal

from sim.stages import Sector, name_zh

Sort = Literal["name", "sector", "month", "event", "yes_no", "number", "money"]
EXAMPLE_MARKS = ("示例", "example")
"""A row whose project begins so is an example of the template and no datum."""
NOTE_MARKS = ("备注", "note")
"""A column whose heading begins so is the city's own and is not read."""
COMMENT = "#"


@dataclass(frozen=True)
class Column:
    """One column: key, headings in both languages, the sort of its cells, whether a file must have it, and its meaning."""

    key: str
    zh: str
    sort: Sort
    needed: bool
    help_zh: str
    help_en: str

    @property
    def names(self) -> tuple[str, str]:
        """What the heading may be."""
        return (self.zh, self.key)


COLUMNS = (
    Column("project", "项目编号", "name", True, "本单位自编的编号，不重复；不要写企业名称", "a number or code of your own, each only once"),
    Column("sector", "领域", "sector", False, "从下列领域中选，可空", "one of the fields below; may be empty"),
    Column(
        "applied",
        "申请日期",
        "month",
        False,
        "提出中试申请的年月；只知道大致期间的，写期间的第一个月",
        "month of the application; where only a period is known, its first month",
    ),
    Column(
        "score",
        "评分",
        "number",
        False,
        "评审得分，同一份表用同一把尺子；没有评审可空",
        "score of the review on one scale; empty where there was none",
    ),
    Column("admitted", "是否入选", "yes_no", True, "是或否；落选的项目也要列", "yes or no; list those refused too"),
    Column(
        "pilot_started",
        "中试开始",
        "event",
        True,
        "中试开始的年月；做了但不知月份写“不详”，没做留空",
        'month the pilot began; "unknown" if it did and the month is not known',
    ),
    Column("pilot_ended", "中试结束", "event", False, "中试结束（有结论）的年月；写法同上", "month of the pilot's verdict; written likewise"),
    Column("passed", "是否通过中试", "yes_no", True, "是或否；还没有结论留空", "yes or no; empty while there is no verdict"),
    Column(
        "direct_started",
        "直接放大开始",
        "event",
        False,
        "没有经过中试（或中试未通过后）直接建线、放大的年月；写法同上",
        "month a line was begun without a pilot, or after a failed one; written likewise",
    ),
    Column(
        "entered", "进入产业化", "event", False, "开始建生产线或投产准备的年月；写法同上", "month the building of the line began; written likewise"
    ),
    Column(
        "industrialised",
        "是否批量产出",
        "yes_no",
        True,
        "是：已批量产出；否：已确定不成；还在进行留空",
        "yes: batch output reached; no: given up for good; empty while it is going on",
    ),
    Column("batch_output", "批量产出日期", "event", False, "首次批量产出的年月；写法同上", "month of the first batch output; written likewise"),
    Column("stopped", "终止日期", "event", False, "项目终止的年月；写法同上", "month the project was given up; written likewise"),
    Column(
        "followed_until",
        "最后核实日期",
        "month",
        False,
        "最近一次核实进展的年月；仍在进行的项目必填，落选项目有跟踪的也要填",
        "month its state was last looked up; needed for projects that go on, and for those refused that were followed",
    ),
    Column(
        "public_money",
        "财政资金（万元）",
        "money",
        False,
        "已拨付的财政资金，没有写 0；数字以万元计",
        "public money paid, 0 for none; numbers are in 10,000 CNY",
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
SECTOR_NAMES = {sector.key: sector for sector in Sector} | {name_zh(sector): sector for sector in Sector}


def heading(key: str, lang: str) -> str:
    """What a column is called."""
    return BY_KEY[key].zh if lang == "zh" else key
