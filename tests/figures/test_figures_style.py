"""The look is ours alone: fonts by path, no box for a missing character, no pyplot, the same bytes every time, readable in grey."""

import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_rgb

from experiments.figures import style
from experiments.figures.effects import effects_figure
from experiments.figures.funnel import funnel_figure
from experiments.figures.glyphs import MissingGlyph, missing_glyphs, require_glyphs
from experiments.figures.sheet import Face, width_of, wrap
from tests.figures.documents import compare_document, run_document

RARE = "\U0002cb4a"  # 𬭊, in GB 18030 but neither in our font nor in DejaVu Sans


def test_texts_are_drawn_in_our_font_found_by_path():
    style.register_fonts()
    for weight, file in (("normal", "TechfunnelSansSC-Regular.ttf"), ("bold", "TechfunnelSansSC-Bold.ttf")):
        found = font_manager.findfont(font_manager.FontProperties(family=list(style.FAMILIES), weight=weight))
        assert found == str(style.FONTS / file)


def test_the_licence_travels_with_the_fonts():
    assert "SIL OPEN FONT LICENSE" in (style.FONTS / "LICENSE").read_text(encoding="utf-8").upper()


@pytest.mark.parametrize("save", [style.png_bytes, style.svg_bytes])
def test_a_missing_glyph_is_an_error_and_not_a_box(save):
    document = compare_document()
    document["policies"][0]["titles"]["zh"] = f"建设{RARE}材料中试平台"
    with pytest.raises(MissingGlyph) as error:
        save(effects_figure(document, "zh"))
    assert error.value.characters == (RARE,)
    assert "U+2CB4A" in str(error.value)


def test_control_characters_are_refused_and_common_text_is_not():
    with pytest.raises(MissingGlyph):
        require_glyphs(["甲\t乙"])
    assert missing_glyphs("中试“3+4”：—−%（）αβμ≥") == ()


def test_a_dollar_sign_in_a_title_is_a_dollar_sign():
    document = run_document()
    document["titles"]["en"] = "From $5 to $_x^2"
    assert style.png_bytes(funnel_figure(document, "en"))


@pytest.mark.parametrize("save", [style.png_bytes, style.svg_bytes])
def test_the_same_document_gives_the_same_bytes_whatever_the_users_settings(save):
    first = save(effects_figure(compare_document(), "zh", "word"))
    with matplotlib.rc_context({"font.size": 30, "savefig.bbox": "tight", "axes.grid": True, "font.family": "serif", "savefig.dpi": 50}):
        assert save(effects_figure(compare_document(), "zh", "word")) == first


def test_an_svg_holds_outlines_instead_of_text_and_no_date():
    svg = style.svg_bytes(funnel_figure(run_document(), "zh"))
    root = ElementTree.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "path" in tags and not tags & {"text", "tspan", "image", "date"}
    assert b"font-family" not in svg


def test_the_users_settings_are_as_they_were_afterwards():
    def settings():
        return {name: matplotlib.rcParams[name] for name in matplotlib.rcParams if name != "backend"}

    with matplotlib.rc_context({"font.size": 30, "text.parse_math": True}):
        before = settings()
        style.svg_bytes(funnel_figure(run_document(), "zh", "word"))
        assert settings() == before


def test_pyplot_is_never_loaded_and_output_alone_needs_no_matplotlib():
    code = """
import sys
import experiments.output.write
assert not [name for name in sys.modules if name.startswith("matplotlib")]
from experiments.figures import effects, style
from tests.figures.documents import one_policy
style.png_bytes(effects.effects_figure(one_policy(), "zh", indicators=["batch_output"]))
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_the_first_three_colours_and_the_baseline_differ_in_grey():
    colours = [*style.POLICY_COLOURS[:3], style.FAINT]
    greys = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(to_rgb, colours))
    assert min(upper - lower for lower, upper in pairwise(greys)) > 0.1


def test_colour_and_mark_together_repeat_only_after_56_policies():
    looks = [(style.policy_colour(order), style.policy_mark(order)) for order in range(56)]
    assert len(set(looks)) == 56
    assert [style.policy_letter(order) for order in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]


@pytest.mark.parametrize("width", [12.0, 25.0, 60.0])
def test_wrapped_lines_fit_and_lose_nothing(width):
    style.register_fonts()
    face, text = Face(8.0), "企业自主中试成功并在本地产业化，一次性奖励 200 万元（郴州）；chenzhou+award-on-industrialisation"
    lines = wrap(text, width, face)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    slack = width_of("）；", face)  # a closing mark never begins a line, so that it may hang out
    assert all(width_of(line, face) <= width + slack for line in lines)
    assert not [line for line in lines if line[0] in "，；）"]
