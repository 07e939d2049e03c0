"""The interview as prompts, and line by line."""
