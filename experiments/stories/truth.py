"""The note for the reader: what the model knows and nobody in it does. Kept apart from everything that agents see."""

from typing import Any

from experiments.cli.language import Text
from experiments.stories.timeline import Timeline
from experiments.stories.wording import share_in_words
from sim.dice import normal_cdf

STEPS = {
    "pilot_passed": ("passing", True), "pilot_failed": ("passing", False), "new_product": ("trial", True), "trial_failed": ("trial", False),
    "batch_output": ("ramp", True), "ramp_failed": ("ramp", False),
}  # fmt: skip
"""Events that settle a technical step: which chance of `sim.looking.Truth` it was, and how it ended."""
NAMES = {"passing": Text("中试", "pilot"), "trial": Text("产品试制", "product trial"), "ramp": Text("爬坡", "ramp")}
QUALITY = Text(
    "它的真实质量为{quality}个标准差（全部成果平均为0），好于约{share}的成果",
    "its true quality is {quality} sd (the mean of all results is 0), better than about {share} of them",
)
STEP = Text("{date} {name}的真实成功概率{chance}，{verdict}", "{date} the {name} truly had a {chance} chance: {verdict}")
VERDICTS = {
    (True, True): Text("成了，在意料之中", "it worked, as was to be expected"),
    (True, False): Text("成了，运气好", "it worked, by good luck"),
    (False, True): Text("没成，主要是运气不好", "it failed, mainly by bad luck"),
    (False, False): Text("没成，本来就不容易", "it failed, as was likely: it was not ready"),
}


def truth_of(baseline: Timeline | None, policy: Timeline | None) -> dict[str, Any]:
    """Quality (sd), and for every technical step that was settled in either world its true chance and whether that was luck."""
    quality = float((baseline or policy).watched.project.quality)
    note = QUALITY.fill(quality=f"{quality:+.2f}", share=share_in_words(float(normal_cdf(quality))))
    steps = {"baseline": steps_of(baseline), "with_policy": steps_of(policy)}
    return {"quality": round(quality, 4), "text_zh": note.zh, "text_en": note.en, "steps": steps}


def steps_of(line: Timeline | None) -> list[dict[str, Any]]:
    """The technical steps of one world."""
    found = []
    for entry in line.entries if line is not None else ():
        if entry.event.kind not in STEPS:
            continue
        step, worked = STEPS[entry.event.kind]
        chance = float(getattr(line.month(entry.event.month).truth, step))
        words = STEP.fill(date=entry.date, name=NAMES[step], chance=share_in_words(chance), verdict=VERDICTS[worked, chance >= 0.5])
        found.append({"month": entry.date, "step": step, "chance": round(chance, 4), "worked": worked, "text_zh": words.zh, "text_en": words.en})
    return found
