"""A result folder holds what was found, in files that Excel, Python and a later run can read, and nothing about who made it."""

import csv
import getpass
import io
import json
import socket
import tomllib
from pathlib import Path

import pytest

from experiments.cli import app
from experiments.equal_budget import Limit
from experiments.output import OutputError, write_results
from experiments.output.headers import MADE_EQUAL_BY, WHY_NOT_EQUAL
from experiments.output.identity import NotStrict, result_id, strict_json
from experiments.output.provenance import collect, shown_command
from experiments.output.scaling import scaling_rows
from experiments.output.tables import _cell
from sim.scenario import load_scenario
from sim.stages import Sector, name_zh
from tests.figures.documents import compare_document, nothing_known, run_document

BOM = b"\xef\xbb\xbf"
POLICIES = ("award-on-industrialisation", "pilot-voucher", "more-public-platforms")


@pytest.fixture(scope="module")
def scenarios():
    return [load_scenario("chenzhou"), *(load_scenario("chenzhou", [policy]) for policy in POLICIES)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, scenarios) -> Path:
    """A comparison written without figures, in Chinese."""
    target = tmp_path_factory.mktemp("results") / "out" / "郴州"
    write_results(target, compare_document(), scenarios, figures=False, lang="zh")
    return target


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV as Excel reads them."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_comparison_has_all_its_files(folder):
    tables = {"indicators.csv", "stages.csv", "stop_reasons.csv", "rates.csv", "ledger.csv", "platform_use.csv", "effects.csv", "projects.csv"}
    tables |= {"by_sector.csv", "by_county.csv", "definitions.csv"}
    frozen = {"scenario-chenzhou.toml", *(f"scenario-chenzhou+{policy}.toml" for policy in POLICIES)}
    assert {path.name for path in folder.iterdir()} == {"results.json", "provenance.json"} | tables | frozen


def test_sectors_and_counties_have_levels_and_under_a_policy_the_difference_to_the_baseline(folder):
    for kind, named, called in (
        ("产业领域", "materials", name_zh(Sector.MATERIALS)),
        ("县区", "苏仙区", "苏仙区"),
        ("县区", "unnamed", "其他（未在注明县区的平台中试）"),
    ):
        rows = table(folder / ("by_sector.csv" if kind == "产业领域" else "by_county.csv"))
        assert len(rows) == 2 * 4 * (1 + len(POLICIES))  # groups, events, scenarios
        mine = {(row["政策"], row["指标"]): row for row in rows if row[kind] == named}
        assert len(mine) == 4 * (1 + len(POLICIES)) and all(row[f"{kind}名称"] == called for row in mine.values())
        alone, second = mine["基线", "batch_output"], mine[POLICIES[1], "batch_output"]
        assert alone["均值"] == second["均值"] == f"{0.5 * {'materials': 41.3, '苏仙区': 22.4, 'unnamed': 18.9}[named]:.2f}"
        assert (alone["配对差"], alone["配对差95%区间下限"], alone["配对差95%区间上限"]) == ("", "", "")
        assert (second["配对差"], second["配对差95%区间下限"], second["配对差95%区间上限"]) == ("2.50", "-0.50", "5.50")
        assert (second["区间是否含零"], alone["区间是否含零"]) == ("是", "")


def test_where_no_county_is_named_there_is_no_table_of_counties(tmp_path, scenarios):
    written = write_results(tmp_path / "out", run_document() | {"by_county": {}}, scenarios[:1], figures=False)
    assert "by_sector.csv" in written.files and "by_county.csv" not in written.files


def test_every_indicator_of_a_result_is_defined_in_it_with_its_coefficients(folder):
    rows = {row["指标"]: row for row in table(folder / "definitions.csv")}
    assert set(rows) == set(compare_document()["baseline"]["indicators"])
    assert all(row["准确含义"] and row["折算系数及其依据"] and row["盼望的方向"] and row["单位"] for row in rows.values())
    assert rows["public_money"]["盼望的方向"] == "越少越好" and rows["sales"]["折算系数及其依据"] == "逐项计数或累计，没有折算系数"
    assert "world.salvage_share：假定，先验 0.1–0.5" in rows["avoided_scale_up_loss"]["折算系数及其依据"]
    assert not any("`" in text for row in rows.values() for text in row.values())


