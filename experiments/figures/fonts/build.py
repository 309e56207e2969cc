"""Make the two Chinese fonts of the figures and briefs from the npm package @fontsource/noto-sans-sc (SIL OFL 1.1).

Usage: npm pack @fontsource/noto-sans-sc && tar xzf fontsource-noto-sans-sc-*.tgz && python build.py package/files OUT
Needs fonttools and brotli. Joins the web slices, keeps GB 2312, Latin, punctuation and full-width forms, and renames the family
(the licence asks for the licence text to travel along; no reserved font name is declared).
"""

import contextlib
import glob
import os
import re
import sys
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTFont

FAMILY = "Techfunnel Sans SC"


def gb2312():
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            with contextlib.suppress(UnicodeDecodeError):
                yield ord(bytes([high, low]).decode("gb2312"))


def build(files, out, weight, style):
    latin = os.path.join(files, f"noto-sans-sc-latin-{weight}-normal.woff2")
    slices = sorted(p for p in glob.glob(os.path.join(files, f"noto-sans-sc-*-{weight}-normal.woff2")) if re.search(r"sc-\d+-", p))
    parts, folder = [], tempfile.mkdtemp()
    for number, path in enumerate([latin, *slices]):
        font = TTFont(path)
        font.flavor = None
        for table in ("GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE"):
            if table in font:
                del font[table]
        parts.append(os.path.join(folder, f"{number}.ttf"))
        font.save(parts[-1])
    font = merge.Merger().merge(parts)
    options = subset.Options()
    options.layout_features, options.name_IDs, options.hinting, options.notdef_outline = [], ["*"], False, True
    blocks = (range(0x20, 0x17F), range(0x2000, 0x206F), range(0x3000, 0x303F), range(0xFF00, 0xFFEF))
    wanted = {*gb2312(), *(code for block in blocks for code in block), 0x20AC, 0xA5, 0x2103, 0x2212}
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    names = font["name"]
    names.names = [n for n in names.names if n.nameID not in (16, 17)]
    for number, text in ((1, FAMILY), (2, style), (4, f"{FAMILY} {style}"), (6, f"{FAMILY.replace(' ', '')}-{style}")):
        names.setName(text, number, 3, 1, 0x409)
    target = os.path.join(out, f"TechfunnelSansSC-{style}.ttf")
    font.save(target)
    print(f"{target}: {os.path.getsize(target) / 1e6:.2f} MB, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    for weight, style in ((400, "Regular"), (700, "Bold")):
        build(sys.argv[1], sys.argv[2], weight, style)
