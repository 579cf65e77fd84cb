"""What comes before coding: stimuli, protocols, sessions, recordings and self-reports, kept in a study.

``stimuli`` and ``elicitation`` know how each of these works and keep nothing; here it is written down and checked
against what the study has already. Whatever changes the study is given a writer, which :func:`experimenting` opens
for those who may, or opens one itself where a file is copied.

=================  ==================================================================
module             what it does
=================  ==================================================================
``access``         who may do this; names that can be told apart
``stimuli``        clips by their SHA-256
``ratings``        raters' judgements, Table 3, choice by rule; ``rating`` one rater at work
``protocols``      protocols as they were read in, and the order of clips
``sessions``       sessions event by event; ``logs`` from files
``participating``  sessions as the participant's page goes through them
``parts``          openings of its page, by one number everywhere
``owing``          who is still to be debriefed and paid
``filmed``         what of a session's camera has arrived
``showing``        files of stimuli, and what was shown beside a face
``films``          recordings; ``footage`` looks at their files, ``clips`` finds clips
``reports``        self-reports; ``report_tables`` from and into tables
``removing``       recordings that were taken in by mistake
``files``          copies that go again where their row cannot be added
=================  ==================================================================
"""

from countenance.study.recording.access import COMMAND_LINE, check_actor, experimenting
from countenance.study.recording.clips import ClipInFilm, clip_at, clips_of, sync_point_of
from countenance.study.recording.films import AddedFilm, NewFilm, add_film, list_films
from countenance.study.recording.footage import Footage, look_at
from countenance.study.recording.logs import ImportedLog, import_log
from countenance.study.recording.participating import (
    ENDINGS,
    end_session,
    give_consent,
    keep_events,
    language_of,
    open_session,
    protocol_of_session,
    uses_camera,
    wrong_answers,
)
from countenance.study.recording.protocols import (
    add_protocol,
    clip_order_of,
    protocol_named,
    protocol_of,
    protocol_problems,
    write_protocol,
)
from countenance.study.recording.rating import ClipToRate, Rater, clips_of_rater, rate_clip
from countenance.study.recording.ratings import (
    ImportedRatings,
    choose_stimuli,
    import_ratings,
    rated_clips,
    table_3,
)
from countenance.study.recording.removing import RemovedFilm, releases_with, remove_film, why_kept
from countenance.study.recording.report_tables import (
    ImportedReports,
    export_reports,
    import_reports,
    list_reports,
    read_reports,
)
from countenance.study.recording.reports import (
    add_report,
    change_report,
    film_of,
    remove_report,
    report_of,
    reports_of,
)
from countenance.study.recording.sessions import (
    KeptSession,
    append_events,
    begin_session,
    kept_session,
    list_sessions,
    resume_session,
    session_named,
)
from countenance.study.recording.showing import ReviewedClip, kept_stimulus, reviewed_clips, unkept_stimuli
from countenance.study.recording.stimuli import (
    add_stimulus,
    change_emotion,
    check_stimulus_file,
    remove_stimulus,
    stimuli_of_protocols,
    stimulus_named,
)

__all__ = [
    "COMMAND_LINE",
    "ENDINGS",
    "AddedFilm",
    "ClipInFilm",
    "ClipToRate",
    "Footage",
    "ImportedLog",
    "ImportedRatings",
    "ImportedReports",
    "KeptSession",
    "NewFilm",
    "Rater",
    "RemovedFilm",
    "ReviewedClip",
    "add_film",
    "add_protocol",
    "add_report",
    "add_stimulus",
    "append_events",
    "begin_session",
    "change_emotion",
    "change_report",
    "check_actor",
    "check_stimulus_file",
    "choose_stimuli",
    "clip_at",
    "clip_order_of",
    "clips_of",
    "clips_of_rater",
    "end_session",
    "experimenting",
    "export_reports",
    "film_of",
    "give_consent",
    "import_log",
    "import_ratings",
    "import_reports",
    "keep_events",
    "kept_session",
    "kept_stimulus",
    "language_of",
    "list_films",
    "list_reports",
    "list_sessions",
    "look_at",
    "open_session",
    "protocol_named",
    "protocol_of",
    "protocol_of_session",
    "protocol_problems",
    "rate_clip",
    "rated_clips",
    "read_reports",
    "releases_with",
    "remove_film",
    "remove_report",
    "remove_stimulus",
    "report_of",
    "reports_of",
    "resume_session",
    "reviewed_clips",
    "session_named",
    "stimuli_of_protocols",
    "stimulus_named",
    "sync_point_of",
    "table_3",
    "unkept_stimuli",
    "uses_camera",
    "why_kept",
    "write_protocol",
    "wrong_answers",
]
