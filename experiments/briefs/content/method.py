"""The method in half a page, and after it what the words that the brief uses mean."""

from experiments.briefs.case import Case
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points

HEADING = Phrase("方法", "Method")
MEANINGS = Phrase("用语的含义", "What the words mean")
MODEL = Phrase(
    "模型按月模拟一个地区的成果转化：院所产生成果，企业承接并选择路线，中试平台检验，基金和银行出资，一部分实现批量产出。"
    "每个主体按自己看得到的信息作决定，"
    "项目、资金和平台工位都逐一记账并核对平衡。",
    "The model simulates month by month how a region turns research results into industry: labs disclose results, firms take them on and "
    "choose a route, "
    "pilot platforms test them, funds and banks pay for lines, and some reach batch output. Everybody decides on what they can see; projects, "
    "money and platform slots are accounted for one by one.",
)
ONE_WORLD = Phrase(
    "本结果只模拟了一个世界，各数没有区间，也看不出世界之间的波动。",
    "Only one world was simulated: numbers have no interval, and nothing is known of how worlds differ.",
)
PAIRED_ONE = Phrase(
    "每个世界都在有无方案两种情形下各算一遍，运气相同；差数的95%区间只含世界之间的偶然。区间是平均值的区间，不是各个世界的波动范围。",
    "Each world is simulated with and without an option under the same luck. The 95 % interval of the difference holds chance between worlds only. "
    "It is "
    "the interval of a mean, not the range of worlds.",
)
SINGLE_ONE = Phrase(
    "平均值的95%区间只含世界之间的偶然。它不是各个世界的波动范围。",
    "The 95 % interval of a mean holds chance between worlds only. It is not the range of worlds.",
)
PAIRED = Phrase(
    "每个世界都在有无方案两种情形下各算一遍，运气相同；差数的95%区间取两者中较宽的：世界之间的偶然，和{between}。区间是平均值的区间，"
    "不是各个世界的波动范围。",
    "Each world is simulated with and without an option under the same luck. The 95 % interval of the difference is the wider of two: chance "
    "between worlds, and {between}. It is the interval of a mean, not the range of worlds.",
)
SINGLE = Phrase(
    "平均值的95%区间取两者中较宽的：世界之间的偶然，和{between}。它不是各个世界的波动范围。",
    "The 95 % interval of a mean is the wider of two: chance between worlds, and {between}. It is not the range of worlds.",
)
BETWEEN = {
    False: Phrase("校准版本之间的分歧", "disagreement between calibrated versions"),
    True: Phrase("后验各组参数之间的差别", "the difference between draws of the posterior"),
}
NEVER_INPUTS = Phrase(
    "项目的成败从不按80%和30%抽取，这两个比例是模型在参照城市算出来的结果（它们只是企业最初的看法，见附件中“企业最初相信的”各项，此后随见闻改变）；",
    "What becomes of projects is never drawn from 80 % and 30 %: the two come out of the model in a reference city. (Firms believe them at first, "
    "which is in the annex, and learn from what they see.) ",
)
CALIBRATION = Phrase(
    "能同样算出这两个数的校准版本有几个，这里一起用了{versions}个，用来检验结论。",
    "Of the calibrated versions in which they do, {versions} are used together to test the findings.",
)
ONE_VERSION = Phrase(
    "能同样算出这两个数的校准版本有几个，这里只用了其中一个，换一个版本结论是否仍然成立，没有检验。",
    "They do so in several calibrated versions, of which only one is used here: whether the findings hold in another was not tested.",
)
NO_VERSION = Phrase("这里没有用校准版本。", "No calibrated version is used here.")
POSTERIOR = Phrase(
    "各数是对后验的{draws}组参数（都与这两个数相容）的平均，另用同样多的世界逐一看{versions}个校准版本。",
    "Numbers are means over {draws} draws of the posterior (all agree with the two), and as many worlds again look at {versions} calibrated "
    "versions one by one.",
)
PART_OF_POSTERIOR = Phrase(
    "每个世界取后验的一组参数（都与这两个数相容；共{draws}组，世界不够，没有取遍），另用同样多的世界逐一看{versions}个校准版本。",
    "Each world takes one draw of the posterior (all agree with the two; there are {draws}, and too few worlds for all), and as many worlds again "
    "look at "
    "{versions} calibrated versions one by one.",
)
WORDS = Phrase("表示把握大小的词有固定含义，不作他用：", "The words for how sure something is have a fixed meaning:")
EFFECT_SCALE = (
    Phrase(
        "基本可以认为：区间不含零，各校准版本单独看也都如此，而且90%以上的单个世界里、后验（如用到）90%以上的情形下也是同一方向；",
        "safely: the interval excludes zero, also in each version by itself, and at least 90 % of single worlds, and of the posterior where it is "
        "used, go the same way;",
    ),
    Phrase(
        "很可能（平均看）：区间不含零，各校准版本单独看也都如此，但单个世界或后验中没有那么多，或者用了后验而没有算这项指标在其中的比例；",
        "likely (on average): the interval excludes zero, also in each version by itself, though not in so many single worlds or so much of the "
        "posterior, or of this indicator that share was not worked out;",
    ),
    Phrase(
        "倾向于认为：区间不含零，但不是各校准版本都成立，后验中未必过半，或者只用了一个版本；",
        "weak evidence: the interval excludes zero, but not in every version, perhaps not in half of the posterior, or only one version was used;",
    ),
    Phrase(
        "不能断定：区间含零，校准版本之间相反，或世界太少。",
        "cannot be said: the interval spans zero, versions contradict each other, or too few worlds.",
    ),
)
CHANCE_SCALE = (
    Phrase(
        "基本可以认为：概率的整个区间和各校准版本的概率都不低于90%；",
        "safely: the whole interval of the probability, and that of each version, is at least 90 %;",
    ),
    Phrase("很可能：都不低于三分之二；", "likely: at least two thirds;"),
    Phrase("可能性大于：都高于一半，或者只用了一个版本；", "more likely than not: above one half, or only one version was used;"),
    Phrase("不能断定：其余情形。反方向用同样的标准。", "cannot be said: all else. The same bounds hold for the opposite."),
)
MONEY = Phrase(
    "财政净支出已贴现并扣除收回的资金；只有按下一节前三种用语可以说项目增加时，才给出每净增加一个项目的成本，它不比“增加”本身更有把握。",
    "Net public money is discounted, less what was recovered; the cost of an additional project is given only where one of the first three words "
    "of the next section allows to say that there are any, and is no surer than that.",
)
LIMITS = Phrase(
    "模型只比较，不预测。许多输入没有文件依据；这里的“新增”是对本地区而言，外地没有模拟，全国账只按假定折算引进的项目。",
    "The model compares and does not forecast. Many inputs are stated by no document; additional means additional to this region. Nothing "
    "elsewhere is simulated; the national ledger discounts projects that came from there by an assumed share.",
)


