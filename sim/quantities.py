"""Declaring a quantity: every number a scenario may set carries its unit, bounds, prior, evidence and help in two languages."""

from typing import Any

from pydantic import Field

ASSUMPTION = "assumption"


def quantity(
    default: Any,
    *,
    unit: str,
    zh: str,
    en: str,
    evidence: str = ASSUMPTION,
    prior: tuple[float, float] | None = None,
    **bounds: float,
) -> Any:
    """A pydantic field with its ledger entry.

    `unit` is shown to planners; `zh` and `en` say what it means in the world; `evidence` lists ids of `calibration/evidence` separated by
    spaces, or says "assumption"; `prior` is the 90 % range of the uncertainty; `bounds` are pydantic's `ge`, `gt`, `le`, `lt`.
    Pass `...` as `default` where a scenario must state the value.
    """
    ledger = {"unit": unit, "zh": zh, "en": en, "evidence": evidence, "prior": list(prior) if prior else None}
    return Field(default, json_schema_extra=ledger, **bounds)
