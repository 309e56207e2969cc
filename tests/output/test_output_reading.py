"""A result read back is what was written: an edited number is noticed, in its folder and mailed alone."""

import json

import pytest

from experiments.output.errors import OutputError
from experiments.output.identity import sealed
from experiments.output.provenance import collect
from experiments.output.reading import read_result
from experiments.output.write import write_results
from experiments.running import run
from sim import load_scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("read") / "result"
    document = run("chenzhou", [], replications=2, months=24, worlds="central").document()
    write_results(made, sealed(document, collect([load_scenario("chenzhou")])), [load_scenario("chenzhou")], figures=False)
    return made


def edited(text):
    document = json.loads(text)
    document["indicators"]["results"]["mean"] += 1.0
    return json.dumps(document, ensure_ascii=False)


def test_a_result_is_read_from_its_folder_and_from_the_file_alone(folder, tmp_path):
    alone = tmp_path / "mailed.json"
    alone.write_bytes((folder / "results.json").read_bytes())
    assert read_result(folder) == read_result(folder / "results.json") == read_result(alone)


@pytest.mark.parametrize("beside", [True, False], ids=["in its folder", "mailed alone"])
def test_an_edited_number_is_noticed(folder, tmp_path, beside):
    (tmp_path / "results.json").write_text(edited((folder / "results.json").read_text(encoding="utf-8")), encoding="utf-8")
    if beside:
        (tmp_path / "provenance.json").write_bytes((folder / "provenance.json").read_bytes())
    with pytest.raises(OutputError) as refused:
        read_result(tmp_path)
    assert refused.value.exit_code == 2
    assert "改动过" in refused.value.render("zh") and "changed after it was written" in refused.value.render("en")


def test_spaces_and_order_are_no_numbers(folder, tmp_path):
    document = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    (tmp_path / "results.json").write_text(json.dumps(dict(reversed(document.items())), indent=4), encoding="utf-8")
    assert read_result(tmp_path) == document, "the same numbers in another layout, without the digest of the file"


def test_a_result_from_before_documents_were_sealed_is_read(folder, tmp_path):
    document = json.loads(edited((folder / "results.json").read_text(encoding="utf-8")))
    del document["provenance"]["result_id"]
    (tmp_path / "results.json").write_text(json.dumps(document), encoding="utf-8")
    assert read_result(tmp_path)["indicators"]
