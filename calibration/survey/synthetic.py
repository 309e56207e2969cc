"""Surveys of the model's own worlds: what a city would have written down, looked at in a given month. For trying out methods on known truth.

Everybody who ever chose to go on is listed: those who applied to a platform with the panel's score, those who piloted by themselves or went
ahead without a pilot without one. What happened after the last look is left out, as in real files.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from calibration.survey.columns import COLUMNS
from sim.batch import in_parallel, run_world
from sim.compiled import entry
from sim.dice import Purpose, four_uniforms, normal_quantile, run_key
from sim.rules.instruments.expert_panel import panel_score
from sim.scenario import Scenario
from sim.stages import PilotResult, Sector, name_zh
from sim.start import blueprint
from sim.tables import NEVER, NOBODY, State
from sim.units import month_text

YUAN = 10_000
SCORE_CENTRE, SCORE_SPREAD = 75.0, 8.0
"""The panel's score as it is written: a standard normal number as marks out of about a hundred."""
Row = dict[str, str]


@entry
def fill_scores(s, seed, scores):
    """The panel's score of every project, as `is_admitted` would draw it."""
    for i in range(s.clock[0].projects):
        p = s.projects[i]
        u, _, _, _ = four_uniforms(seed, p.name, Purpose.QUEUE, 0)
        scores[i] = panel_score(p.quality, s.clock[0].panel_accuracy, normal_quantile(u))


def observed(state: State, key: int, look: int | None = None, followed: int | None = None) -> list[Row]:
    """The rows of one finished world, in its order, as known in month `look` of the world (None: its last); `key` is the key of its luck.

    With `followed` each project is followed for so many months from its application only.

    Raises ValueError for a world whose panel was changed by an instrument, so that scores are not comparable.
    """
    if state.expert_panels.size:
        raise ValueError("the scores of a world whose panel changes are not on one scale")
    p = state.projects[: state.clock[0].projects]
    scores = np.zeros(p.size)
    fill_scores(state, key, scores)
    paid = _paid(state, p.size)
    last = int(state.clock[0].month) - 1 if look is None else look
    listed = (p["chosen"] != NEVER) & (p["chosen"] <= last) & (p["firm"] != NOBODY)
    first = int(state.clock[0].start) - int(state.clock[0].burn_in)
    ends = np.full(p.size, last) if followed is None else np.minimum(last, p["chosen"].astype(int) + followed)
    return [_row(p[i], number, scores[i], paid[i], first, int(ends[i])) for number, i in enumerate(np.flatnonzero(listed), 1)]


def _paid(state: State, projects: int) -> np.ndarray:
    """万元 of public money each project was paid."""
    records = state.payments[: state.clock[0].payments]
    to_projects = records[records["project"] != NOBODY]
    return np.bincount(to_projects["project"], to_projects["yuan"], projects) / YUAN


def _row(p: np.void, number: int, score: float, paid: float, first: int, last: int) -> Row:
    def seen(name: str) -> bool:
        return p[name] != NEVER and p[name] <= last

    def month(name: str) -> str:
        return month_text(first + int(p[name])) if seen(name) else ""

    applied = seen("queued") or (p["platform_barred"] == 1 and p["queued"] == NEVER)
    verdict = seen("pilot_ended") and p["pilot"] != PilotResult.NONE
    passed = verdict and p["pilot"] == PilotResult.PASSED
    direct = seen("trial_started") and not passed
    given_up = seen("stopped") and not seen("batch_output")
    return {
        "project": f"{number:05d}",
        "sector": name_zh(Sector(int(p["sector"]))),
        "applied": month_text(first + int(p["chosen"])),
        "score": f"{SCORE_CENTRE + SCORE_SPREAD * score:.2f}" if applied else "",
        "admitted": "是" if seen("queued") or seen("pilot_started") else "否",
        "pilot_started": month("pilot_started"),
        "pilot_ended": month("pilot_ended") if verdict else "",
        "passed": ("是" if passed else "否") if verdict else "",
        "direct_started": month("trial_started") if direct else "",
        "entered": month("entered"),
        "industrialised": "是" if seen("batch_output") else "否" if given_up else "",
        "batch_output": month("batch_output"),
        "stopped": month("stopped"),
        "followed_until": month_text(first + last),
        "public_money": f"{paid:.10g}",
    }


def survey_of_worlds(
    scenario: Scenario, seed: int, replications: int, look: int | None = None, followed: int | None = None, workers: int | None = None
) -> list[Row]:
    """The rows of several worlds of a scenario together, numbered through; see `observed` for `look` and `followed`."""
    plan = blueprint(scenario)

    def one(replication: int) -> list[Row]:
        return observed(run_world(plan, seed, replication).state, run_key(seed, replication), look, followed)

    rows = [row for each in in_parallel(one, range(replications), workers) for row in each]
    return [row | {"project": f"{number:05d}"} for number, row in enumerate(rows, 1)]


def as_csv(rows: Iterable[Row], lang: str = "zh") -> str:
    """The rows as the text of a CSV file with the headings of the template."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.zh if lang == "zh" else column.key for column in COLUMNS])
    writer.writerows([row[column.key] for column in COLUMNS] for row in rows)
    return text.getvalue()


def write_survey(path: Path, rows: Sequence[Row], encoding: str = "utf-8-sig") -> None:
    """Write the rows as a survey file, whole or not at all."""
    path = Path(path)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(as_csv(rows).encode(encoding))
    unfinished.replace(path)
