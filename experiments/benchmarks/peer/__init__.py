"""The peer: the same region and the same rules as an ordinary Mesa model, one agent object per project, lab, firm, platform and fund.

    model = PeerModel(blueprint(load_scenario("typical-city")), seed=1)
    model.run_model(); model.indicators["batch_output"]

It is written as somebody who knows Mesa well would write it, and is not held back: sleeping projects return at once, ended ones leave the
schedule, what all share in a month is worked out once, nothing is collected on the way. Like ours it remembers the history of every project
and counts stages, stop reasons, years and rates at the end. It follows one area without policy instruments.
Draws come from `self.random` in the order in which they happen, so its worlds are not ours: the two are comparable in their means.
"""

from experiments.benchmarks.peer.model import PeerModel

__all__ = ["PeerModel"]
