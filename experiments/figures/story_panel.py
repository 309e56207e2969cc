"""Scenes of a project's story in two columns, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from experiments.figures.frame import Faces
from experiments.figures.sheet import Sheet, width_of, wrap
from experiments.figures.style import BASELINE, FAINT, INK, SOFT, policy_colour

GAP, PAD = 4.0, 1.2  # mm
BULLET = "· "


@dataclass(frozen=True)
class Scene:
    """A month: what happens in each world; `parts` where the paths part."""

    month: str
    baseline: Sequence[str]
    with_policy: Sequence[str]
    parts: bool = False


@dataclass
class Story:
    """The panel, laid out for a width in mm."""

    scenes: Sequence[Scene]
    width: float
    faces: Faces
    names: tuple[str, str]
    stretch: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.date = width_of("2025-01", self.faces.strong) + GAP
        self.column = (self.width - self.date - GAP) / 2
        self.texts = [[self._wrapped(texts) for texts in (scene.baseline, scene.with_policy)] for scene in self.scenes]

    def _wrapped(self, texts: Sequence[str]) -> list[str]:
        return [line for text in texts for line in wrap(f"{BULLET}{text}" if len(texts) > 1 else text, self.column, self.faces.body)] or ["—"]

    def row_height(self, place: int) -> float:
        """Height of a scene, mm."""
        return max(map(len, self.texts[place])) * self.faces.body.line + PAD + self.stretch

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        return self.faces.heading.line + PAD + sum(map(self.row_height, range(len(self.scenes))))

    def grow(self, spare: float) -> None:
        """Set the scenes further apart."""
        self.stretch = min(4.0, spare / max(1, len(self.scenes)))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        columns = (left + self.date, left + self.date + self.column + GAP)
        for at, name, colour in zip(columns, self.names, (BASELINE, policy_colour(0)), strict=True):
            sheet.lines(at, top, [name], self.faces.heading)
            sheet.rule(at, at + self.column, top + self.faces.heading.line + 0.3, colour, 1.6)
        top += self.faces.heading.line + PAD
        for place, scene in enumerate(self.scenes):
            if place:
                sheet.rule(left, left + self.width, top, INK if scene.parts else FAINT, 1.2 if scene.parts else 0.4)
            elif scene.parts:
                sheet.rule(left, left + self.date - GAP, top, INK, 1.2)
            same = list(scene.baseline) == list(scene.with_policy)
            sheet.lines(left, top + PAD / 2, [scene.month], self.faces.strong)
            for at, lines in zip(columns, self.texts[place], strict=True):
                sheet.lines(at, top + PAD / 2, lines, self.faces.small if same else self.faces.body)
            top += self.row_height(place)
        sheet.rule(left, left + self.width, top, SOFT, 0.4)
