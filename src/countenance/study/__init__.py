"""Building a database: from the rating of stimuli to the published release.

Plain functions over the vocabulary of ``core``, which need no database:

===============  ===========================================================================
``stimuli``      raters' judgements of clips, and the choice of clips by rule
``elicitation``  protocol, order of clips, and the course of a session with its log
``exchange``     codings in the files of ELAN, BORIS, Praat, CSV and spreadsheets
``agreement``    how far coders agree, by frame, event, action unit and timing
``arbitration``  pairs of codings that differ, and what was decided about them
``labelling``    kinds by duration, exclusions, the four categories with their reasons
``profile``      the paper's Tables 1 to 4 for a study
===============  ===========================================================================

What a study keeps of it, in the store:

===============  ===========================================================================
``project``      the study as a whole: begin, open, back up, restore, verify
``people``       accounts with roles, participants, consent, withdrawal
``settings``     what blinding depends on
``backups``      backups in the study's own folder
``recording``    stimuli, protocols, sessions, recordings and self-reports
``coding``       who codes what, what was marked, and the lock once it is submitted
``settlement``   decisions about coders' differences, and labels of what became expressions
``publishing``   releases, of what consent covers
``status``       how much of everything there is, and what comes next
``simulation``   studies of nobody real, with coders whose errors are known
===============  ===========================================================================
"""
