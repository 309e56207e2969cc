"""The styles of a brief in Word: fonts, sizes and spacing of Chinese official documents (GB/T 9704), with fonts that Windows and WPS have.

Body 仿宋 三号, headings 黑体 and 楷体, title 小标宋 二号 (where that is not installed, Word takes the 宋体 named beside it in the font table).
English briefs use the same styles with a Latin type and smaller sizes.
"""

from typing import Any, NamedTuple

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from experiments.output.vocabulary import Lang


class Sizes(NamedTuple):
    """Type sizes in half points, and the line distance of the body in twentieths of a point (`exact` or, for English, a multiple)."""

    body: int
    title: int
    subtitle: int
    heading: int
    small: int
    table: int
    fine: int
    line: int
    rule: str
    indent: int  # of a first line, in hundredths of a character


SIZES: dict[Lang, Sizes] = {
    "zh": Sizes(32, 44, 32, 32, 24, 21, 18, 579, "exact", 200),
    "en": Sizes(23, 40, 26, 26, 19, 20, 17, 300, "auto", 0),
}
LATIN = "Times New Roman"
SONG, HEI, KAI, FANGSONG, TITLE_SONG = "宋体", "黑体", "楷体", "仿宋", "方正小标宋简体"
BODY, FINDING, NOTE, CELL, CELL_HEAD, FINE, FINE_HEAD, PICTURE = (
    "BriefBody", "BriefFinding", "BriefNote", "BriefCell", "BriefCellHead", "BriefFine", "BriefFineHead", "BriefPicture",
)  # fmt: skip
TABLE = "BriefTable"
RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="7F7F7F"/></w:pBdr>'
FONT_TABLE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {ns}>{fonts}</w:fonts>"""
_FONTS = (  # name, other name to look for, charset, family, panose
    (LATIN, "", "00", "roman", "02020603050405020304"),
    (FANGSONG, "FangSong", "86", "modern", "02010609060101010101"),
    (HEI, "SimHei", "86", "modern", "02010609060101010101"),
    (KAI, "KaiTi", "86", "modern", "02010609060101010101"),
    (SONG, "SimSun", "86", "auto", "02010600030101010101"),
    (TITLE_SONG, "宋体", "86", "auto", "02010601030101010101"),
)


def font_table() -> bytes:
    """The font table: with the name by which to look for a font where the first is not installed."""
    parts = []
    for name, other, charset, family, panose in _FONTS:
        alternative = f'<w:altName w:val="{other}"/>' if other else ""
        parts.append(
            f'<w:font w:name="{name}">{alternative}<w:panose1 w:val="{panose}"/><w:charset w:val="{charset}"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        )
    return FONT_TABLE.format(ns=nsdecls("w"), fonts="".join(parts)).encode()


def put(styles: Any, xml: str) -> None:
    """Put a style into a styles part in place of that with the same id."""
    made = parse_xml(xml)
    identity = made.get(qn("w:styleId"))
    for old in [each for each in styles if each.tag == qn("w:style") and each.get(qn("w:styleId")) == identity]:
        styles.remove(old)
    styles.append(made)


def fonts(east_asian: str, latin: str = LATIN) -> str:
    """The fonts of a style, the East Asian one included."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east_asian}" w:cs="{latin}"/>'


