"""The words of a story in both languages: one sentence for every event, stop and class. Amounts are filled in by `amounts_in_words`."""

from experiments.cli.language import LANGUAGES, Text
from sim.units import rounded_money

EVENTS: dict[str, Text] = {
    "born": Text("{lab}产生这项成果（{sector}），开始制样", "{lab} discloses this result ({sector}); a sample is being made"),
    "sample_failed": Text("样品没有做成，项目到此为止", "the sample does not work out; the project ends here"),
    "tested": Text(
        "样品做成，概念验证中心作了检测，结果对各方公开", "the sample works; a proof-of-concept centre tests it and everybody sees the result"
    ),
    "given_up_after_test": Text("检测之后判断前景不佳，项目到此为止", "after the test it is given up; the project ends here"),
    "not_released": Text(
        "样品做成，但成果单位没有对外释放，项目到此为止", "the sample works, but the lab does not release it; the project ends here"
    ),
    "no_firm_free": Text("样品做成，但没有企业有余力承接，项目到此为止", "the sample works, but no firm has room for it; the project ends here"),
    "left_region": Text("样品做成，成果流向外地转化", "the sample works, and the result leaves the region"),
    "offered": Text("样品做成，公开寻找承接企业", "the sample works; it is on offer and looks for a firm"),
    "offered_after_test": Text("检测之后公开寻找承接企业", "after the test it is on offer and looks for a firm"),
    "taken_up": Text("{firm}看中这项成果，开始评估", "{firm} takes a look at it"),
    "own_firm": Text("样品做成，由{firm}承接（企业自有研发成果）", "the sample works; {firm} takes it up (a result of enterprise R&D)"),
    "spun_out": Text("没有企业承接，发明人自己创办企业来做", "no firm takes it up; the inventor founds a firm for it"),
    "nobody_took_it": Text("等了{months}仍没有企业承接，项目到此为止", "after {months} no firm has taken it up; the project ends here"),
    "firm_closed": Text("{firm}资金耗尽、关闭，项目随之终止", "{firm} runs out of money and closes; the project ends with it"),
    "declined": Text("{firm}评估后不承接，成果退回，重新寻找企业", "{firm} declines; the result is on offer again"),
    "direct": Text(
        "企业决定不经中试、直接放大，花{cost}开始产品试制",
        "the firm goes straight to scale-up without a pilot and begins the product trial for {cost}",
    ),
    "on_after_pass": Text("企业决定继续，花{cost}开始产品试制", "the firm goes on and begins the product trial for {cost}"),
    "direct_after_fail": Text(
        "中试虽未通过，企业仍决定直接放大，花{cost}开始产品试制",
        "though the pilot failed the firm goes to scale-up and begins the product trial for {cost}",
    ),
    "applied": Text(
        "企业决定先做中试，向{platform}申请，通过专家评审", "the firm wants a pilot first, applies to {platform} and is admitted by its panel"
    ),
    "applied_again": Text("企业转到{platform}，此前的评审仍然有效", "the firm turns to {platform}; the earlier review still counts"),
    "refused": Text(
        "企业想先做中试，向{platform}申请，没有通过专家评审", "the firm wants a pilot first and applies to {platform}, whose panel refuses it"
    ),
    "in_review": Text(
        "企业决定先做中试，向{platform}申请，评审要{months}", "the firm wants a pilot first and applies to {platform}; the review takes {months}"
    ),
    "review_passed": Text("评审通过", "the panel admits it"),
    "review_refused": Text("评审没有通过", "the panel refuses it"),
    "joined_queue": Text("企业到{platform}排队", "the firm joins the queue of {platform}"),
    "own_line": Text("企业自建中试线，花{cost}，中试开始", "the firm builds a pilot line of its own for {cost}; the pilot begins"),
    "pilot_began": Text("排到工位，交费{fee}，在{platform}开始中试", "a slot is free; for a fee of {fee} the pilot begins at {platform}"),
    "gave_up_waiting": Text("在{platform}排了{months}还没有轮到，企业不再等", "after {months} in the queue of {platform} the firm waits no longer"),
    "could_not_pay": Text(
        "轮到时企业拿不出{fee}的费用，退出{platform}的排队", "when its turn comes the firm cannot pay the fee of {fee} and leaves {platform}"
    ),
    "platform_closed": Text("{platform}停办，排队作废", "{platform} closes, and the queue with it"),
    "pilot_passed": Text("中试通过", "the pilot is passed"),
    "pilot_failed": Text("中试没有通过", "the pilot fails"),
    "new_product": Text("产品试制成功，成为新产品，开始筹措建线资金", "the trial works: a new product, which now needs the money for its line"),
    "trial_failed": Text("产品试制没有成功，项目到此为止", "the product trial fails; the project ends here"),
    "money_missing": Text("还缺{gap}，没有筹到，继续找", "{gap} are missing and not found; the search goes on"),
    "money_not_found": Text("还缺{gap}，始终没有筹到，项目到此为止", "{gap} are missing and never found; the project ends here"),
    "line_not_worth": Text("企业算下来不值得建线，项目到此为止", "the firm finds the line not worth its cost; the project ends here"),
    "entered": Text("资金到位，投资{outlay}建线，进入产业化", "the money is there: the line is built for {outlay}, and industrialisation is entered"),
    "batch_output": Text("爬坡成功，实现批量产出", "the ramp works: batch output is reached"),
    "ramp_failed": Text("爬坡没有成功，达不到批量产出，项目到此为止", "the ramp fails: batch output is not reached, and the project ends here"),
    "commercial": Text("销售满两年，达到商业成功的标准", "after two years its sales count as a commercial success"),
    "not_commercial": Text("销售满两年，没有达到商业成功的标准", "after two years its sales do not count as a commercial success"),
    "fund_left": Text("{fund}退出", "{fund} leaves"),
    "paid": Text("政策工具“{instrument}”为它支付{amount}", "the instrument {instrument} pays {amount} for it"),
}
"""What happened; every sentence is read after a date."""

