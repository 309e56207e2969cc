"""The verdict on ranks says in words what the resamples say in numbers."""

import numpy as np

from experiments.studies.convergence import Blocks, judged, rounded, spans


def resampled(values, spreads, count=1000):
    drawn = np.asarray(values) + np.asarray(spreads) * np.random.default_rng(0).standard_normal((count, len(values)))
    return np.concatenate([[values], drawn])


def test_ranks_far_apart_are_safe_and_small_ones_do_not_matter():
    found = judged(resampled([0.5, 0.3, 0.01, 0.005], [0.02, 0.02, 0.01, 0.01]), 1000, is_share=True)
    assert (found.safe, found.unsafe, found.small, found.is_converged) == ((1, 2), (), (3, 4), True)
    assert found.verdict()["zh"] == "第1–2位可靠，第3–4位肯定很小，先后不论。"
    assert found.document()["more_runs"] == 0
    assert found.document()["by_dummy"] is False


def test_an_index_that_is_far_below_zero_is_wrong_and_not_small():
    found = judged(resampled([0.5, 0.01, -4.7], [0.02, 0.01, 2.0]), 1000, is_share=True)
    assert (found.small, found.unsafe) == ((2,), (1, 3)), "what luck has driven so far down it may as well drive above the first"
    assert found.more_runs > 0


def test_ranks_that_may_change_places_need_more_runs_by_the_square_of_their_uncertainty():
    values = [0.5, 0.3, 0.2]
    near, far = (judged(resampled(values, [0.02, size, size]), 1000, is_share=True) for size in (0.06, 0.12))
    assert (near.safe, near.unsafe) == ((1,), (2, 3))
    assert 3.0 < (far.more_runs + 1000) / (near.more_runs + 1000) < 5.0
    assert "rank 1 safe, ranks 2–3 not, about" in near.verdict()["en"]


def test_a_rank_that_is_not_safe_always_asks_for_more_runs():
    """Where a few resamples change two ranks by much, their spread alone would say that the runs are enough."""
    drawn = np.tile([1.0, 0.0], (1001, 1))
    drawn[1:41, 1] = 1.1
    found = judged(drawn, runs=1000, is_share=True)
    assert found.unsafe == (1, 2) and found.more_runs >= 250
    assert "再模拟0次" not in found.verdict()["zh"]


def test_equal_indices_share_a_rank_once_they_are_certainly_near_each_other():
    found = judged(resampled([0.5, 0.2, 0.199], [0.01, 0.01, 0.01]), 1000, is_share=True)
    assert found.is_converged
    assert found.ties == ((2, 3),)
    assert (found.safe, found.tied, found.unsafe) == ((1,), (2, 3), ()), "which of the two is larger is never called safe"
    assert found.verdict()["zh"] == "第1位可靠，第2–3位几乎相等，先后不论。"


def test_a_gap_below_the_error_of_the_method_is_no_order_however_many_runs_there_are():
    index = resampled([0.5, 0.38, 0.34, 0.1], [0.001, 0.001, 0.001, 0.001])
    blind, seeing = judged(index, 1000, is_share=True), judged(index, 1000, is_share=True, error=0.05)
    assert (blind.safe, blind.ties) == ((1, 2, 3, 4), ())
    assert (seeing.safe, seeing.ties) == ((1, 4), ((2, 3),)), "0.38 and 0.34 are as good as equal to a method that may be off by 0.05"
    wide = judged(resampled([0.6, 0.40, 0.34, 0.1], [0.001, 0.03, 0.03, 0.001]), 1000, is_share=True, error=0.05)
    assert wide.unsafe == (2, 3)


def test_what_is_as_good_as_equal_to_a_rank_that_may_change_is_not_safe():
    """The second may be the third: then the third, which is as good as equal to it, may be the second or the fourth."""
    found = judged(resampled([0.6, 0.40, 0.385, 0.1], [0.15, 0.004, 0.004, 0.001]), 1000, is_share=True)
    assert found.unsafe == (1, 2, 3) and found.safe == (4,) and found.ties == ()


def test_what_luck_alone_may_give_has_no_safe_rank():
    """A parameter that does nothing gets up to 0.11 here: 0.08 is above all the others, and may be nothing all the same."""
    index = resampled([0.8, 0.08, 0.01], [0.02, 0.005, 0.002])
    assert judged(index, 1000, is_share=True).safe == (1, 2)
    found = judged(index, 1000, is_share=True, nothing=0.11)
    assert (found.safe, found.unsafe, found.small) == ((1,), (2,), (3,)) and found.more_runs > 0


def test_few_rows_make_no_rank_safe_and_no_parameter_small_whatever_the_resamples_say():
    index = resampled([0.5, 0.3, 0.01, 0.005], [0.02, 0.02, 0.01, 0.01])
    found = judged(index, 1000, is_share=True, blocks=Blocks(16, 64, "行基础样本", "base rows"))
    assert (found.safe, found.unsafe, found.small, found.ties, found.is_converged) == ((), (1, 2, 3, 4), (), (), False)
    assert found.verdict() == {
        "zh": "只有16行基础样本，太少（至少要64），各位次都还不能下结论，约需再模拟3,000次。",
        "en": "16 base rows are too few (at least 64 are needed) to say anything of the ranks, about 3,000 more runs needed.",
    }
    assert found.document()["enough_size"] == 64
    enough = judged(index, 1000, is_share=True, blocks=Blocks(64, 64, "行基础样本", "base rows"))
    assert enough.is_converged and enough.document()["is_judged"]


def test_numbers_of_runs_are_rounded_up_to_two_digits():
    assert [rounded(runs) for runs in (0, 7.2, 4012, 123456)] == [0, 8, 4100, 130000]
    assert spans((1, 2, 3, 5, 7, 8)) == "1–3, 5, 7–8"
