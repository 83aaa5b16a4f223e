"""Copier, and nothing else of it anywhere: reads questions, gives birth, takes updates.

Copier's public functions ask, copy and update; they neither refuse an unknown answer nor tell
all faults at once. So the interview here uses Copier's own `Worker` and `Question` (private
names, pinned to Copier 9 in pyproject.toml): each default, choice, condition and validator is
evaluated by the code that renders.
"""

from goldenpath.copier_templates.birth import Birth, BirthError, give_birth
from goldenpath.copier_templates.interview import AnswerError, Answers, Asked, interview
from goldenpath.copier_templates.origin import Origin, OriginError, find_origin
from goldenpath.copier_templates.questions import (
    Question,
    QuestionsError,
    paths,
    question_files,
    questions,
)
from goldenpath.copier_templates.update import Updated, UpdateError, update

__all__ = [
    "AnswerError",
    "Answers",
    "Asked",
    "Birth",
    "BirthError",
    "Origin",
    "OriginError",
    "Question",
    "QuestionsError",
    "UpdateError",
    "Updated",
    "find_origin",
    "give_birth",
    "interview",
    "paths",
    "question_files",
    "questions",
    "update",
]
