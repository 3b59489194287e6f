"""Where opportunities stand, how they come through the stages, and what they may bring: funnel, win rates, forecast."""
