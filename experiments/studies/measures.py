"""What kinds of measures methods of sensitivity analysis give, for those who analyse, report and draw them alike."""

OF_VARIANCE = ("S1", "ST", "ST_bound")
"""Shares of the variance of the expected outcome: chance is subtracted, and they do not exist where it hides that variance."""
WITHOUT_CHANCE = (*OF_VARIANCE, "mu_star")
"""Measures from which chance is subtracted."""
NEVER_NEGATIVE = ("sigma",)
"""Measures that are spreads, not estimates around zero: their intervals end there."""
OF_VARIANCE_METHODS = ("sobol", "fast", "rbd-fast", "hdmr", "dgsm")
"""Methods that rank by a share of that variance, and therefore need two replications of every point."""
