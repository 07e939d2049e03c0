"""From approved exclusions to a proven change: requests, their rollback, and what they do to every account."""