def test_a_run_has_no_effects(tmp_path, scenarios):
    written = write_results(tmp_path / "out", run_document(), scenarios[:1], figures=False)
    assert "effects.csv" not in written.files and "projects.csv" not in written.files
    assert (tmp_path / "out" / "scenario-chenzhou.toml").is_file()


def test_figures_are_png_and_svg_in_the_language_asked_for(tmp_path, scenarios):
    written = write_results(tmp_path / "out", compare_document(), scenarios, lang="zh")
    assert {"funnel.png", "funnel.svg", "effects.png", "effects.svg"} <= set(written.files)
    assert (tmp_path / "out" / "effects.png").read_bytes().startswith(b"\x89PNG")
    assert "实现批量产出" in (tmp_path / "out" / "effects.svg").read_text(encoding="utf-8")  # the title in its metadata


def test_results_are_strict_json_and_the_same_document(folder):
    text = (folder / "results.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=pytest.fail) == compare_document()
    assert "郴州" in text and not (folder / "results.json").read_bytes().startswith(BOM)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}])
def test_a_value_that_json_lacks_is_refused_with_its_key(tmp_path, scenarios, value):
    document = run_document()
    document["indicators"]["sales"]["low"] = value
    with pytest.raises(NotStrict, match=r"indicators\.sales\.low"):
        strict_json(document)
    with pytest.raises(OutputError) as error:
        write_results(tmp_path / "out", document, scenarios, figures=False)
    assert error.value.code == "not_finite" and "indicators.sales.low" in error.value.render("zh")
    assert list(tmp_path.iterdir()) == []


def test_every_table_opens_in_excel_with_chinese_headers(folder):
    for path in folder.glob("*.csv"):
        assert path.read_bytes().startswith(BOM)
        header = path.read_bytes().decode("utf-8-sig").splitlines()[0].split(",")
        assert "单位" in header and all(not name.isascii() for name in header), path.name
        assert len(table(path)) > 0 and all(None not in row and row["单位"] for row in table(path)), path.name


def test_english_tables_have_english_headers(tmp_path, scenarios):
    write_results(tmp_path / "out", compare_document(), scenarios, figures=False, lang="en")
    for path in (tmp_path / "out").glob("*.csv"):
        assert path.read_bytes().startswith(BOM)
        assert path.read_bytes().decode("utf-8-sig").splitlines()[0].isascii()


def test_an_effect_is_one_row_with_unit_and_interval(folder):
    rows = table(folder / "effects.csv")
    assert len(rows) == 3 * 15 * 4  # policies, indicators, all worlds and three versions
    found = [row for row in rows if row["政策"] == "pilot-voucher" and row["指标"] == "batch_output"]
    assert [row["校准版本"] for row in found] == ["合并", "选择为主", "兼而有之", "纯中试效应"]
    merged = found[0]
    assert (merged["指标名称"], merged["单位"], merged["区间是否含零"]) == ("实现批量产出", "项", "否")
    expected = compare_document()["policies"][1]["effects"]["batch_output"]
    for column, key in (("配对差", "difference"), ("95%区间下限", "low"), ("95%区间上限", "high")):
        assert merged[column] == f"{expected[key]:.2f}"


def test_an_unknown_value_is_an_empty_cell(tmp_path, scenarios):
    write_results(tmp_path / "out", nothing_known(), scenarios, figures=False)
    for row in table(tmp_path / "out" / "effects.csv"):
        assert row["配对差"] == row["95%区间下限"] == row["区间是否含零"] == ""


def test_projects_still_running_are_marked_as_not_ended(folder):
    ended = {row["停止原因"]: row["是否已结束"] for row in table(folder / "stop_reasons.csv")}
    assert ended.pop("running") == "否" and set(ended.values()) == {"是"}


def test_the_ledger_has_a_row_a_year_and_a_total(folder):
    rows = [row for row in table(folder / "ledger.csv") if row["政策"] == "pilot-voucher"]
    assert [row["年份"] for row in rows] == ["2025", "2026", "2027", "合计（自政策开始）"]
    assert sum(float(row["数值"]) for row in rows[:3]) == float(rows[3]["数值"])


