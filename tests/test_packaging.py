"""What is in the archives that people install: everything the program needs at run time, and everything needed to build and test it again."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="hatchling (extra: test) builds the archives")

ROOT = Path(__file__).parents[1]
NEEDED_AT_RUN_TIME = [
    "calibration/evidence/ids.txt",
    "calibration/fitted/versions.toml",
    "experiments/figures/fonts/LICENSE",
    "experiments/figures/fonts/TechfunnelSansSC-Bold.ttf",
    "experiments/figures/fonts/TechfunnelSansSC-Regular.ttf",
    "scenarios/README.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("scenarios/*/*.toml"))),
    *(path.relative_to(ROOT).as_posix() for folder in ("sim", "experiments", "calibration") for path in sorted((ROOT / folder).rglob("*.py"))),
]
NEEDED_TO_BUILD_AND_TEST = [
    *NEEDED_AT_RUN_TIME,
    *(
        ".ci/run",
        ".ci/bundle.py",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "README.zh.md",
        "constraints.txt",
        "pyproject.toml",
    ),
    *(path.relative_to(ROOT).as_posix() for folder in ("tests", "docs") for path in sorted((ROOT / folder).rglob("*.py"))),
]
BUILD = "import sys; from hatchling import build; build.build_wheel(sys.argv[1]); build.build_sdist(sys.argv[1])"


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """A folder with the wheel and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


def names_in_wheel(folder):
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def names_in_source_archive(folder):
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        return {name.partition("/")[2] for name in file.getnames()}


def test_the_wheel_has_all_that_runs_and_no_tests(archives):
    names = names_in_wheel(archives)
    assert set(NEEDED_AT_RUN_TIME) - names == set()
    assert not [name for name in names if name.startswith(("tests/", "docs/", "out/"))]
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_source_archive_has_all_that_builds_and_tests(archives):
    assert set(NEEDED_TO_BUILD_AND_TEST) - names_in_source_archive(archives) == set()


def test_an_installed_wheel_checks_evidence_and_knows_its_scenarios(archives, tmp_path):
    (wheel,) = archives.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from sim.scenario import ScenarioError, check_file, list_policies, list_regions, load_scenario\n"
        "for region in list_regions(): load_scenario(region, ['one-of-each'])\n"
        "assert len(list_policies()) > 10\n"
        "open('x.toml', 'w').write('inherits = \"chenzhou\"\\nsources = [\"S-CZ-99\"]\\n')\n"
        "try: check_file('x.toml')\n"
        "except ScenarioError as error: print(error.problems[0].code)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, str(tmp_path / "installed")], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("evidence_unknown", "")
