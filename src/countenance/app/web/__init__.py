"""Pages served on this machine; no logic of their own."""
