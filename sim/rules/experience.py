"""What the region has seen so far, and the chances that firms and funds read from it.

As published: the fixed first beliefs (80 against 30). By experience: Beta updating on this region's own resolved cases. Early cases are
mostly quick failures, so experience is pessimistic at first; firms do not correct for that (assumption).
"""

from sim.compiled import sweep
from sim.dice import normal_quantile
from sim.rules.beliefs import beta_mean
from sim.stages import PilotResult, Route


@sweep
def sweep_beliefs(s):
    """What the region believes this month: chances of batch output without a pilot, of passing, of batch output after a pass, of money."""
    w, e = s.world[0], s.experience[0]
    if w.pilot_belief == 1.0:
        e.direct, e.passing, e.after_pass = w.belief_direct, w.belief_pass, w.belief_after_pass
    else:
        e.direct = beta_mean(w.belief_direct, w.belief_weight, e.direct_good, e.direct_bad)
        e.passing = beta_mean(w.belief_pass, w.belief_weight, e.pilots_passed, e.pilots_failed)
        e.after_pass = beta_mean(w.belief_after_pass, w.belief_weight, e.passed_good, e.passed_bad)
    e.money = beta_mean(w.belief_money, w.belief_weight, e.money_found, e.money_missed)
    e.z_direct, e.z_passing, e.z_after_pass = normal_quantile(e.direct), normal_quantile(e.passing), normal_quantile(e.after_pass)


@sweep
def believed_z(s, pilot):
    """Normal quantile of the believed chance of batch output for a project with this pilot result."""
    return s.experience[0].z_after_pass if pilot == PilotResult.PASSED else s.experience[0].z_direct


@sweep
def learn_outcome(s, i, reached_batch_output):
    """The region remembers how a resolved attempt ended, by the way it went: firms update their beliefs on it."""
    p = s.projects[i]
    e = s.experience[0]
    if p.pilot == PilotResult.PASSED:
        if reached_batch_output:
            e.passed_good += 1.0
        else:
            e.passed_bad += 1.0
    elif p.pilot == PilotResult.NONE and p.route == Route.DIRECT:
        if reached_batch_output:
            e.direct_good += 1.0
        else:
            e.direct_bad += 1.0
