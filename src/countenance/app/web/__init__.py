"""Pages served on this machine; no logic of their own.

==============  ==========================================================
module          what it does
==============  ==========================================================
``live``        spotting while a camera runs
``study``       everything that is done in a study
``guard``       this server's own names, foreign pages, headers
``serving``     port, address, TLS, Ctrl-C
==============  ==========================================================
"""
