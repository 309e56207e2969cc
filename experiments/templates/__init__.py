"""Templates: a region or a policy file to start from, made from the models, so that it always has every key that may be set."""

from experiments.templates.policy import policy_template
from experiments.templates.region import region_template

__all__ = ["policy_template", "region_template"]
