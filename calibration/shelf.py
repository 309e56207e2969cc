"""The fitted files as they are written: versions and attempts, one block each, in a fixed order."""

from collections.abc import Iterable, Mapping
from typing import Any

from calibration.bounds import contradiction
from calibration.solve import Solution
from calibration.versions import inline

HEAD = (
    "# Written by `funnel calibrate`; do not edit. Reference region typical-city; wording S: 80 % of those who passed, T: of those who went through."
)


def block(solution: Solution) -> list[str]:
    """One version, or one attempt, as lines of TOML."""
    r, found = solution.reading, solution.measured
    lines = [f"[{'attempts' if solution.missed else 'versions'}.{r.id}]", f'title = {{ zh = "{r.title_zh}", en = "{r.title_en}" }}']
    lines += [f'kind = "{r.kind}"', f'wording = "{r.wording}"', f"q = {r.q!r}", f"core = {str(r.core).lower()}"]
    lines += [f"parameters = {inline(solution.parameters)}", f"measured = {inline(found)}"]
    if solution.missed:
        impossible, most = contradiction(r.wording, r.rho, r.q, found["pilot_share"])
        names = ", ".join(f'"{name}"' for name in solution.missed)
        lines += [f"missed = [{names}]", f"contradicts_itself = {str(impossible).lower()}", f"most_per_entrant = {round(most, 4)!r}"]
    return [*lines, ""]


def as_toml(solutions: Iterable[Solution]) -> str:
    """The file of versions: the feasible ones first, then the attempts."""
    solutions = list(solutions)
    ordered = [s for s in solutions if not s.missed] + [s for s in solutions if s.missed]
    return "\n".join([HEAD, "", *(line for solution in ordered for line in block(solution))])


def of_entry(reading: Any, entry: Mapping[str, Any]) -> Solution:
    """The solution that an entry of the file records."""
    return Solution(reading, dict(entry["parameters"]), dict(entry["measured"]), tuple(entry.get("missed", ())), 0)
