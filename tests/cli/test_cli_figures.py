"""`funnel figures` and `funnel trace` as a planner uses them: a folder in, pictures and tables out, and clear words for every mistake."""

import json

import pytest

from experiments.cli.app import main
from experiments.figures.record import unpacked
from tests.figures.update import path_of


@pytest.fixture(scope="module")
def document():
    """A comparison as `--json` prints it."""
    return dict(unpacked(path_of("cost").read_bytes()).document)


@pytest.fixture
def folder(tmp_path, document):
    """A folder as --out makes it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return tmp_path / "out"


def test_a_figure_is_drawn_beside_its_result_with_the_data_behind_it(funnel, folder):
    ended = funnel("figures", str(folder), "--only", "cost", "--size", "word", "--lang", "zh")
    assert ended.code == 0
    assert {path.name for path in (folder / "figures").iterdir()} == {"cost.png", "cost.csv"}
    assert "1 张图" in ended.err and "cost" in ended.err


@pytest.mark.slow
def test_a_figure_that_is_moved_elsewhere_still_tells_what_made_it(funnel, folder, tmp_path, document):
    funnel("figures", str(folder / "results.json"), "--only", "cost", "--out", str(tmp_path / "pictures"), "--lang", "en", "--quiet")
    moved = tmp_path / "mailed.png"
    (tmp_path / "pictures" / "cost.png").rename(moved)
    ended = funnel("trace", str(moved), "--again", "--out", str(tmp_path / "again"), "--json", "--lang", "en")
    facts = json.loads(ended.out)
    assert ended.code == 0 and facts["again"] == "identical"
    assert facts["command"] == document["provenance"]["command"] and facts["seed"] == document["seed"]
    assert {path.name for path in (tmp_path / "again").iterdir()} == {"cost.png", "cost.csv", "results.json"}
    assert (tmp_path / "again" / "cost.png").read_bytes() == moved.read_bytes()
    assert json.loads((tmp_path / "again" / "results.json").read_text(encoding="utf-8")) == document
    told = funnel("trace", str(moved), "--lang", "zh")
    assert told.code == 0 and "得出结果的命令：funnel compare" in told.out


def test_a_picture_that_was_changed_is_told_from_the_one_that_was_drawn(funnel, tmp_path):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    with Image.open(path_of("story")) as picture:
        kept = PngInfo()
        kept.add_text("Comment", picture.text["Comment"])
        changed = picture.convert("RGB")
        changed.putpixel((5, 5), (200, 0, 0))
        changed.save(tmp_path / "changed.png", pnginfo=kept)
    ended = funnel("trace", str(tmp_path / "changed.png"), "--again", "--lang", "en")
    assert ended.code == 3 and "different" in ended.out


def test_half_a_picture_is_no_other_picture(funnel, tmp_path):
    whole = path_of("story").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) * 3 // 4])
    ended = funnel("trace", str(tmp_path / "half.png"), "--again", "--lang", "zh")
    assert ended.code == 2 and "不完整" in ended.err and "下一步" in ended.err and "程序内部" not in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figures", "{folder}", "--only", "efects"], ("effects", "--only")),
        (["figures", "{folder}", "--only", "story"], ("story", "timeline")),
        (["figures", "{folder}/nowhere"], ("nowhere", "no such file")),
        (["figures", "{folder}/.."], ("no result lies in this folder", "results.json")),
        (["figures", "{folder}", "--format", "jpg"], ("--format", "png, svg, pdf")),
        (["figures", "{folder}", "--size", "huge"], ("--size", "slide")),
        (["trace", "{folder}/results.json"], ("no record", "funnel figures")),
        (["trace", "{folder}/none.png"], ("none.png", "cannot be read")),
    ],
)
def test_a_mistake_is_explained_in_one_message(folder, words, said, capfd):
    assert main([*(word.format(folder=folder) for word in words), "--lang", "en"]) == 2
    message = capfd.readouterr().err
    assert all(word in message for word in said) and "Traceback" not in message
    assert not (folder / "figures").exists()


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"a": NaN}', '{"a": 1}', "\ufeff{}", '"text"', "[" * 100_000])
def test_a_file_that_is_no_result_is_refused(tmp_path, text, capfd):
    (tmp_path / "some.json").write_text(text, encoding="utf-8")
    assert main(["figures", str(tmp_path / "some.json"), "--lang", "zh"]) == 2
    message = capfd.readouterr().err
    assert "下一步" in message and "Traceback" not in message
