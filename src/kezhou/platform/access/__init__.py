"""Who may do what with which rows and fields. One predicate serves every path to data."""
