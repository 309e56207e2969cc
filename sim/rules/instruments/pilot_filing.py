"""Filing of pilots as projects of their own (family: information): only what is filed can be seen, and supported, by a policy.

Source: M-20 (中试单独立项少). Whether the firm of a project files is a matter of the project: the same in every world, so that a push adds filers
and takes none away.
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, uniform
from sim.rules.money import paid_in_full, yuan


@rule
def share_filed(share, gain):
    """Share of pilots that are filed when `gain` of those who did not file now do."""
    return share + gain * (1.0 - share)


@sweep
def sweep_pilot_filing(s):
    """Advice for filing goes on in months that can be paid in full."""
    for k in range(s.pilot_filings.size):
        filing = s.pilot_filings[k]
        filing.working = paid_in_full(s, filing.instrument, yuan(filing.cost_per_year / 12.0 * s.areas.size))


@sweep
def note_filing(s, seed, i):
    """Set how late the firm of project `i` would file its pilot: it does where the share that files is above this (0-1)."""
    s.projects[i].owed = uniform(seed, s.projects[i].name, Purpose.FILING, 0)


@sweep
def is_filed(s, i, share):
    """Whether the pilot of project `i` is filed where a `share` of all is filed without a push."""
    for k in range(s.pilot_filings.size):
        if s.pilot_filings[k].working:
            share = share_filed(share, s.pilot_filings[k].filing_gain)
    return float(s.projects[i].owed) < share


@sweep
def note_push(s, i, share):
    """The pilot of project `i` is supported: if it would not have been filed without them, the pushes in force served it in kind."""
    for k in range(s.pilot_filings.size):
        if s.pilot_filings[k].working and float(s.projects[i].owed) >= share:
            s.projects[i].paid_by |= 1 << s.pilot_filings[k].instrument
