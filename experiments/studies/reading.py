"""From a name or a path to a study that can be carried out, or one ScenarioError with everything that is wrong."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from calibration.versions import load_versions
from experiments.studies.catalogue import folder, named_file, study_path
from experiments.studies.measures import OF_VARIANCE_METHODS
from experiments.studies.mending import STAND_IN, Readable, read_content
from experiments.studies.parameters import Parameter
from experiments.studies.problems import problem
from experiments.studies.ranges import VERSION, Wrong, parameter_of
from experiments.studies.schema import DEFAULT_SIZES, ONLY_FOR, Study
from experiments.studies.setting import unsound, with_values
from sim.scenario import Scenario, ScenarioError, load_scenario, with_world
from sim.scenario.catalogue import nearest
from sim.scenario.checks import check_header
from sim.scenario.errors import Both, Problem
from sim.scenario.inherit import Layers
from sim.scenario.meant import word_of
from sim.scenario.reader import Source, read_source
from sim.units import short

KIND = "study"


@dataclass(frozen=True)
class Plan:
    """A study that has been read and checked: its scenarios, what is varied in them, and how.

    `without` is the other world of a difference, None for a level.
    """

    id: str
    study: Study
    scenario: Scenario
    without: Scenario | None
    parameters: tuple[Parameter, ...]
    text: str
    called: str = ""
    """What the command line calls it: an installed name, or a path."""

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenario, and after it the one without the policies where a difference is asked for."""
        return (self.scenario,) if self.without is None else (self.scenario, self.without)

    @property
    def size(self) -> int:
        """Blocks of the design, as the file says or by default."""
        design = self.study.design
        return DEFAULT_SIZES[design.method] if design.size is None else design.size

    @property
    def settings(self) -> dict[str, Any]:
        """What the file sets of the method's own keys."""
        design = self.study.design
        return {key: getattr(design, key) for key in ONLY_FOR if getattr(design, key) not in (None, False)}


def looks_like_study(source: Source) -> bool:
    """Whether a file is a study, or most likely meant to be one."""
    kind = word_of(source.data.get("kind", ""))
    if kind in ("region", "policy", "scenario"):
        return False
    return kind == KIND or nearest(kind, ("region", "policy", KIND)) == KIND or ("design" in source.data and "outcome" in source.data)


def load_study(name: str | Path) -> Plan:
    """A study by its installed name or the path of a .toml file. Raises ScenarioError."""
    return plan_of(read_source(study_path(name)))


def plan_of(source: Source) -> Plan:
    """A study from its file. Raises ScenarioError with all problems, each with its line."""
    layers = Layers((source,))
    problems = list(_about_kind(source, layers))
    content = {key: value for key, value in source.data.items() if key != "inherits"}
    if "id" in content:
        problems.append(layers.problem("id_in_file", ("id",)))
    identity = source.path.stem if source.path else source.label
    readable, wrong = read_content(content | {"kind": KIND, "id": identity}, layers)
    problems += wrong
    problems += check_header(_without_dotted(content) | {"kind": KIND, "id": identity}, Study, layers, ())
    study = readable.study
    if study is None:
        raise ScenarioError(_in_order(problems))
    problems += _about_design(study, layers, readable)
    problems += _about_policies(study, layers, readable)
    scenario, without, wrong = _scenarios(study, layers)
    problems += wrong
    has_place = not wrong and readable.knows("region") and readable.knows("policies")
    parameters, wrong = _parameters(study, scenario, layers, has_place=has_place)
    problems += [each for each in wrong if not readable.follows(each)]
    if not wrong and has_place and all(readable.knows(*path) for path in (("uncertainties",), ("levers",), ("design", "method"))):
        problems += _about_parameters(study, scenario, parameters, layers)
    if problems:
        raise ScenarioError(_in_order(problems))
    called = identity if source.path == folder() / f"{identity}.toml" else str(source.path or source.label)
    return Plan(identity, study, scenario, without, tuple(parameters), source.text, called)


def _without_dotted(content: dict[str, Any]) -> dict[str, Any]:
    """The content without assumptions about keys of the region, whose names have dots and are looked up among the uncertainties."""
    uncertainties, stated = content.get("uncertainties"), content.get("assumptions")
    if not isinstance(uncertainties, dict) or not isinstance(stated, dict):
        return content
    known = tuple(f"uncertainties.{name}" for name in uncertainties if "." in name)
    return content | {"assumptions": {path: why for path, why in stated.items() if not path.startswith(known)} if known else stated}


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda each: each.line or 0)


