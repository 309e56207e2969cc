"""Shades of one colour for maps: monotone in lightness, so that grey print keeps their order, with an ink that can be read on each."""

from matplotlib.colors import to_hex, to_rgb

from experiments.figures.style import PAPER

LIGHTEST, DARKEST = "#F4F6FA", "#0B3C6F"
BLACK = "#000000"


def shade(share: float) -> str:
    """The shade of a share between 0 (nearly white) and 1 (dark)."""
    share = min(1.0, max(0.0, share))
    pairs = zip(to_rgb(LIGHTEST), to_rgb(DARKEST), strict=True)
    return to_hex([light + (dark - light) * share for light, dark in pairs])


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    lower, upper = sorted((luminance(one), luminance(other)))
    return (upper + 0.05) / (lower + 0.05)


def ink_on(colour: str) -> str:
    """The ink that can be read best on a colour."""
    return max((BLACK, PAPER), key=lambda ink: contrast(ink, colour))
