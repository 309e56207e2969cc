"""The evidence behind the model: `ledger()` has every fact by id, `uses_of(fact)` says what rests on it."""

from calibration.evidence.entries import Fact, amount, in_short, ledger, names
from calibration.evidence.uses import Place, Uses, unknown, unused, uses_of

__all__ = ["Fact", "Place", "Uses", "amount", "in_short", "ledger", "names", "unknown", "unused", "uses_of"]
