"""From a file's rows to records: mapping, matching, dry run, run, error file, undo."""
