"""Every write about papers: handing in and sorting, reading by machine, confirming by a person."""

from anpei.documents.actions.asking import note_proposals
from anpei.documents.actions.confirming import confirm_consistent, confirm_field, say_kind, to_confirm
from anpei.documents.actions.feeding import Fed, FedItem, FedReceipt, take_feed
from anpei.documents.actions.guiding import assign_guide, note_guided
from anpei.documents.actions.papers import (
    MOST_PAPERS,
    Handed,
    hand_in,
    note_viewed,
    receive_original,
    reuse,
    sort_into,
    take_back,
)
from anpei.documents.actions.readings import read_paper, take_reading, want_reading
from anpei.documents.actions.verifying import verify_part

__all__ = [
    "MOST_PAPERS",
    "Fed",
    "FedItem",
    "FedReceipt",
    "Handed",
    "assign_guide",
    "confirm_consistent",
    "confirm_field",
    "hand_in",
    "note_guided",
    "note_proposals",
    "note_viewed",
    "read_paper",
    "receive_original",
    "reuse",
    "say_kind",
    "sort_into",
    "take_back",
    "take_feed",
    "take_reading",
    "to_confirm",
    "verify_part",
    "want_reading",
]
