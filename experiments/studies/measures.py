"""What kinds of measures methods of sensitivity analysis give, for those who analyse, report and draw them alike."""

OF_VARIANCE = ("S1", "ST", "ST_bound")
"""Shares of the variance of the expected outcome: chance is subtracted, and they do not exist where it hides that variance."""
WITHOUT_CHANCE = (*OF_VARIANCE, "mu_star")
"""Measures from which chance is subtracted."""
IN_UNIT = ("mu_star", "mu", "sigma", "swing", "change", "effect_low", "effect_high", "at_low", "at_high")
"""Measures in the unit of the outcome; the others are shares or distances between 0 and 1, but for the derivative."""
NEVER_NEGATIVE = ("sigma",)
"""Measures that are spreads, not estimates around zero: their intervals end there."""
OF_VARIANCE_METHODS = ("sobol", "fast", "rbd-fast", "hdmr", "dgsm")
"""Methods that rank by a share of that variance, and therefore need two replications of every point."""
