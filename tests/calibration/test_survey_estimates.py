"""What a survey's data tell is recovered where the truth is known, and what they cannot tell is said and not guessed."""

import numpy as np
import pytest

from calibration.survey import read, targets_of
from calibration.survey import spans as waiting
from calibration.survey.censored import final_share
from calibration.survey.discontinuity import LEAST_EACH_SIDE, bar_of, discontinuity, jumps
from calibration.survey.findings import findings
from calibration.survey.incidence import incidence
from calibration.survey.intervals import share
from calibration.survey.selection import probit_correlation
from calibration.survey.spans import FAILURE, RUNNING, SUCCESS, Spans
from calibration.survey.synthetic import as_csv

TRUE_SHARE = 0.7
NOTHING = dict.fromkeys(
    ("sector", "applied", "score", "pilot_started", "pilot_ended", "passed", "direct_started", "entered", "industrialised", "batch_output", "stopped",
     "followed_until", "public_money"), "",
) | {"admitted": "是"}  # fmt: skip


def survey_of(tmp_path, rows):
    path = tmp_path / "survey.csv"
    numbered = [NOTHING | row | {"project": f"P{number}"} for number, row in enumerate(rows)]
    path.write_bytes(as_csv(numbered).encode("utf-8-sig"))
    return read(path)


def drawn(n, seed, watched, p=TRUE_SHARE):
    """Spans of `n` projects of which p succeed after about 22 months; a third of the failures come early; watched for up to so many months."""
    rng = np.random.default_rng(seed)
    success, early = rng.random(n) < p, rng.random(n) < 1 / 3
    took = np.where(early & ~success, rng.lognormal(np.log(6), 0.5, n), rng.lognormal(np.log(22), 0.5, n)).astype(int)
    until = rng.integers(1, watched + 1, n) if watched else np.full(n, 10_000)
    over = took <= until
    end = np.where(over, np.where(success, SUCCESS, FAILURE), RUNNING)
    months = np.where(over, took, until)
    return Spans(end, np.where(over, months, -1), months, months, over)


def test_an_exact_interval_of_13_of_30_is_that_of_the_textbook():
    found = share(13, 30)
    assert (found.value, found.low, found.high) == pytest.approx((0.4333, 0.2546, 0.6257), abs=1e-4)


def test_a_closed_cohort_gives_the_binomial_share():
    spans = drawn(300, 1, None)
    curve = final_share(spans, 22.0)
    assert spans.is_closed and curve.shape == "closed"
    assert curve.estimate == share(spans.successes, 300)


def test_where_projects_are_not_finished_the_naive_shares_are_off_and_the_estimate_covers_the_truth():
    spans = drawn(300, 2, 40)
    found = final_share(spans, 22.0).estimate
    so_far = share(spans.successes, 300)
    assert spans.running > 100
    assert so_far.high < TRUE_SHARE
    assert found.low < TRUE_SHARE < found.high
    assert found.high - found.low < 0.3


@pytest.mark.slow
def test_over_many_unfinished_surveys_the_interval_covers_the_truth_about_as_often_as_it_says():
    covered = [(lambda e: e.low <= TRUE_SHARE <= e.high)(final_share(drawn(150, seed, 48), 22.0).estimate) for seed in range(40)]
    assert np.mean(covered) >= 0.85  # 95 % less three standard errors of 40 surveys


def test_the_longer_projects_are_followed_the_narrower_the_interval():
    widths = [(lambda e: e.high - e.low)(final_share(drawn(200, 3, watched), 22.0).estimate) for watched in (30, 60, 200)]
    assert widths[0] > widths[1] > widths[2]


def test_nobody_finished_means_nothing_is_said():
    spans = Spans(np.zeros(5, int), np.full(5, -1), np.full(5, 9), np.full(5, 9), np.zeros(5, bool))
    assert final_share(spans, 22.0) is None


