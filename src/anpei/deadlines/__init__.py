"""Running clocks of any subject, their pauses, and the holiday table they count with."""
