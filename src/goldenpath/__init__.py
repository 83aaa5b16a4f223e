"""An internal developer platform: golden paths from birth to production, judged all the way."""
