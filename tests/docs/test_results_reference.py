"""`docs/reference/results.md` lists exactly the keys of the results, and the files of a result folder."""

import json
import re
import subprocess
import sys

import pytest

from experiments.bottlenecks import CAUSES
from sim.indicators import INDICATORS, RATES
from sim.stages import StopReason
from tests.docs.pages import ROOT, text_of
from tests.docs.test_readme import ENVIRONMENT

PAGE = "docs/reference/results.md"
NAMES_BELOW = {
    "indicators": "{indicator}", "effects": "{indicator}", "stages": "{stage}", "stop_reasons": "{reason}", "ledger": "{instrument}",
    "facts": "{fact}",
    "execution_by_year": "{year}",
    "by_year": "{year}", "rates": "{rate}", "bottlenecks": "{resource}", "stopped": "{resource}", "held_up": "{resource}",
    "one_more": "{resource}",
    "bottleneck_by_year": "{year}", "reached_by": "{month}", "probability_by_version": "{version}", "projects": "{class}", "assumptions": "{key}",
}  # fmt: skip
DEEPER = {
    "yearly": ("{event}", "{year}"),
    "yearly_spread": ("{event}", "{year}"),
    "stocks": ("{stock}", "{year}"),
    "platform_use": ("{field}", "{year}"),
    "by_sector": ("{sector}", "{indicator}"),
    "by_county": ("{county}", "{indicator}"),
    "by_version": ("{version}", "{indicator}"),
    "by_draw": ("{draw}", "{indicator}"),
}
IN_PROVENANCE = {"versions": "{package}", "scenarios": "{scenario}"}
HEADER = {"scenario", "titles.zh", "titles.en"}


def leaves(value, path=()):
    """Every key of a document as the page writes it: names that vary in braces, lists with []."""
    if isinstance(value, dict):
        above = path[-1] if path else ""
        named = (None if "cost_plane" in path else NAMES_BELOW.get(above)) or (IN_PROVENANCE.get(above) if path[:1] == ("provenance",) else None)
        for key, below in value.items():
            levels = DEEPER.get(above)
            if levels:
                for name, inside in below.items() if isinstance(below, dict) else ():
                    yield from leaves(inside, (*path, levels[0], levels[1]) if name else path)
            else:
                yield from leaves(below, (*path, named or key))
    elif isinstance(value, list):
        for item in value or [""]:
            yield from leaves(item, (*path[:-1], f"{path[-1]}[]"))
    else:
        yield ".".join(path)


