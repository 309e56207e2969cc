"""A survey file is read as people write it, and whatever cannot be is said at once, with line, column, what is wrong and what to do."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration.survey import SurveyError, read, reading
from calibration.survey.cells import UNKNOWN
from calibration.survey.columns import COLUMNS
from calibration.survey.messages import MESSAGES
from calibration.survey.problems import MOST_SHOWN
from sim.units import parse_month

HEAD = [column.zh for column in COLUMNS]
GOOD = {
    "项目编号": "P1", "领域": "新材料", "申请日期": "2021-03", "评分": "86", "是否入选": "是", "中试开始": "2021-06", "中试结束": "2022-02",
    "是否通过中试": "是", "进入产业化": "2022-08", "是否批量产出": "是", "批量产出日期": "2023-11", "最后核实日期": "2024-12",
    "财政资金（万元）": "257",
}  # fmt: skip


def row(**changes):
    return GOOD | changes


def text_of(*rows, head=HEAD):
    return "\r\n".join([",".join(head), *(",".join(each.get(name, "") for name in head) for each in rows)]) + "\r\n"


@pytest.fixture
def write(tmp_path):
    def file(*rows, content=None, encoding="utf-8-sig", head=HEAD):
        path = tmp_path / "调查表.csv"
        path.write_bytes(content if isinstance(content, bytes) else (content or text_of(*rows, head=head)).encode(encoding))
        return path

    return file


def problems(path):
    with pytest.raises(SurveyError) as caught:
        read(path)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_excel_and_wps_write(write, encoding):
    survey = read(write(row(), encoding=encoding))
    assert len(survey) == 1 and survey.applications[0].project == "P1"


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_tabs_and_semicolons_divide_cells_too(write, mark):
    assert len(read(write(content=text_of(row()).replace(",", mark)))) == 1


def test_english_headings_mean_the_same(write):
    english = {column.zh: column.key for column in COLUMNS}
    text = ",".join(english[name] for name in HEAD) + "\n" + text_of(row()).split("\r\n")[1]
    assert read(write(content=text)).applications == read(write(row())).applications


@pytest.mark.parametrize(
    "written", ["2021-06", "2021/6", "2021/06/01", "2021-06-15", "2021年6月", "2021年6月1日", "2021.6", "２０２１-０６", "2021/6/1 0:00", "Jun-21"]
)
def test_a_month_is_read_as_excel_shows_it(write, written):
    assert read(write(row(中试开始=written))).applications[0].pilot_started == parse_month("2021-06")


@pytest.mark.parametrize(
    ("written", "meant"), [("257", 257.0), ("257.5", 257.5), ("30万元", 30.0), ("0.5亿元", 5000.0), ("3000000元", 300.0), ("0", 0.0)]
)
def test_public_money_is_in_10000_yuan_unless_its_unit_is_written(write, written, meant):
    assert read(write(row(**{"财政资金（万元）": written}))).applications[0].public_money == meant


@pytest.mark.parametrize(("written", "meant"), [("是", True), ("否", False), ("yes", True), ("N", False), ("1", True), ("0", False), ("√", True)])
def test_yes_and_no_are_read_as_people_write_them(write, written, meant):
    only = {"项目编号": "P", "是否入选": written}
    assert read(write(only)).applications[0].admitted is meant


def test_an_event_of_unknown_month_is_not_an_event_that_did_not_happen(write):
    unknown = read(write(row(中试开始="不详", 中试结束="", 批量产出日期="不详"))).applications[0]
    assert (unknown.pilot_started, unknown.pilot_ended, unknown.batch_output) == (UNKNOWN, UNKNOWN, UNKNOWN)
    running = read(write({"项目编号": "P", "是否入选": "是", "最后核实日期": "2024-12"})).applications[0]
    assert (running.pilot_started, running.passed, running.industrialised) == (None, None, None)


def test_what_one_column_says_another_may_leave_empty(write):
    stopped = read(write({"项目编号": "P", "申请日期": "2021-01", "是否入选": "否", "终止日期": "2022-01"})).applications[0]
    assert stopped.industrialised is False
    reached = read(write(row(是否批量产出="", 进入产业化=""))).applications[0]
    assert reached.industrialised is True and reached.entered == UNKNOWN


def test_examples_comments_empty_rows_and_columns_of_notes_are_left_out_and_said(write):
    head = [*HEAD, "备注：企业"]
    survey = read(write(row(项目编号="示例1（请删除）"), row(项目编号="#说明"), {}, row(), head=head))
    assert [each.project for each in survey.applications] == ["P1"]
    assert survey.left_out == (2, 3) and survey.notes == ("备注：企业",)


CASES = [
    ("month_form", {"中试开始": "去年夏天"}, "中试开始", None),
    ("month_form", {"中试开始": "21-6"}, "中试开始", "2021-06"),
    ("month_form", {"中试开始": "202106"}, "中试开始", "2021-06"),
    ("month_serial", {"中试开始": "44348"}, "中试开始", "2021-06"),
    ("month_impossible", {"中试开始": "2021-13"}, "中试开始", None),
    ("month_impossible", {"中试开始": "2021-02-30"}, "中试开始", "2021-02"),
    ("month_year", {"中试开始": "1021-06"}, "中试开始", None),
    ("month_unknown", {"申请日期": "不详"}, "申请日期", None),
    ("yes_no", {"是否通过中试": "通过了"}, "是否通过中试", "是"),
    ("yes_no", {"是否通过中试": "也许"}, "是否通过中试", None),
    ("yes_no_empty", {"是否入选": ""}, "是否入选", None),
    ("number", {"评分": "86分左右"}, "评分", "86"),
    ("money", {"财政资金（万元）": "约257"}, "财政资金（万元）", "257"),
    ("money_large", {"财政资金（万元）": "2570000"}, "财政资金（万元）", "257"),
    ("sector_unknown", {"领域": "材料"}, "领域", "新材料"),
    ("name_missing", {"项目编号": ""}, "项目编号", None),
    ("name_long", {"项目编号": "长" * 200}, "项目编号", None),
    ("number", {"评分": "nan"}, "评分", None),
    ("number", {"评分": "1e999"}, "评分", "1"),
    ("money", {"财政资金（万元）": "-5"}, "财政资金（万元）", "5"),
    ("ended_without_pilot", {"中试开始": "", "是否通过中试": "", "进入产业化": "", "是否批量产出": "", "批量产出日期": ""}, "中试结束", None),
    ("order", {"中试结束": "2021-01"}, "中试结束", None),
    ("order", {"批量产出日期": "2022-03"}, "批量产出日期", None),
    ("after_follow_up", {"最后核实日期": "2023-01"}, "批量产出日期", None),
    ("passed_without_pilot", {"中试开始": ""}, "是否通过中试", None),
    ("ended_without_verdict", {"是否通过中试": "", "进入产业化": "", "是否批量产出": "", "批量产出日期": ""}, "是否通过中试", None),
    ("direct_after_pass", {"直接放大开始": "2022-03"}, "直接放大开始", None),
    ("direct_during_pilot", {"中试结束": "", "是否通过中试": "", "直接放大开始": "2022-03"}, "直接放大开始", None),
    ("industry_without_route", {"是否通过中试": "否"}, "是否批量产出", None),
    ("failed_with_output", {"是否批量产出": "否"}, "批量产出日期", None),
    ("stopped_before_output", {"终止日期": "2023-01"}, "终止日期", None),
    ("follow_up_missing", {"是否批量产出": "", "批量产出日期": "", "最后核实日期": ""}, "最后核实日期", "2024-12"),
]


@pytest.mark.parametrize(("code", "changes", "column", "nearest"), CASES)
def test_what_cannot_be_is_said_with_its_line_its_column_and_the_value_probably_meant(write, code, changes, column, nearest):
    error = problems(write(row(项目编号="先前"), row(**changes)))
    found = error.problems[0]
    assert (found.code, found.line, found.nearest) == (code, 3, nearest)
    zh, en = error.render("zh"), error.render("en")
    assert f"第3行，“{column}”列：" in zh and "下一步：" in zh and "line 3" in en and "Next step: " in en
    assert (nearest is None) or (f"“{nearest}”" in zh and f'"{nearest}"' in en)
    assert error.exit_code == 2


def test_a_project_listed_twice_is_refused_with_the_line_of_the_first(write):
    found = problems(write(row(), row(项目编号="P2"), row())).problems
    assert [(each.code, each.line, each.facts["first"]) for each in found] == [("duplicate", 4, 2)]


def test_all_problems_of_a_file_are_told_at_once_and_a_long_list_is_cut_with_its_count(write):
    rows = [row(项目编号=f"P{n}", 评分="高", 中试开始="x") for n in range(100)]
    error = problems(write(*rows))
    assert len(error.problems) == 200
    shown = error.render("zh")
    assert shown.count("下一步") == MOST_SHOWN and "共 200 处问题，另有 160 处未列出。" in shown
    assert "200 problems in all; 160 more are not shown." in error.render("en")


FILES = [
    ("workbook", b"PK\x03\x04rest"),
    ("encoding", "项目编号\n".encode("gbk") + b"\xff\xff\xff"),
    ("no_header", "甲,乙\n1,2\n".encode()),
    ("no_rows", b""),
    ("no_rows", text_of(row(项目编号="示例1")).encode()),
    ("column_unknown", text_of(row()).replace("评分", "评份").encode()),
    ("column_twice", text_of(row()).replace("评分", "领域").encode()),
    ("column_missing", text_of(row()).replace("是否入选", "备注").encode()),
    ("headless", text_of(row()).replace("评分", "").encode()),
    ("row_long", (text_of(row()).rstrip() + ",3,4\r\n").encode()),
    ("not_csv", (text_of(row()) + '"P2","a"b,\r\n').encode()),
]


@pytest.mark.parametrize(("code", "content"), FILES, ids=[f"{code}-{number}" for number, (code, _) in enumerate(FILES)])
def test_a_file_that_is_no_survey_is_said_to_be_none(write, code, content):
    error = problems(write(content=content) if content else write(content=b"\n"))
    assert error.problems[0].code == code
    assert "下一步：" in error.render("zh") and "Next step" in error.render("en")


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path):
    assert problems(tmp_path / "none.csv").problems[0].code == "missing"
    assert problems(tmp_path).problems[0].code == "is_folder"


def test_a_file_without_end_is_not_read_to_its_end(write, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    assert problems(write(*(row(项目编号=f"P{number}") for number in range(50)))).problems[0].code == "too_large"


def test_a_file_that_may_not_be_read_is_said_so(write, monkeypatch):
    path = write(row())

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    error = problems(path)
    assert error.problems[0].code == "unreadable" and "没有权限" in error.render("zh")


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (text_of(row()) + text).encode("utf-8", "replace")))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_file_it_is_read_or_explained(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        assert len(read(path)) >= 1
    except SurveyError as error:
        assert error.problems and error.render("zh") and error.render("en")


def test_a_wrong_heading_is_offered_the_nearest_column(write):
    assert problems(write(content=text_of(row()).replace("评分", "评份"))).problems[0].nearest == "评分"


def test_every_message_has_both_languages_and_a_next_step():
    for code, message in MESSAGES.items():
        assert all(message) and message.zh != message.en and message.step_zh != message.step_en, code


def test_ten_thousand_rows_are_read_in_less_than_two_seconds_of_processor_time(write):
    path = write(*(row(项目编号=f"P{number}", 申请日期=f"202{number % 2}-0{number % 3 + 1}") for number in range(10_000)))
    begun = time.process_time()
    assert len(read(path)) == 10_000
    assert time.process_time() - begun < 2.0


def test_an_amount_in_yuan_is_told_in_full_digits():
    from calibration.survey.cells import BadCell, money

    with pytest.raises(BadCell) as wrong:
        money("2570000")
    assert wrong.value.facts == {"value": "2570000", "most": "100000"} and wrong.value.nearest == "257"
