"""Calibration targets C1-C10 as code: value, acceptance, sources, how each is measured in simulated worlds, and whether it is met.

Zigong's 13 of 30 is right-censored: a share entered within a window, never a rate of success. Tensions between targets are listed, not averaged away.
"""

from calibration.targets.published import TARGETS, TENSIONS, Target, Tension
from calibration.targets.starts import STARTS, Start, starts_met

__all__ = ["STARTS", "TARGETS", "TENSIONS", "Start", "Target", "Tension", "starts_met"]
