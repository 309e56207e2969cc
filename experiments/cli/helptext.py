"""The help of all commands in both languages, laid out so that Chinese and Latin letters line up."""

import shutil
from collections.abc import Iterable
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.layout import cells, fold

PROGRAM = Text(
    "成果转化漏斗的模拟：一项政策到底能多换来多少产业化项目，花多少财政资金，这个判断有多可靠。",
    "A simulation of how research results become industry: what a policy really adds, what it costs, and how sure that is.",
)
EXAMPLES = """\
  funnel regions
  funnel run chenzhou
  funnel compare chenzhou --policy pilot-voucher --policy more-public-platforms --out out/chenzhou
  funnel figures out/chenzhou --size slide
  funnel explain chenzhou --policy pilot-voucher --pick additional
  funnel target chenzhou --goal "new_products >= 20 by 2026-12"
  funnel brief out/chenzhou --format docx
  funnel check my-city.toml my-policy.toml"""

COMMANDS = {
    "run": Text("模拟一个地区（可加政策），看会发生什么", "simulate a region, with policies or without, and see what happens"),
    "compare": Text("把每项政策与基线配对比较，看它真正改变什么", "compare each policy with the baseline, in paired worlds"),
    "target": Text("到某月能否达到目标：概率、何时、卡在哪里、还差什么", "how likely a goal is, what is in the way, what would help"),
    "explain": Text(
        "讲一个项目在有无政策的两个世界里的经过：从哪里分开，为什么",
        "one project's story in two worlds: where they part, and why",
    ),
    "study": Text("做一项研究：结果由什么决定，政策在什么情况下失败", "carry out a study: what drives an outcome, or when a policy fails"),
    "figures": Text("画出一个结果的图，可用于 Word、PPT 和 PDF", "draw the figures of a result, for Word, slides and PDF"),
    "trace": Text("说明一张图是怎样得来的，并可原样重画", "say what made a figure, and draw it again to the pixel"),
    "brief": Text("把结果写成简报：Word、PDF 和网页", "write a result up as a brief: Word, PDF and a web page"),
    "regions": Text("列出随程序安装的地区", "list the regions that come with the program"),
    "policies": Text("列出随程序安装的政策", "list the policies that come with the program"),
    "new": Text("生成地区、政策、研究或调查表的模板，逐项有说明", "write a template of a region, policy, study or survey"),
    "check": Text("检查情景文件，一次列出全部问题", "check scenario files and list everything that is wrong"),
    "diff": Text("两个地区或两项政策有何不同，用规划人员的话说", "what differs between two regions or two policies, in plain words"),
    "parameters": Text("列出全部参数：含义、默认值、单位、先验和依据", "list all parameters: meaning, default, unit, prior, evidence"),
    "evidence": Text("模型所依据的每个事实：数值、来源、等级、用在哪里", "every fact the model rests on, with source, grade and use"),
    "survey": Text("读本市的中试申请调查表：数据能说明什么，不能说明什么", "what your own pilot applications tell, and cannot tell"),
    "calibrate": Text(
        "校准：80% 和 30% 能说明什么、不能说明什么；可用本市的数据",
        "fit the model: what 80 and 30 % can tell, and what not",
    ),
    "scorecard": Text("检验模型：没有告诉过它的事实是否成立", "test the model: do facts hold that nobody told it"),
    "runs": Text("管理运行库：已算完的模拟存在哪里、有哪些、是否完好", "look after stored runs: list, verify, export, clean"),
    "bench": Text("测量模拟的速度", "measure the speed of the simulation"),
}
PARAMS = {
    "region": Text("地区：名称（见 funnel regions）或 .toml 文件", 'region: a name (see "funnel regions") or a .toml file'),
    "policy": Text(
        "政策：名称（见 funnel policies）或 .toml 文件；可重复", 'policy: a name (see "funnel policies") or a .toml file; may be repeated'
    ),
    "goal": Text(
        '目标，如 "到2026年底新产品达到300项" 或 "new_products >= 300 by 2026-12"',
        'the goal, such as "new_products >= 300 by 2026-12" or "sales >= 5亿 by 2027-06"',
    ),
    "files": Text("情景文件，或已安装的地区、政策的名称", "scenario files, or names of installed regions or policies"),
    "kind": Text("生成哪一种：region 地区，policy 政策，study 研究，survey 调查表", "which kind: region, policy, study or survey"),
    "name": Text("名称，也是文件名：英文字母、数字和连字符", "its name, also that of the file: letters, digits and hyphens"),
    "result": Text("结果：--out 写出的文件夹，或 --json 存下的文件", "a result: a folder that --out made, or a file that --json was saved to"),
    "only": Text("只画这一张，如 effects；可重复，也可用逗号隔开", "only this figure, such as effects; may be repeated, or with commas"),
    "format": Text("格式：png（300 dpi）、svg、pdf，可用逗号隔开", "formats: png (300 dpi), svg, pdf, with commas between"),
    "size": Text("尺寸：word 公文版心的一栏，page 整页，slide 幻灯片", "size: word (a column of a document), page, or slide"),
    "figure_folder": Text(
        "图写到哪个文件夹（默认为结果文件夹下的 figures）", 'folder for the figures (default: "figures" in the folder of the result)'
    ),
    "figure": Text("funnel 画出的图：.png、.svg 或 .pdf", "a figure that funnel drew: .png, .svg or .pdf"),
    "again": Text("按图中的记录重画一次，看是否一模一样", "draw it again from the record inside it, and see whether it is the same"),
    "traced": Text("把重画的图、数据和结果写到这个文件夹", "write the figure drawn again, its data and its result into this folder"),
    "family": Text("政策工具类别，如 brokers（不写则列出各类）", "family of the policy's instrument, such as brokers (default: all are shown)"),
    "folder": Text("写到哪个文件夹（默认当前文件夹）", "folder to write the file into (default: this one)"),
    "first": Text("甲：地区或政策的名称，或 .toml 文件", "A: the name of a region or policy, or a .toml file"),
    "second": Text("乙：与甲同类", "B: of the same kind as A"),
    "fact": Text("事实编号，如 S-ZG-04；不写则全部列出", "id of a fact, such as S-ZG-04 (default: all)"),
    "place": Text("只列这个地区的，如 zigong、china", "only of this region, such as zigong or china"),
    "grade": Text("只列这一等级：seed、official、repost、weak、assumption", "only of this grade: seed, official, repost, weak, assumption"),
    "survey_file": Text("调查表（.csv），模板由 funnel new survey 生成", 'the survey (.csv); "funnel new survey" writes the template'),
    "group": Text("只列这一组，如 world、firms、brokers", "only this group, such as world, firms or brokers"),
    "replications": Text("模拟多少个世界；越多区间越窄", "how many worlds to simulate; more make narrower intervals"),
    "seed": Text("随机种子；同一种子结果相同", "random seed; the same seed gives the same result"),
    "months": Text("模拟多少个月（默认按地区文件）", "how many months (default: what the region file says)"),
    "workers": Text("同时用几个处理器核（默认全部）", "how many processor cores to use (default: all)"),
    "worlds": Text(
        "参数：posterior 后验各组（compare 另逐一看核心三个版本）；"
        "校准版本（对 80% 和 30% 的解释）：central 居中的一个，versions 核心三个，all-versions 全部可行的",
        "parameters: posterior is draws of the fit (compare looks at the core three versions beside them); calibrated versions (readings of 80 % and "
        "30 %): central is the middle one, versions the core three, all-versions all that can be",
    ),
    "equal_budget": Text(
        "等额比较：先把每项政策放大或缩小到研究期内预计花这么多财政资金，如 6000万",
        'equal budgets: first scale each policy until it is expected to spend this much, such as "60 million CNY"',
    ),
    "study": Text("研究：名称或 .toml 文件（funnel new study 生成模板）", 'study: a name or a .toml file ("funnel new study" writes one)'),
    "method": Text(
        "方法（默认按研究文件）：sobol、morris、fast、rbd-fast、pawn、delta、hdmr、dgsm、rsa、tornado 或 discovery",
        "method (default: that of the file): sobol, morris, fast, rbd-fast, pawn, delta, hdmr, dgsm, rsa, tornado or discovery",
    ),
    "sample_size": Text(
        "规模：基础样本、轨迹、曲线组或点的个数（默认按研究文件）", "base rows, trajectories, curves or points (default: what the file says)"
    ),
    "points_replications": Text(
        "每个点模拟几次，运气不同（默认按研究文件）", "runs of every point, with different luck (default: what the file says)"
    ),
    "study_seed": Text("随机种子（默认按研究文件）", "random seed (default: what the file says)"),
    "until_converged": Text("规模一再加倍，直到位次可靠；已算的不重算", "double the size until the ranks are safe; nothing is simulated twice"),
    "point": Text("只把第几个点再做一次，看它的值和结果（见失败的清单）", "make one point of the design again and show its values and outcomes"),
    "most_runs": Text("加倍时最多模拟多少次", "runs beyond which the size is not doubled"),
    "project": Text("项目名称：成果单位组-第几家-第几项，如 universities-1-17", "project: GROUP-LAB-NUMBER, such as universities-1-17"),
    "pick": Text(
        "不指名，取第一个这一类的项目：additional、deadweight、displaced、both 或 neither",
        "instead of a name, the first project of a class: additional, deadweight, displaced, both or neither",
    ),
    "looked_at": Text("用 --pick 时最多看多少个世界", "with --pick: how many worlds to look at, at most"),
    "replication": Text("第几个世界，从 0 数起；用 --pick 时从这里找起", "number of the world, from 0; with --pick the search begins there"),
    "calibrated_version": Text("校准版本：selection-heavy、mixed 或 treatment-only", "calibrated version: selection-heavy, mixed or treatment-only"),
    "quick": Text("快速拟合（几分钟）：核对已有版本，后验较小", "a quick fit (minutes): verify the versions as they are, small posterior"),
    "report": Text(
        "另报：哪些分不开，哪些政策排序不变、哪些会变，哪项调查能分辨",
        "also report what cannot be told apart, which rankings of policies survive, and which survey would settle it",
    ),
    "targets": Text("本市的中试申请数据（CSV；模板：funnel new survey），用同样的方法拟合", "a city's own pilot applications (CSV), fitted likewise"),
    "out": Text("结果文件夹：数据、图、情景和出处", "folder for results: data, figures, scenarios, provenance"),
    "store": Text(
        "运行库：已算完的模拟存在哪个文件夹（默认用户数据文件夹，或环境变量 FUNNEL_STORE）",
        "folder of the run store, where finished runs are kept (default: FUNNEL_STORE, else the user's data folder)",
    ),
    "cluster": Text(
        "在 Dask 集群上计算：调度器地址，如 tcp://10.0.0.1:8786",
        "simulate on a Dask cluster: the address of its scheduler, such as tcp://10.0.0.1:8786",
    ),
    "action": Text(
        "做什么：list 列出，show 细看，verify 核对文件，export 导出，clean 清理，again 单独重做一次",
        "what to do: list, show one batch, verify files, export rows, clean up, or make one run again",
    ),
    "batch": Text("批次的编号（或开头几位），见 funnel runs list", 'id of a batch, or its beginning (see "funnel runs list")'),
    "what": Text(
        "export：导出的文件（.csv、.xlsx、.parquet）；again：第几次", "export: the file to write (.csv, .xlsx, .parquet); again: number of the run"
    ),
    "older_than": Text("clean：删除这么多天没用过的批次", "clean: remove batches not used for so many days"),
    "stale": Text("clean：删除其他版本的模型算出的批次", "clean: remove batches made by another version of the model"),
    "everything": Text("clean：删除全部批次", "clean: remove all batches"),
    "brief_formats": Text("格式：docx、pdf、html，可用逗号隔开", "formats: docx, pdf, html, with commas between"),
    "template": Text("Word 模板（.docx 或 .dotx）：保留其红头、页面和样式", "a Word template (.docx or .dotx), whose letterhead and styles are kept"),
    "check": Text("每个月都核对项目、资金、工位的账", "check projects, money and slots every month"),
    "bottlenecks": Text(
        "另看卡在哪里：逐年因缺承接企业、中试工位、资金、对接人员、市场停下的项目，以及每样多一个单位会多出多少（配对）",
        "also find the bottlenecks: what stops for want of a partner, slot, money, staff or market by year, and what one more unit of each gives",
    ),
    "contrasts": Text(
        "另算：中试的表面差距（80 比 30）由什么构成，真实作用有多大",
        "also work out what the gap of 80 against 30 is made of, and the true effect of a pilot",
    ),
    "no_figures": Text("不画图（只在有 --out 时画）", "draw no figures (they are drawn only with --out)"),
    "json": Text("在标准输出给出一份 JSON，其余都到标准错误", "one JSON document on stdout, everything else on stderr"),
    "quiet": Text("不显示进度和提示", "show no progress and no notes"),
    "lang": Text("语言：zh 或 en（默认随系统）", "language: zh or en (default: that of the system)"),
    "version": Text("显示版本号", "show the version"),
    "help": Text("显示这份说明", "show this help"),
}
USAGE = Text("用法：", "Usage: ")
HEADINGS = {
    "commands": Text("命令：", "Commands:"),
    "arguments": Text("参数：", "Arguments:"),
    "options": Text("选项：", "Options:"),
    "examples": Text("例子：", "Examples:"),
}
MORE = Text("每个命令的选项：funnel 命令 --help", "Options of a command: funnel COMMAND --help")
DEFAULT = Text("默认 {value}", "default {value}")


