"""The commands of `funnel` and their options. What is heavy is imported inside the command that needs it, so that help answers at once."""

from experiments.cli.commands import believing, scenario_files, showing, simulating, upkeep
from experiments.cli.commands.program import app

__all__ = ["app", "believing", "scenario_files", "showing", "simulating", "upkeep"]
