"""What keeps a batch from being carried out or stored: what, where, why and the next step, in Chinese and in English."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from experiments.explained_error import DISK_IS_FULL, NOT_WHOLE, ExplainedError, Message
from experiments.runs.batch import Failure
from sim.run_error import RunError
from sim.system_words import system_words

if TYPE_CHECKING:
    from experiments.runs.carry_out import Carried

MESSAGES: dict[str, Message] = {
    "full": Message(
        "磁盘已满，计算已停下，此前算完的都已保存",
        "the disk is full; the work has stopped, everything finished before is kept",
        "腾出空间后重新执行同一命令，会从停下处继续；或用 --store 换一个磁盘",
        "free some space and give the same command again, it goes on where it stopped; or choose another disk with --store",
        NOT_WHOLE,
    ),
    "unwritable": Message(
        "不能在这里保存运行结果（{why}）",
        "runs cannot be stored here ({why})",
        "用 --store 给出您有写入权限的文件夹",
        "give a folder that you may write to with --store",
    ),
    "no_dask": Message(
        "这台电脑没有安装集群所需的软件（{name}）",
        "what a cluster needs is not installed here ({name})",
        "安装：pip install techfunnel[cluster]；或去掉 --cluster，在本机计算",
        "install it: pip install techfunnel[cluster]; or leave out --cluster and simulate on this machine",
    ),
    "address": Message(
        "这不是调度器的地址，要有协议、主机和端口",
        "this is not the address of a scheduler, which has a scheme, a host and a port",
        "写成 tcp://10.0.0.1:8786 的样子；或去掉 --cluster，在本机计算",
        "write it like tcp://10.0.0.1:8786; or leave out --cluster",
    ),
    "nobody": Message(
        "这个地址没有调度器应答（{why}）",
        "no scheduler answers at this address ({why})",
        "核对地址和端口（如 tcp://10.0.0.1:8786），确认 dask scheduler 在运行；或去掉 --cluster，在本机计算",
        "check address and port (such as tcp://10.0.0.1:8786) and that dask scheduler is running; or leave out --cluster",
    ),
    "no_workers": Message(
        "调度器在，但没有一个工作进程",
        "the scheduler answers but has no workers",
        "在各台机器上启动：dask worker {where}（见 docs/how-to/cluster.zh.md）",
        "start some on each machine: dask worker {where} (see docs/how-to/cluster.md)",
    ),
    "not_there": Message(
        "工作进程 {worker} 上没有本程序或不能用（{why}）",
        "worker {worker} does not have this program, or cannot use it ({why})",
        "在每台机器上安装同一版本的 techfunnel",
        "install the same version of techfunnel on every machine",
    ),
    "versions": Message(
        "工作进程 {worker} 与本机的版本不同（对方 / 本机：{what}），结果会不一致，没有开始计算",
        "worker {worker} has other versions than this machine (there / here: {what}); results would differ, so nothing was begun",
        "在每台机器上安装同一版本的 Python、techfunnel 及其依赖（constraints.txt）",
        "install the same Python, techfunnel and dependencies (constraints.txt) on every machine",
    ),
    "numbers": Message(
        "工作进程 {worker} 程序相同，但算出的小数与本机末位不同（对方 / 本机：{what}），没有开始计算：它的数学函数库（exp、log、pow）或处理器不同",
        "worker {worker} has the same program but gives other last digits (there / here: {what}), so nothing was begun: its library of mathematical "
        "functions (exp, log, pow) or its processor is another",
        "所有机器（包括下达命令的这台）用同样的操作系统和 C 库（或同一个容器镜像）、同类处理器；或停掉这个工作进程",
        "use the same operating system with its C library (or one container image) and the same kind of processor on all machines, this one too; "
        "or stop this worker",
    ),
    "lost": Message(
        "集群连接中断或工作进程全部退出，计算已停下，此前算完的都已保存",
        "the cluster has gone, or all its workers have; the work has stopped, everything finished before is kept",
        "恢复集群后重新执行同一命令，会从停下处继续",
        "give the same command again once it is back; it goes on where it stopped",
        NOT_WHOLE,
    ),
    "paused": Message(
        "集群上的工作进程（{n} 个：{workers}）都已暂停，没有人在计算：Dask 在工作进程用到内存上限的 80% 时让它暂停；计算已停下，此前算完的都已保存",
        "all {n} workers ({workers}) are paused, nobody is at work: Dask pauses a worker at 80 % of the memory it may use; "
        "the work has stopped, everything finished before is kept",
        "给工作进程更多内存（dask worker --memory-limit）、减少同一台机器上的工作进程，或重新启动它们；再执行同一命令会从停下处继续",
        "give workers more memory (dask worker --memory-limit), start fewer on a machine, or restart them; the same command goes on where it stopped",
        NOT_WHOLE,
    ),
    "deadly": Message(
        "已有 {n} 个工作进程在计算中先后死亡，计算已停下，此前算完的都已保存",
        "{n} workers have died over their work; it has stopped, everything finished before is kept",
        "查看工作进程的日志和内存是否够用，或去掉 --cluster 在本机计算；再执行同一命令会从停下处继续",
        "look at the logs of the workers and whether their memory suffices, or leave out --cluster; the same command goes on where it stopped",
        NOT_WHOLE,
    ),
    "vanished": Message(
        "保存的运行结果在读取时被别的程序删去了，没有用不完整的结果计算",
        "stored runs were removed while they were being read; nothing was worked out from the rest",
        "重新执行同一命令，缺的会重新计算",
        "give the same command again; what is missing is computed anew",
        NOT_WHOLE,
    ),
    "foreign": Message(
        "这个运行库由更新版本的程序写成（格式 {found}）",
        "this store was written by a later version of the program (format {found})",
        "升级本程序，或用 --store 换一个文件夹",
        "upgrade the program, or choose another folder with --store",
    ),
}


class StoreError(ExplainedError):
    """A store or cluster that cannot be used, or work that had to stop. `where` is the folder or address."""

    messages: ClassVar[Mapping[str, Message]] = MESSAGES


def explained(error: OSError, folder: Path) -> StoreError:
    """The StoreError for what the system said while writing below `folder`."""
    if error.errno in DISK_IS_FULL:
        return StoreError("full", str(folder))
    return StoreError("unwritable", str(folder), {"why": system_words(error)})


class Incomplete(RunError):
    """A batch with runs that failed or are missing: its numbers must not be used as they are. `failed` holds the first of them."""

    def __init__(self, failed: Sequence[Failure], failed_in_all: int, missing: int, total: int):
        first = f"; {failed[0].error.partition(': ')[2] or failed[0].error}" if failed else ""
        super().__init__(f"{failed_in_all} of {total} runs failed, {missing} are missing{first}")
        self.failed, self.failed_in_all, self.missing, self.total = tuple(failed), failed_in_all, missing, total


def require_whole(carried: "Iterable[Carried]") -> None:
    """Raises Incomplete unless every task of every batch has its row."""
    several = list(carried)
    if all(each.is_whole for each in several):
        return
    failed = [failure for each in several for failure in each.failed]
    in_all = sum(each.failed_tasks.size for each in several)
    raise Incomplete(failed, in_all, sum(each.missing.size for each in several), sum(each.tasks.size for each in several))
