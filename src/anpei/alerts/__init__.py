"""Risk alerts (风险提示): what is coming, whom it concerns, what helps, who did what, and whether it made a difference."""
