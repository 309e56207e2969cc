"""A bureau's own template: letterhead, page and styles stay; what cannot be a template is told apart and explained."""

import io
import shlex
import shutil
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from experiments.briefs.content.compose import compose
from experiments.briefs.errors import BriefError
from experiments.briefs.making import brief as write
from experiments.briefs.making import rendered
from experiments.briefs.word.template import MAIN, PLACES, TEMPLATE, TITLES, read_template
from experiments.briefs.word.xml import bookmarked
from experiments.cli.app import main
from tests.docs.pages import commands, text_of


def letterhead(path, *, place="{{简报}}", title=None, styles=True):
    """A template as a bureau would make it: a red head, its own heading, its own margins, a header and a signature."""
    document = Document()
    section = document.sections[0]
    section.left_margin, section.right_margin = Mm(30), Mm(30)
    section.header.paragraphs[0].text = "市科学技术局文件"
    document.add_paragraph("××市科学技术局文件")
    if title:
        document.add_paragraph(title)
    if place:
        document.add_paragraph(place)
    document.add_paragraph("抄送：市人民政府办公室")
    heading = document.styles["Heading 1"]
    heading.font.size, heading.font.name = Pt(18), "华文中宋"
    if not styles:
        for each in list(document.styles.element.findall(qn("w:style"))):
            if each.find(qn("w:name")).get(qn("w:val")) in ("heading 2", "caption", "List Number"):
                document.styles.element.remove(each)
    document.save(path)
    return path


def opened(content: bytes):
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def made(results, images, tmp_path_factory):
    path = letterhead(tmp_path_factory.mktemp("template") / "红头.docx", title="关于{{标题}}的报告")
    return opened(rendered(compose(results["compare"], "zh"), images["compare"], ["docx"], read_template(path))["brief.docx"])


def test_the_letterhead_stays_and_the_brief_stands_where_the_template_says(made, results):
    texts = [each.text for each in made.paragraphs]
    assert texts[:2] == ["××市科学技术局文件", "关于政策方案比较简报的报告"]
    assert texts[-1] == "抄送：市人民政府办公室"
    assert "{{" not in "".join(texts)
    assert texts[2] == "要回答的问题" and len(texts) > 40
    assert made.sections[0].header.paragraphs[0].text == "市科学技术局文件"


def test_page_and_styles_are_those_of_the_template(made):
    assert abs(made.sections[0].left_margin - Mm(30)) < Mm(0.1)
    heading = made.styles["Heading 1"]
    assert heading.font.name == "华文中宋" and heading.font.size == Pt(18)
    assert heading.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is None
    used = {each.style.name for each in made.paragraphs}
    assert {"Heading 1", "Normal", "Caption"} <= used
    width = made.sections[0].page_width - made.sections[0].left_margin - made.sections[0].right_margin
    for table in made.tables:
        assert sum(int(each.get(qn("w:w"))) for each in table._tbl.tblGrid) * 635 <= width + 635 * len(table.columns)


def test_marks_and_pictures_of_the_template_keep_their_numbers_and_the_brief_takes_others(results, images, tmp_path):
    path = letterhead(tmp_path / "章.docx")
    document = Document(path)
    seal = next(iter(images["compare"].values())).png
    document.paragraphs[0].add_run().add_picture(io.BytesIO(seal), Mm(20))
    for mark in bookmarked("章", 3, []):
        document.paragraphs[0]._p.append(mark)
    document.save(path)
    made = opened(rendered(compose(results["compare"], "zh"), images["compare"], ["docx"], read_template(path))["brief.docx"])
    for tag, key in (("w:bookmarkStart", qn("w:id")), ("wp:docPr", "id")):
        numbers = [each.get(key) for each in made.element.iter(qn(tag))]
        assert len(numbers) > 3 and len(numbers) == len(set(numbers)), tag


def test_without_a_mark_the_brief_comes_last(results, images, tmp_path):
    template = read_template(letterhead(tmp_path / "a.docx", place=None))
    document = opened(rendered(compose(results["compare"], "zh"), images["compare"], ["docx"], template)["brief.docx"])
    texts = [each.text for each in document.paragraphs]
    assert texts[:3] == ["××市科学技术局文件", "抄送：市人民政府办公室", "政策方案比较简报"]
    assert document.element.body[-1].tag == qn("w:sectPr")


def test_styles_that_a_template_lacks_are_added_and_named(results, images, tmp_path):
    template = read_template(letterhead(tmp_path / "b.docx", styles=False))
    assert set(template.lacks) == {"heading 2", "caption", "List Number"}
    document = opened(rendered(compose(results["compare"], "zh"), images["compare"], ["docx"], template)["brief.docx"])
    assert {"Caption", "List Number"} <= {each.style.name for each in document.paragraphs}


@pytest.mark.slow
def test_the_styles_added_are_told_and_the_template_itself_stays_as_it_was(folders, tmp_path):
    path = letterhead(tmp_path / "b.docx", styles=False)
    before = path.read_bytes()
    assert set(write(folders["run"], "zh", ["docx"], path, tmp_path / "out").added_styles) == {"heading 2", "caption", "List Number"}
    assert path.read_bytes() == before and [each.name for each in (tmp_path / "out").iterdir()] == ["brief.docx"]


