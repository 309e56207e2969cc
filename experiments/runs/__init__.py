"""Running many worlds: which worlds there are (replications by calibrated versions), and what is kept of each."""

from experiments.runs.records import WorldRecord, record
from experiments.runs.worlds import Version, versions_for

__all__ = ["Version", "WorldRecord", "record", "versions_for"]
