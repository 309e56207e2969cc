"""A target: whether the goal is reached, what is short, where it gets stuck, and what one more unit would add."""

from collections.abc import Mapping
from typing import Any

from experiments.briefs.case import POINTS, PROJECTS, UNKNOWN, Case
from experiments.briefs.certainty import CHANCE_WORDS, STRENGTHS, Certainty, Chance, chance
from experiments.briefs.content.answer import _sentence
from experiments.briefs.content.goals import goal_in_words, goal_month, goal_name, goal_number, goal_unit
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Picture, Points, Quoted, Ref, Table, joined
from experiments.output.vocabulary import RESOURCES
