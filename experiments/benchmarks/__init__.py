"""How fast the simulation is, as ratios measured in one run, and an ordinary Mesa model of the same rules to compare it with."""
