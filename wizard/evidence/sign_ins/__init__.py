"""Sign-in logs: recognised, read as a stream, summed up, and what they cannot contain."""
