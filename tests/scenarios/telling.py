"""What tests of scenario messages share: small files with mistakes, and what a good message about them says."""

from dataclasses import dataclass

import pytest

from sim.scenario import ScenarioError, load_scenario

CITY = 'kind = "region"\ninherits = "chenzhou"\n'
LEVER = 'kind = "policy"\nsources = []\ntitle = { zh = "甲", en = "A" }\nquestion = { zh = "乙", en = "B" }\n'
POOL = '[instruments.pool]\nfamily = "cost_support"\nshare = 0.3\n'


@dataclass(frozen=True)
class Case:
    """One mistake in a file, and what the message must say about it."""

    code: str
    text: str | bytes
    line: int | None
    key: str
    zh: str
    en: str
    nearest: str | None = None


def read(case, folder, policies):
    path = folder / "case.toml"
    path.write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    with pytest.raises(ScenarioError) as caught:
        if policies:
            load_scenario("chenzhou", [path])
        else:
            load_scenario(path)
    return caught.value


def complaints(error, case):
    (problem,) = error.problems
    assert (problem.code, problem.line, problem.key, problem.nearest) == (case.code, case.line, case.key, case.nearest)
    return problem


def said_well(problem, zh, en):
    for lang, words in (("zh", zh), ("en", en)):
        text = problem.render(lang)
        assert words in text
        assert text.startswith(problem.file)
        assert "case.toml" in text or problem.file != "case.toml"
        assert ("下一步：" if lang == "zh" else "Next step: ") in text
        assert "{" not in text.replace("{ zh", "").replace("{ a", "") and "Traceback" not in text
        if problem.nearest:
            assert (f"您是不是想写“{problem.nearest}”" if lang == "zh" else f'Did you mean "{problem.nearest}"') in text


def one_problem(*arguments, **more):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(*arguments, **more)
    (problem,) = caught.value.problems
    return problem
