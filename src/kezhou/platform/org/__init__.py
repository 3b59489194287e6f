"""The company as a tree of people: departments, positions, reporting lines, staff and the work calendar.

Owns who somebody *is*; `identity` owns how they prove it and `access` what they may do. Every change that can alter
what a person sees bumps an epoch (`epochs`), so that every process drops its cached rights within the next call.
"""
