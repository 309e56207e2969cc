"""`python -m experiments.cli` is `funnel`."""

import sys

from experiments.cli.app import main

sys.exit(main())
