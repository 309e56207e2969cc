"""Reform of how public institutions let go of their results (family: matching): more are released, more inventors found a firm on a patent.

Sources: M-31 (三项改革, with 34 % released in L-SUC-16), M-30 (patents as equity, L-TRF-03). Only samples finished while the reform is in force are
touched; results of enterprises belong to their firms and are not. A reform is rules, not money: it spends nothing.

The inventors' share (M-31) has two sides. It is paid out of the profits of what came of their results, so that firms and funds keep less and
undertake less; and it makes inventors let go of more (Lach & Schankerman 2008: royalty shares raise what universities license), by as much as
`release_response` says, for which no evidence of the five places gives a number.
"""

from sim.compiled import rule, sweep
from sim.stages import LabType


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


@sweep
def left_by_inventors(s, i):
    """Share of the profits of project `i` that is left to its firm and fund when its inventors have theirs (M-31).

    The terms are those of the reforms in force when it was put on offer. Inventors who founded the firm have their share in it already.
    """
    p, left = s.projects[i], 1.0
    if s.labs[p.lab].type == LabType.ENTERPRISE or p.from_outside == 1 or s.firms[p.firm].spin_out == 1:
        return left
    for k in range(s.release_reforms.size):
        reform = s.release_reforms[k]
        of = s.instruments[reform.instrument]
        if of.starts <= p.offered <= of.ends:
            left *= 1.0 - reform.inventor_share
    return left
