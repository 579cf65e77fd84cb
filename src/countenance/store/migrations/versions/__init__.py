"""One module for each revision, which never changes once it was released."""
