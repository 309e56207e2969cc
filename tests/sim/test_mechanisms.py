"""What a run mode means for a platform whose file leaves its fee open."""

from sim import load_scenario
from sim.start import blueprint


def test_a_run_mode_sets_the_fee_that_a_file_leaves_open():
    fees = {}
    for mode in ("leading_firm", "university", "operator"):
        region = load_scenario("typical-city", overrides={"platforms.open-materials.mode": mode})
        platforms = blueprint(region).template.platforms
        group = list(region.region.platforms).index("open-materials")
        fees[mode] = set(platforms["fee_share"][platforms["group"] == group].tolist())
    assert fees == {"leading_firm": {0.9}, "university": {0.6}, "operator": {0.8}}
