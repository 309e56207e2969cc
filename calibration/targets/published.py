"""The published figures the model is held against, and what of them cannot be true together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from calibration.data import uniform_entry
from calibration.observe import Sums, entered_within

Role = Literal["fitted", "checked", "set"]


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Target:
    """One target. `low` and `high` say what is accepted; `of` measures it in sums over worlds; `wording` restricts it to one reading of the sentence.

    `fitted` targets enter the likelihood, `checked` ones are only compared, `set` ones follow from parameters or set one, and so are no check.
    """

    id: str
    what: Words
    measured: Words
    value: float
    low: float
    high: float
    unit: str
    role: Role
    sources: str
    of: Callable[[Sums], float]
    wording: str = ""

    def is_met(self, simulated: float) -> bool:
        """Whether a simulated value is accepted; never where nothing could be measured."""
        return self.low <= simulated <= self.high


def ratio(a: float, b: float) -> float:
    """A quotient, NaN of nothing."""
    return a / b if b else float("nan")


def number(part: str, whole: str) -> Callable[[Sums], float]:
    """A quotient of two named sums."""
    return lambda s: ratio(s.numbers[part], s.numbers[whole])


def attempts(above: str, below: str) -> Callable[[Sums], float]:
    """How many times the attempt rate of one kind of lab is that of another."""
    return lambda s: ratio(number(f"attempts_{above}", f"results_{above}")(s), number(f"attempts_{below}", f"results_{below}")(s))


CLOSED = Words("封闭批次：不再进入新项目，跟踪到全部有结果", "closed cohorts: entry closes and everybody is followed to the end")
TARGETS = (
    Target(
        "C1",
        Words("中试通过后达到批量产出的比例（说法S）", "batch output reached / pilots passed (wording S)"),
        CLOSED,
        0.80,
        0.78,
        0.82,
        "share",
        "fitted",
        "S-CZ-01",
        lambda s: s.cohort.after_passed_pilot,
        "S",
    ),
    Target(
        "C1T",
        Words("经过中试（含未通过）后达到批量产出的比例（说法T）", "batch output reached / pilots begun, passed or not (wording T)"),
        CLOSED,
        0.80,
        0.78,
        0.82,
        "share",
        "fitted",
        "S-JM-10",
        lambda s: s.cohort.per_entrant,
        "T",
    ),
    Target(
        "C2",
        Words("不经中试而尝试产业化、达到批量产出的比例", "batch output reached / attempts without a pilot"),
        CLOSED,
        0.30,
        0.28,
        0.32,
        "share",
        "fitted",
        "S-CZ-02 L-8030-02",
        lambda s: s.cohort.without_pilot,
    ),
    Target(
        "C3",
        Words(
            "自贡：近两年内进入产业化的中试项目比例（右删失，不是成功率）",
            "Zigong: pilots that entered industrialisation in nearly two years (right-censored)",
        ),
        Words(
            "从空开始；中试起始月均匀分布，观察20至24个月；13/30按二项似然",
            "starts empty; pilots begin evenly over 20 to 24 months; 13 of 30 by a binomial likelihood",
        ),
        13 / 30,
        0.32,
        0.55,
        "share",
        "fitted",
        "S-ZG-01 S-ZG-02 S-ZG-04",
        lambda s: entered_within(s.zigong_delays, s.numbers["zg_begun"], uniform_entry()),
    ),
    Target(
        "C4",
        Words("自贡：24个月内开始的中试", "Zigong: pilots begun in 24 months"),
        Words("24个月末计数", "counted at the end of month 24"),
        30.0,
        24.0,
        38.0,
        "pilots",
        "checked",
        "S-ZG-01",
        number("zg_begun", "zg_worlds"),
    ),
    Target(
        "C5",
        Words("自贡：获得资金池资助的中试比例", "Zigong: share of pilots paid by the pool"),
        Words("24个月内，现行政策", "within 24 months, present policy"),
        0.23,
        0.15,
        0.34,
        "share",
        "checked",
        "S-ZG-18",
        number("zg_paid", "zg_begun"),
    ),
    Target(
        "C5-grant",
        Words("自贡：每个受助项目的平均资助", "Zigong: mean grant of a project paid"),
        Words("24个月内，现行政策", "within 24 months, present policy"),
        257.0,
        193.0,
        321.0,
        "10k CNY",
        "checked",
        "S-ZG-19",
        number("zg_grants", "zg_paid"),
    ),
    Target(
        "C6",
        Words("自贡：每个进入产业化项目的累计销售额", "Zigong: cumulative sales per project entered"),
        Words("24个月末累计", "cumulative at the end of month 24"),
        1538.0,
        769.0,
        3076.0,
        "10k CNY",
        "checked",
        "S-ZG-05 S-ZG-04",
        number("zg_sales", "zg_entered"),
    ),
    Target(
        "C7-pilot",
        Words("中试成本与样品成本之比（1:10）", "cost of a pilot over that of a sample (1:10)"),
        Words("世界参数之比", "ratio of parameters of the world"),
        10.0,
        5.0,
        20.0,
        "ratio",
        "set",
        "L-COST-01",
        lambda s: s.ratios["pilot_to_sample"],
    ),
    Target(
        "C7-line",
        Words("产业化投资与中试成本之比（10:100）", "cost of industrialisation over that of a pilot (10:100)"),
        Words("世界参数之比", "ratio of parameters of the world"),
        10.0,
        5.0,
        20.0,
        "ratio",
        "set",
        "L-COST-01",
        lambda s: s.ratios["line_to_pilot"],
    ),
    Target(
        "C8-24",
        Words("24个月内结束的中试比例", "pilots that end within 24 months"),
        CLOSED,
        0.95,
        0.90,
        1.0,
        "share",
        "checked",
        "L-DUR-01",
        number("within_24", "pilots_ended"),
    ),
    Target(
        "C8-36",
        Words("36个月内结束的中试比例", "pilots that end within 36 months"),
        CLOSED,
        1.0,
        0.99,
        1.0,
        "share",
        "checked",
        "L-DUR-01",
        number("within_36", "pilots_ended"),
    ),
    Target(
        "C9-institute",
        Words("尝试产业化的比例：院所与高校之比", "attempt rate: institutes over universities"),
        CLOSED,
        13.3 / 3.9,
        13.3 / 3.9 / 2,
        13.3 / 3.9 * 2,
        "ratio",
        "set",
        "L-PAT-03 L-PAT-04",
        attempts("institute", "university"),
    ),
    Target(
        "C9-firm",
        Words("尝试产业化的比例：企业与院所之比", "attempt rate: firms over institutes"),
        CLOSED,
        48.1 / 13.3,
        48.1 / 13.3 / 2,
        48.1 / 13.3 * 2,
        "ratio",
        "set",
        "L-PAT-02 L-PAT-03",
        attempts("enterprise", "institute"),
    ),
)


class Tension(NamedTuple):
    """Targets that pull against each other, and what is done about it."""

    targets: tuple[str, ...]
    what: Words


TENSIONS = (
    Tension(
        ("C1", "C1T"),
        Words(
            "80%指通过中试者，还是经过中试者：两种说法不能同时成立。两种都拟合，分别列出，不取平均。",
            "The 80 % speaks of those who passed, or of those who went through: both cannot hold at once. Both are fitted and shown apart.",
        ),
    ),
    Tension(
        ("C3",),
        Words(
            "中试8个月加产品化4个月、通过率0.5时，两年内只有约24%进入产业化；在这一通过率下要有43%，自贡的节奏须比一般快约三分之一到一半，通过率更高则不必。节奏只属于自贡，不外推。",
            "With 8 months of pilot, 4 of trial and a pass rate of 0.5 only 24 % enter within two years; at that pass rate 43 % needs Zigong to be a "
            "third to a half quicker, at a higher one it need not be. "
            "That pace stays Zigong's own.",
        ),
    ),
    Tension(
        ("C3", "C6"),
        Words(
            "项目平均进入产业化约7个月，按销售先验只应有约450万元，文件为1538万元：不为此调快爬坡或抬高价值。",
            "About seven months after entering, the prior of sales gives some 450 a project against 1538 documented; values are not raised for it.",
        ),
    ),
    Tension(
        ("C6", "C7-line"),
        Words(
            "自贡计划投资每项1667万元，与一般生产线9000万元不符：成本和价值按领域和地区缩放。",
            "Zigong's planned 1667 a project contradicts a line of 9000: costs and values scale by sector and place.",
        ),
    ),
    Tension(
        ("C1", "C2", "C9-firm"),
        Words(
            "企业48.1%的产业化率，即使项目全部尝试，也超出0.8和0.3所能给出的；所以C9只约束次序和倍数。",
            "The 48.1 % of firms exceeds what 0.8 and 0.3 allow if every project attempts; so C9 binds by order and ratios only.",
        ),
    ),
)
