"""How long approval keeps new platforms waiting before they are built: on average, and - where a spread is stated - by each platform's own luck.

Source: M-50 (energy review as a delay, drawn for each platform), L-DUR-08 (a reform of one review saved a case two years).
"""

from sim import policy as levers
from sim.compiled import entry
from sim.dice import Purpose, lognormal_months, normal
from sim.scenario import Scenario
from sim.start.month_of import MonthOf


def months_of_approval(tool: levers.NewPlatforms, scenario: Scenario, month_of: MonthOf) -> float:
    """Mean months for which approval keeps new platforms waiting, with the fastest track in force for their field when they apply."""
    applied = month_of.starts(tool)
    tracks = [
        track.saved_share
        for track in scenario.instruments.values()
        if isinstance(track, levers.FastTrack)
        and month_of.starts(track) <= applied <= month_of.ends(track)
        and (not track.sectors or tool.sector in track.sectors)
    ]
    return tool.approval_months * (1.0 - max(tracks, default=0.0))


@entry
def draw_approvals(seed, new_platforms, platforms):
    """Set when new platforms open whose time of approval has a spread: lognormal with the mean stated, by each platform's own luck.

    A fast track shortens every platform's time in the same proportion. What was open before the simulation began stays as it is.
    """
    for k in range(new_platforms.size):
        programme = new_platforms[k]
        if programme.approval_sigma == 0.0 or programme.approval_months == 0.0:
            continue
        for j in range(programme.first_platform, programme.first_platform + programme.platforms):
            platform = platforms[j]
            if platform.opens >= 0:
                z = normal(seed, platform.name, Purpose.APPROVAL, 0)
                platform.opens = max(0, programme.approved_opens + lognormal_months(programme.approval_months, programme.approval_sigma, z))