def defaults(lang: Lang) -> str:
    """What every style begins with."""
    body = SIZES[lang].body
    return (
        f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:sz w:val="{body}"/><w:szCs w:val="{body}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )


def style(
    identity: str,
    name: str,
    *,
    based_on: str | None = "Normal",
    following: str | None = None,
    paragraph: str = "",
    text: str = "",
    kind: str = "paragraph",
    own: bool = False,
    is_default: bool = False,
) -> str:
    """One style as XML. `own` styles are ours, the others are built in and keep their English names, as Word wants."""
    head = f'<w:style {nsdecls("w")} w:type="{kind}"{" w:customStyle=" + chr(34) + "1" + chr(34) if own else ""}'
    head += f'{" w:default=" + chr(34) + "1" + chr(34) if is_default else ""} w:styleId="{identity}"><w:name w:val="{name}"/>'
    parts = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    parts += f'<w:next w:val="{following}"/>' if following else ""
    parts += "<w:qFormat/>"
    parts += f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    parts += f"<w:rPr>{text}</w:rPr>" if text else ""
    return f"{head}{parts}</w:style>"


def size(half_points: int, bold: bool = False) -> str:
    """Type size in half points."""
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return f'{weight}<w:color w:val="000000"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def spacing(sizes: Sizes, before: int = 0, after: int = 0) -> str:
    """Line distance of the body, with room before and after in twentieths of a point."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{sizes.line}" w:lineRule="{sizes.rule}"/>'


def single(before: int = 0, after: int = 0) -> str:
    """Lines as close as the type allows."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def built_in(lang: Lang, headings: int) -> dict[str, str]:
    """The built-in styles a brief uses, by name; `headings` is the list that numbers headings."""
    sizes = SIZES[lang]
    zh = lang == "zh"
    indent = f'<w:ind w:firstLineChars="{sizes.indent}" w:firstLine="{sizes.indent * sizes.heading // 10}"/>'
    found = {
        "Normal": style("Normal", "Normal", based_on=None, is_default=True, paragraph="<w:widowControl/><w:jc w:val=\"both\"/>"),
        "Title": style(
            "Title", "Title", following="Subtitle",
            paragraph=f'<w:keepNext/>{single(240, 120)}<w:jc w:val="center"/><w:outlineLvl w:val="9"/>',
            text=fonts(TITLE_SONG) + size(sizes.title, bold=not zh),
        ),
        "Subtitle": style(
            "Subtitle", "Subtitle", following=BODY, paragraph=f'<w:keepNext/>{single(0, 360)}<w:jc w:val="center"/>',
            text=fonts(KAI) + size(sizes.subtitle),
        ),
        "caption": style(
            "Caption", "caption", following=BODY, paragraph=f'<w:keepLines/>{single(120, 60)}<w:jc w:val="center"/>',
            text=fonts(HEI) + size(sizes.small - 2, bold=not zh),
        ),
        "header": style(
            "Header", "header", paragraph=f'{RULE}{single()}<w:jc w:val="center"/>',
            text=fonts(SONG) + size(18),
        ),
        "footer": style("Footer", "footer", paragraph=single(), text=fonts(SONG) + size(28 if zh else 20)),
        "List Bullet": style("ListBullet", "List Bullet", paragraph=spacing(sizes)),
        "List Number": style("ListNumber", "List Number", paragraph=spacing(sizes)),
    }  # fmt: skip
    for level, face in enumerate((HEI, KAI, FANGSONG), 1):
        number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{headings}"/></w:numPr>' if headings else ""
        found[f"heading {level}"] = style(
            f"Heading{level}", f"heading {level}", following=BODY,
            paragraph=f"<w:keepNext/><w:keepLines/>{number}{spacing(sizes, 0 if zh else 240, 0 if zh else 60)}{indent if zh else ''}"
            f'<w:jc w:val="left"/><w:outlineLvl w:val="{level - 1}"/>',
            text=fonts(face) + size(sizes.heading, bold=not zh or level == 3),
        )  # fmt: skip
    return found


def own(lang: Lang) -> dict[str, str]:
    """The styles that only a brief has, by id."""
    sizes = SIZES[lang]
    indent = f'<w:ind w:firstLineChars="{sizes.indent}" w:firstLine="{sizes.indent * sizes.body // 10}"/>'
    none = '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
    after = 0 if lang == "zh" else 100
    cell = f'{single(20, 20)}{none}<w:jc w:val="left"/>'
    note = f'<w:sz w:val="{sizes.small - 4}"/><w:szCs w:val="{sizes.small - 4}"/>'
    bold = lang == "en"
    found = {
        BODY: style(BODY, "Brief Body", own=True, paragraph=spacing(sizes, 0, after) + indent),
        FINDING: style(FINDING, "Brief Finding", own=True, based_on=BODY, text="<w:b/><w:bCs/>"),
        NOTE: style(NOTE, "Brief Note", own=True, paragraph=f"{single(60, 160)}{none}", text=note),
        PICTURE: style(PICTURE, "Brief Picture", own=True, paragraph=f'<w:keepNext/>{single(120, 60)}{none}<w:jc w:val="center"/>'),
        TABLE: _table(),
    }
    for name, head, title, points in ((CELL, CELL_HEAD, "Brief Cell", sizes.table), (FINE, FINE_HEAD, "Brief Fine", sizes.fine)):
        found[name] = style(name, title, own=True, paragraph=cell, text=fonts(SONG) + size(points))
        found[head] = style(head, f"{title} Head", own=True, based_on=name, paragraph="<w:keepNext/>", text=fonts(HEI) + size(points, bold))
    return found


def _table() -> str:
    """Three rules, as in Chinese official and scientific tables: above, below the head, below."""
    rule = '<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/>'
    edges = rule.format(side="top", width=12) + rule.format(side="bottom", width=12)
    edges += '<w:insideH w:val="single" w:sz="2" w:space="0" w:color="BFBFBF"/>'
    head = f"<w:tcBorders>{rule.format(side='bottom', width=6)}</w:tcBorders>"
    sides = (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Brief Table"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>{head}</w:tcPr></w:tblStylePr></w:style>'
    )