STOPPED: dict[str, Text] = {
    "pilot_failed": Text("企业不再往下做，项目到此为止", "the firm does not go on; the project ends here"),
    "no_money": Text("企业重新评估，认为不值得再投，项目到此为止", "on a new look the firm finds it not worth more money; the project ends here"),
    "cannot_pay": Text(
        "企业认为值得继续，但付不起产品试制的费用，项目到此为止", "the firm would go on, but cannot pay for the product trial; the project ends here"
    ),
    "no_slot": Text("没有做成中试，企业又不愿直接放大，项目到此为止", "there was no pilot, and the firm does not go without; the project ends here"),
    "no_partner": Text("企业评估后放弃了自己的成果，项目到此为止", "the firm gives up its own result; the project ends here"),
}
"""A firm that does not go on, by the stop reason; one that ran out of money by whether it could not pay or did not want to."""

ENDED_BEFORE_A_TRIAL: dict[str, Text] = {
    "no_money": Text("企业重新评估后认为不值得再投", "on a new look not worth more money to its firm"),
    "cannot_pay": Text("企业付不起产品试制的费用", "its firm could not pay for the product trial"),
}
"""How a project ended for money before its product trial: no line was in question yet."""

DOING: dict[str, Text] = {
    "sampling": Text("还在制样", "the sample is still being made"),
    "on_offer": Text("还在等待承接", "it is still on offer"),
    "choosing": Text("企业要重新选择路线", "the firm has to choose again"),
    "waiting": Text("还在排队", "it still waits for a slot"),
    "piloting": Text("还在中试", "the pilot still runs"),
    "trial": Text("还在产品试制", "the product trial still runs"),
    "seeking_money": Text("还在筹资", "it still looks for money"),
    "ramping": Text("还在爬坡", "the ramp still runs"),
    "producing": Text("正在批量生产", "it is in batch output"),
    "stopped": Text("已经终止", "it has ended"),
}
ABSENT = Text("没有这项成果", "the result does not exist")

