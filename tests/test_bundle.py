"""The folder for computers without network holds everything that Windows needs, and nothing is looked for elsewhere."""

import importlib.util
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
specification = importlib.util.spec_from_file_location("bundle", ROOT / ".ci" / "bundle.py")
bundle = importlib.util.module_from_spec(specification)
specification.loader.exec_module(bundle)

WINDOWS = bundle.markers_of("win_amd64", "3.12")


def test_what_only_windows_needs_is_in_the_folder_for_windows_alone():
    assert "colorama" in bundle.needed(WINDOWS)
    assert "colorama" not in bundle.needed(bundle.markers_of("manylinux_2_28_x86_64", "3.12"))


def test_test_tools_stay_out_and_every_requirement_is_pinned():
    names = bundle.needed(WINDOWS)
    assert {"numba", "mesa", "pyarrow", "python-docx"} <= names and not {"pytest", "ruff", "distributed", "pyabc"} & names
    assert names <= set(bundle.pins(WINDOWS))


def test_an_unknown_platform_is_refused():
    with pytest.raises(SystemExit, match="beos"):
        bundle.markers_of("beos", "3.12")


@pytest.mark.slow  # needs the network
def test_every_wheel_of_the_folder_finds_what_it_requires_there(tmp_path):
    bundle.make(tmp_path, "win_amd64", "3.12")
    wheels = {canonicalize_name(parse_wheel_filename(path.name)[0]): path for path in (tmp_path / "wheels").glob("*.whl")}
    assert (tmp_path / "install.bat").read_bytes().count(b"\r\n") >= 6
    for path in wheels.values():
        with zipfile.ZipFile(path) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            requirements = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or ()
        for each in map(Requirement, requirements):
            if each.marker is None or each.marker.evaluate(WINDOWS):
                assert canonicalize_name(each.name) in wheels, f"{path.name} requires {each}"
                version = parse_wheel_filename(wheels[canonicalize_name(each.name)].name)[1]
                assert each.specifier.contains(version, prereleases=True), f"{path.name} requires {each}, found {version}"
