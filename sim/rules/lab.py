"""Labs disclose results; a result becomes a sample or not; a sample is released, kept, or leaves the region."""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, count_below, fill_visits, four_uniforms, lognormal_months, normal_quantile, poisson_count, unit_32
from sim.rules.beliefs import updated
from sim.rules.instruments.attraction import comes_here, receive
from sim.rules.instruments.pilot_filing import note_filing
from sim.rules.instruments.proof_of_concept import proof_of_concept, set_capacity
from sim.rules.instruments.release_reform import founding_share_now, note_reform, release_share_now
from sim.rules.matching import give_to_own_firm, put_on_offer
from sim.rules.money import book_social_cost
from sim.rules.project import sleep_until, stop
from sim.stages import Full, LabType, Phase, State, StopReason
from sim.tables import NOBODY, SECTORS

NOVELTY_SPREAD = 1.0  # logit sd; gives about the 5-95 % range 0.07-0.79 of priors.csv


@rule
def sample_succeeds(quality, u, world):
    """Whether a result reaches a sample: its probit index exceeds the normal value of its luck `u`; better results do so more often."""
    return normal_quantile(u) < world.sample_intercept + world.sample_quality_weight * quality


@rule
def novelty_logit(mean):
    """Where the novelty of results whose mean is `mean` lies on the logit scale."""
    bounded = min(0.98, max(0.02, mean))
    return math.log(bounded / (1.0 - bounded))


@rule
def novelty_of(logit, z):
    """Novelty between 0 and 1 around the mean with this `novelty_logit`, for a standard normal draw `z` (logit-normal)."""
    return 1.0 / (1.0 + math.exp(-(logit + NOVELTY_SPREAD * z)))


@sweep
def draw_arrivals(seed, labs, entry_closes, arrivals, words, spinout_share):
    """Fill `arrivals` (months, labs) with results disclosed; nothing that happens in the region can shift them.

    `entry_closes` is the month from which nothing more is disclosed; 0 for never; `words`: scratch (4, at least months / 4). Returns the
    number of results and of those among them whose inventor would found a firm if nobody took the result.
    """
    total, founders = 0, 0
    months = arrivals.shape[0]
    last = months if entry_closes == 0 else min(months, entry_closes)
    for k in range(labs.size):
        lab = labs[k]
        first = total
        fill_visits(words, seed, lab.name, Purpose.ARRIVALS, (last + 3) >> 2)  # four months share one block of luck
        for month in range(max(0, lab.first_month), min(last, lab.last_month + 1)):
            arrivals[month, k] = poisson_count(lab.per_month, lab.silent, unit_32(words[month & 3, month >> 2]))
            total += arrivals[month, k]
        if lab.type != LabType.ENTERPRISE and lab.attraction == NOBODY:
            founders += count_below(seed, lab.name, total - first, Purpose.RELEASE, spinout_share)
    return total, founders


@sweep
def sweep_disclosures(s, seed, only):
    """Labs disclose this month's results and start making samples. `only`: the row of one lab, or NOBODY for all."""
    world, clock = s.world[0], s.clock[0]
    for k in range(s.labs.size):
        disclosed = s.arrivals[clock.month, k]
        if disclosed == 0 or (only != NOBODY and k != only):
            continue
        lab = s.labs[k]
        s.arrivals[clock.month, k] = 0  # a result is disclosed once, whoever asks
        for _ in range(disclosed):
            i = clock.projects
            if i >= s.projects.size:
                clock.error = Full.PROJECT
                return
            name = lab.name + lab.results + lab.turned_away
            u_sector, u_quality, u_time, u_sample = four_uniforms(seed, name, Purpose.DISCLOSURE, 0)
            sector = 0
            for other in range(SECTORS - 1):
                sector += 1 if u_sector > s.mixes[lab.mix, other] else 0
            if lab.attraction != NOBODY and not comes_here(s, seed, name, lab.area, sector, lab.attraction):
                lab.turned_away += 1
                continue
            p = s.projects[i]
            s.projects[i] = s.unborn[0]
            p.name = name
            p.sector, p.lab, p.area, p.born = sector, k, lab.area, clock.month
            p.quality = lab.quality_shift + normal_quantile(u_quality)
            p.sample_works = sample_succeeds(p.quality, u_sample, world)
            p.state = State.SAMPLING
            lab.results += 1
            clock.projects = i + 1
            if lab.attraction != NOBODY:
                receive(s, i, lab.attraction)
                if s.attractions[lab.attraction].fresh == 0:
                    sleep_until(s, i, Phase.SAMPLE, clock.month)
                    continue
            book_social_cost(s, world.cost_sample * s.sectors[sector].cost_scale)
            months = lognormal_months(world.dur_sample, world.sample_sigma, normal_quantile(u_time))
            sleep_until(s, i, Phase.SAMPLE, clock.month + months)


@sweep
def reveal(s, seed, i):
    """Set what can be seen of a sample: novelty, size, market potential and a public signal of its quality."""
    p, world, sector = s.projects[i], s.world[0], s.sectors[s.projects[i].sector]
    u_novelty, u_size, u_potential, u_signal = four_uniforms(seed, p.name, Purpose.TRAITS, 0)
    p.novelty = novelty_of(sector.novelty_logit, normal_quantile(u_novelty))
    p.scale = math.exp(world.cost_sigma * (normal_quantile(u_size) - 0.5 * world.cost_sigma))
    p.potential = math.exp(world.value_sigma_seen * (normal_quantile(u_potential) - 0.5 * world.value_sigma_seen))
    signal = p.quality + world.lab_signal_noise * normal_quantile(u_signal)
    if s.cost_supports.size > 0:
        note_filing(s, seed, i)
    p.public_mean, p.public_variance = updated(0.0, 1.0, signal, world.lab_signal_noise)


@sweep
def offer_sample(s, seed, i):
    """A sample that works is kept, goes to a firm of its own house, leaves the region, or - unless a proof of concept gives it up - is on offer."""
    p, world, lab = s.projects[i], s.world[0], s.labs[s.projects[i].lab]
    u_release, u_stay, u_found, _ = four_uniforms(seed, p.name, Purpose.RELEASE, 0)
    release, founding = lab.release_share, world.spinout_share
    if s.release_reforms.size > 0 and lab.type != LabType.ENTERPRISE:
        release, founding = release_share_now(s, release), founding_share_now(s, founding)
    if u_release > release:
        stop(s, i, StopReason.NO_PARTNER)
    elif lab.type == LabType.ENTERPRISE:
        reveal(s, seed, i)
        give_to_own_firm(s, seed, i)
    elif u_stay > world.local_retention and p.from_outside == 0:
        stop(s, i, StopReason.LEFT_REGION)
    else:
        reveal(s, seed, i)
        if s.proofs_of_concept.size > 0 and proof_of_concept(s, seed, i):
            stop(s, i, StopReason.SAMPLE_FAILED)
        else:
            p.offered, p.spin_out = s.clock[0].month, u_found < founding and p.from_outside == 0
            if u_release > lab.release_share or (p.spin_out == 1 and u_found >= world.spinout_share):
                note_reform(s, i)
            put_on_offer(s, seed, i)


@sweep
def sweep_samples(s, seed):
    """Samples that are due turn out to work or not."""
    clock = s.clock[0]
    set_capacity(s)
    i = s.agenda[Phase.SAMPLE, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        clock.events += 1
        if p.sample_works == 1:
            offer_sample(s, seed, i)
        else:
            stop(s, i, StopReason.SAMPLE_FAILED)
        i = following
