"""Write the golden results anew: `make golden`. Say why in CHANGELOG.md under *Results change*."""

import json

from sim import simulate
from tests.golden.test_golden import CASES, FILE, golden, name_of


def main() -> None:
    """Simulate every case and write the file."""
    worlds = {name_of(region, policies): golden(simulate(region, policies, seed=2025)[0]) for region, policies in CASES}
    FILE.write_text(json.dumps(worlds, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
