"""What ``demo.toml`` says of talent work: the figures of the anchor period that its demo meets exactly."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(gt=0)]


class RecruitmentRound(BaseModel):
    """One public recruitment of the district's institutions: persons by degree, counted in its month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: date
    doctors: Annotated[int, Field(ge=0)] = 0
    masters: Annotated[int, Field(ge=0)] = 0
    bachelors: Annotated[int, Field(ge=0)] = 0


class Talent(BaseModel):
    """The talent figures of the anchor period; the rounds lie where their months say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    teachers_recruited: Count = 120
    special_teachers_recruited: Annotated[int, Field(ge=0)] = 20
    talent_subsidy_yuan: Count = 1_500_000
    skill_award_yuan: Count = 6_000
    titles_awarded: Count = 80
    institution_rounds: tuple[RecruitmentRound, ...] = ()
