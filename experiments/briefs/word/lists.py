"""The lists of a brief in Word: the numbers of headings, points, and numbered points that begin anew each time."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from experiments.output.vocabulary import Lang

_LEVELS: dict[Lang, tuple[tuple[str, str], ...]] = {
    "zh": (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3. ")),
    "en": (("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
}


class Lists:
    """Adds lists to the numbering part of a document."""

    def __init__(self, part: Any):
        self.root = part.element
        self.next_abstract = 1 + max((int(each.get(qn("w:abstractNumId"))) for each in self.root.findall(qn("w:abstractNum"))), default=0)
        self.next_number = 1 + max((int(each.get(qn("w:numId"))) for each in self.root.findall(qn("w:num"))), default=0)
        self.bullets: int | None = None
        self.numbered: int | None = None

    def headings(self, lang: Lang) -> int:
        """The list that numbers headings: 一、 （一）1. or 1 1.1 1.1.1."""
        levels = ""
        for level, (form, text) in enumerate(_LEVELS[lang]):
            tight = "nothing" if lang == "zh" else "space"
            levels += (
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="Heading{level + 1}"/>'
                f'<w:suff w:val="{tight}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            )
        return self._number(self._abstract("multilevel", levels))

    def points(self) -> int:
        """The list of all points without numbers."""
        if self.bullets is None:
            self.bullets = self._number(self._abstract("hybridMultilevel", _level("bullet", "•")))
        return self.bullets

    def ordered(self) -> int:
        """A list of numbered points that begins at 1."""
        if self.numbered is None:
            self.numbered = self._abstract("hybridMultilevel", _level("decimal", "%1."))
        return self._number(self.numbered, restart=True)

    def _abstract(self, kind: str, levels: str) -> int:
        identity, self.next_abstract = self.next_abstract, self.next_abstract + 1
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}"><w:nsid w:val="{0x5B710000 + identity:08X}"/>'
            f'<w:multiLevelType w:val="{kind}"/><w:tmpl w:val="{0x5B720000 + identity:08X}"/>{levels}</w:abstractNum>'
        )
        first = self.root.find(qn("w:num"))
        if first is None:
            self.root.append(made)
        else:
            first.addprevious(made)
        return identity

    def _number(self, abstract: int, restart: bool = False) -> int:
        identity, self.next_number = self.next_number, self.next_number + 1
        override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
        made = parse_xml(f'<w:num {nsdecls("w")} w:numId="{identity}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>')
        last = self.root.findall(qn("w:num"))
        if last:
            last[-1].addnext(made)
        else:
            self.root.append(made)
        return identity


def _level(form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="567"/></w:tabs><w:ind w:left="567" w:hanging="340"/></w:pPr></w:lvl>'
    )
