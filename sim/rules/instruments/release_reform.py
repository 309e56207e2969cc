"""Reform of how public institutions let go of their results (family: matching): more are released, more inventors found a firm on a patent.

Sources: M-31 (三项改革, with 34 % released in L-SUC-16), M-30 (patents as equity, L-TRF-03). Only samples finished while the reform is in force are
touched; results of enterprises belong to their firms and are not. A reform is rules, not money: it spends nothing.
"""

from sim.compiled import rule, sweep


@rule
def reformed_share(share, gain):
    """Share released after a reform that lets go of `gain` of what was kept back before."""
    return share + gain * (1.0 - share)


@sweep
def release_share_now(s, share):
    """Share of a public institution's samples that are released this month; `share` without any reform."""
    for k in range(s.release_reforms.size):
        reform = s.release_reforms[k]
        if s.instruments[reform.instrument].active:
            share = reformed_share(share, reform.release_gain)
    return share


@sweep
def founding_share_now(s, share):
    """Share of released results whose inventor would found a firm; `share` without any reform."""
    for k in range(s.release_reforms.size):
        reform = s.release_reforms[k]
        if s.instruments[reform.instrument].active:
            share = min(1.0, share + reform.spinout_gain)
    return share


@sweep
def note_reform(s, i):
    """Project `i` owes its release, or its founder, to the reforms in force: they served it in kind."""
    for k in range(s.release_reforms.size):
        instrument = s.release_reforms[k].instrument
        if s.instruments[instrument].active:
            s.projects[i].paid_by |= 1 << instrument
