"""Rules by which organs are judged, sheets of a quarter and a year, adjustments of a year."""

from mingcha.assessment.models.quarter import RuleVersion as RuleVersion
from mingcha.assessment.models.quarter import Sheet as Sheet
from mingcha.assessment.models.year import Adjustment as Adjustment
from mingcha.assessment.models.year import YearRule as YearRule
from mingcha.assessment.models.year import YearSheet as YearSheet
