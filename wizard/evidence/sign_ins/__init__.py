"""Sign-in logs: recognized, read as a stream, summed up, and what they cannot contain."""
