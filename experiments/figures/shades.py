"""Shades of one colour for maps: monotone in lightness, so that grey print keeps their order, with an ink that can be read on each."""

from matplotlib.colors import to_hex, to_rgb

LIGHTEST, DARKEST = "#F4F6FA", "#0B3C6F"
HALF = 0.45


def shade(share: float) -> str:
    """The shade of a share between 0 (nearly white) and 1 (dark)."""
    share = min(1.0, max(0.0, share))
    pairs = zip(to_rgb(LIGHTEST), to_rgb(DARKEST), strict=True)
    return to_hex([light + (dark - light) * share for light, dark in pairs])


def luminance(colour: str) -> float:
    """How light a colour is in grey, 0 to 1."""
    red, green, blue = to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """The ink that can be read on a colour."""
    return "#FFFFFF" if luminance(colour) < HALF else "#1A1A1A"