def of_program(group: Any, lang: Lang) -> str:
    """The help of `funnel` itself."""
    usage = f"{USAGE.of(lang)}funnel {Text('命令 [选项]', 'COMMAND [OPTIONS]').of(lang)}"
    commands = [(name, COMMANDS[name].of(lang)) for name in COMMANDS if name in group.commands]
    parts = [usage, PROGRAM.of(lang), _section("commands", commands, lang), _section("options", _options(group, lang), lang)]
    parts += [f"{HEADINGS['examples'].of(lang)}\n{EXAMPLES}", MORE.of(lang)]
    return "\n\n".join(parts) + "\n"


def of_command(command: Any, path: str, lang: Lang) -> str:
    """The help of one command."""
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    words = " ".join(f"{param.metavar}{' ...' if param.nargs == -1 else ''}" for param in arguments)
    usage = f"{USAGE.of(lang)}{path} {words + ' ' if words else ''}{Text('[选项]', '[OPTIONS]').of(lang)}"
    rows = [(param.metavar, of_param(param).of(lang)) for param in arguments]
    parts = [usage, COMMANDS[command.name].of(lang), _section("arguments", rows, lang) if rows else ""]
    parts.append(_section("options", _options(command, lang), lang))
    return "\n\n".join(part for part in parts if part) + "\n"