def test_a_template_file_of_word_works_like_a_document(results, tmp_path):
    source = letterhead(tmp_path / "c.docx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "c.dotx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(MAIN.encode(), TEMPLATE.encode()) if name == "[Content_Types].xml" else content)
    assert read_template(tmp_path / "c.dotx").opened().paragraphs[0].text == "××市科学技术局文件"


def _zip(path, types):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
    return path


WRONG = {
    "old.doc": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "template_doc"),
    "scan.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\n"), "template_other"),
    "text.docx": (lambda path: path.write_text("不是 Word", encoding="utf-8"), "template_other"),
    "empty.docx": (lambda path: path.write_bytes(b""), "template_other"),
    "table.xlsx": (lambda path: _zip(path, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "template_other"),
    "any.zip": (lambda path: zipfile.ZipFile(path, "w").close(), "template_other"),
    "macro.docm": (lambda path: _zip(path, "application/vnd.ms-word.document.macroEnabled.main+xml"), "template_macros"),
    "hollow.docx": (lambda path: _zip(path, f'<Types><Override ContentType="{MAIN}"/></Types>'), "template_broken"),
    "rich.rtf": (lambda path: path.write_bytes(b"{\\rtf1 x}"), "template_other"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_template_is_told_apart(name, tmp_path):
    make, code = WRONG[name]
    make(tmp_path / name)
    with pytest.raises(BriefError) as caught:
        read_template(tmp_path / name)
    assert caught.value.code == code and caught.value.exit_code == 2
    for lang in ("zh", "en"):
        text = caught.value.render(lang)
        assert name in text and ".docx" in text and "{" not in text.replace("{\\rtf", "")


def test_a_template_that_is_not_there_or_not_for_word_is_refused(folders, tmp_path):
    for path, formats, code in (
        (tmp_path / "none.docx", ["docx"], "no_template"),
        (letterhead(tmp_path / "e.docx"), ["pdf"], "template_without_word"),
    ):
        with pytest.raises(BriefError) as caught:
            write(folders["run"], "zh", formats, path, tmp_path / "out")
        assert caught.value.code == code
    assert not (tmp_path / "out").exists()


HOW_TO = ("docs/how-to/brief.zh.md", "docs/how-to/brief.md")


def test_the_how_to_pages_show_the_same_commands_and_every_mark_of_a_template():
    assert commands(HOW_TO[0], "funnel") == commands(HOW_TO[1], "funnel")
    assert all(mark in text_of(page) for page in HOW_TO for mark in (*PLACES, *TITLES))
    assert all(page.removeprefix("docs/") in text_of("docs/README.md") for page in HOW_TO)


@pytest.mark.slow
def test_the_how_to_page_can_be_followed(folders, tmp_path, monkeypatch):
    """Its commands after the first, whose result is there already."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folders["compare"], tmp_path / "out" / "chenzhou")
    letterhead(tmp_path / "红头.docx")
    for line in commands(HOW_TO[0], "funnel")[1:]:
        assert main([*shlex.split(line)[1:], *([] if "--lang" in line else ["--lang", "zh"])]) == 0
    assert sorted(path.name for path in (tmp_path / "out" / "chenzhou").glob("brief.*")) == ["brief.docx", "brief.html", "brief.pdf"]
    assert "××市科学技术局文件" in [each.text for each in Document(tmp_path / "简报" / "brief.docx").paragraphs]


def in_cell(document):
    document.add_table(1, 1).cell(0, 0).text = "{{简报}}"


def in_text(document):
    document.add_paragraph("正文如下：{{brief}}")


def in_footer(document):
    document.sections[0].footer.paragraphs[0].text = "{{简报}}"


def twice(document):
    document.add_paragraph("{{简报}}")
    document.add_paragraph("{{brief}}")


@pytest.mark.parametrize(
    ("put", "code", "word"),
    [(in_cell, "mark_in_cell", "单元格"), (in_text, "mark_in_text", "同一段"), (in_footer, "mark_outside", "页脚"), (twice, "mark_again", "2次")],
)
def test_a_mark_that_cannot_be_filled_is_refused_and_not_left_in_the_document(tmp_path, put, code, word):
    document = Document()
    put(document)
    document.save(tmp_path / "红头.docx")
    with pytest.raises(BriefError) as caught:
        read_template(tmp_path / "红头.docx")
    said = caught.value.render("zh")
    assert caught.value.code == code and word in said and "{{" in said and "下一步" in said


def test_the_title_is_filled_wherever_its_mark_stands(results, images, tmp_path):
    document = Document()
    document.add_paragraph("关于{{标题}}的报告（{{title}}）")
    document.add_table(1, 1).cell(0, 0).text = "题目：{{标题}}"
    document.sections[0].footer.paragraphs[0].text = "{{标题}}"
    document.save(tmp_path / "红头.docx")
    made = opened(rendered(compose(results["run"], "zh"), images["run"], ["docx"], read_template(tmp_path / "红头.docx"))["brief.docx"])
    title = "成果转化模拟简报"
    assert made.paragraphs[0].text == f"关于{title}的报告（{title}）"
    assert made.tables[0].cell(0, 0).text == f"题目：{title}" and made.sections[0].footer.paragraphs[0].text == title
