"""What pages, briefing and notebooks read of a build, each reading made once for all of them."""
