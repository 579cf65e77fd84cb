"""Coding: what a coder has to do, where he does it, and what he is told; never more than a recording's number."""