CLASSES: dict[str, Text] = {
    "additional": Text("新增：只有在有政策时才达到批量产出", "additional: it reaches batch output only with the policy"),
    "displaced": Text("被挤出：没有政策时达到批量产出，有政策时反而没有", "displaced: it reaches batch output without the policy, but not with it"),
    "deadweight": Text(
        "无谓补贴：没有政策也会达到批量产出，政策却为它花了钱（{instruments}）",
        "deadweight: it would have reached batch output anyway, yet the policy spent money on it ({instruments})",
    ),
    "both": Text(
        "两种情形下都达到批量产出，新政策没有为它花钱", "in both: it reaches batch output with and without the policy, which does not pay for it"
    ),
    "neither": Text("两种情形下都没有达到批量产出", "in neither: it does not reach batch output, with the policy or without"),
}
PAID_IN_ALL = Text("“{instrument}”{amount}", "{instrument}: {amount}")
IN_KIND = Text("使用了“{instrument}”新建的平台", "it used a platform built by {instrument}")
CLASS_NAMES = {
    "additional": Text("新增", "additional"),
    "displaced": Text("被挤出", "displaced"),
    "deadweight": Text("无谓补贴", "deadweight"),
    "both": Text("两种情形都有", "both"),
    "neither": Text("两种情形都没有", "neither"),
}
SETTLED = Text("研究期开始以前它的结局已定，政策影响不到，不归入任何一类", "its fate was settled before the study period; it belongs to no class")
DELAYED = Text("有政策时反而晚{months}", "with the policy it gets there {months} later")
ACCELERATED = Text("有政策时提前{months}", "with the policy it gets there {months} earlier")
UNRESOLVED = Text(
    "到期末至少在一种情形下还没有结局，所以归类不是定论", "in at least one world it is not over at the end, so that the class is not final"
)

OUTCOMES: dict[str, Text] = {
    "batch_output": Text("{month} 达到批量产出", "batch output in {month}"),
    "stopped": Text("{month} 终止：{reason}", "ended in {month}: {reason}"),
    "running": Text("期末仍在进行：{doing}", "not over at the end: {doing}"),
    "absent": ABSENT,
}

LUCK = Text(
    "两个世界里，同一项目遇到的运气相同（制样、中试、试制、爬坡的随机因素都一样），所以才能说路在哪里分开；"
    "归入“新增”还是“被挤出”取决于这一假定。一个项目的故事不是政策的平均效果，平均效果请看 funnel compare。",
    "In both worlds the project meets the same luck (in sample, pilot, trial and ramp), which is why one can say where the paths part; "
    "whether it counts as additional or displaced rests on that assumption. "
    "The story of one project is not the average effect of the policy: see funnel compare.",
)
MONEY = {"cost", "fee", "gap", "outlay", "ticket", "credit", "amount"}
MONTHS = {"months", "wait"}


def months_in_words(count: float) -> Text:
    """A number of months."""
    n = round(count)
    return Text(f"{n}个月", f"{n} month{'s' * (n != 1)}")


def money_in_words(amount: float) -> Text:
    """An amount in 万元."""
    return Text(*(rounded_money(amount, lang) for lang in LANGUAGES))


def share_in_words(share: float) -> Text:
    """A chance or share."""
    text = f"{share:.0%}" if 0.005 <= share < 0.995 else "不到1%" if share < 0.5 else "99%以上"
    return Text(text, text.replace("不到1%", "below 1%").replace("99%以上", "above 99%"))


def amounts_in_words(amounts: dict[str, float]) -> dict[str, Text]:
    """Every amount by its unit."""
    words = {name: months_in_words if name in MONTHS else money_in_words if name in MONEY else lambda n: Text(f"{n:g}", f"{n:g}") for name in amounts}
    return {name: words[name](value) for name, value in amounts.items()}


def event_in_words(kind: str, who: dict[str, Text], amounts: dict[str, float]) -> Text:
    """One event as a clause without its date."""
    template = STOPPED[who["reason"].en] if kind == "stopped" else EVENTS[kind]
    return template.fill(**who, **amounts_in_words(amounts))
