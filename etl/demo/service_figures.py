"""What ``demo.toml`` says of employment services: the figures of the anchor period that their demo meets exactly."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Count = Annotated[int, Field(gt=0)]


class NamedEvent(BaseModel):
    """One event that was reported, with the figures that it told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held_on: date
    name: str
    kind: str
    mode: str = "线下"
    campaign: str = ""
    street: str = ""
    venue: str = ""
    employers: Count | None = None
    positions: Count | None = None
    attendees: Count | None = None
    intents: Count | None = None
    media_reach: Count | None = None


class Services(BaseModel):
    """Events, gig market and service points; the campaign is that of the anchor's year, its named events included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign: str = "春风行动"
    campaign_fairs: Count
    campaign_positions: Count
    campaign_intents: Count
    gig_employers: Count  # at the end of the anchor period
    gig_positions: Count
    gig_persons_served: Count
    micro_markets: Count  # at the end of the anchor period
    growth: float = 0.08
    events: tuple[NamedEvent, ...] = ()

    @model_validator(mode="after")
    def _named_events_leave_some_over(self) -> Services:
        named = [event for event in self.events if event.campaign == self.campaign]
        told = [sum(getattr(event, figure) or 0 for event in named) for figure in ("positions", "intents")]
        if len(named) >= self.campaign_fairs or told[0] >= self.campaign_positions or told[1] >= self.campaign_intents:
            raise ValueError("列名的专项行动活动应少于该行动的场次、岗位和意向")
        return self

    @staticmethod
    def of(streets: int) -> Services:
        """Figures for a district of that many streets."""
        return Services(
            campaign_fairs=max(2, streets),
            campaign_positions=4300 * streets,
            campaign_intents=1300 * streets,
            gig_employers=40 * streets,
            gig_positions=3300 * streets,
            gig_persons_served=3900 * streets,
            micro_markets=max(1, streets // 3),
        )
