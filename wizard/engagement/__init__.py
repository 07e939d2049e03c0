"""Records on disk: store, autosave, batch, status."""
