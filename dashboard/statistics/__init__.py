"""Statistics of counts and rates: pure functions of exact decimals, which know nothing of builds or pages."""
