"""Building a database: from the rating of stimuli to the published release.

==================  =====================================================================
folder              what it does
==================  =====================================================================
``stimuli``         raters' judgements of clips, and the choice of clips by rule
``elicitation``     protocol, order of clips, and the course of a session with its log
``exchange``        codings in the files of ELAN, BORIS, Praat, CSV and spreadsheets
``agreement``       how far two coders agree, by frame, event, action unit and timing
``arbitration``     pairs of codings that differ, and what was decided about them
``labelling``       kinds by duration, exclusions, the four categories with their reasons
==================  =====================================================================
"""
