"""Reckonings in words: every step with its formula, its figures and what lies behind."""

from mingcha.assessment.wording.quarter import FORMULAS as FORMULAS
from mingcha.assessment.wording.quarter import INPUTS as INPUTS
from mingcha.assessment.wording.quarter import PARAMETERS as PARAMETERS
from mingcha.assessment.wording.quarter import STEPS as STEPS
from mingcha.assessment.wording.quarter import band_words as band_words
from mingcha.assessment.wording.quarter import parameters as parameters
from mingcha.assessment.wording.quarter import score_words as score_words
from mingcha.assessment.wording.quarter import steps as steps
from mingcha.assessment.wording.quarter import why_not as why_not
