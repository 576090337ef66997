"""The work itself: tickets, crews, policy, plans, the clock and the judge. Knows no solver and no web."""
