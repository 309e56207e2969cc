"""Expert panel with adjustable accuracy and bar (family: information): who is admitted to a pilot platform, and after how many months."""

import math

from sim.compiled import rule, sweep
from sim.rules.money import book_social_cost, pay_outside, yuan
from sim.tables import NEVER, NOBODY


@rule
def panel_score(quality, accuracy, z):
    """A panel's score: correlates `accuracy` with quality in the population; `z` is the panel's standard normal error."""
    return accuracy * quality + math.sqrt(1.0 - accuracy * accuracy) * z


@rule
def improved_accuracy(accuracy, gain):
    """Accuracy of a score after `gain`, the share of what was missing to perfect sight that a better panel adds."""
    return accuracy + gain * (1.0 - accuracy)


@sweep
def set_panel(s):
    """The panel in force this month: the region's own screening, or that of the last active panel instrument."""
    clock = s.clock[0]
    clock.panel_accuracy, clock.panel_bar, clock.panel = s.world[0].panel_accuracy, s.world[0].panel_bar, NOBODY
    for k in range(s.expert_panels.size):
        panel = s.expert_panels[k]
        if s.instruments[panel.instrument].active:
            clock.panel_accuracy, clock.panel_bar, clock.panel = panel.accuracy, panel.bar, k


@sweep
def review_time(s):
    """Months that the panel in force takes for its verdict; the region's own screening takes none. Source: M-03 (review delay)."""
    k = s.clock[0].panel
    return 0 if k == NOBODY else s.expert_panels[k].review_months


@sweep
def review_ahead(s, i):
    """Months of review that project `i` has before it if it applies to a platform now; none once it was admitted."""
    return review_time(s) if s.projects[i].queued == NEVER else 0


@sweep
def pay_review(s):
    """Pay for one review by the panel in force; the region's own screening costs the public purse nothing extra."""
    k = s.clock[0].panel
    if k != NOBODY:
        panel = s.expert_panels[k]
        pay_outside(s, panel.instrument, NOBODY, yuan(panel.cost_per_review))
        book_social_cost(s, panel.cost_per_review)
