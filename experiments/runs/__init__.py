"""Running many worlds: what is kept of each when its tables are let go."""

from experiments.runs.records import WorldRecord, record

__all__ = ["WorldRecord", "record"]
