"""What a survey cannot tell, said in words: each limit with the figures of this file, and what would lift it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.survey import spans as waiting
from calibration.survey.discontinuity import LEAST_EACH_SIDE, Discontinuity
from calibration.survey.records import UNKNOWN, Survey
from sim.scenario.errors import Both

FEW = 30
MUCH = 0.1


@dataclass(frozen=True)
class Limit:
    """One thing the data leave open: a code and the sentence, in both languages."""

    code: str
    says: Both


def limits_of(survey: Survey, found: Discontinuity) -> tuple[Limit, ...]:
    """Everything this survey leaves open, the most important first."""
    said = [*_cause(found), *_unfinished(survey), *_unseen(survey), *_few(survey)]
    return tuple(Limit(code, Both(zh, en)) for code, zh, en in said)


def _cause(found: Discontinuity) -> Iterator[tuple[str, str, str]]:
    if found.why == "estimated":
        yield (
            "effect_at_the_bar_only",
            "门槛处的比较只说明分数刚过线和刚不过线的项目，不说明远离门槛的项目，也不说明其中多少是甄别、多少是成熟",
            "the comparison at the bar speaks of projects at the bar, not of others, and not of how much is screening and how much maturing",
        )
    else:
        why_zh, why_en = {
            "no_scores": ("没有评分", "no project has a score"),
            "no_bar": ("没有落选的或没有入选的", "nobody was refused, or nobody admitted"),
            "not_followed": ("门槛附近落选的项目没有跟踪够久", "those refused near the bar were not followed long enough"),
            "few_refused": (
                f"门槛附近落选且有跟踪的只有 {found.refused_followed} 个，至少要 {LEAST_EACH_SIDE} 个",
                f"only {found.refused_followed} near the bar were refused and followed, {LEAST_EACH_SIDE} are needed",
            ),
            "few_admitted": (f"门槛附近入选的不到 {LEAST_EACH_SIDE} 个", f"fewer than {LEAST_EACH_SIDE} were admitted near the bar"),
            "score_does_not_decide": ("评分高低并不决定入选", "the score does not decide who is admitted"),
        }[found.why]
        yield (
            "effect_unknown",
            f"中试本身的作用分不出来：做过与没做过的差距里有选择、有甄别、有成熟，三者靠这份数据分不开（{why_zh}）",
            "what the pilot itself does cannot be told: the gap between those with and without one mixes selection, screening and maturing, "
            f"and these data do not separate them ({why_en})",
        )


def _unfinished(survey: Survey) -> Iterator[tuple[str, str, str]]:
    for of, zh, en in (
        (waiting.after_passed_pilot, "通过中试的", "that passed a pilot"),
        (waiting.without_pilot, "直接放大的", "that went ahead without one"),
    ):
        spans = of(survey)
        if len(spans) and spans.running:
            share = spans.running / len(spans)
            yield (
                f"unfinished_{of.__name__}",
                f"{zh} {len(spans)} 个项目中还有 {spans.running} 个（{share:.0%}）没有结果：最终比例是推算的，再跟踪一两年会变窄",
                f"of {len(spans)} projects {en}, {spans.running} ({share:.0%}) are not finished: the final share is inferred; "
                "another year or two of following narrows it",
            )


def _unseen(survey: Survey) -> Iterator[tuple[str, str, str]]:
    c = survey.columns
    refused = c["admitted"] == 0
    unseen = refused & (c["followed_until"] < 0) & (c["industrialised"] == -1)
    if refused.any() and unseen.any():
        yield (
            "refused_not_followed",
            f"落选的 {int(refused.sum())} 个项目中有 {int(unseen.sum())} 个没有跟踪：不知道没有支持会怎样",
            f"of {int(refused.sum())} projects refused, {int(unseen.sum())} were not followed: what happens without support is unknown",
        )
    if not refused.any():
        yield ("nobody_refused", "没有列出落选的项目，就没有可比的一方", "no project that was refused is listed, so there is nothing to compare with")
    if not len(waiting.without_pilot(survey)):
        yield (
            "without_pilot_unknown",
            "没有不经中试直接放大的项目，“未经中试”的比例无从估计",
            "no project went ahead without a pilot, so the share without one cannot be estimated",
        )
    failed = (c["passed"] == 0) & ~survey.happened("direct_started") & (c["industrialised"] == -1)
    if failed.any():
        yield (
            "after_failed_pilots",
            f"未通过中试的有 {int(failed.sum())} 个没有写后来怎样，按终止计；若有人又直接放大，比例会偏低",
            f"{int(failed.sum())} projects that failed a pilot say nothing of what came after and count as stopped; some may have gone ahead",
        )


def _few(survey: Survey) -> Iterator[tuple[str, str, str]]:
    begun = survey.happened("pilot_started")
    undated = begun & (survey.columns["pilot_started"] == UNKNOWN)
    if begun.any() and undated.sum() / begun.sum() > MUCH:
        yield (
            "undated",
            f"{int(begun.sum())} 个中试里有 {int(undated.sum())} 个不知道开始月份，按均匀进入处理；补上月份区间会变窄",
            f"{int(undated.sum())} of {int(begun.sum())} pilots began in a month nobody knows and are spread evenly; dates would narrow intervals",
        )
    if 0 < begun.sum() < FEW:
        yield ("few", f"只有 {int(begun.sum())} 个中试，区间很宽", f"there are only {int(begun.sum())} pilots, so intervals are wide")
    if not np.isfinite(survey.columns["public_money"]).any():
        yield ("money_unknown", "没有写财政资金，受助的与没有受助的分不开", "public money is not given, so those paid cannot be told from the others")
