"""The fit recovers what the data can tell, leaves flat what they cannot, goes on after a kill, and its weights stay even."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration import observe as observing
from calibration import posterior as fitting
from calibration.calibrate import learned
from calibration.data import WINDOW, Data, published, uniform_entry
from calibration.ensemble import members_of
from calibration.observe import PACE, observe
from calibration.posterior import Posterior, Size, fit, in_units
from calibration.priors import WORLD_PRIORS, priors
from calibration.survey.targets import SurveyTarget
from sim.parameters import World
from sim.scenario import load_scenario

pytest.importorskip("pyabc")
TINY = Size(8, 2, 2, 1, exact=False)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit")
    return folder, fit(published(), TINY, folder, workers=1)


def test_priors_are_those_of_the_ledger_and_within_its_bounds():
    for prior in WORLD_PRIORS:
        if prior.kind == "normal":
            assert [prior.low, prior.high] == World.model_fields[prior.name].json_schema_extra["prior"]
        for score in (-60.0, -6.0, -1.0, 0.0, 1.0, 6.0, 60.0):
            World(**{prior.name: prior.at(score)})


def test_a_score_is_as_far_up_the_prior_as_up_the_normal_distribution():
    for prior in priors(PACE):
        values = [prior.at(z) for z in norm.ppf([0.05, 0.5, 0.95])]
        assert values == sorted(values)
        if prior.kind == "lognormal":
            assert values[0] == pytest.approx(prior.low) and values[2] == pytest.approx(prior.high)


def test_a_fit_gives_weighted_particles_inside_their_priors(tiny):
    found = tiny[1]
    assert 0 < len(found.particles) <= 16 and found.weights.sum() == pytest.approx(1.0)
    assert 1.0 <= found.ess <= len(found.particles) + 1e-9
    for prior in priors(PACE):
        assert (found.marginal(prior.name) >= prior.least).all() and (found.marginal(prior.name) <= prior.most).all()
    assert set(fitting.MEASURED) <= set(found.shown)


def test_a_finished_fit_is_read_again_not_simulated_again(tiny, monkeypatch):
    folder, first = tiny

    def forbidden(*args, **kwargs):
        raise AssertionError("simulated again")

    monkeypatch.setattr(fitting, "observe", forbidden)
    again = fit(published(), TINY, folder, workers=1)
    assert np.array_equal(again.particles, first.particles) and np.array_equal(again.weights, first.weights)


def test_a_fit_that_was_killed_goes_on_with_the_generations_it_has(tmp_path):
    made = 0

    def dies(parameters, *args):
        nonlocal made
        made += 1
        if made > 28:
            raise KeyboardInterrupt
        return observe(parameters, *args)

    size = Size(6, 3, 2, 1, exact=False)
    with pytest.raises(KeyboardInterrupt):
        fit(published(), size, tmp_path, workers=1, simulate=dies)
    found = fit(published(), size, tmp_path, workers=1)
    assert found.generations >= 2 and found.simulations > 28 - 6


def test_a_fit_that_was_killed_cools_on_as_it_would_have(tmp_path):
    """It does not jump to the last temperature, which accepts few and leaves a small sample; nor does it draw the first luck again."""
    seen: list[float] = []

    class Dies(Analytic):
        def __call__(self, parameters, *rest):
            seen.append(parameters["pilot_information"])
            if len(seen) > 130:
                raise KeyboardInterrupt
            return super().__call__(parameters, *rest)

    size = Size(30, 5, 1, 1)
    with pytest.raises(KeyboardInterrupt):
        fit(published(), size, tmp_path, simulate=Dies())
    before = set(seen)
    again: list[float] = []

    class Watched(Analytic):
        def __call__(self, parameters, *rest):
            again.append(parameters["pilot_information"])
            return super().__call__(parameters, *rest)

    found = fit(published(), size, tmp_path, simulate=Watched())
    assert found.generations == 5 and found.temperature == 1.0
    assert not before & set(again), "the stream of luck is another one"


def test_a_fit_of_a_place_that_was_edited_is_another_fit(monkeypatch):
    chosen = priors(PACE)
    before = fitting.identity(published(), TINY, 1, chosen)
    assert fitting.identity(published(), TINY, 1, chosen) == before
    edited = load_scenario("zigong", ["zigong-current"], overrides={"labs.industrial-chains.results_per_year": 5.0})
    monkeypatch.setattr(observing, "_zigong", lambda: edited)
    assert fitting.identity(published(), TINY, 1, chosen) != before, "the generations on disk are those of other worlds"


def test_proposals_follow_the_regression_and_know_their_own_density():
    from calibration.proposals import RegressionTransition

    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"pass_threshold": rng.normal(size=300), "quality_weight": rng.normal(size=300)})
    frame["success_intercept"] = 0.7 * frame["pass_threshold"] - 0.3 * frame["quality_weight"] ** 2 + 0.1 * rng.normal(size=300)
    frame["maturity_gain"] = 0.4 * frame["quality_weight"] + 0.2 * rng.normal(size=300)
    proposal = RegressionTransition()
    proposal.fit(frame, np.full(300, 1 / 300))
    np.random.seed(5)
    drawn = pd.DataFrame([proposal.rvs_single() for _ in range(3000)])
    assert np.corrcoef(drawn["success_intercept"], 0.7 * drawn["pass_threshold"] - 0.3 * drawn["quality_weight"] ** 2)[0, 1] > 0.9
    density = proposal.pdf(drawn)
    assert density[:3] == pytest.approx([proposal.pdf(dict(drawn.iloc[k])) for k in range(3)])
    # a density is right if weighing by it gives any other distribution its whole mass
    target = norm.pdf(drawn["pass_threshold"]) * norm.pdf(drawn["quality_weight"])
    middle = norm.pdf(drawn["success_intercept"], 0.7 * drawn["pass_threshold"] - 0.3 * drawn["quality_weight"] ** 2, 0.1)
    weights = target * middle * norm.pdf(drawn["maturity_gain"], 0.4 * drawn["quality_weight"], 0.2) / density
    assert weights.mean() == pytest.approx(1.0, abs=0.1)
    assert weights.sum() ** 2 / (weights**2).sum() > 0.5 * len(weights)


def test_members_are_distinct_and_follow_the_weights():
    rng = np.random.default_rng(2)
    rho = rng.uniform(size=200)
    weights = np.where(rho > 0.5, 3.0, 1.0)
    found = Posterior(("x",), rho[:, None], weights / weights.sum(), {"rho": rho}, 0, 1, 1.0)
    chosen = members_of(found, 32)
    assert len(set(chosen)) == len(chosen) == 32
    assert 22 <= (rho[chosen] > 0.5).sum() <= 26
    heavy = Posterior(("x",), rho[:, None], np.r_[0.5, np.full(199, 0.5 / 199)], {"rho": rho}, 0, 1, 1.0)
    assert len(members_of(heavy, 32)) == 2, "none may count twice"


def test_a_posterior_that_moved_has_learned_as_one_that_narrowed():
    prior, rng = priors(PACE)[-1], np.random.default_rng(4)

    def learned_of(scores: np.ndarray) -> float:
        values = np.array([[prior.at(float(z))] for z in scores])
        return learned(Posterior((prior.name,), values, np.full(len(values), 1.0 / len(values)), {}, 0, 1, 1.0), prior)

    z = rng.normal(size=4000)
    assert learned_of(z) < 0.05
    assert learned_of(0.5 * z) == pytest.approx(0.47, abs=0.04)
    assert learned_of(z + 1.5) > 0.4, "as wide as its prior, and elsewhere: the data did tell something"


class Analytic:
    """Worlds without luck whose shares are functions of two parameters: what the sampler must get right can be worked out."""

    CASES = 10**6

    @staticmethod
    def shares(parameters: dict[str, float]) -> tuple[float, float, float]:
        after = 1.0 / (1.0 + np.exp(-(parameters["success_intercept"] + 0.7 * parameters["maturity_gain"])))
        without = 1.0 / (1.0 + np.exp(-(2.0 * parameters["success_intercept"] - 0.5)))
        return after, without, 0.5 * np.exp(-0.3 * parameters[PACE])

    def __call__(self, parameters, *rest) -> observing.Sums:
        after, without, entered = self.shares(parameters)
        n = self.CASES
        cohort = observing.Cohort(n, round(n * after), n, round(n * without), n, n // 2, n // 2, n // 2, n // 2, n // 3, 0)
        delays = np.zeros(observing.DELAYS)
        delays[0] = entered * n
        return observing.Sums(cohort, {"zg_begun": float(n)}, delays, delays)


def test_the_sampler_gives_the_posterior_that_can_be_worked_out(tmp_path):
    """Means and spreads agree with weighing 60,000 draws of the prior by the likelihood."""
    data, size = published(), Size(150, 5, 1, 1)
    found = fit(data, size, tmp_path, simulate=Analytic())
    names = ("success_intercept", "maturity_gain", PACE)
    by_name = {prior.name: prior for prior in priors(PACE)}
    scores = np.random.default_rng(6).normal(size=(60_000, 3))
    drawn = np.array([[by_name[name].at(z) for name, z in zip(names, row, strict=True)] for row in scores])
    shares = Analytic.shares({name: drawn[:, k] for k, name in enumerate(names)})
    kinds = dict(zip(("after_passed_pilot", "without_pilot", WINDOW), shares, strict=True))
    first, second, window = data.items
    p = kinds[WINDOW]
    logs = -0.5 * (((kinds[first.id] - 0.8) / 0.02) ** 2 + ((kinds[second.id] - 0.3) / 0.02) ** 2)
    logs += window.successes * np.log(p) + (window.n - window.successes) * np.log1p(-p)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    for k, name in enumerate(names):
        mean = float(weights @ drawn[:, k])
        spread = float(np.sqrt(weights @ (drawn[:, k] - mean) ** 2))
        summary = found.summary(name)
        assert summary["mean"] == pytest.approx(mean, abs=0.35 * spread), name
        assert summary["sd"] == pytest.approx(spread, rel=0.3), name
    assert abs(found.summary("pilot_information")["mean"] - 0.45) < 0.1, "what the data do not speak of keeps its prior"


def synthetic(truth: dict[str, float], seed: int) -> Data:
    """Data that the model itself produced: rates of closed cohorts of 100 worlds as 500 cases each tell them (about as well as the published figures
    are known), and 150 pilots in a window of two years. Many more cases would ask for worlds whose own luck is as small, and for hours.
    """
    shown = published().simulated(observe(truth, seed, 100, 60))
    cases = {"after_passed_pilot": 500, "without_pilot": 500, WINDOW: 150}

    def item(name: str) -> SurveyTarget:
        exposures = uniform_entry() if name == WINDOW else ()
        kind = "window" if name == WINDOW else "binomial"
        return SurveyTarget(name, shown[name], None, None, kind, cases[name], successes=round(cases[name] * shown[name]), exposures=exposures)

    return Data(tuple(map(item, cases)), PACE)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_identified_parameters_are_recovered_and_the_others_stay_flat(tmp_path):
    truth = in_units(priors(PACE), {prior.name: 0.0 for prior in priors(PACE)}) | {
        "success_intercept": -0.1, "maturity_gain": 1.6, "pass_threshold": -0.3, "panel_accuracy": 0.5, PACE: 1.3,
    }  # fmt: skip
    data = synthetic(truth, 99)
    found = fit(data, Size(80, 5, 8, 6), tmp_path)
    for item in data.items:
        summary = found.summary(item.id)
        assert abs(summary["mean"] - item.value) < 0.03, item.id
    for name in ("success_intercept", "maturity_gain", PACE):
        summary = found.summary(name)
        assert summary["low"] <= truth[name] <= summary["high"], name
    by_name = {prior.name: learned(found, prior) for prior in priors(PACE)}
    assert min(by_name[name] for name in ("success_intercept", PACE)) > max(by_name[name] for name in ("pilot_information", "novelty_penalty"))
    assert by_name["pilot_information"] < 0.35 and by_name["panel_accuracy"] < 0.35, by_name