def test_bounds_without_a_model_are_those_counted_by_hand():
    # ten projects: three succeed in month 1, two fail in month 2, the rest are watched to month 3
    end = np.array([SUCCESS] * 3 + [FAILURE] * 2 + [RUNNING] * 5)
    months = np.array([1] * 3 + [2] * 2 + [3] * 5)
    found = incidence(Spans(end, np.where(end == RUNNING, -1, months), months, months, end != RUNNING))
    assert (found.horizon, found.succeeded, found.failed) == (3, pytest.approx(0.3), pytest.approx(0.2))
    assert found.low < 0.3 and found.high > 0.8


def test_without_dates_thirteen_of_thirty_is_a_share_of_the_window_and_no_rate(tmp_path):
    """Zigong's figures as a survey: only the window is known."""
    begun = {"applied": "2022-10", "pilot_started": "不详", "followed_until": "2024-10", "public_money": "0"}
    rows = [begun | {"passed": "是", "entered": "不详"} for _ in range(13)] + [begun for _ in range(17)]
    survey = survey_of(tmp_path, rows)
    targets = {target.id: target for target in targets_of(survey)}
    window = targets["entered_in_window"]
    assert (window.successes, window.n, window.likelihood) == (13, 30, "window")
    assert (window.low, window.high) == pytest.approx((0.2546, 0.6257), abs=1e-4)
    months, weights = (np.array(each) for each in zip(*window.exposures, strict=True))
    assert (months.min(), months.max()) == (0, 24) and np.allclose(weights, 30 / 25)
    assert "after_passed_pilot" not in targets, "nobody has reached batch output or stopped: no share can be said"
    assert window.log_likelihood(13 / 30) == pytest.approx(0.0) and window.log_likelihood(0.8) < -5
    assert {limit["code"] for limit in findings(survey)["cannot_tell"]} >= {"effect_unknown", "undated", "nobody_refused", "without_pilot_unknown"}


def test_every_likelihood_is_highest_at_the_value_told(tmp_path):
    done = {"applied": "2020-01", "pilot_started": "2020-03", "pilot_ended": "2020-09", "passed": "是", "followed_until": "2024-01"}
    rows = [done | {"industrialised": "是", "batch_output": f"2022-{m:02d}", "public_money": str(100 + m)} for m in range(1, 10)]
    rows += [done | {"industrialised": "否", "stopped": "2021-06", "public_money": "0"} for _ in range(3)]
    rows += [done | {"public_money": "0"} for _ in range(4)]
    targets = [target for target in targets_of(survey_of(tmp_path, rows)) if target.low is not None]
    assert {target.likelihood for target in targets} == {"binomial", "censored", "window", "normal"}
    for target in targets:
        other = [target.value - 0.1 * target.value, target.value + 0.5 * ((1.0 if target.unit == "share" else 2 * target.value) - target.value)]
        assert target.log_likelihood(target.value) == pytest.approx(0.0, abs=0.01), target.id
        if 0.0 < target.value < 1.0 or target.unit != "share":
            assert all(target.log_likelihood(each) < target.log_likelihood(target.value) for each in other), target.id


def test_projects_at_the_bar_give_the_effect_that_was_put_in():
    rng = np.random.default_rng(5)
    x = rng.normal(size=4000)
    admitted = (x >= 0).astype(float)
    success = (rng.random(4000) < 0.3 + 0.05 * x + 0.25 * admitted).astype(float)
    first, second, effect = jumps(x, admitted, success, 0.8)
    assert first.value == pytest.approx(1.0) and first.low == pytest.approx(1.0)
    assert effect.low < 0.25 < effect.high and effect.high - effect.low < 0.3 and second.value == pytest.approx(effect.value)


def test_where_the_score_only_sways_admission_the_effect_is_scaled_up_and_wider():
    rng = np.random.default_rng(6)
    x = rng.normal(size=4000)
    admitted = (rng.random(4000) < 0.2 + 0.5 * (x >= 0)).astype(float)
    success = (rng.random(4000) < 0.3 + 0.25 * admitted).astype(float)
    first, second, effect = jumps(x, admitted, success, 0.8)
    assert first.value == pytest.approx(0.5, abs=0.12)
    assert effect.value == pytest.approx(second.value / first.value) and effect.low < 0.25 < effect.high
    assert effect.high - effect.low > second.high - second.low


