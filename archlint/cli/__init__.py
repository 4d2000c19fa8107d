"""Click: options in, text and an exit code out. Decides nothing."""
