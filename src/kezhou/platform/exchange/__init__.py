"""Files in and out: imports with dry run, error file and undo; exports under the rights of whoever asks; templates."""
