"""The story of a project as text: head, the common beginning told once, where the paths part, both ways, money, class, and the note for readers."""

from collections.abc import Iterator, Mapping
from typing import Any

from calibration.versions import load_all_versions
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold
from experiments.stories.wording import CLASS_NAMES, money_in_words

INDENT, DATE = 2, 9
HEAD = Text("项目 {project} 的经过：{titles}", "The story of project {project}: {titles}")
WORLD = Text(
    "世界编号 {replication}（种子 {seed}），校准版本“{version}”，{first} 至 {last}。",
    "World {replication} (seed {seed}), calibrated version: {version}; {first} to {last}.",
)
PICKED = Text(
    "怎样选出：有“{wanted}”类项目的第一个世界里，按产生先后的第一个（看了 {n} 个世界）。",
    "How it was picked: the first {wanted} project, by order of disclosure, of the first world that has one (worlds looked at: {n}).",
)
NONE = Text(
    "在看过的 {n} 个世界（编号 {first} 至 {last}）里，没有一个项目属于“{wanted}”（{meaning}）。可以加大 --replications，或换 --seed、--policy 再找。",
    "In the {n} worlds looked at (numbers {first} to {last}) no project is {wanted} ({meaning}). "
    "Look at more with --replications, or try another --seed or --policy.",
)
COMMON = Text("共同的开头（两个世界一样）", "The common beginning (the same in both worlds)")
ALL_COMMON = Text("经过（两个世界一样）", "What happened (the same in both worlds)")
SIDES = {"baseline": Text("没有政策", "Without the policy"), "with_policy": Text("有政策", "With the policy")}
PART = Text("路在这里分开：{month}", "Here the paths part: {month}")
TURN = Text("结局在这一步分出", "The step that decided the outcome")
NO_PARTING = Text(
    "两条路没有分开：在两个世界里，这个项目的每一步都相同。", "The paths do not part: every step of the project is the same in both worlds."
)
SAME_STEPS = Text(
    "两条路没有分开：在两个世界里，这个项目每一步的时间和结果都相同，只是所写的数额有出入。",
    "The paths do not part: every step of the project comes in the same month with the same result in both worlds; only amounts differ, as told.",
)
ONLY = Text("仅{side}：", "only {side}: ")
BOTH = Text("两个世界", "In both worlds")
SIDES_SMALL = {"baseline": Text("没有政策时", "without the policy"), "with_policy": Text("有政策时", "with the policy")}
OUTCOME = Text("结局", "How it ended")
MONEY = Text("财政为它花的钱", "Public money for it")
NO_MONEY = Text("{side}：没有", "{side}: none")
PAID = Text("{side}：{month} “{instrument}”{amount}", "{side}: {month} {instrument}, {amount}")
IN_KIND = Text(
    "{side}：使用了“{instrument}”新建的平台（建设费用不摊到单个项目）",
    "{side}: a platform built by {instrument} (its cost is not split over projects)",
)
CLASS = Text("归类", "Its class")
ASSUMPTION = Text("须知", "Mind")
TRUTH = Text(
    "模型里的真相（只供读者；故事里的企业、平台、基金都不知道）",
    "The truth in the model (for readers only; no firm, platform or fund in the story knows it)",
)
WHY = Text("原因：", "Why: ")


def told(document: Mapping[str, Any], lang: Lang, width: int) -> list[str]:
    """The lines of a story, at most so many columns wide where words allow."""
    return list(Book(document, lang, width).lines())