def documented(section: str) -> set[str]:
    """The keys in the first column of the tables of a section of the page."""
    part = text_of(PAGE).partition(f"\n## {section}")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`([^`]+)`", row)}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """A run and a comparison as JSON, and the files the comparison wrote."""
    folder = tmp_path_factory.mktemp("results") / "out"
    small = ["--replications", "3", "--months", "96", "--json", "--quiet"]
    asked = {
        "run": ["run", "chenzhou", "--policy", "one-of-each", "--worlds", "versions", "--wording", "both"],
        "bottlenecks": ["run", "chenzhou", "--bottlenecks", "--worlds", "versions", "--wording", "both"],
        "target": ["target", "chenzhou", "--goal", "new_products >= 25 by 2026-12"],
        "compare": ["compare", "chenzhou", "--policy", "one-of-each", "--policy", "do-nothing", "--out", str(folder)],
        "explain": ["explain", "chenzhou", "--policy", "one-of-each", "--pick", "additional"],
        "contrasts": ["run", "chenzhou", "--worlds", "versions", "--contrasts"],
    }
    found = {}
    for name, words in asked.items():
        command = [sys.executable, "-m", "experiments.cli", *words, *small]
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=True)
        found[name] = json.loads(done.stdout)
    return found, {path.name for path in folder.iterdir()}


def test_the_page_lists_exactly_the_keys_of_a_run(documents):
    assert set(leaves(documents[0]["run"])) == documented("`funnel run`")


def test_the_page_lists_exactly_the_keys_of_a_target(documents):
    found = set(leaves(documents[0]["target"]))
    own = {key for key in found if not key.startswith("ledger.")}
    assert documented("`funnel target`") | keys_on_bottlenecks() == own - documented("`funnel run`")


def test_the_page_lists_exactly_what_bottlenecks_add_to_a_run(documents):
    found = {key for key in leaves(documents[0]["bottlenecks"]) if not key.startswith("ledger.")}
    assert keys_on_bottlenecks() == found - documented("`funnel run`")


def keys_on_bottlenecks() -> set[str]:
    """What the page says that `--bottlenecks` adds, without the table of resources, which must be complete."""
    keys = documented("`--bottlenecks`")
    assert set(CAUSES) <= keys
    return keys - set(CAUSES)


def test_the_page_lists_exactly_the_keys_of_a_comparison(documents):
    document = documents[0]["compare"]
    of_a_run = documented("`funnel run`")
    found = set(leaves(document))
    inside = {
        key.partition(prefix)[2]
        for prefix in ("baseline.", "policies[].run.")
        for key in found
        if key.startswith(prefix)
    }  # fmt: skip
    assert inside - HEADER <= of_a_run
    own = {key for key in found if not key.startswith(("baseline.", "policies[].run.", "policies[].ledger."))}
    above = {key for key in own if not key.startswith(("policies", "robust", "posterior"))}
    assert above <= of_a_run
    assert own - above == documented("`funnel compare`") - {"baseline", "policies[].run", "policies[].ledger"}
    assert {"baseline", "policies[].run", "policies[].ledger"} <= documented("`funnel compare`")


def test_the_page_lists_exactly_the_keys_of_a_story(documents):
    """Those of `parts_at` stand for the same of `turns_at`, and a world is any of the two."""
    found = set()
    for key in leaves(documents[0]["explain"]):
        key = re.sub(r"^(truth\.steps\.)?(baseline|with_policy)\b(?=[.\[])", r"\1{side}", key)
        found |= {re.sub(r"^turns_at\.differences\[\]\..*", "turns_at.differences[]", key)} - {"{side}.payments[]"}  # of one who was paid nothing
    assert found <= documented("`funnel explain`") | documented("`funnel run`")
    assert documented("`funnel explain`") - found == set()


def test_the_page_lists_exactly_the_keys_of_contrasts(documents):
    found = {"contrasts": documents[0]["contrasts"]["contrasts"]}
    found["contrasts"]["by_version"] = {"{version}": found["contrasts"]["by_version"]["mixed"]}
    keys = {
        key.replace("by_version.{version}.{indicator}", "by_version.{version}")
        for key in leaves({"contrasts": {**found["contrasts"], "by_version": {}}})
    }
    keys |= {f"contrasts.by_version.{{version}}.{key}" for key in leaves(found["contrasts"]["by_version"]["{version}"])}
    assert keys - {"contrasts.by_version"} == documented("`--contrasts`")


def test_the_page_lists_exactly_the_keys_of_a_scorecard():
    command = [sys.executable, "-m", "experiments.cli", "scorecard", "--replications", "3", "--json", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=True)
    document = json.loads(done.stdout)
    as_in_a_run = {"scenario", "seed", "replications", "versions", "provenance"}
    keys = {f"facts[].{key}" for fact in document["facts"] for key in leaves({k: v for k, v in fact.items() if k != "by_version"})}
    keys |= {f"facts[].by_version.{{version}}.{key}" for fact in document["facts"] for found in fact["by_version"].values() for key in found}
    keys |= {f"count.{key}" for key in document["count"]} | as_in_a_run
    assert keys == documented("`funnel scorecard`")
    assert set(document) == as_in_a_run | {"facts", "count"}


def test_the_page_lists_exactly_the_keys_of_the_evidence(capsys):
    from experiments.cli.app import main

    assert main(["evidence", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    used = [fact["used_by"] for fact in document["facts"]]
    full = next(fact for fact in document["facts"] if fact["used_by"]["scenarios"])
    lists = {name: [each for fact in used for each in fact[name]][:1] for name in ("parameters", "targets", "others")}
    assert set(leaves(document | {"facts": [full | {"used_by": full["used_by"] | lists}]})) == documented("`funnel evidence`")


def in_one(value):
    """The document with estimates and bounds, which the page names as objects, as one value each."""
    if isinstance(value, dict):
        if {"low", "high", "n"} <= set(value) and len(value) == 4:
            return "object"
        return {key: in_one(below) for key, below in value.items()}
    return [in_one(item) for item in value] if isinstance(value, list) else value


def test_the_page_lists_exactly_the_keys_of_a_survey(tmp_path, capsys):
    from experiments.cli.app import main

    head = "project,admitted,applied,pilot_started,pilot_ended,passed,industrialised,batch_output,followed_until\n"
    ended = [f"P{n},yes,2020-01,2020-02,2020-09,yes,yes,2022-01,2024-01\n" for n in range(8)]
    running = [f"R{n},yes,2020-01,2020-02,2020-09,yes,,,2024-01\n" for n in range(4)]
    path = tmp_path / "survey.csv"
    path.write_text("".join([head, *ended, *running]), encoding="utf-8")
    assert main(["survey", str(path), "--json"]) == 0
    found = set(leaves(in_one(json.loads(capsys.readouterr().out))))
    assert found == documented("`funnel survey`")


def test_the_page_lists_exactly_what_an_equal_budget_adds(documents):
    policies = ["--policy", "more-public-platforms", "--policy", "pilot-voucher"]  # one by a lottery, one with a share that comes to its bound
    command = [sys.executable, "-m", "experiments.cli", "compare", "chenzhou", *policies, "--equal-budget", "6000万"]
    words = [*command, "--replications", "3", "--months", "96", "--json", "--quiet"]
    done = subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=True)
    added = set(leaves(json.loads(done.stdout))) - {"policies[].run.ledger.{instrument}.by_year.{year}"}
    plain = {key for key in added if key.startswith(("equal_budget", "policies[].scaling")) and not key.endswith("[]")}  # of empty lists
    assert plain == documented("等额比较")
    assert {key.partition(".")[0] for key in added} - {"policies[]", "equal_budget"} <= {
        key.partition(".")[0] for key in leaves(documents[0]["compare"])
    }


def test_the_page_names_every_file_of_a_result_folder(documents):
    names = documented("结果文件夹")
    plain = {re.sub(r"^scenario-.*\.toml$", "scenario-{scenario}.toml", name) for name in documents[1]}
    assert plain | {"contrasts.csv"} == names  # with `--contrasts` only


def test_every_indicator_reason_and_rate_is_explained():
    assert documented("指标") - set(INDICATORS) == set()
    assert set(INDICATORS) <= documented("指标")
    assert documented("比例") == set(RATES)
    reasons = {name.split()[0] for name in documented("阶段和终止原因")}
    assert {reason.key for reason in StopReason} == reasons
