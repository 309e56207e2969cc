"""Running many worlds: what is kept of each when its tables are let go, where it is kept, and how a batch is carried out."""

from experiments.runs.records import WorldRecord, record

__all__ = ["WorldRecord", "record"]
