"""The spotting methods that are registered: one constant each, found through entry points."""
