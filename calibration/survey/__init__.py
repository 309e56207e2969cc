"""A city's own data: one CSV of pilot applications, read strictly and turned into what the data can tell, and what they cannot.

`read(path)` gives a `Survey` or raises `SurveyError` with every problem of the file; `targets_of(survey)` gives what calibration can fit.
"""

from calibration.survey.problems import SurveyError
from calibration.survey.reading import read
from calibration.survey.records import Application, Survey
from calibration.survey.targets import SurveyTarget, targets_of

__all__ = ["Application", "Survey", "SurveyError", "SurveyTarget", "read", "targets_of"]