def _about_kind(source: Source, layers: Layers) -> Iterator[Problem]:
    stated = source.data.get("kind")
    if stated is None:
        yield problem(layers, "kind_missing", ("kind",))
    elif stated != KIND:
        word = word_of(stated)
        if word in ("region", "policy", "scenario"):
            raise ScenarioError(problem(layers, "not_a_study", ("kind",), found=word))
        yield problem(layers, "kind_misspelt", ("kind",), KIND, value=short(word))
    if "inherits" in source.data:
        yield problem(layers, "inherits", ("inherits",))


def _about_design(study: Study, layers: Layers, readable: Readable) -> Iterator[Problem]:
    """What must fit together in the design and the outcome, as far as the method is known."""
    from experiments.studies.study import methods

    if not readable.knows("design", "method"):
        return
    design, outcome = study.design, study.outcome
    method = methods()[design.method]
    for key, owners in ONLY_FOR.items():
        if getattr(design, key) not in (None, False) and design.method not in owners:
            yield problem(layers, "only_with", ("design", key), owner=", ".join(owners))
    if design.size is not None:
        if method.blocks_are_replications:
            yield problem(layers, "only_with", ("design", "size"), owner=", ".join(name for name in DEFAULT_SIZES if name != design.method))
        elif design.size < method.least_blocks:
            yield problem(layers, "too_small", ("design", "size"), method=design.method, least=str(method.least_blocks), value=str(design.size))
        elif design.method == "sobol" and design.size & (design.size - 1):
            near = 2 ** round(math.log2(design.size))
            yield problem(layers, "power_of_two", ("design", "size"), str(near), value=str(design.size), near=str(near))
    least = method.least_blocks if method.blocks_are_replications else 1
    if design.replications < least:
        yield problem(layers, "few_replications", ("design", "replications"), method=design.method, least=str(least), value=str(design.replications))
    if design.method == "pawn" and design.slices is not None and design.slices > (size := design.size or DEFAULT_SIZES[design.method]):
        yield problem(layers, "too_many_slices", ("design", "slices"), value=str(design.slices), size=str(size))
    if design.levels is not None and design.levels % 2:
        yield problem(layers, "odd_levels", ("design", "levels"), value=str(design.levels))
    thresholds = [key for key in ("fails_below", "fails_above") if getattr(outcome, key) is not None]
    if design.method == "discovery" and not thresholds and readable.knows("outcome"):
        yield problem(layers, "needs_threshold", ("outcome",))
    for key in thresholds:
        if design.method != "discovery":
            yield problem(layers, "only_with", ("outcome", key), owner="discovery")
    if len(thresholds) == 2:
        yield problem(layers, "two_thresholds", ("outcome", "fails_above"))


def _about_policies(study: Study, layers: Layers, readable: Readable) -> Iterator[Problem]:
    """What asks for policies must have some, and the calibrated version must exist."""
    names_policies = bool(study.policies) or not readable.knows("policies")
    if study.outcome.measure == "difference" and not names_policies:
        yield problem(layers, "needs_policies", ("outcome", "measure"))
    if study.levers and not names_policies:
        yield problem(layers, "levers_need_policies", ("levers",))
    if study.version not in load_versions():
        known = tuple(load_versions())
        yield problem(layers, "unknown_version", ("version",), nearest(study.version, known), value=short(study.version), known=", ".join(known))


def _scenarios(study: Study, layers: Layers) -> tuple[Scenario, Scenario | None, list[Problem]]:
    """With all policies, and for a difference without those that are judged; in the world of the calibrated version.

    Where a file of them cannot be used: any region, in whose world the parameters can be looked up, and what is wrong.
    """
    try:
        return *_read_scenarios(study, layers), []
    except ScenarioError as error:
        return load_scenario(STAND_IN["region"]), None, list(error.problems)