def of_param(param: Any) -> Text:
    """What an argument or option means."""
    return PARAMS[param.name]


def _options(command: Any, lang: Lang) -> list[tuple[str, str]]:
    rows = []
    for param in command.params:
        if param.param_type_name == "option" and param.name != "help":
            default = param.default if not param.is_flag and param.default not in (None, ()) else None
            note = DEFAULT.fill(value=default).of(lang) if default is not None and not callable(default) else ""
            note = (f"（{note}）" if lang == "zh" else f" ({note})") if note else ""
            spelled = ", ".join(param.opts) + (f" {param.metavar}" if param.metavar and not param.is_flag else "")
            rows.append((spelled, of_param(param).of(lang) + note))
    return [*rows, ("--lang zh|en", PARAMS["lang"].of(lang)), ("-h, --help", PARAMS["help"].of(lang))]


def _section(name: str, rows: Iterable[tuple[str, str]], lang: Lang) -> str:
    rows = list(rows)
    column = max(cells(first) for first, _ in rows) + 4
    room = max(30, min(shutil.get_terminal_size().columns, 110) - column)
    lines = [HEADINGS[name].of(lang)]
    for first, text in rows:
        first_line, *others = fold(text, room)
        lines.append(f"  {first}{' ' * (column - 2 - cells(first))}{first_line}")
        lines += [" " * column + line for line in others]
    return "\n".join(lines)
