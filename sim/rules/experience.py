"""What the region has seen so far, and the chances that firms and funds read from it.

As published: the fixed first beliefs (80 against 30). By experience: Beta updating on this region's own cases, trials and ramps apart, so that
a search for money that failed says nothing about the technology. Beside each chance stands what was believed of the projects it was seen in:
a better project than those is given a better chance (`beliefs.chance_of_this`).
Early cases are mostly quick failures, so experience is pessimistic at first; firms do not correct for that (assumption).
"""

import math

from sim.compiled import sweep
from sim.dice import normal_quantile
from sim.rules.beliefs import beta_mean, chance_of_this
from sim.stages import PilotResult, Route

WITHOUT_PILOT, AFTER_PASS = 0, 1
TRIALS, RAMPS = 0, 1
BAD, GOOD = 0, 1


@sweep
def sweep_beliefs(s):
    """What the region believes this month: chances of batch output without a pilot, of passing, of batch output after a pass, of money."""
    w, e = s.world[0], s.experience[0]
    first_direct, first_after_pass = math.sqrt(w.belief_direct), math.sqrt(w.belief_after_pass)  # half of the risk (in logs) in each step
    e.direct, e.passing, e.after_pass = w.belief_direct, w.belief_pass, w.belief_after_pass
    if w.pilot_belief == 0.0:
        e.direct = chance_by_experience(s, WITHOUT_PILOT, TRIALS, first_direct) * chance_by_experience(s, WITHOUT_PILOT, RAMPS, first_direct)
        e.after_pass = chance_by_experience(s, AFTER_PASS, TRIALS, first_after_pass) * chance_by_experience(s, AFTER_PASS, RAMPS, first_after_pass)
        e.passing = beta_mean(w.belief_pass, w.belief_weight, e.pilots_passed, e.pilots_failed)
    e.money = beta_mean(w.belief_money, w.belief_weight, e.money_found, e.money_missed)
    e.z_direct, e.z_passing, e.z_after_pass = normal_quantile(e.direct), normal_quantile(e.passing), normal_quantile(e.after_pass)
    e.quality_direct = (w.quality_direct * w.belief_weight + e.direct_belief) / (w.belief_weight + e.direct_cases)
    e.quality_entrants = (w.quality_entrants * w.belief_weight + e.entrant_belief) / (w.belief_weight + e.entrant_cases)
    e.quality_passed = (w.quality_passed * w.belief_weight + e.passed_belief) / (w.belief_weight + e.passed_cases)


@sweep
def chance_by_experience(s, way, step, first):
    """Chance that this step works, from a first belief and the region's cases of projects that went this way."""
    return beta_mean(first, s.world[0].belief_weight, s.cases[way, step, GOOD], s.cases[way, step, BAD])


@sweep
def believed_chance(s, pilot, mean, variance):
    """Chance of batch output of a project with this pilot result, as somebody with this belief and the region's experience sees it."""
    w, e = s.world[0], s.experience[0]
    if pilot == PilotResult.PASSED:
        return chance_of_this(e.z_after_pass, mean - e.quality_passed, variance, w.quality_weight)
    return chance_of_this(e.z_direct, mean - e.quality_direct, variance, w.quality_weight)


@sweep
def learn_direct_attempt(s, belief):
    """A project believed to be this good goes straight to scale-up."""
    s.experience[0].direct_cases += 1.0
    s.experience[0].direct_belief += belief


@sweep
def learn_entrant(s, belief):
    """A project believed to be this good begins a pilot."""
    s.experience[0].entrant_cases += 1.0
    s.experience[0].entrant_belief += belief


@sweep
def learn_pilot(s, passed, belief):
    """A pilot ends; `belief`: what is believed of the project now that its result is known."""
    e = s.experience[0]
    if passed:
        e.pilots_passed += 1.0
        e.passed_cases += 1.0
        e.passed_belief += belief
    else:
        e.pilots_failed += 1.0


@sweep
def learn_step(s, i, step, worked):
    """A trial or a ramp ends: the region remembers it by the way the project went. Direct attempts after a failed pilot belong to neither."""
    p = s.projects[i]
    outcome = GOOD if worked else BAD
    if p.pilot == PilotResult.PASSED:
        s.cases[AFTER_PASS, step, outcome] += 1
    elif p.pilot == PilotResult.NONE and p.route == Route.DIRECT:
        s.cases[WITHOUT_PILOT, step, outcome] += 1
