"""The questions of a datasheet: Gebru et al., Datasheets for Datasets, Communications of the ACM 64(12), 2021.

https://doi.org/10.1145/3458723
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["QUESTIONS"]

QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "Motivation": {
        "purpose": "For what purpose was the dataset created?",
        "creators": "Who created the dataset and on behalf of which entity?",
        "funding": "Who funded the creation of the dataset?",
        "motivation_comments": "Any other comments?",
    },
    "Composition": {
        "instances": "What do the instances that comprise the dataset represent?",
        "counts": "How many instances are there in total (of each type, if appropriate)?",
        "sample": "Does the dataset contain all possible instances or is it a sample of instances from a "
        "larger set?",
        "data": "What data does each instance consist of?",
        "labels": "Is there a label or target associated with each instance?",
        "missing": "Is any information missing from individual instances?",
        "relationships": "Are relationships between individual instances made explicit?",
        "splits": "Are there recommended data splits?",
        "errors": "Are there any errors, sources of noise, or redundancies in the dataset?",
        "self_contained": "Is the dataset self-contained, or does it rely on external resources?",
        "confidential": "Does the dataset contain data that might be considered confidential?",
        "offensive": "Does the dataset contain data that, if viewed directly, might be offensive, insulting, "
        "threatening, or might otherwise cause anxiety?",
        "subpopulations": "Does the dataset identify any subpopulations (for example, by age, gender)?",
        "identifiable": "Is it possible to identify individuals, either directly or indirectly?",
        "sensitive": "Does the dataset contain data that might be considered sensitive in any way?",
        "composition_comments": "Any other comments?",
    },
    "Collection process": {
        "acquired": "How was the data associated with each instance acquired?",
        "mechanisms": "What mechanisms or procedures were used to collect the data?",
        "sampling": "If the dataset is a sample from a larger set, what was the sampling strategy?",
        "collectors": "Who was involved in the data collection process and how were they compensated?",
        "timeframe": "Over what timeframe was the data collected?",
        "ethics": "Were any ethical review processes conducted?",
        "directly": "Did you collect the data from the individuals in question directly, or obtain it via third "
        "parties or other sources?",
        "notified": "Were the individuals in question notified about the data collection?",
        "consent": "Did the individuals in question consent to the collection and use of their data?",
        "revoke": "Were the consenting individuals provided with a mechanism to revoke their consent?",
        "impact": "Has an analysis of the potential impact of the dataset and its use on data subjects been "
        "conducted?",
        "collection_comments": "Any other comments?",
    },
    "Preprocessing, cleaning, labeling": {
        "preprocessing": "Was any preprocessing, cleaning or labeling of the data done?",
        "raw": "Was the raw data saved in addition to the preprocessed, cleaned or labeled data?",
        "software": "Is the software that was used to preprocess, clean or label the data available?",
        "preprocessing_comments": "Any other comments?",
    },
    "Uses": {
        "used": "Has the dataset been used for any tasks already?",
        "papers": "Is there a repository that links to papers or systems that use the dataset?",
        "tasks": "What (other) tasks could the dataset be used for?",
        "future": "Is there anything about the composition of the dataset or the way it was collected that might "
        "impact future uses?",
        "not_for": "Are there tasks for which the dataset should not be used?",
        "uses_comments": "Any other comments?",
    },
    "Distribution": {
        "third_parties": "Will the dataset be distributed to third parties outside of the entity on behalf of "
        "which it was created?",
        "how": "How will the dataset be distributed?",
        "when": "When will the dataset be distributed?",
        "licence": "Will the dataset be distributed under a copyright or other licence, or under terms of use?",
        "restrictions": "Have any third parties imposed restrictions on the data?",
        "export": "Do any export controls or other regulatory restrictions apply to the dataset?",
        "distribution_comments": "Any other comments?",
    },
    "Maintenance": {
        "maintainer": "Who will be supporting, hosting and maintaining the dataset?",
        "contact": "How can the owner, curator or manager of the dataset be contacted?",
        "erratum": "Is there an erratum?",
        "updates": "Will the dataset be updated?",
        "retention": "Are there applicable limits on the retention of the data associated with the people in it?",
        "versions": "Will older versions of the dataset continue to be supported?",
        "extending": "If others want to extend or contribute to the dataset, is there a mechanism for them?",
        "maintenance_comments": "Any other comments?",
    },
}
"""Section to the names of its questions, and their words."""
