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
  funnel explain chenzhou --policy pilot-voucher --pick additional
  funnel target chenzhou --goal "new_products >= 20 by 2026-12"
  funnel check my-city.toml my-policy.toml"""

COMMANDS = {
    "run": Text("模拟一个地区（可加政策），看会发生什么", "simulate a region, with policies or without, and see what happens"),
    "compare": Text("把每项政策与基线配对比较，看它真正改变什么", "compare each policy with the baseline, in paired worlds"),
    "explain": Text(
        "讲一个项目在有无政策的两个世界里的经过：从哪里分开，为什么",
        "one project's story in two worlds: where they part, and why",
    ),
    "target": Text("到某月能否达到目标：概率、何时、卡在哪里、还差什么", "how likely a goal is, what is in the way, what would help"),
    "study": Text("做一项研究：结果由什么决定，政策在什么情况下失败", "carry out a study: what drives an outcome, or when a policy fails"),
    "check": Text("检查情景文件，一次列出全部问题", "check scenario files and list everything that is wrong"),
    "new": Text("生成地区、政策或研究的模板文件，逐项有说明", "write a template of a region, policy or study, keys explained"),
    "diff": Text("两个地区或两项政策有何不同，用规划人员的话说", "what differs between two regions or two policies, in plain words"),
    "parameters": Text("列出全部参数：含义、默认值、单位、先验和依据", "list all parameters: meaning, default, unit, prior, evidence"),
    "regions": Text("列出随程序安装的地区", "list the regions that come with the program"),
    "policies": Text("列出随程序安装的政策", "list the policies that come with the program"),
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
    "kind": Text("生成哪一种：region 地区，policy 政策，study 研究", "which kind: region, policy or study"),
    "name": Text("名称，也是文件名：英文字母、数字和连字符", "its name, also that of the file: letters, digits and hyphens"),
    "family": Text("政策工具类别，如 brokers（不写则列出各类）", "family of the policy's instrument, such as brokers (default: all are shown)"),
    "folder": Text("写到哪个文件夹（默认当前文件夹）", "folder to write the file into (default: this one)"),
    "first": Text("甲：地区或政策的名称，或 .toml 文件", "A: the name of a region or policy, or a .toml file"),
    "second": Text("乙：与甲同类", "B: of the same kind as A"),
    "group": Text("只列这一组，如 world、firms、brokers", "only this group, such as world, firms or brokers"),
    "replications": Text("模拟多少个世界；越多区间越窄", "how many worlds to simulate; more make narrower intervals"),
    "seed": Text("随机种子；同一种子结果相同", "random seed; the same seed gives the same result"),
    "months": Text("模拟多少个月（默认按地区文件）", "how many months (default: what the region file says)"),
    "workers": Text("同时用几个处理器核（默认全部）", "how many processor cores to use (default: all)"),
    "worlds": Text(
        "校准版本（对 80% 和 30% 的解释）：central 只用居中的一个，versions 用全部",
        "calibrated versions (readings of the 80 % and 30 %): central is the middle one, versions all",
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
    "size": Text(
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
    "check": Text("每个月都核对项目、资金、工位的账", "check projects, money and slots every month"),
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
    commands = [(name, COMMANDS[name].of(lang)) for name in group.commands]
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
