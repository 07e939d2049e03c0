"""The one way in and out for bytes: reading, decoding, kinds of files, JSON with places, and whole writing."""
