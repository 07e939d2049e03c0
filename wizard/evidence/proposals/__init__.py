"""From evidence to proposed answers; a person confirms each."""