def test_a_title_never_becomes_a_formula(tmp_path, scenarios):
    document = compare_document()
    document["policies"][0]["titles"]["zh"] = '=HYPERLINK("http://example.com")'
    write_results(tmp_path / "out", document, scenarios, figures=False)
    assert table(tmp_path / "out" / "projects.csv")[0]["政策名称"].startswith("'=")


def test_a_frozen_scenario_loads_to_the_same_scenario(folder, scenarios):
    for scenario in scenarios:
        assert load_scenario(folder / f"scenario-{scenario.id}.toml").digest == scenario.digest


def test_scenarios_of_the_same_name_do_not_overwrite_each_other(tmp_path, scenarios):
    other = load_scenario("chenzhou", overrides={"calendar.months": 60})
    written = write_results(tmp_path / "out", run_document(), [scenarios[0], other, scenarios[0]], figures=False)
    frozen = [name for name in written.files if name.startswith("scenario-")]
    assert len(frozen) == 2
    assert {load_scenario(tmp_path / "out" / name).digest for name in frozen} == {scenarios[0].digest, other.digest}


def test_provenance_says_what_made_the_result(folder, scenarios):
    found = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert (found["scenario"], found["seed"], found["replications"], found["months"]) == ("chenzhou", 1, 200, 120)
    assert found["scenarios"] == {scenario.id: scenario.digest for scenario in scenarios}
    assert set(found["outcome_digests"]) == {"baseline", *POLICIES}
    assert found["result_id"] == result_id(compare_document())
    assert found["commit"] is None or len(found["commit"]) == 40
    assert set(found["files"]) == {path.name for path in folder.iterdir()} - {"provenance.json"}


def test_provenance_collected_now_names_every_version_that_decides_the_numbers(scenarios):
    found = collect(scenarios, ["/usr/bin/funnel", "run", "chenzhou"])
    assert {"python", "techfunnel", "numpy", "numba", "mesa"} == set(found["versions"]) and all(found["versions"].values())
    assert found["sources"][0] == scenarios[0].region.sources[0]


def test_nothing_written_names_this_machine_or_its_user(folder):
    secrets = {str(Path.home()), str(Path.cwd()), str(folder.parent), socket.gethostname()}
    if len(getpass.getuser()) > 4:
        secrets.add(getpass.getuser())
    for path in folder.iterdir():
        text = path.read_bytes().decode("utf-8-sig")
        assert not [secret for secret in secrets if len(secret) > 4 and secret in text], path.name


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("chenzhou", "chenzhou"),
        ("out/chenzhou", "out/chenzhou"),
        ("/home/zhang/我的.toml", "…/我的.toml"),
        ("--out=/home/zhang/out", "--out=…/out"),
        (r"C:\Users\zhang\my.toml", "…/my.toml"),
        ("~zhang/my.toml", "…/my.toml"),
        ("../zhang/my.toml", "…/my.toml"),
        ("calendar.months=60", "calendar.months=60"),
    ],
)
def test_a_command_is_shown_without_the_folders_of_its_user(argument, shown):
    assert shown_command(["/opt/x/funnel", argument]) == ["funnel", shown]


def test_the_same_numbers_have_the_same_id_whoever_computed_them():
    mine, yours = compare_document(), compare_document()
    yours["provenance"] = {"platform": "another", "command": ["funnel", "compare"]}
    mine["seconds"], yours["seconds"], yours["simulated"] = 1.0, 2.0, 0
    assert result_id(mine) == result_id(yours)
    yours["policies"][0]["effects"]["batch_output"]["low"] += 1e-9
    assert result_id(mine) != result_id(yours)