def test_where_the_score_does_not_decide_there_is_no_effect_to_tell():
    rng = np.random.default_rng(7)
    x, coin = rng.normal(size=500), rng.random(500)
    assert jumps(x, (coin < 0.5).astype(float), (coin < 0.3).astype(float), 0.8)[2] is None


def test_the_bar_lies_where_fewest_are_on_the_wrong_side():
    assert bar_of(np.array([50.0, 60.0, 70.0, 80.0, 65.0]), np.array([False, False, True, True, False])) == 67.5


def applicants(n, followed):
    """Scores around a bar of 70; those refused are followed, or not."""
    rng = np.random.default_rng(8)
    rows = []
    for score in rng.uniform(60, 80, n):
        shared = {"applied": "2018-01", "score": f"{score:.2f}", "public_money": "0"}
        if score >= 70:
            ended = {"industrialised": "是", "batch_output": "2020-01"} if rng.random() < 0.7 else {"industrialised": "否", "stopped": "2020-01"}
            rows.append(shared | {"pilot_started": "2018-03", "pilot_ended": "2018-12", "passed": "是", "followed_until": "2024-01"} | ended)
        else:
            rows.append(shared | {"admitted": "否"} | ({"followed_until": "2024-01"} if followed else {}))
    return rows


def test_the_comparison_at_the_bar_needs_those_refused_to_be_followed(tmp_path):
    followed = discontinuity(survey_of(tmp_path, applicants(300, True)))
    assert followed.why == "estimated" and followed.effect.low < 0.7 < followed.effect.high
    lost = discontinuity(survey_of(tmp_path, applicants(300, False)))
    assert lost.why == "not_followed" and lost.effect.value is None and lost.refused_followed == 0
    few = discontinuity(survey_of(tmp_path, applicants(30, True)))
    assert few.why == "few_refused" and few.effect.value is None and few.refused_followed < LEAST_EACH_SIDE


def test_who_counts_at_the_bar_does_not_depend_on_the_outcome(tmp_path):
    """Late applications that failed at once are known, and yet too young: to count them would count failures only."""
    rows = applicants(300, True)
    young = [row | {"applied": "2023-06", "pilot_started": "", "pilot_ended": "", "passed": "", "batch_output": ""} for row in rows]
    young = [row | {"admitted": "否", "industrialised": "否", "stopped": "2023-08", "followed_until": "2024-01"} for row in young[:100]]
    with_young, without = (discontinuity(survey_of(tmp_path, each)) for each in (rows + young, rows))
    assert with_young.refused > without.refused
    assert with_young.refused_followed == pytest.approx(without.refused_followed, abs=8)  # the bandwidth moves a little with the number of scores


def test_the_scores_correlation_with_success_is_recovered_and_unknown_of_few():
    rng = np.random.default_rng(9)
    score = rng.normal(size=3000)
    success = (0.5 * score + np.sqrt(0.75) * rng.normal(size=3000) > -0.3).astype(float)
    found = probit_correlation(70 + 8 * score, success)
    assert found.low < 0.5 < found.high and found.high - found.low < 0.12
    assert probit_correlation(score[:20], success[:20]).value is None


def test_a_failed_pilot_that_went_ahead_counts_in_neither_80_nor_30(tmp_path):
    failed = {"applied": "2020-01", "pilot_started": "2020-02", "pilot_ended": "2020-09", "passed": "否", "direct_started": "2020-10"}
    row = failed | {"industrialised": "是", "batch_output": "2022-01", "followed_until": "2024-01"}
    survey = survey_of(tmp_path, [row])
    assert len(waiting.after_passed_pilot(survey)) == len(waiting.without_pilot(survey)) == 0
    assert (waiting.per_entrant(survey).successes, waiting.pilot_verdict(survey).failures) == (1, 1)
