"""Making the XML of WordprocessingML: elements, text runs and fields, each with its children in the order that the schema asks for."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element of the `w:` namespace with children and `w:` attributes: element("jc", val="center")."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        if child is not None:
            made.append(child)
    return made


def text_element(text: str, tag: str = "t") -> Any:
    """A text with its blanks kept."""
    made = element(tag)
    made.text = text
    made.set(qn("xml:space"), "preserve")
    return made


def run(text: str, style: str | None = None) -> Any:
    """A run of text, with a character style or without."""
    properties = element("rPr", element("rStyle", val=style)) if style else None
    lines = text.split("\n")
    return element("r", properties, *(part for place, line in enumerate(lines) for part in ([element("br")] if place else []) + [text_element(line)]))


def field(code: str, shown: str) -> list[Any]:
    """A field with the result it has now, so that it reads right before anybody updates it."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", text_element(f" {code} ", "instrText")),
        element("r", element("fldChar", fldCharType="separate")),
        run(shown),
        element("r", element("fldChar", fldCharType="end")),
    ]


def bookmarked(name: str, number: int, children: list[Any]) -> list[Any]:
    """Elements between the two ends of a bookmark."""
    return [element("bookmarkStart", id=number, name=name), *children, element("bookmarkEnd", id=number)]


def paragraph(children: list[Any], style: str, *properties: Any) -> Any:
    """A paragraph of a style; further properties in the order of the schema (keepNext, numPr, jc …)."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *children)


def numbering(number: int, level: int = 0) -> Any:
    """The list that a paragraph belongs to; 0 for none."""
    return element("numPr", element("ilvl", val=level), element("numId", val=number))