def test_a_frozen_scenario_is_valid_toml(folder):
    for path in folder.glob("scenario-*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["kind"] == "scenario"


@pytest.mark.parametrize(
    ("value", "written"), [(0.0036912, "0.00369"), (-0.075, "-0.0750"), (0.5, "0.50"), (12.345, "12.35"), (0.0, "0.00"), (1e-9, "0.00")]
)
def test_a_small_number_keeps_three_digits_so_that_no_interval_seems_to_touch_zero(value, written):
    assert _cell(value, "zh", 2) == written


@pytest.mark.parametrize(("worlds", "written"), [(4, "否"), (200, "是")])
def test_tables_with_intervals_say_whether_there_are_enough_worlds_for_a_conclusion(tmp_path, scenarios, worlds, written):
    write_results(tmp_path / "out", compare_document() | {"replications": worlds}, scenarios, figures=False, lang="zh")
    for name in ("effects.csv", "projects.csv", "by_sector.csv", "by_county.csv"):
        assert {row["世界是否足够下结论"] for row in table(tmp_path / "out" / name)} == {written}


def test_the_table_says_how_a_policy_was_made_equal_why_not_and_what_is_out_of_proportion():
    lottery = [
        {"share": 0.6, "sizes": [{"instrument": "new", "key": "count", "used": 3}, {"instrument": "staff", "key": "staff", "used": 5}]},
        {"share": 0.02, "sizes": [{"instrument": "new", "key": "count", "used": 2}, {"instrument": "staff", "key": "staff", "used": 5}]},
        {"share": 0.38, "sizes": [{"instrument": "new", "key": "count", "used": 2}, {"instrument": "staff", "key": "staff", "used": 4}]},
    ]
    rounded = {"instrument": "places", "key": "places", "exact": 2.526, "used": 3}
    scaling = {"factor": 1.5, "spent": {"value": 1.0, "low": 1.0, "high": 1.0}, "lottery": [], "rounded": []}
    found = [
        scaling | {"reached": True, "made_equal_by": "lottery", "limit": None, "lottery": lottery, "rounded": [rounded]},
        scaling | {"reached": False, "made_equal_by": None, "limit": "saturated"},
        scaling | {"reached": False, "made_equal_by": "factor", "limit": None},
    ]
    policies = [{"id": "p", "titles": {"zh": "p", "en": "p"}, "scaling": each} for each in found]
    drawn, saturated, missed = scaling_rows({"policies": policies, "equal_budget": {"amount": 1.0}}, "zh")
    assert drawn["out_of_proportion"] == "places.places 2.526→3; new.count 2.6→3 (60%), 2 (40%); staff.staff 4.62→5 (62%), 4 (38%)"
    assert (drawn["made_equal_by"], drawn["made_equal_by_name"].zh, drawn["limit_name"]) == ("lottery", "各世界整数不同，平均等额", None)
    assert (saturated["limit"], saturated["out_of_proportion"]) == ("saturated", None) and "没有更多可补的对象" in saturated["limit_name"].zh
    assert missed["limit"] is None and "偏离超过 5%" in missed["limit_name"].zh, "no without a reason is not an answer"
    assert set(MADE_EQUAL_BY) == {"factor", "lottery"} and set(WHY_NOT_EQUAL) == {limit.value for limit in Limit} | {None}


def test_contrasts_are_a_table_in_which_parts_sum_to_what_they_are_parts_of(tmp_path):
    assert (
        app.main(
            ["run", "zigong", "--contrasts", "--months", "36", "--replications", "12", "--out", str(tmp_path / "out"), "--quiet", "--lang", "en"]
        )
        == 0
    )
    found = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["contrasts"]
    rows = [row for row in table(tmp_path / "out" / "contrasts.csv") if row["calibrated_version"] == "all"]
    steps = {row["measure"]: row for row in rows}
    values = {name: float(row["value"]) for name, row in steps.items() if row["value"]}
    named = {row["part_of"] for row in rows} - {""}
    assert named == {"naive", "true"}
    parts = {whole: sum(values[row["measure"]] for row in rows if row["part_of"] == whole) for whole in named}
    assert parts["naive"] == pytest.approx(values["naive"] - values["true"], abs=3e-4)
    assert parts["true"] == pytest.approx(values["true"], abs=2e-4) and values["true"] == pytest.approx(found["true"]["value"], abs=1e-4)
    assert steps["switched"]["value"] == "" and (steps["social_npv"]["unit"], steps["true"]["unit"]) == ("10k CNY", "share")
