"""Why a run failed, in the reader's language. Failures are stored as the program raised them, in English; those that occur are told here."""

import re
from collections.abc import Callable
from re import Match

from experiments.output.vocabulary import Both, indicator
from sim.stages import Full, name_zh

WHERE = r"(?P<scenario>.+?), seed (?P<seed>\d+), replication (?P<replication>\d+): "
PLACE = "情景 {scenario}，种子 {seed}，第 {replication} 次：".format


def in_words(error: str) -> Both:
    """The first line of an error in both languages; one that is not known keeps its own words."""
    first = error.splitlines()[0][:300] if error else ""
    for pattern, chinese in KNOWN:
        if match := pattern.match(first):
            return Both(chinese(match), first)
    return Both(first, first)


def _not_a_number(match: Match[str]) -> str:
    names = "、".join(indicator(name.strip()).words.zh for name in match["names"].split(","))
    return f"{PLACE(**_place(match))}{names}算出来不是数；请检查情景中的极端参数"


def _full(match: Match[str]) -> str:
    return f"{PLACE(**_place(match))}{name_zh(Full[match['table'].upper()])}记录表已满；这是程序的错误，请把这一行发给维护者"


def _nothing_to_average(match: Match[str]) -> str:
    return f"“{indicator(match['name']).words.zh}”在第 {match['replication']} 次模拟中算不出来：没有可以平均的项目"


def _killer(match: Match[str]) -> str:
    return f"集群上单独做这一次模拟时，先后有 {match['n']} 个工作进程死亡（编译代码出错，或内存不够）"


def _not_conserved(match: Match[str]) -> str:
    return f"第 {match['month']} 个月账不平，这是程序的错误，请把这一行发给维护者：{match['what']}"


def _place(match: Match[str]) -> dict[str, str]:
    return {name: match[name] for name in ("scenario", "seed", "replication")}


KNOWN: tuple[tuple[re.Pattern[str], Callable[[Match[str]], str]], ...] = (
    (re.compile(rf"RunError: {WHERE}not a number in (?P<names>[^;]+)"), _not_a_number),
    (re.compile(rf"RunError: {WHERE}the (?P<table>{'|'.join(each.key for each in Full)}) table is full"), _full),
    (re.compile(r"(?P<name>\w+) is not a number in replication (?P<replication>\d+): there was nothing to average"), _nothing_to_average),
    (re.compile(r"missing: it was not simulated"), lambda match: "没有模拟"),
    (re.compile(r"KilledWorker: (?P<n>\d+) workers died"), _killer),
    (re.compile(r"ConservationError: month (?P<month>\d+): (?P<what>.+)"), _not_conserved),
)
