"""KPIs: their definitions, their targets, the pace of the year, and where each stands."""
