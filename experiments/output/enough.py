"""Whether a document has enough worlds for a conclusion: what figures, texts and tables all ask before they say anything."""

from collections.abc import Mapping
from typing import Any

from experiments.output.vocabulary import is_draw
from experiments.statistics import worlds_missing


def missing_worlds(document: Mapping[str, Any]) -> int:
    """How many more worlds a document needs before anything is concluded from it; 0 where it has enough.

    A comparison over the posterior has that many in its draws, and as many again in the versions it looks at one by one.
    """
    return worlds_missing(document["replications"], len(document.get("versions") or ()), draws_in(document))


def draws_in(document: Mapping[str, Any]) -> int:
    """How many draws of the posterior a document has worlds of; 0 where it looks at named versions only."""
    if posterior := document.get("posterior"):
        return int(posterior["draws"])
    versions = document.get("versions") or ()
    return len(versions) if all(is_draw(each["id"]) for each in versions) else 0
