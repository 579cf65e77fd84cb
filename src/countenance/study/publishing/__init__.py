"""From a study to releases: what consent covers, in the layouts that others read."""

from countenance.study.publishing.contents import CodingState, LeftOut, ReleaseContent
from countenance.study.publishing.gathering import gather
from countenance.study.publishing.options import Options
from countenance.study.publishing.releasing import Profile, Published, publish

__all__ = ["CodingState", "LeftOut", "Options", "Profile", "Published", "ReleaseContent", "gather", "publish"]
