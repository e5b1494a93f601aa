"""Files of a district bureau in, a published build of its employment statistics out."""
