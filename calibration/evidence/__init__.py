"""The evidence behind the model: `ledger()` has every fact by id, `uses_of(fact)` says what rests on it."""

from calibration.evidence.entries import Fact, amount, ledger, names
from calibration.evidence.uses import Place, Uses, unknown, unused, uses_of

__all__ = ["Fact", "Place", "Uses", "amount", "ledger", "names", "unknown", "unused", "uses_of"]