class Book:
    """One document as lines of text."""

    def __init__(self, document: Mapping[str, Any], lang: Lang, width: int) -> None:
        self.document, self.lang, self.width = document, lang, width

    def lines(self) -> Iterator[str]:
        """All lines in their order."""
        d = self.document
        if d["project"] is None:
            picked = d["picked"]
            n, first = picked["worlds_looked_at"], picked["first_replication"]
            facts = {"n": n, "first": first, "last": first + n - 1, "wanted": CLASS_NAMES[picked["class"]], "meaning": MEANINGS[picked["class"]]}
            yield from self._folded(NONE.fill(**facts).of(self.lang), 0)
            return
        yield from self._folded(HEAD.fill(project=d["project"], titles=d["titles"][self.lang]).of(self.lang), 0)
        title = load_all_versions()[d["version"]]["title"]
        world = {"replication": d["replication"], "seed": d["seed"], "version": Text(title["zh"], title["en"])} | d["period"]
        yield from self._folded(WORLD.fill(**world).of(self.lang), 0)
        if d["picked"]:
            yield from self._folded(PICKED.fill(wanted=CLASS_NAMES[d["picked"]["class"]], n=d["picked"]["worlds_looked_at"]).of(self.lang), 0)
        yield from self._story()
        yield from self._end()

    def _story(self) -> Iterator[str]:
        """The timelines: what is common once, then each way by itself."""
        parts_at = self.document["parts_at"]
        yield from self._heading((COMMON if parts_at else ALL_COMMON).of(self.lang))
        until = parts_at["month"] if parts_at else None
        yield from self._common(until)
        if parts_at is None:
            yield ""
            yield from self._folded((NO_PARTING if self._is_all_the_same() else SAME_STEPS).of(self.lang), 0)
            return
        yield from self._heading(PART.fill(month=until).of(self.lang))
        yield from self._folded(self._said(parts_at["reason_zh"] + "。", parts_at["reason_en"] + "."), INDENT)
        turns_at = self.document["turns_at"]
        if turns_at and {turns_at["baseline_month"], turns_at["with_policy_month"]} != {until}:
            yield from self._heading(TURN.of(self.lang))
            yield from self._folded(self._said(turns_at["reason_zh"] + "。", turns_at["reason_en"] + "."), INDENT)
        for side, name in SIDES.items():
            yield from self._heading(name.of(self.lang))
            events = [event for event in self.document[side]["events"] if event["month"] >= until]
            for event in events:
                yield from self._entry(event["month"], self._text(event))
                yield from self._why(self._reason(event))
            outcome = self.document[side]["outcome"]
            words = self._said(f"：{outcome['text_zh']}。", f": {outcome['text_en']}.")
            yield from self._folded(OUTCOME.of(self.lang) + words, INDENT)

    def _is_all_the_same(self) -> bool:
        """Whether both worlds are told alike to the last number: events, reasons and payments."""
        return all(self.document["baseline"][key] == self.document["with_policy"][key] for key in ("events", "payments", "in_kind"))

    def _common(self, until: str | None) -> Iterator[str]:
        """Events before the parting; where words differ between the worlds, both are told."""
        sides = {side: [e for e in self.document[side]["events"] if until is None or e["month"] < until] for side in SIDES}
        deeds = {side: [e for e in events if e["event"] != "paid"] for side, events in sides.items()}
        payments = {side: [e for e in events if e["event"] == "paid"] for side, events in sides.items()}
        for place, (here, there) in enumerate(zip(deeds["baseline"], deeds["with_policy"], strict=True)):
            yield from self._entry(here["month"], self._text(here))
            if self._text(here) != self._text(there):
                yield from self._why(f"{SIDES_SMALL['with_policy'].of(self.lang)}{self._said('：', ': ')}{self._text(there)}", plain=True)
            reasons = [self._reason(here), self._reason(there)]
            if reasons[0] == reasons[1]:
                yield from self._why(reasons[0])
            else:
                for side, reason in zip(SIDES, reasons, strict=True):
                    yield from self._why(f"{SIDES_SMALL[side].of(self.lang)}{self._said('，', ': ')}{reason}" if reason else "")
            is_last_of_month = place + 1 == len(deeds["baseline"]) or deeds["baseline"][place + 1]["month"] != here["month"]
            if is_last_of_month:
                yield from self._payments_of(here["month"], payments)

    def _payments_of(self, month: str, payments: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
        both = [self._text(e) for e in payments["baseline"] if e["month"] == month]
        for event in payments["with_policy"]:
            if event["month"] == month:
                known = self._text(event) in both
                only = "" if known else ONLY.fill(side=SIDES_SMALL["with_policy"]).of(self.lang)
                yield from self._entry(month, only + self._text(event))

    def _end(self) -> Iterator[str]:
        d = self.document
        if d["parts_at"] is None:
            yield from self._heading(OUTCOME.of(self.lang))
            yield from self._folded(self._text(d["with_policy"]["outcome"]) + self._said("。", "."), INDENT)
        yield from self._heading(MONEY.of(self.lang))
        for side, name in SIDES.items():
            yield from self._money(side, name)
        yield from self._heading(CLASS.of(self.lang))
        yield from self._folded(self._said(d["class_zh"] + "。", d["class_en"] + "."), INDENT)
        yield from self._heading(ASSUMPTION.of(self.lang))
        yield from self._folded(d["assumption"][self.lang], INDENT)
        yield from self._heading(TRUTH.of(self.lang))
        truth = d["truth"]
        yield from self._folded(self._said(truth["text_zh"] + "。", truth["text_en"] + "."), INDENT)
        steps = {name: truth["steps"][side] for side, name in SIDES.items()}
        if steps[SIDES["baseline"]] == steps[SIDES["with_policy"]]:
            steps = {BOTH: steps[SIDES["baseline"]]}
        for name, found in steps.items():
            for step in found:
                yield from self._folded(
                    f"{name.of(self.lang)}{self._said('：', ': ')}{self._said(step['text_zh'] + '。', step['text_en'] + '.')}", INDENT
                )

    def _money(self, side: str, name: Text) -> Iterator[str]:
        found = self.document[side]
        for payment in found["payments"]:
            words = PAID.fill(side=name, month=payment["month"], instrument=payment["instrument"], amount=money_in_words(payment["amount"]))
            yield from self._folded(words.of(self.lang), INDENT)
        for instrument in found["in_kind"]:
            yield from self._folded(IN_KIND.fill(side=name, instrument=instrument).of(self.lang), INDENT)
        if not found["payments"] and not found["in_kind"]:
            yield from self._folded(NO_MONEY.fill(side=name).of(self.lang), INDENT)

    def _said(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def _text(self, entry: Mapping[str, Any]) -> str:
        return entry[f"text_{self.lang}"]

    def _reason(self, entry: Mapping[str, Any]) -> str:
        return entry[f"why_{self.lang}"] or ""

    def _heading(self, words: str) -> Iterator[str]:
        yield ""
        yield from self._folded(self._said(f"【{words}】", f"[{words}]"), 0)

    def _entry(self, date: str, text: str) -> Iterator[str]:
        first, *others = fold(text + self._said("。", "."), self.width - INDENT - DATE)
        yield f"{' ' * INDENT}{date}  {first}"
        yield from (" " * (INDENT + DATE) + line for line in others)

    def _why(self, text: str, *, plain: bool = False) -> Iterator[str]:
        if text:
            yield from self._folded(("" if plain else WHY.of(self.lang)) + text + self._said("。", "."), INDENT + DATE)

    def _folded(self, text: str, indent: int) -> Iterator[str]:
        yield from (" " * indent + line for line in fold(text, self.width - indent))


MEANINGS = {
    "additional": Text("只有在有政策时才达到批量产出", "it reaches batch output only with the policy"),
    "displaced": Text("有政策反而没有达到批量产出", "it reaches batch output only without the policy"),
    "deadweight": Text("没有政策也会达到批量产出，政策仍为它花了钱", "it would have come anyway, yet was paid"),
    "both": Text("两种情形下都达到批量产出，新政策没有为它花钱", "batch output in both, unpaid"),
    "neither": Text("两种情形下都没有达到批量产出", "batch output in neither"),
}
