"""What can be wrong with what a brief is asked of: what, where, why and the next step, in Chinese and in English."""

from collections.abc import Mapping
from typing import ClassVar

from experiments.explained_error import NOT_WHOLE, ExplainedError, Message

_AGAIN_ZH, _AGAIN_EN = "用 funnel run、compare 或 target 加 --out 重新得到结果", "make the result anew: funnel run, compare or target with --out"
_SAVE_ZH, _SAVE_EN = (
    "在 Word 或 WPS 中打开，另存为 .docx，再用 --template 给出",
    "open it in Word or WPS, save it as .docx and give that with --template",
)

_OWN_PARAGRAPH = ("让它单独成一段，放在正文里、表格之外", "put it into the body as a paragraph of its own, outside of tables")

MESSAGES: dict[str, Message] = {
    "unreadable": Message("读不了（{why}）", "it cannot be read ({why})", "检查文件是否完好、有无读取权限", "see that it is intact and may be read"),
    "story": Message(
        "这是 funnel explain 的故事，讲的是一个项目，不能写成简报",
        "this is a story of funnel explain, about one project; no brief is made of it",
        "给出 funnel run、compare 或 target 的结果",
        "give a result of funnel run, compare or target",
    ),
    "study": Message(
        "这是 funnel study 的结果，敏感性研究没有简报",
        "this is a result of funnel study, and studies have no brief",
        "用 funnel figures 画出研究的图；要简报，给出 funnel run、compare 或 target 的结果",
        "draw the study with funnel figures; for a brief give a result of funnel run, compare or target",
    ),
    "calibration": Message(
        "这是 funnel calibrate 的结果，校准没有简报",
        "this is a result of funnel calibrate, and calibrations have no brief",
        "用 funnel figures 画出校准的图；要简报，给出 funnel run、compare 或 target 的结果",
        "draw the calibration with funnel figures; for a brief give a result of funnel run, compare or target",
    ),
    "incomplete": Message(
        "结果不完整（缺少“{key}”），文件可能被改动过",
        'the result is not whole ("{key}" is missing); the file may have been changed',
        _AGAIN_ZH,
        _AGAIN_EN,
    ),
    "unknown_kind": Message(
        "不是 run、compare 或 target 的结果（缺少“{key}”）",
        'it is not a result of run, compare or target ("{key}" is missing)',
        _AGAIN_ZH,
        _AGAIN_EN,
    ),
    "unbalanced": Message(
        "有{n}处项目、资金或工位的账对不上，这个结果不能用",
        "projects, money or slots fail to balance in {n} places: this result cannot be used",
        _AGAIN_ZH,
        _AGAIN_EN,
        NOT_WHOLE,
    ),
    "no_template": Message("没有这个文件", "there is no such file", "检查模板的路径和名称", "check the path and name of the template"),
    "template_doc": Message(
        "是旧格式 .doc（或 .wps），或加了密码，不能当模板",
        "it is an old .doc (or .wps), or protected by a password, and cannot be a template",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "template_macros": Message("含有宏（.docm），不能当模板", "it holds macros (.docm) and cannot be a template", _SAVE_ZH, _SAVE_EN),
    "template_other": Message(
        "不是 Word 文档（{what}），不能当模板", "it is not a Word document ({what}) and cannot be a template", _SAVE_ZH, _SAVE_EN
    ),
    "template_broken": Message(
        "不是完好的 Word 文档（{why}）", "it is not an intact Word document ({why})", _SAVE_ZH, _SAVE_EN
    ),
    "mark_in_cell": Message(
        "标记 {mark} 在表格的单元格里（“{text}”），简报不能放进表格",
        'the mark {mark} is in a cell of a table ("{text}"), where a brief cannot go',
        *_OWN_PARAGRAPH,
    ),
    "mark_in_text": Message(
        "标记 {mark} 与其他文字在同一段（“{text}”），简报不能放进一段话中间",
        'the mark {mark} is in a paragraph with other words ("{text}"), where a brief cannot go',
        *_OWN_PARAGRAPH,
    ),
    "mark_outside": Message(
        "标记 {mark} 在页眉、页脚、文本框或内容控件里（“{text}”），简报只能放在正文中",
        'the mark {mark} is in a header, footer, text box or content control ("{text}"), but a brief goes into the body',
        *_OWN_PARAGRAPH,
    ),
    "mark_again": Message(
        "放简报的标记出现了{n}次（{mark}），简报只能放一处",
        "the mark for the brief stands in {n} places ({mark}), but it can go to one only",
        "只留一处，其余删去",
        "keep one and delete the others",
    ),
    "template_without_word": Message(
        "模板只用于 Word，而 --format 没有 docx",
        "a template is for Word, but --format has no docx",
        "在 --format 中加上 docx，或去掉 --template",
        "add docx to --format, or leave out --template",
    ),
    "glyph": Message(
        "文字“{text}”中的{characters}在随附的字体里没有，PDF 中会成为方框，没有写出任何文件",
        'the fonts that travel with us lack {characters} in the text "{text}", which would become boxes in the PDF; nothing was written',
        "在情景文件中改用常用字后重新模拟，或只要 --format docx,html",
        "use common characters in the scenario file and simulate again, or ask for --format docx,html",
    ),
}  # fmt: skip


class BriefError(ExplainedError):
    """A brief that cannot be made. `where` is the file as it was asked for."""

    messages: ClassVar[Mapping[str, Message]] = MESSAGES
