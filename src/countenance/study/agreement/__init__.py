"""How far the coders of a study agree: on events, action units, labels, timing and frames.

:func:`agreement` compares all of this at once; the rest is what it is made of. The paper on CAS(ME)2 tells two
figures of its two coders, the ratio R of action units (0.8) and the agreement of frames (0.82).
"""

from countenance.study.agreement.action_units import (
    ActionUnitAgreement,
    UnitAgreement,
    action_unit_agreement,
    agreement_ratio,
)
from countenance.study.agreement.alpha import Alphas, events_in_common
from countenance.study.agreement.classes import CLASSIFICATIONS, ClassMatrix, class_of
from countenance.study.agreement.coefficients import (
    agreed_share,
    agreed_share_without_first,
    cohen_kappa,
    event_kappa,
    icc_agreement,
    krippendorff_alpha,
)
from countenance.study.agreement.entry import agreement
from countenance.study.agreement.events import EventAgreement, LabelAgreement
from countenance.study.agreement.frames import FrameAgreement, frame_codes, near
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import (
    CoderPair,
    MatchedEvent,
    PairedRecording,
    pair_coders,
    pair_recording,
)
from countenance.study.agreement.passes import by_recording, coded_once, events_of
from countenance.study.agreement.resampling import Estimate, Resampling
from countenance.study.agreement.result import Agreement, PairAgreement
from countenance.study.agreement.timing import (
    LANDMARKS,
    TOLERANCES,
    WITHIN,
    BlandAltman,
    Differences,
    Timing,
)

__all__ = [
    "CLASSIFICATIONS",
    "LANDMARKS",
    "TOLERANCES",
    "WITHIN",
    "ActionUnitAgreement",
    "Agreement",
    "AgreementOptions",
    "Alphas",
    "BlandAltman",
    "ClassMatrix",
    "CoderPair",
    "Differences",
    "Estimate",
    "EventAgreement",
    "FrameAgreement",
    "LabelAgreement",
    "MatchedEvent",
    "PairAgreement",
    "PairedRecording",
    "Resampling",
    "Timing",
    "UnitAgreement",
    "action_unit_agreement",
    "agreed_share",
    "agreed_share_without_first",
    "agreement",
    "agreement_ratio",
    "by_recording",
    "class_of",
    "coded_once",
    "cohen_kappa",
    "event_kappa",
    "events_in_common",
    "events_of",
    "frame_codes",
    "icc_agreement",
    "krippendorff_alpha",
    "near",
    "pair_coders",
    "pair_recording",
]
