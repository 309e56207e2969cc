"""What can go wrong while results are written: what, where, why and the next step, in Chinese and in English."""

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from experiments.explained_error import DISK_IS_FULL, NOT_WHOLE, ExplainedError, Message
from sim.system_words import system_words

MESSAGES: dict[str, Message] = {
    "is_file": Message(
        "这是文件，不是文件夹，结果没有写出",
        "this is a file, not a folder; nothing was written",
        "用 --out 给出另一个文件夹",
        "give another folder with --out",
    ),
    "below_file": Message(
        "上级“{parent}”是文件，其下不能建文件夹，结果没有写出",
        'its parent "{parent}" is a file, so that no folder can be made below it; nothing was written',
        "用 --out 给出另一个文件夹",
        "give another folder with --out",
    ),
    "unwritable": Message(
        "不能在这里写文件（{why}），结果没有写出",
        "files cannot be written here ({why}); nothing was written",
        "用 --out 给出您有写入权限的文件夹，例如 out",
        'give a folder that you may write to with --out, for example "out"',
    ),
    "disk_full": Message(
        "磁盘空间不足（需要约 {needed}），结果没有写出，原有文件未动",
        "the disk is full (about {needed} are needed); nothing was written, earlier files are untouched",
        "腾出空间，或用 --out 换一个磁盘",
        "free some space, or choose another disk with --out",
        NOT_WHOLE,
    ),
    "name": Message(
        "系统不接受这个名称（{why}），结果没有写出",
        "the system does not accept this name ({why}); nothing was written",
        "用较短的、不含特殊字符的名称",
        "use a shorter name without special characters",
    ),
    "occupied": Message(
        "要写的文件“{file}”处是一个文件夹，结果没有写出，原有文件未动",
        'there is a folder where the file "{file}" has to go; nothing was written, earlier files are untouched',
        "移走这个文件夹，或用 --out 给出另一个文件夹",
        "move that folder away, or give another folder with --out",
    ),
    "in_use": Message(
        "文件“{file}”不能替换（{why}），可能正在 Excel 或 WPS 中打开；全部文件已恢复原状",
        'the file "{file}" cannot be replaced ({why}); it may be open in another program. All files are as they were',
        "关闭打开它的程序后重试，或用 --out 给出另一个文件夹",
        "close the program that has it open and try again, or give another folder with --out",
    ),
    "not_finite": Message(
        "结果中“{key}”的值是 {value}，不能写入结果文件，没有写出任何文件",
        'the value of "{key}" is {value}, which a result file cannot hold; nothing was written',
        "这是程序的错误，请连同所用情景反馈",
        "this is a fault of the program; please report it with the scenario",
        NOT_WHOLE,
    ),
    "missing": Message(
        "没有这个文件或文件夹",
        "there is no such file or folder",
        "给出 --out 写出的结果文件夹，或用 --json 存下的文件",
        "give a folder that --out made, or a file that --json was saved to",
    ),
    "empty_folder": Message(
        "文件夹里没有结果（{file}）",
        "no result lies in this folder ({file})",
        "给出 --out 写出的结果文件夹，或用 --json 存下的文件",
        "give a folder that --out made, or a file that --json was saved to",
    ),
    "changed": Message(
        "写出以后被改动过（与记录的结果编号或校验码不符），不能用它的数",
        "it was changed after it was written (not what its id or the digest beside it say): its numbers cannot be used",
        "用 funnel run、compare、target、explain 或 study 加 --out 重新得到结果",
        "make the result anew: funnel run, compare, target, explain or study with --out",
    ),
    "not_json": Message(
        "不能作为结果读取（{why}）",
        "this cannot be read as a result ({why})",
        "给出 --out 写出的结果文件夹，或用 --json 存下的文件",
        "give a folder that --out made, or a file that --json was saved to",
    ),
    "no_result": Message(
        "这不是 funnel 的结果",
        "this is not a result of funnel",
        "给出 run、compare、target、explain、study 等命令的结果",
        "give the result of a command such as run, compare, target, explain or study",
    ),
    "glyph": Message(
        "文字“{text}”中的 {characters} 在图的字体里没有，没有写出任何文件",
        'the figures\' fonts lack {characters} in the text "{text}"; nothing was written',
        "在情景文件中改用常用字，或加 --no-figures 不画图",
        "use common characters in the scenario file, or leave the figures out with --no-figures",
    ),
}


class OutputError(ExplainedError):
    """Results that could not be written or read. `where` is the folder or file as it was asked for."""

    messages: ClassVar[Mapping[str, Message]] = MESSAGES


_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)


def explained(error: OSError, folder: Path, needed: int = 0) -> OutputError:
    """The OutputError for what the system said while writing into `folder`; `needed` bytes were to be written."""
    where = str(folder)
    if error.errno in DISK_IS_FULL:
        return OutputError("disk_full", where, {"needed": f"{max(1, round(needed / 1e6))} MB"})
    if error.errno in _NAME:
        return OutputError("name", where, {"why": system_words(error)})
    for parent in folder.parents:
        if _is_file(parent):
            return OutputError("below_file", where, {"parent": str(parent)})
    if _is_file(folder):
        return OutputError("is_file", where)
    return OutputError("unwritable", where, {"why": system_words(error)})


def _is_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
