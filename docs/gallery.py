"""Makes the gallery: every figure of a few small results, in both languages, with a page that shows them.

    python docs/gallery.py          # simulates for some minutes, then draws docs/gallery/*.png and docs/gallery/README.md
    python docs/gallery.py DIR      # takes the results from DIR, and keeps there those that it had to make

Pictures are small (72 dpi, few colours); `funnel figures` draws the same at 300 dpi.
"""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]  # run as a script, also without installation

FOLDER = ROOT / "docs" / "gallery"
POLICIES = ("award-on-industrialisation", "pilot-voucher", "more-public-platforms")
THREE = [word for policy in POLICIES for word in ("--policy", policy)]
GOAL = "new_products >= 45 by 2030-06"
RESULTS: dict[str, list[str]] = {
    "compare": ["compare", "chenzhou", *THREE, "--replications", "64"],
    "contrasts": ["compare", "chenzhou", *THREE[:4], "--replications", "30", "--worlds", "versions", "--contrasts"],
    "run": ["run", "chenzhou", "--policy", "pilot-voucher", "--replications", "60", "--worlds", "versions"],
    "target": ["target", "chenzhou", "--policy", "pilot-voucher", "--goal", GOAL, "--replications", "64"],
    "explain": ["explain", "chenzhou", "--policy", "more-public-platforms", "--pick", "additional"],
    "sobol": ["study", "what-drives-industrialisation", "--size", "128", "--replications", "4"],
    "tornado": ["study", "what-drives-industrialisation", "--method", "tornado", "--replications", "60"],
    "morris": ["study", "what-drives-the-pilot-subsidy", "--size", "10", "--replications", "20"],
    "discovery": ["study", "when-platforms-fail", "--size", "256", "--replications", "6"],
    "calibrate": ["calibrate", "--quick", "--report"],
}
"""The results by name, with the commands that make them: as few worlds as allow a conclusion, ten of each version or two of each posterior draw."""
SHOWN: dict[str, tuple[str, ...]] = {
    "compare": ("effects", "projects", "cost", "ledger", "platforms", "years", "funnel"),
    "contrasts": ("contrasts",),
    "run": ("flows",),
    "target": ("target", "bottlenecks"),
    "explain": ("story",),
    "sobol": ("sensitivity",),
    "tornado": ("tornado",),
    "morris": ("morris",),
    "discovery": ("boxes",),
    "calibrate": ("ridge",),
}
"""Which figures are shown of which result."""
DPI, COLOURS = 72, 96
HEAD = """# 图库 · Gallery

每张图由 `funnel figures` 从一个结果画出；标题写的是结论，副题写的是量度和区间，脚注写明出处。这里的图由 `python docs/gallery.py` 一次生成，
模拟次数很少，只为展示样子，不能据此下结论。
`funnel figures` draws each of these from a result; the title says the finding, the subtitle the measure and its interval, the footer what made
it. The pictures here are made by `python docs/gallery.py` from few simulations: they show what figures look like and conclude nothing.
"""


def results(kept: Path | None) -> dict[str, dict[str, Any]]:
    """The documents of all results, by the command line itself; `kept` is a folder of results made before."""
    found = {}
    for name, words in RESULTS.items():
        file = kept / f"{name}.json" if kept else None
        if file and file.is_file():
            text = file.read_text(encoding="utf-8")
        else:
            command = [sys.executable, "-m", "experiments.cli", *words, "--json", "--quiet"]
            text = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
            if file:
                file.write_text(text, encoding="utf-8")
        found[name] = json.loads(text)
    return found


def small_png(document: dict[str, Any], name: str, lang: str) -> bytes:
    """A figure as a small picture of few colours."""
    from PIL import Image

    from experiments.figures import draw
    from experiments.figures.style import png_bytes

    picture = Image.open(io.BytesIO(png_bytes(draw(document, name, lang, "word"), dpi=DPI))).convert("RGB")
    target = io.BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, format="png", optimize=True)
    return target.getvalue()


def page(documents: dict[str, dict[str, Any]]) -> str:
    """The page: every figure in both languages with its alternative text and the command of its result."""
    from experiments.figures import alt_text

    parts = [HEAD]
    for result, names in SHOWN.items():
        command = " ".join(f'"{word}"' if " " in word else word for word in ("funnel", *RESULTS[result]))
        for name in names:
            texts = {lang: alt_text(documents[result], name, lang).replace("[", "(").replace("]", ")").replace("\n", " ") for lang in ("zh", "en")}
            parts.append(f"## {name}\n\n{texts['zh']}\n{texts['en']}\n")
            parts += [f"![{texts[lang]}]({name}-{lang}.png)" for lang in ("zh", "en")]
            parts.append(f"\n```\n{command} --out out/{result}\nfunnel figures out/{result} --only {name}\n```\n")
    return "\n".join(parts).rstrip() + "\n"


def main(arguments: Sequence[str]) -> int:
    """Make all pictures and the page, written together or not at all."""
    from experiments.output.folder import write_whole

    documents = results(Path(arguments[0]) if arguments else None)
    files = {
        f"{name}-{lang}.png": small_png(documents[result], name, lang) for result, names in SHOWN.items() for name in names for lang in ("zh", "en")
    }
    write_whole(FOLDER, files | {"README.md": page(documents).encode()})
    print(f"{FOLDER.relative_to(ROOT)}: {len(files)} pictures, {sum(map(len, files.values())) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
