"""The methods of sensitivity analysis, one class each; `METHODS` names them as study files do."""

from experiments.studies.methods.dgsm import Dgsm
from experiments.studies.methods.fast import Fast, RbdFast
from experiments.studies.methods.given import Delta, Hdmr, Pawn, RegionalSensitivity
from experiments.studies.methods.method import Estimate, Factors, IndexMethod, Method
from experiments.studies.methods.morris import Morris
from experiments.studies.methods.sobol import Sobol
from experiments.studies.methods.tornado import Tornado

METHODS: dict[str, type[IndexMethod]] = {
    each.name: each for each in (Morris, Sobol, Fast, RbdFast, Pawn, Delta, Hdmr, Dgsm, RegionalSensitivity, Tornado)
}

__all__ = ["METHODS", "Estimate", "Factors", "IndexMethod", "Method"]
