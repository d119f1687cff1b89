"""Taking pictures of papers: what the phone says while it looks and sends, and how each kind is best taken."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext as in_context

from anpei.terms.papers import PaperKind as K

CARD, SLIP, SHEET, TABLE, SCENE = "card", "slip", "sheet", "table", "scene"


@dataclass(frozen=True)
class Guide:
    """``drawing`` is one of the examples in ``parts/example.html``."""

    drawing: str
    words: str | Promise


GUIDES: dict[str, Guide] = {
    K.ID_CARD: Guide(
        CARD, gettext_lazy("Front and back, one picture each. All four corners, no finger on it.")
    ),
    K.BANK_CARD: Guide(CARD, gettext_lazy("The side with the number. Cover the three digits on the back.")),
    K.DRIVING_LICENCE: Guide(CARD, gettext_lazy("Open it flat: both pages in one picture.")),
    K.VEHICLE_LICENCE: Guide(CARD, gettext_lazy("Open it flat: both pages in one picture.")),
    K.OUTPATIENT_RECEIPT: Guide(
        SLIP, gettext_lazy("Number, total and red seal have to be in the picture. A PDF is best.")
    ),
    K.INPATIENT_RECEIPT: Guide(
        SLIP, gettext_lazy("Number, total and red seal have to be in the picture. A PDF is best.")
    ),
    K.INVOICE: Guide(
        SLIP, gettext_lazy("The code in the corner and the total have to be in the picture. A PDF is best.")
    ),
    K.ITEMISED_BILL: Guide(TABLE, gettext_lazy("Every page, one picture each, from the first to the last.")),
    K.REPAIR_LIST: Guide(TABLE, gettext_lazy("Every page, with the total and the stamp of the workshop.")),
    K.LOSS_LIST: Guide(TABLE, gettext_lazy("One line for each thing: what, how many, how much.")),
    K.STOCK_RECORDS: Guide(TABLE, gettext_lazy("The last list before it happened, every page.")),
    K.DISCHARGE_SUMMARY: Guide(SHEET, gettext_lazy("The whole page, with the doctor's name and the seal.")),
    K.DIAGNOSIS: Guide(SHEET, gettext_lazy("The whole page, with the doctor's name and the seal.")),
    K.MEDICAL_RECORD: Guide(SHEET, gettext_lazy("Every page that was written, one picture each.")),
    K.TRAFFIC_CERTIFICATE: Guide(
        SHEET, gettext_lazy("The whole page, with who is responsible and the seal.")
    ),
    K.FIRE_CERTIFICATE: Guide(SHEET, gettext_lazy("The whole page, with the date and the seal.")),
    K.DEATH_CERTIFICATE: Guide(SHEET, gettext_lazy("The whole page, with number and seal.")),
    K.RELATIONSHIP_PROOF: Guide(SHEET, gettext_lazy("The first page and the page of each person.")),
    K.PHOTOGRAPHS: Guide(SCENE, gettext_lazy("One from afar, one from near, by daylight.")),
}
OTHERS = Guide(SHEET, gettext_lazy("The whole page, all four corners in the picture."))


def guide_of(kind: str) -> Guide:
    return GUIDES.get(kind, OTHERS)


def sending_words() -> dict[str, str]:
    """What papers.js says. ``{where}`` is one of the places below; a warning names the light, never the person."""
    places = (
        _("At the top left"), _("At the top"), _("At the top right"),
        _("On the left"), _("In the middle"), _("On the right"),
        _("At the bottom left"), _("At the bottom"), _("At the bottom right"),
    )  # fmt: skip
    sides = {
        "top": _("The top"),
        "bottom": _("The bottom"),
        "left": _("The left side"),
        "right": _("The right side"),
    }
    return {
        "file": in_context("portal", "File"),
        "looking": _("Looking whether it can be read …"),
        "queued": _("Goes in a moment"),
        "sending": _("On its way …"),
        "arrived": _("Arrived. We are reading it."),
        "known": _("This very picture was here already. It is kept once; nothing for you to do."),
        "broken": _("The network is gone, nothing is lost. It goes on by itself."),
        "failed": _("This did not work. Please choose it once more, or call us."),
        "login": _("Log in"),
        "blur": _(
            "The letters are blurred. Take it again with the phone held still, so that they can be read."
        ),
        "glare": _(
            "{where} the light shines, and the words under it may be lost. Take it again by the window, without flash."
        ),
        "cut": _("{where} of the paper is outside the picture. Take it again from a little further away."),
        "small": _(
            "The picture is small; letters will be hard to read. Take it again from nearer, or send the original."
        ),
        "dark": _("There is little light. Take it again by the window, so that it can be read."),
        **{f"where_glare_{place}": words for place, words in enumerate(places)},
        **{f"where_cut_{side}": words for side, words in sides.items()},
    }
