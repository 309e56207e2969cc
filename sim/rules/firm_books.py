"""The books of firms: once a year profit comes in, knowledge is renewed, and a firm without cash closes.

Source: Cohen & Levinthal (1990) for knowledge that is lost unless own R&D renews it.
"""

import math

import numpy as np

from sim.compiled import rule, sweep
from sim.dice import Purpose, bell_32, block
from sim.rules.matching import usable_knowledge
from sim.rules.money import yuan
from sim.rules.project import places_changed, stop
from sim.rules.scale_up import salvage_line
from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY

KNOWLEDGE_LOSS = 0.2  # share of the knowledge stock lost a year; assumption
KNOWLEDGE_STEP = 0.001  # of the stock of a typical firm; assumption


@rule
def yearly_result(mean, noise, z):
    """A firm's net cash from its core business in a year (万元); `z` has mean 0 and variance 1."""
    return mean * (1.0 + noise * z)


@rule
def next_knowledge(knowledge, research, result):
    """Knowledge stock after a year: part is lost, own R&D adds; a firm in the red halves its R&D."""
    effort = research if result >= 0.0 else 0.5 * research
    return (1.0 - KNOWLEDGE_LOSS) * knowledge + effort


@rule
def product_result(firm, factor, fading, world):
    """What industrialised products leave a firm in a year (万元): profit at today's saturation `factor` less interest and repayment.

    Debt is paid back as the products fade: `fading` is the share of both that is left after a year. Months before a product began do not count.
    """
    return (12.0 * firm.product_profit - firm.not_yet) * factor - firm.debt * (1.0 - fading + world.loan_rate)


@sweep
def sweep_accounts(s, seed):
    """Each firm closes its books once a year, in a month of its own: profit comes in, knowledge is renewed, a firm out of cash closes."""
    clock, world = s.clock[0], s.world[0]
    fading = math.exp(-12.0 / world.value_life)
    held = np.int64(-1)
    w_0, w_1, w_2, w_3 = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    f = s.books[clock.month % 12]
    while f != NOBODY:
        firm = s.firms[f]
        if firm.closed == NEVER and clock.month > firm.founded:
            result = 0.0
            if firm.product_profit + firm.debt > 0.0:
                result = product_result(firm, s.sectors[firm.sector].factor, fading, world)
                firm.product_profit *= fading
                firm.not_yet = 0.0
                firm.debt *= fading
            elif firm.spin_out == 1:
                result = -world.spinout_running_cost
            group = s.firm_groups[firm.group + 1]
            if group.yearly_profit > 0.0:
                quad = firm.name >> 2  # four neighbours, who close their books together, share one block of luck
                if quad != held:
                    held = quad
                    w_0, w_1, w_2, w_3 = block(seed, quad, Purpose.FIRM_YEAR, clock.month // 12, 0)
                lane = firm.name & 3
                word = w_0 if lane == 0 else w_1 if lane == 1 else w_2 if lane == 2 else w_3
                result += yearly_result(group.yearly_profit, float(group.profit_noise), bell_32(word))
            amount = yuan(result)
            firm.cash += amount
            s.account[0].earned += amount
            if firm.spin_out == 0:
                renew_knowledge(s, f, next_knowledge(firm.knowledge, group.research, result))
            if firm.cash < 0:
                close_firm(s, f)
        f = firm.next_accounts


@sweep
def renew_knowledge(s, f, knowledge):
    """Firm `f` starts the year with this stock of knowledge; a change of less than `KNOWLEDGE_STEP` is not worth rewriting it."""
    firm = s.firms[f]
    if abs(knowledge - firm.knowledge) > KNOWLEDGE_STEP:
        firm.knowledge, firm.absorption = knowledge, usable_knowledge(knowledge)
        places_changed(s, f, 0)


@sweep
def close_firm(s, f):
    """A firm without cash closes and its running projects end with it; its unpaid debts stay on the books as negative cash.

    Lines under construction are salvaged; lines that already produce are taken over by others (assumption).
    """
    firm = s.firms[f]
    i = firm.first_project
    while i != NOBODY:
        p = s.projects[i]
        if p.firm == f and p.state != State.STOPPED and p.state != State.PRODUCING and p.state != State.ON_OFFER:
            if p.state == State.RAMPING:
                salvage_line(s, i)
            stop(s, i, StopReason.FIRM_CLOSED)
        i = p.next_of_firm
    firm.closed = s.clock[0].month
    places_changed(s, f, firm.active - firm.projects_at_once)
