"""Proof-of-concept centres (family: information): a cheap test of fresh samples that stops weak ones early and tells everybody more.

Source: M-28 and M-42 (概念验证中心, by field). The test is one more signal of quality; everybody sees its result.
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, normal
from sim.rules.beliefs import updated
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_social_cost, pay_outside, yuan


@rule
def is_given_up(belief_mean, bar):
    """Whether a tested sample is given up: what the test leads one to believe of its quality lies below the bar."""
    return belief_mean < bar


@sweep
def set_capacity(s):
    """Every centre can make its monthly number of tests again."""
    for k in range(s.proofs_of_concept.size):
        s.proofs_of_concept[k].tests_left = s.proofs_of_concept[k].tests_per_month


@sweep
def proof_of_concept(s, seed, i):
    """Test sample `i` at the first centre of its field that is active and has a test and the money left. Returns whether the sample is given up."""
    for k in range(s.proofs_of_concept.size):
        centre = s.proofs_of_concept[k]
        if not s.instruments[centre.instrument].active or centre.tests_left == 0 or not admits(centre.sectors, s.projects[i].sector):
            continue
        cost = yuan(centre.cost_per_test)
        if affordable_budget(s, centre.instrument, cost) < cost:
            continue
        centre.tests_left -= 1
        pay_outside(s, centre.instrument, i, cost)
        book_social_cost(s, centre.cost_per_test)
        p = s.projects[i]
        signal = p.quality + centre.signal_noise * normal(seed, p.name, Purpose.PROOF, 0)
        p.public_mean, p.public_variance = updated(float(p.public_mean), float(p.public_variance), signal, centre.signal_noise)
        return is_given_up(float(p.public_mean), centre.bar)
    return False
