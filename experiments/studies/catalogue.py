"""The studies that come with the program, and the files that a study names."""

from pathlib import Path

import scenarios
from experiments.studies.problems import StudyProblem, problem
from sim.scenario import catalogue
from sim.scenario.catalogue import nearest
from sim.scenario.errors import ScenarioError
from sim.scenario.inherit import KeyPath, Layers, is_there, unknown_name
from sim.scenario.reader import Source
from sim.units import short


def folder() -> Path:
    """The folder of the installed studies."""
    return Path(next(iter(scenarios.__path__))) / "studies"


def list_studies() -> tuple[str, ...]:
    """Names of the installed studies, sorted."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


def study_path(name: str | Path) -> Path:
    """The file of an installed study, or of a path. Raises ScenarioError with the nearest name."""
    if isinstance(name, str):
        if name in list_studies():
            return folder() / f"{name}.toml"
        if not (name.endswith(".toml") or "/" in name or "\\" in name or is_there(name)):
            known = list_studies()
            facts = {"value": short(name), "known": ", ".join(known)}
            raise ScenarioError(StudyProblem("unknown_study", "scenarios", facts=facts, nearest=nearest(name, known)))
    return Path(name)


def named_file(name: str, kind: catalogue.Kind, layers: Layers, at: KeyPath) -> Path:
    """The file of a region or policy that a study names: an installed one, or one in its folder. Raises ScenarioError."""
    found = catalogue.installed(name, kind)
    if found is not None:
        return found
    source: Source = layers.sources[0]
    here = (source.path.parent if source.path else Path.cwd()).resolve()
    if not name.endswith(".toml"):
        line = layers.place(at)[1]
        raise ScenarioError(unknown_name(name, kind, file=layers.label, line=line, key=layers.problem("unknown_key", at).key))
    try:
        path = (here / name).resolve()
        is_inside, exists = path.is_relative_to(here), path.is_file()
    except (OSError, ValueError, RuntimeError):
        is_inside = exists = False
    if not is_inside:
        raise ScenarioError(problem(layers, "file_outside", at, value=short(name)))
    if not exists:
        near = nearest(name, (other.name for other in here.glob("*.toml")))
        raise ScenarioError(layers.problem("missing_parent", at, facts={"value": short(name)}, nearest=near))
    return path
