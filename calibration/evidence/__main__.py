"""Writes `ids.txt`, the ids that scenario files are checked against, from the ledger: `python -m calibration.evidence`."""

from pathlib import Path

from calibration.evidence.entries import ledger


def main() -> None:
    """Write the file anew, whole or not at all."""
    path = Path(__file__).with_name("ids.txt")
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text("\n".join(ledger()) + "\n", encoding="utf-8", newline="\n")
    unfinished.replace(path)


if __name__ == "__main__":
    main()
