"""The template of a survey of pilot applications: a CSV that opens in Excel with marked examples, and a guide to be read beside it."""

import csv
import io
from typing import Literal

from calibration.survey.columns import COLUMNS, heading
from sim.stages import Sector, name_zh

Lang = Literal["zh", "en"]
EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "sector": "materials", "applied": "2021-03", "score": "86", "admitted": "yes", "pilot_started": "2021-06", "pilot_ended": "2022-02",
        "passed": "yes", "entered": "2022-08", "industrialised": "yes", "batch_output": "2023-11", "followed_until": "2024-12", "public_money": "257",
    },
    {
        "sector": "electronics", "applied": "2021-05", "score": "81", "admitted": "yes", "pilot_started": "2021-09", "pilot_ended": "2022-05",
        "passed": "no", "industrialised": "no", "stopped": "2022-06", "followed_until": "2024-12", "public_money": "120",
    },
    {
        "sector": "equipment", "applied": "2021-05", "score": "68", "admitted": "no", "direct_started": "2021-10", "entered": "2022-01",
        "industrialised": "no", "stopped": "2023-04", "followed_until": "2024-12", "public_money": "0",
    },
    {
        "sector": "biomedicine", "applied": "2023-02", "score": "79", "admitted": "yes", "pilot_started": "2023-06", "pilot_ended": "2024-03",
        "passed": "yes", "followed_until": "2024-12", "public_money": "0",
    },
    {
        "applied": "2022-01", "admitted": "yes", "pilot_started": "unknown", "passed": "yes", "industrialised": "yes", "batch_output": "unknown",
        "followed_until": "2024-12", "public_money": "0",
    },
)  # fmt: skip
"""Rows of one of each kind: industrialised; failed pilot; refused and gone ahead; not finished; months not known."""
CHINESE = {"yes": "是", "no": "否", "unknown": "不详"}
RULES_ZH = """\
一、怎么填
  1. 一行一个项目，提出过中试申请的都列，落选的也列：没有落选的，就没有可比的一方。
  2. 项目编号以“示例”开头的行只是样子，读表时跳过；填好后可以删去。
  3. 日期到月：2024-05、2024/5、2024/5/1、2024年5月都可以。
  4. 事情发生过但不知月份，写“不详”；还没发生就留空。二者不同：留空表示还没有。
  5. “是否批量产出”写“否”，是指已经确定不成；还在做的留空，并写最后核实日期。还在做不等于失败。
  6. 只知道大致期间的（如“2022 年 10 月至 2024 年 10 月之间”），申请日期写 2022-10，中试开始写“不详”，最后核实日期写 2024-10。
  7. 落选以后怎样了，最值得跟踪：填直接放大开始、是否批量产出和最后核实日期。
  8. 财政资金以万元计，没有写 0；也可以写“30万元”“0.5亿元”。
  9. 不要写企业名称和个人信息；自己要留的列，列名以“备注”开头，读表时不读。
  10. 用 Excel 或 WPS 保存时选“CSV UTF-8（逗号分隔）”；存成 GBK 的 CSV 也能读，Excel 工作簿（.xlsx）不能读。
"""
RULES_EN = """\
1. How to fill it in
  1. One row a project; list all that applied for a pilot, those refused too: without them there is nothing to compare with.
  2. Rows whose project begins with "example" show the form and are skipped; delete them when you are done.
  3. Months: 2024-05, 2024/5, 2024/5/1 and May-24 can all be read.
  4. Write "unknown" for what happened in a month nobody knows; leave empty what has not happened. The two differ.
  5. industrialised is "no" only for what was given up for good; leave it empty while the project goes on and say when it was last looked up.
  6. Where only a period is known, write its first month under applied, "unknown" under pilot_started and its last month under followed_until.
  7. What became of those refused is worth most: fill in direct_started, industrialised and followed_until.
  8. Public money is in 10,000 CNY, 0 for none; "30万元" and "0.5亿元" can be read too.
  9. Leave out names of firms and persons; columns of your own begin with "note" and are not read.
  10. Save from Excel as "CSV UTF-8 (comma delimited)"; a CSV in GBK can be read, a workbook (.xlsx) cannot.
"""


def survey_template(lang: Lang) -> bytes:
    """The CSV file: UTF-8 with BOM and Windows line ends, headings and examples in one language."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading(column.key, lang) for column in COLUMNS])
    for number, example in enumerate(EXAMPLES, 1):
        code = f"示例{number}（请删除）" if lang == "zh" else f"example {number} (delete)"
        writer.writerow([_cell(column.key, {"project": code} | example, lang) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(key: str, row: dict[str, str], lang: Lang) -> str:
    value = row.get(key, "")
    if key == "sector" and value and lang == "zh":
        return name_zh(Sector[value.upper()])
    return CHINESE.get(value, value) if lang == "zh" else value


def survey_guide(name: str, lang: Lang) -> bytes:
    """The guide beside it: how to fill it in, and what each column means; UTF-8 with BOM for Notepad."""
    zh = lang == "zh"
    sectors = "、".join(name_zh(sector) for sector in Sector) if zh else ", ".join(sector.key for sector in Sector)
    lines = [f"{name}.csv 填写说明：中试申请调查表" if zh else f"{name}.csv: how to fill in the survey of pilot applications", ""]
    lines += [RULES_ZH if zh else RULES_EN, "二、各列含义（* 为必有的列）" if zh else "2. What the columns mean (* must be there)"]
    for column in COLUMNS:
        star = "*" if column.needed else ""
        lines.append(f"  {heading(column.key, lang)}{star}：{column.help_zh}" if zh else f"  {column.key}{star}: {column.help_en}")
    lines.append(f"  领域：{sectors}" if zh else f"  Sectors: {sectors}")
    after = (
        f"\n三、填好以后\n  funnel survey {name}.csv        检查，并说出数据能说明什么、不能说明什么\n"
        if zh
        else f"\n3. When it is filled in\n  funnel survey {name}.csv        checks it and says what the data tell and what they do not\n"
    )
    return "\n".join([*lines, after]).replace("\n", "\r\n").encode("utf-8-sig")
