"""Files from outside as rows of cells: csv and xlsx, each within named limits."""
