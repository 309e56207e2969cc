"""`python -m experiments.benchmarks [--json] [--quick]`: measure the speed of the simulation."""

import argparse

from experiments.benchmarks.suite import main

parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks", description="Measure the speed of the simulation.")
parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
parser.add_argument("--quick", action="store_true", help="leave out the region of a million projects")
chosen = parser.parse_args()
main(json=chosen.json, quick=chosen.quick)
