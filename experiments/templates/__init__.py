"""Templates: a region, a policy or a survey to start from, made from the models, so that it always has all that may be set."""

from experiments.templates.policy import policy_template
from experiments.templates.region import region_template
from experiments.templates.survey import survey_guide, survey_template

__all__ = ["policy_template", "region_template", "survey_guide", "survey_template"]
