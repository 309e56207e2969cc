"""Whatever a user mistypes: exit 2 and one message in the user's language, with where, why, the nearest valid choice and the next step."""

import re
import shlex
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Case:
    """One mistake and what the message must say in each language; `nearest` is what must be offered instead."""

    words: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    nearest: str | None = None

    def __str__(self) -> str:
        return " ".join(self.words)


def case(words: str, zh: str, en: str, nearest: str | None = None) -> Case:
    return Case(tuple(shlex.split(words)), tuple(zh.split("|")), tuple(en.split("|")), nearest)


CASES = [
    # --- commands and words
    case("comprae chenzhou", "没有“comprae”这个命令|run, compare, ", 'no command "comprae"|run, compare, ', "compare"),
    case("运行 chenzhou", "没有“运行”这个命令", 'no command "运行"'),
    case("run", "缺少 REGION|地区：名称|funnel regions", "REGION is missing|a name|funnel regions"),
    case("check", "缺少 FILE|情景文件", "FILE is missing|scenario files"),
    case("diff chenzhou", "缺少 B|与甲同类", "B is missing|same kind"),
    case("run chenzhou pilot-voucher", "多出了“pilot-voucher”|--policy pilot-voucher", 'too many: "pilot-voucher"|--policy pilot-voucher'),
    case("diff chenzhou zigong tianjin", "多出了“tianjin”|funnel diff --help", 'too many: "tianjin"|funnel diff --help'),
    # --- options
    case("run chenzhou --sed 3", "funnel run：没有“--sed”这个选项|--help", 'funnel run: there is no option "--sed"|--help', "--seed"),
    case("run chenzhou --xyzzy", "没有“--xyzzy”这个选项", 'no option "--xyzzy"'),
    case("compare chenzhou -x", "没有“-x”这个选项", 'no option "-x"'),
    case("--json compare chenzhou", "--json 写在了命令前面|移到命令后面", "--json stands before the command|move it behind"),
    case("--jsno compare", "没有“--jsno”这个选项", 'no option "--jsno"'),
    case("compare chenzhou --policy", "--policy 后面缺少值|政策：名称", "--policy needs a value|policy: a name"),
    case("run chenzhou --json=yes", "--json 是开关，后面不带值", "--json is a switch and takes no value"),
    case("run chenzhou ——policy brokers", "两个英文减号|英文输入法", "two ordinary minus signs|input method", "--policy"),
    case("run chenzhou －－seed 3", "两个英文减号", "two ordinary minus signs", "--seed"),
    # --- values
    case('run chenzhou --out ""', "没有写文件夹|--out out", "no folder is named|--out out"),
    case("run chenzhou --replications 0", "1 至 10000000 的整数，得到的是“0”", 'from 1 to 10000000 is needed, not "0"', "1"),
    case("compare chenzhou --policy brokers --replications 1", "2 至 10000000 的整数", "from 2 to 10000000", "2"),
    case("run chenzhou --replications many", "得到的是“many”|--replications 200", 'not "many"|--replications 200'),
    case("run chenzhou --replications 1,000", "得到的是“1,000”", 'not "1,000"', "1000"),
    case("run chenzhou --replications 2.5", "得到的是“2.5”", 'not "2.5"', "2"),
    case("run chenzhou --replications 1_000", "得到的是“1_000”", 'not "1_000"', "1000"),
    case("run chenzhou --replications nan", "得到的是“nan”", 'not "nan"'),
    case("run chenzhou --replications inf", "得到的是“inf”", 'not "inf"'),
    case("run chenzhou --seed -1", "0 至 2147483647", "from 0 to 2147483647", "0"),
    case("run chenzhou --seed 2147483648", "0 至 2147483647", "from 0 to 2147483647", "2147483647"),
    case(f"run chenzhou --seed {'9' * 5000}", "0 至 2147483647", "from 0 to 2147483647"),
    case("run chenzhou --months 0", "1 至 1200", "from 1 to 1200", "1"),
    case("run chenzhou --months 1201", "1 至 1200", "from 1 to 1200", "1200"),
    case("run chenzhou --workers 0", "--workers：|1 至 1024", "--workers: |from 1 to 1024", "1"),
    case("compare chenzhou --wording throgh", "不能是“throgh”|passed, through, both", '"throgh" is not a choice|passed, through, both', "through"),
    case("target chenzhou --wording 80%", "--wording：不能是“80%”|passed, through, both", '--wording: "80%" is not a choice|passed, through, both'),
    case("run chenzhou --worlds centrl", "不能是“centrl”|central, versions", '"centrl" is not a choice|central, versions', "central"),
    # --- names
    case("run chenzou", "没有名为“chenzou”的地区|chenzhou, chenzhou-stuck-at", 'no region called "chenzou"|chenzhou, chenzhou-stuck-at', "chenzhou"),
    case("run chenzhou --policy brokres", "没有名为“brokres”的政策", 'no policy called "brokres"', "brokers"),
    case("run brokers", 'kind = "region"|--policy', 'kind = "region"|--policy'),
    case("run missing.toml", "missing.toml|没有这个文件", "missing.toml|no such file"),
    case("run chenzhou --policy brokers --policy brokers", "“brokers”给了两次", '"brokers" is given twice'),
    case("compare chenzhou", "没有给出要比较的政策|award-any-pilot, ", "no policy to compare|award-any-pilot, "),
    case("compare chenzhou --policy brokers --policy brokers", "“brokers”给了两次", '"brokers" is given twice'),
    case("check nowhere.toml", "nowhere.toml|没有这个文件", "nowhere.toml|no such file"),
    case("check pilot-vocher", "没有名为“pilot-vocher”的政策", 'no policy called "pilot-vocher"', "pilot-voucher"),
    case("diff chenzhou brokers", "一个是地区，一个是政策", "one is a region, the other a policy"),
    case("diff chenzhou zigon", "没有名为“zigon”的地区", 'no region called "zigon"', "zigong"),
    case("parameters --group firm", "没有“firm”这一组|title, question", 'no group "firm"|title, question', "firms"),
    # --- where results go
    case("run chenzhou --out /dev/null/results", "/dev/null/results|下一步", "/dev/null/results|Next step"),
    case("compare chenzhou --policy brokers --out /dev/null", "/dev/null|文件夹", "/dev/null|folder"),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mistake_is_explained(funnel, case, lang):
    ended = funnel(*case.words, env={"LANG": "zh_CN.UTF-8" if lang == "zh" else "en_US.UTF-8"})
    assert ended.code == 2, ended.err
    assert not ended.out
    for fragment in getattr(case, lang):
        assert fragment in ended.err, ended.err
    if case.nearest:
        assert f"您是不是想写“{case.nearest}”" in ended.err or f'Did you mean "{case.nearest}"' in ended.err, ended.err
    assert ("下一步：" if lang == "zh" else "Next step: ") in ended.err
    assert bool(re.search("[一-鿿]", ended.err.replace("运行", ""))) == (lang == "zh"), "one language at a time"


@pytest.mark.parametrize(("words", "fragment"), [(["--lang", "fr"], '"fr" is not a choice'), (["regions", "--lang"], '"" is not a choice')])
def test_an_unknown_language_is_explained_in_that_of_the_system(funnel, words, fragment):
    ended = funnel(*words)
    assert ended.code == 2 and fragment in ended.err and "zh, en" in ended.err


def test_all_wrong_names_are_reported_at_once(funnel):
    ended = funnel("compare", "chenzou", "--policy", "brokres", "--policy", "pilot-vocher", "--lang", "en")
    assert ended.code == 2
    assert ended.err.startswith("3 errors:")
    assert all(name in ended.err for name in ("chenzhou", "brokers", "pilot-voucher"))
    assert ended.err.count("chenzou") == 1, "the region is reported once, not once for each policy"


def test_a_mistake_leaves_stdout_empty_for_json_too(funnel):
    ended = funnel("run", "chenzou", "--json")
    assert ended.code == 2 and not ended.out and ended.err


def test_a_very_long_word_does_not_fill_the_screen(funnel):
    assert len(funnel("run", "chenzhou", "--worlds", "x" * 5000).err) < 500
