"""What is wrong with a command as it was typed: unknown commands and options, missing and left-over words, input-method dashes."""

import re
from collections.abc import Sequence
from typing import Any

from experiments.cli import helptext
from experiments.cli.errors import BadInput, nearest
from experiments.cli.language import Text, same

WRONG_DASH = re.compile(r"[—–－﹣―−]+-?(?=[A-Za-z])")
"""What an input method writes where minus signs are meant."""


def options_of(command: Any) -> dict[str, Any]:
    """The options of a command by each of their spellings."""
    options = (param for param in command.params if param.param_type_name == "option")
    return {name: param for param in options for name in (*param.opts, *param.secondary_opts)}


def refuse_wrong_dashes(arguments: Sequence[str]) -> None:
    """Raises BadInput for options that begin with a dash of the Chinese input method instead of two minus signs."""
    for word in arguments:
        if WRONG_DASH.match(word):
            reason = Text("选项要用两个英文减号开头", "an option begins with two ordinary minus signs")
            step = Text("切换到英文输入法，重新输入", "switch the input method to English and type it again")
            raise BadInput(word, reason, step, WRONG_DASH.sub("--", word, count=1))


def unknown_command(name: str, commands: tuple[str, ...]) -> BadInput:
    """A first word that is no command."""
    reason = Text("没有“{name}”这个命令", 'there is no command "{name}"').fill(name=name)
    step = Text("从这些中选：{names}", "choose from: {names}").fill(names=", ".join(commands))
    return BadInput("funnel", reason, step, nearest(name, commands))


def left_over(path: str, word: str, *, takes_policies: bool) -> BadInput:
    """A word more than the command takes; most often a policy without --policy."""
    reason = Text("多出了“{word}”", 'one word too many: "{word}"').fill(word=word)
    if takes_policies:
        step = Text(
            "地区只能给一个；政策逐个写在 --policy 后面，如 --policy {word}",
            "give one region only, and each policy after --policy, for example --policy {word}",
        )
        return BadInput(path, reason, step.fill(word=word))
    return BadInput(path, reason, _see_help(path))


def explained(error: Any, group: Any, arguments: Sequence[str]) -> BadInput:
    """A usage error of typer in both languages, told apart by what it carries."""
    ctx, param = getattr(error, "ctx", None), getattr(error, "param", None)
    named = next((word for word in arguments if word in group.commands), None)
    command = ctx.command if ctx else group.commands.get(named, group)
    path = ctx.command_path if ctx else f"funnel {named}" if named else "funnel"
    option = getattr(error, "option_name", None)
    if option is not None:
        if command is group and any(option in options_of(each) for each in group.commands.values()):
            reason = Text("{option} 写在了命令前面", "{option} stands before the command").fill(option=option)
            step = Text("把它移到命令后面，如 funnel compare chenzhou {option}", "move it behind, for example funnel compare chenzhou {option}")
            return BadInput(path, reason, step.fill(option=option))
        return _about_option(path, option, options_of(command))
    if param is not None and hasattr(error, "param_type"):
        reason = Text("缺少 {name}（{what}）", "{name} is missing ({what})")
        step = Text("{see}；已有的：funnel {list}", '{see}; "funnel {list}" shows what there is').fill(see=_see_help(path), list="regions")
        reason = reason.fill(name=param.metavar or param.name, what=helptext.of_param(param))
        return BadInput(path, reason, step if param.name == "region" else _see_help(path))
    if command is group:
        return BadInput(path, Text("没有给出命令", "no command is given"), _see_help(path))
    reason = Text("命令写法有误（{what}）", "the command is not written correctly ({what})")
    return BadInput(path, reason.fill(what=error.format_message().rstrip(".")), _see_help(path))


def _about_option(path: str, option: str, known: dict[str, Any]) -> BadInput:
    if option not in known:
        reason = Text("没有“{option}”这个选项", 'there is no option "{option}"')
        return BadInput(path, reason.fill(option=option), _see_help(path), nearest(option, (*known, "--help", "--lang")))
    if getattr(known[option], "is_flag", False):
        reason = Text("{option} 是开关，后面不带值", "{option} is a switch and takes no value")
    else:
        reason = Text("{option} 后面缺少值（{what}）", "{option} needs a value after it ({what})")
    return BadInput(path, reason.fill(option=option, what=helptext.of_param(known[option])), _see_help(path))


def _see_help(path: str) -> Text:
    return Text("{path} --help 列出写法和全部选项", '"{path} --help" shows how to write it and lists all options').fill(path=same(path))