def _read_scenarios(study: Study, layers: Layers) -> tuple[Scenario, Scenario | None]:
    problems: list[Problem] = []

    def file(name: str, kind: Any, *at: str | int) -> Path | None:
        try:
            return named_file(name, kind, layers, at)
        except ScenarioError as error:
            problems.extend(error.problems)
            return None

    region = file(study.region, "region", "region")
    already = [file(name, "policy", "already", n) for n, name in enumerate(study.already)]
    judged = [file(name, "policy", "policies", n) for n, name in enumerate(study.policies)]
    if problems:
        raise ScenarioError(problems)
    scenario = load_scenario(region, [*already, *judged])
    without = load_scenario(region, already) if study.outcome.measure == "difference" else None
    known = load_versions().get(study.version)
    changed = [each if each is None or known is None else with_world(each, **known["parameters"]) for each in (scenario, without)]
    if study.months is not None:
        changed = [None if each is None else over_months(each, study.months) for each in changed]
    return changed[0], changed[1]


def over_months(scenario: Scenario, months: int) -> Scenario:
    """The same scenario over another number of dated months."""
    calendar = scenario.region.calendar.model_copy(update={"months": months})
    return Scenario(scenario.region.model_copy(update={"calendar": calendar}), scenario.policies)


def _parameters(study: Study, scenario: Scenario, layers: Layers, *, has_place: bool) -> tuple[list[Parameter], list[Problem]]:
    """The parameters and what is wrong with them; without the right region and policies only those of the world can be looked up."""
    found, problems = [], []
    versions = load_versions()
    levers = {f"{tool}.{key}": spec for tool, keys in study.levers.items() for key, spec in keys.items()}
    for table, specs in (("uncertainties", study.uncertainties), ("levers", levers)):
        for name, spec in specs.items():
            if not has_place and (table == "levers" or "." in name):
                continue
            try:
                found.append(parameter_of(name, spec, table, scenario, versions, study.version, layers))
            except Wrong as wrong:
                problems += wrong.problems
    return found, problems


def _about_parameters(study: Study, scenario: Scenario, parameters: list[Parameter], layers: Layers) -> Iterator[Problem]:
    """What must fit together among the parameters."""
    least = 1 if study.design.method in ("tornado", "pawn", "rsa", "discovery") else 2
    if len(parameters) < least:
        yield problem(layers, "few_parameters", ("uncertainties",), count=str(len(parameters)), method=study.design.method, least=str(least))
    if study.design.method in OF_VARIANCE_METHODS and study.design.replications < 2:
        yield problem(layers, "one_replication", ("design", "replications"), method=study.design.method)
    chosen = {each.name for each in parameters}
    if VERSION in chosen:
        solved = {name for words in load_versions().values() for name in words["parameters"]}
        for name in sorted(chosen & solved):
            yield problem(layers, "same_twice", ("uncertainties", name), value=name, first=VERSION)
    for each in parameters:
        if each.group in chosen and each.group != each.name:
            at = ("levers", *each.path) if each.place == "lever" else ("uncertainties", each.name)
            yield problem(layers, "group_is_parameter", (*at, "group"), value=each.group)
    groups = [each for each in parameters if each.group]
    if groups and study.design.method != "sobol":
        first = groups[0]
        at = ("levers", *first.path) if first.place == "lever" else ("uncertainties", first.name)
        yield problem(layers, "group_of_method", (*at, "group"))
    elif len(parameters) > 1 and len({each.group or each.name for each in parameters}) == 1:
        yield problem(layers, "one_group", ("uncertainties",))
    yield from _about_ends(parameters, scenario, layers)


def _about_ends(parameters: list[Parameter], scenario: Scenario, layers: Layers) -> Iterator[Problem]:
    """Region and policies must stay sound (an award within its budget, shares of sectors that sum to 1) at the ends of the ranges: of each parameter
    by itself, of every two, and of all together.
    """
    moving = [each for each in parameters if each.place in ("region", "lever")]
    ends = (0.0, 1.0)
    tried: list[tuple[tuple[Parameter, float], ...]] = [((each, u),) for each in moving for u in ends]
    tried += [((a, u), (b, v)) for a, b in combinations(moving, 2) for u in ends for v in ends]
    tried += [tuple((each, u) for each in moving) for u in ends]
    blamed: set[str] = set()
    for together in tried:
        if blamed & {each.name for each, _ in together}:
            continue
        wrong = unsound(with_values(scenario, [each for each, _ in together], [each.end(u) for each, u in together]))
        if wrong:
            first = together[0][0]
            blamed |= {each.name for each, _ in together}
            at = ("levers" if first.place == "lever" else "uncertainties", *(first.path if first.place == "lever" else (first.name,)))
            yield problem(layers, "cannot_build", at, why=Both(wrong.render("zh").rstrip("。"), wrong.render("en").rstrip(".")))