def method(case: Case) -> list[Block]:
    """The section on method, and where words for how sure something is are used the section on what they mean."""
    scale = CHANCE_SCALE if case.kind == "target" else EFFECT_SCALE
    blocks: list[Block] = [Heading(1, case.say(HEADING)), *(Paragraph(each) for each in (case.say(MODEL), _calibration(case), _interval(case)))]
    if case.kind == "compare":
        blocks.append(Paragraph(case.say(MONEY)))
    blocks.append(Paragraph(case.say(LIMITS)))
    if case.kind != "run":
        blocks += [Heading(1, case.say(MEANINGS)), Paragraph(case.say(WORDS)), Points(tuple(case.say(each) for each in scale))]
    return blocks


def _calibration(case: Case) -> Line:
    """What 80 % and 30 % are in the model, and which versions or draws of it were used."""
    n = case.count("/versions") if case.versions else ()
    if case.document.get("posterior"):
        text, facts = POSTERIOR if case.covers_posterior else PART_OF_POSTERIOR, {"draws": case.count("/posterior/draws"), "versions": n}
    else:
        text, facts = CALIBRATION if len(case.versions) > 1 else ONE_VERSION if case.versions else NO_VERSION, {"versions": n}
    return (*case.say(NEVER_INPUTS), *case.say(text, **facts))


def _interval(case: Case) -> Line:
    """What the intervals hold."""
    if case.is_single:
        return case.say(ONE_WORLD)
    is_compared, posterior = case.kind == "compare", case.document.get("posterior")
    if not posterior and len(case.versions) < 2:
        return case.say(PAIRED_ONE if is_compared else SINGLE_ONE)
    return case.say(PAIRED if is_compared else SINGLE, between=BETWEEN[bool(posterior)])
