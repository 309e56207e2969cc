"""A study as its file and the options of the command line say; a mistake is blamed on whichever made it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.reader import Source, read_source

if TYPE_CHECKING:
    from experiments.studies.reading import Plan


def read(name: str, design: Mapping[str, Any]) -> "Plan":
    """The study with what the command line sets of its design (None: as the file says). Raises ScenarioError."""
    from experiments.studies.catalogue import study_path
    from experiments.studies.reading import plan_of

    source = read_source(study_path(name))
    options = {key: value for key, value in design.items() if value is not None}
    try:
        return plan_of(_changed(source, options))
    except ScenarioError as error:
        own = _mistakes(source) if options else error.problems
        raise ScenarioError(each if each in own else _blamed(each, options) for each in error.problems) from None


def _changed(source: Source, options: Mapping[str, Any]) -> Source:
    """The file with another design."""
    from experiments.studies.schema import ONLY_FOR

    stated = source.data.get("design")
    if not options or not isinstance(stated, dict):
        return source
    kept = dict(stated)
    if options.get("method", stated.get("method")) != stated.get("method"):  # what belongs to the method of the file goes with it
        kept = {key: value for key, value in stated.items() if key not in (*ONLY_FOR, "size")}
    return Source(source.label, source.text, source.data | {"design": kept | options}, source.path)


def _mistakes(source: Source) -> tuple[Problem, ...]:
    """What is wrong with the file whatever the options."""
    from experiments.studies.reading import plan_of

    try:
        plan_of(source)
    except ScenarioError as error:
        return error.problems
    return ()


def _blamed(found: Problem, options: Mapping[str, Any]) -> Problem:
    """A mistake that is not in the file: of the option that sets its key, else of the method asked for, else of all options together."""
    table, _, key = found.key.partition(".")
    at_fault = [key] if table == "design" and key in options else ["method"] if "method" in options else list(options)
    words = " ".join(f"--{name} {options[name]}" for name in at_fault)
    is_own_key = at_fault == [key]
    return replace(found, file=words, line=None, **({"option": f"--{key}"} if is_own_key and hasattr(found, "option") else {}))
