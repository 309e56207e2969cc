"""What surrounds every figure: the finding as title, the measure as subtitle, the legend, and a footer that says what made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from experiments.figures.sheet import Face, Sheet, wrap
from experiments.figures.style import BASELINE, SOFT, Size, policy_colour, policy_letter, policy_mark
from experiments.output.identity import result_id
from experiments.output.vocabulary import BASELINE as BASELINE_WORDS
from experiments.output.vocabulary import Lang, is_comparison, title

MARGIN = 3.0  # mm
GAP = 2.0  # mm
ASIDE_SHARE = 0.36


class Faces(NamedTuple):
    """The type of a figure, all from one size."""

    title: Face
    subtitle: Face
    heading: Face
    body: Face
    strong: Face
    small: Face


def faces_for(size: Size) -> Faces:
    """The faces of a figure of this size."""
    points = size.points
    return Faces(
        title=Face(points * 1.35, "bold"),
        subtitle=Face(points * 0.95, "normal", SOFT),
        heading=Face(points, "bold"),
        body=Face(points * 0.92),
        strong=Face(points * 0.92, "bold"),
        small=Face(points * 0.85, "normal", SOFT),
    )


class Entry(NamedTuple):
    """One line of the legend; `aside` is said about it in the column at the right."""

    mark: str
    colour: str
    text: str
    aside: str = ""


def baseline_entry(lang: Lang) -> Entry:
    """The legend of the baseline."""
    return Entry("s", BASELINE, BASELINE_WORDS.read(lang))


def policy_entry(document: Mapping[str, Any], order: int, lang: Lang, aside: str = "") -> Entry:
    """The legend of the policy at this place: its mark, letter and title."""
    text = f"{policy_letter(order)}  {title(document['policies'][order], lang)}"
    return Entry(policy_mark(order), policy_colour(order), text, aside)


@dataclass
class Frame:
    """Title, subtitle, legend and footer of a figure, wrapped to its width; `above` and `below` are the heights they take."""

    size: Size
    title: str
    subtitle: str
    footer: str
    entries: Sequence[Entry] = ()
    aside_heading: str = ""
    faces: Faces = field(init=False)

    def __post_init__(self) -> None:
        self.faces = faces_for(self.size)
        inner = self.size.width - 2 * MARGIN
        self._mark_width = 2.2 * self.faces.body.points * 0.3528
        self._title = wrap(self.title, inner, self.faces.title)
        self._subtitle = wrap(self.subtitle, inner, self.faces.subtitle)
        self._footer = wrap(self.footer, inner, self.faces.small)
        aside = inner * ASIDE_SHARE if self.aside_heading else 0.0
        self._aside_left = MARGIN + inner - aside
        self._aside_heading = wrap(self.aside_heading, aside, self.faces.small) if aside else []
        self._asides = [wrap(entry.aside, aside, self.faces.body) if aside else [] for entry in self.entries]
        beside = inner - aside - self._mark_width - (2 * GAP if aside else 0)
        self._legend = [wrap(entry.text, beside, self.faces.body) for entry in self.entries]

    @property
    def above(self) -> float:
        """Height of everything above the panels, mm."""
        faces = self.faces
        legend = len(self._aside_heading) * faces.small.line + (GAP if self._legend else 0)
        legend += sum(max(map(len, pair)) for pair in zip(self._legend, self._asides, strict=True)) * faces.body.line
        return MARGIN + len(self._title) * faces.title.line + len(self._subtitle) * faces.subtitle.line + legend + GAP

    @property
    def below(self) -> float:
        """Height of everything below the panels, mm."""
        return GAP + len(self._footer) * self.faces.small.line + MARGIN

    def draw(self, sheet: Sheet) -> None:
        """Put title, subtitle, legend and footer on the sheet."""
        faces, top = self.faces, MARGIN
        top = sheet.lines(MARGIN, top, self._title, faces.title)
        top = sheet.lines(MARGIN, top, self._subtitle, faces.subtitle)
        top += GAP if self._legend else 0
        top = sheet.lines(self._aside_left, top, self._aside_heading, faces.small)
        for entry, lines, aside in zip(self.entries, self._legend, self._asides, strict=True):
            sheet.mark(MARGIN + self._mark_width * 0.35, top + faces.body.line / 2, entry.mark, entry.colour, faces.body.points * 0.75)
            sheet.lines(self._aside_left, top, aside, faces.body)
            sheet.lines(MARGIN + self._mark_width, top, lines, faces.body)
            top += max(len(lines), len(aside)) * faces.body.line
        bottom = sheet.height - MARGIN - len(self._footer) * faces.small.line
        sheet.rule(MARGIN, sheet.width - MARGIN, bottom - GAP / 2, SOFT, 0.4)
        sheet.lines(MARGIN, bottom, self._footer, faces.small)
        sheet.figure.set_label(self.title)


def footer_of(document: Mapping[str, Any], lang: Lang, notes: Sequence[str] = ()) -> str:
    """Notes on reading the figure, then what made it: scenario, replications, seed, version, result id and sources."""
    provenance = document.get("provenance") or {}
    version = (provenance.get("versions") or {}).get("techfunnel") or "—"
    sources = provenance.get("sources") or ()
    zh = lang == "zh"
    facts = [
        _scenario(document, zh),
        _fact(document, "runs" if "runs" in document else "replications", _runs(document, zh)),
        _period(document, zh),
        _fact(document, "seed", "种子 {}" if zh else "seed {}"),
        f"techfunnel {version}",
        (f"结果编号 {result_id(document)}" if zh else f"result {result_id(document)}"),
    ]
    lines = [*notes, ("；" if zh else "; ").join(fact for fact in facts if fact)]
    if sources:
        lines.append(("依据：" if zh else "Evidence: ") + ("、" if zh else ", ").join(sources))
    return "\n".join(lines)


def _scenario(document: Mapping[str, Any], zh: bool) -> str:
    """The scenario; a study names its region and its policies instead."""
    if "scenario" in document or not isinstance(document.get("region"), Mapping):
        return _fact(document, "scenario", "情景 {}" if zh else "Scenario {}")
    name = "+".join(each["id"] for each in (document["region"], *(document.get("already") or ()), *(document.get("policies") or ())))
    return f"研究 {document['study']}；情景 {name}" if zh else f"Study {document['study']}; scenario {name}"


def _fact(document: Mapping[str, Any], key: str, words: str) -> str:
    """A fact in words; nothing where the document does not hold it."""
    found = document.get(key)
    if isinstance(found, int) and not isinstance(found, bool) and key == "runs":
        return words.format(f"{found:,}")
    return "" if found is None or isinstance(found, Mapping) else words.format(found)


def _runs(document: Mapping[str, Any], zh: bool) -> str:
    if is_comparison(document) and "runs" not in document:
        return "{} 对模拟" if zh else "{} paired runs"
    return "{} 次模拟" if zh else "{} runs"


def _period(document: Mapping[str, Any], zh: bool) -> str:
    """The months simulated, with the first and the last where the document names them."""
    months, found = _fact(document, "months", "{} 个月" if zh else "{} months"), document.get("period")
    if not found or not months:
        return months
    return f"{found['first']} 至 {found['last']}（{months}）" if zh else f"{found['first']} to {found['last']} ({months})"
