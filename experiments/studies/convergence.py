"""Whether the ranks of a study can be trusted, in words: which are safe, which are not, and about how many more runs would settle them.

Two ranks are told apart where nearly all resamples of the bootstrap agree on their order; parameters whose index is certainly small, or whose
difference is, need not be (after Sarrazin, Pianosi & Wagener 2016, Environmental Modelling & Software 79, who look at the widths of intervals).
"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.studies.resampling import interval

SMALL = 0.05
"""An index, or a difference of two, that matters to nobody: 5 % of the variance, or of the largest index above the floor where they are no shares."""
AGREE = 0.975
LOOK = 1.96
LEAST_TIMES = 1.25
"""How much larger a design at least has to get where a rank is not safe."""
MOST_TIMES = 1000.0
"""How much larger a design may get before "more runs" is no advice any more."""


@dataclass(frozen=True)
class Blocks:
    """How many blocks a design has, from how many on ranks are judged at all, and what they are called."""

    count: int
    enough: int
    zh: str
    en: str

    @property
    def are_few(self) -> bool:
        """Whether resamples of so few say nothing of what they have not met."""
        return self.count < self.enough


@dataclass(frozen=True)
class Convergence:
    """What can be said of the ranks. `order` are numbers of factors from the largest index to the smallest; ranks count from 1."""

    order: tuple[int, ...]
    safe: tuple[int, ...]
    small: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]
    more_runs: int | None
    by_dummy: bool = False  # whether small means little more than what a parameter that does nothing gets
    blocks: Blocks | None = None

    @property
    def unsafe(self) -> tuple[int, ...]:
        """Ranks that may change with other luck."""
        told = {*self.safe, *self.small, *self.tied}
        return tuple(rank for rank in range(1, len(self.order) + 1) if rank not in told)

    @property
    def tied(self) -> tuple[int, ...]:
        """Ranks of indices that are certainly so near each other that it does not matter which is the larger."""
        return tuple(sorted({rank for pair in self.ties for rank in pair}))

    @property
    def is_converged(self) -> bool:
        """Whether no rank that matters may change."""
        return not self.unsafe

    @property
    def is_judged(self) -> bool:
        """Whether there are enough blocks to say anything of ranks."""
        return self.blocks is None or not self.blocks.are_few

    def verdict(self) -> dict[str, str]:
        """The verdict in words."""
        zh, en = self._judgement() if self.is_judged else self._too_few()
        if self.unsafe and self.more_runs is not None:
            zh.append(f"约需再模拟{self.more_runs:,}次")
            en.append(f"about {self.more_runs:,} more runs needed")
        elif self.unsafe:
            zh.append("有的指数几乎相等，再多模拟也难分先后")
            en.append("some indices are so nearly equal that more runs hardly tell them apart")
        return {"zh": "，".join(zh) + "。", "en": ", ".join(en) + "."}

    def _too_few(self) -> tuple[list[str], list[str]]:
        blocks = self.blocks
        zh = f"只有{blocks.count:,}{blocks.zh}，太少（至少要{blocks.enough:,}），各位次都还不能下结论"
        en = f"{blocks.count:,} {blocks.en} are too few (at least {blocks.enough:,} are needed) to say anything of the ranks"
        return [zh], [en]

    def _judgement(self) -> tuple[list[str], list[str]]:
        zh, en = [], []
        if self.safe:
            zh.append(f"第{spans(self.safe, '、')}位可靠")
            en.append(f"{_ranks(self.safe)} safe")
        if self.tied:
            zh.append(f"第{spans(self.tied, '、')}位几乎相等，先后不论")
            en.append(f"{_ranks(self.tied)} nearly equal, so that their order does not matter")
        if self.unsafe:
            zh.append(f"第{spans(self.unsafe, '、')}位不可靠")
            en.append(f"{_ranks(self.unsafe)} not" if self.safe else f"{_ranks(self.unsafe)} not safe")
        if self.small:
            by_dummy = "肯定与不起作用的参数相差无几", "certainly little more than a parameter that does nothing"
            why = by_dummy if self.by_dummy else ("肯定很小", "certainly small")
            zh.append(f"第{spans(self.small, '、')}位{why[0]}，先后不论")
            en.append(f"{_ranks(self.small)} {why[1]}, so that {'their' if len(self.small) > 1 else 'its'} order does not matter")
        return zh, en

    def document(self) -> dict[str, object]:
        """As the JSON document holds it."""
        return {
            "verdict": self.verdict(),
            "is_converged": self.is_converged,
            "is_judged": self.is_judged,
            "by_dummy": self.by_dummy,
            "enough_size": None if self.blocks is None else self.blocks.enough,
            "safe_ranks": list(self.safe),
            "unsafe_ranks": list(self.unsafe),
            "small_ranks": list(self.small),
            "nearly_equal": [list(pair) for pair in self.ties],
            "more_runs": self.more_runs if self.unsafe else 0,
        }


def spans(ranks: tuple[int, ...], comma: str = ", ") -> str:
    """ "1–3, 5" for 1, 2, 3, 5."""
    parts: list[list[int]] = []
    for rank in ranks:
        if parts and rank == parts[-1][-1] + 1:
            parts[-1].append(rank)
        else:
            parts.append([rank])
    return comma.join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def _ranks(ranks: tuple[int, ...]) -> str:
    return f"rank{'s' if len(ranks) > 1 else ''} {spans(ranks)}"


def judged(
    index: np.ndarray,
    runs: int,
    *,
    is_share: bool,
    most: np.ndarray | None = None,
    floor: np.ndarray | None = None,
    nothing: float | None = None,
    blocks: Blocks | None = None,
    error: float = 0.0,
) -> Convergence:
    """How sure the ranks of an index (1 + resamples, factors) are after so many runs.

    `most`: the index as large as luck may hide it (`Estimate.most`). `floor` (1 + resamples,): what parameters that do nothing get, for measures that
    are never near zero: small is what is certainly hardly above that, never what merely cannot be told from it. `nothing`: the most
    that such a parameter gets by luck where its index is near zero; what is not surely above that has no safe rank. With fewer `blocks` than
    enough nothing is safe, small or equal, and the runs for the others are at least those that are wanting. An `error` of the method itself, which no
    number of runs makes smaller, is what a gap has to be above, and what "matters to nobody" is larger by. No true index is negative: one that luck
    has driven far below zero is not small, and may as well lie as far above.
    """
    order = np.argsort(-index[0], kind="stable")
    least, most = index[:, order], (index if most is None else most)[:, order]
    value, drawn, upmost = least[0], least[1:], most[1:]
    idle, scatter = (0.0, 0.0) if floor is None else (float(floor[0]), float(interval(floor[1:])[1] - floor[0]))
    limit = SMALL if is_share and floor is None else SMALL * max(float(value[0]) - idle, 0.0)
    is_small = np.maximum(interval(upmost)[1], value + scatter) - idle < limit
    if floor is None:
        is_driven_down = is_small & (interval(drawn)[0] <= -limit)
        is_small &= ~is_driven_down
        upmost = np.where(is_driven_down, np.abs(upmost), upmost)
        most = np.where(is_driven_down, np.abs(most), most)
    ties, unsafe, factors = [], set(), [1.0]
    for upper in range(len(value)):
        for lower in range(upper + 1, len(value)):
            if is_small[upper] and is_small[lower]:
                continue
            gap, widest = drawn[:, upper] - upmost[:, lower], upmost[:, upper] - drawn[:, lower]
            if np.mean(gap > error) >= AGREE:
                continue
            if max(-float(interval(gap)[0]), float(interval(widest)[1])) < limit:
                ties.append((upper + 1, lower + 1))
                continue
            unsafe |= {rank for rank in (upper, lower) if not is_small[rank]}
            factors.append(_times_larger(float(value[upper] - most[0, lower]) - error, float(gap.std()), limit - error))
    for rank in range(len(value)) if nothing is not None else ():
        if not is_small[rank] and float(interval(drawn[:, rank])[0]) <= nothing:
            unsafe.add(rank)
            factors.append(_times_larger(float(value[rank]) - nothing, float(drawn[:, rank].std()), limit))
    unsafe = _with_those_tied_to(unsafe, ties, is_small)
    ranks = range(len(value))
    ties = [pair for pair in ties if not {rank - 1 for rank in pair} & unsafe and not any(is_small[rank - 1] for rank in pair)]
    tied = {rank - 1 for pair in ties for rank in pair}
    worst = max(factors)
    numbers = tuple(int(each) for each in order)
    if blocks is not None and blocks.are_few:
        times = max(worst if worst <= MOST_TIMES else 1.0, blocks.enough / blocks.count)
        return Convergence(numbers, (), (), (), rounded((times - 1.0) * runs), floor is not None, blocks)
    more = None if worst > MOST_TIMES else rounded((worst - 1.0) * runs)
    return Convergence(
        numbers,
        tuple(rank + 1 for rank in ranks if rank not in unsafe and rank not in tied and not is_small[rank]),
        tuple(rank + 1 for rank in ranks if rank not in unsafe and is_small[rank]),
        tuple(ties),
        more,
        floor is not None,
        blocks,
    )


def _with_those_tied_to(unsafe: set[int], ties: list[tuple[int, int]], is_small: np.ndarray) -> set[int]:
    """Ranks that may change, and all that are as good as equal to one of them: they may change with it."""
    while more := {rank - 1 for pair in ties for rank in pair if not is_small[rank - 1] and {each - 1 for each in pair} & unsafe} - unsafe:
        unsafe = unsafe | more
    return unsafe


def _times_larger(gap: float, spread: float, limit: float) -> float:
    """How many times as many runs make this gap certain, or certainly small, where it is neither yet: errors go down with the root of the runs."""
    apart = (LOOK * spread / gap) ** 2 if gap > 0.0 else math.inf
    equal = (LOOK * spread / (limit - gap)) ** 2 if gap < limit else math.inf
    return max(LEAST_TIMES, min(apart, equal))


def rounded(runs: float) -> int:
    """Two digits are all that such an estimate is worth; never fewer than it says."""
    if runs <= 0.0:
        return 0
    size = 10 ** max(0, math.floor(math.log10(runs)) - 1)
    return math.ceil(runs / size) * size
