"""Studies of nobody real: coders whose errors are known, and a small study with everything in it."""
