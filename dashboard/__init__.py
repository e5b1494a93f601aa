"""The pages: they read a published build through `etl.store` and draw it; they never write."""
