"""Evidence: original files by content hash, and the papers of a case made of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import ChecklistItem, Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row


class StoredFile(Row):
    """An original as it came in, never altered; the same bytes are stored once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60)
    pages = models.PositiveIntegerField(default=1)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)


class Origin(models.TextChoices):
    PORTAL = "portal", _("Portal")
    COUNTER = "counter", _("Counter")
    COURIER = "courier", _("Courier")
    PICKUP = "pickup", _("Home pick-up")
    API = "api", _("Partner system")
    STAFF = "staff", _("Uploaded by staff")
    VOICE = "voice", _("Voice message")
    FEED = "feed", _("Hospital data")


class PaperState(models.TextChoices):
    RECEIVED = "received", _("Received")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Taken back")


class Paper(Row):
    """One file handed in for a case; ``item`` is empty while nobody knows what it is."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(ChecklistItem, null=True, on_delete=models.SET_NULL, related_name="papers")
    file = models.ForeignKey(
        StoredFile,
        null=True,
        on_delete=models.PROTECT,
        related_name="papers",
        help_text="Empty for an original seen on paper only.",
    )
    filename = models.CharField(max_length=160, blank=True)
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.RECEIVED)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    tracking = models.CharField(max_length=60, blank=True, help_text="Courier number.")
    note = models.CharField(max_length=200, blank=True)
    parts_proposed_at = models.DateTimeField(
        null=True, help_text="When what was read in the file became a proposal on this case."
    )
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["claim", "state"])]


class Upload(Row):
    """A file on its way in pieces: how far it is, and what became of it."""

    token = models.CharField(max_length=32, unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="uploads")
    sender = models.CharField(
        max_length=80, help_text="Kind and id of the actor; nobody else goes on with it."
    )
    origin = models.CharField(max_length=8, choices=Origin)
    item = models.ForeignKey(ChecklistItem, null=True, on_delete=models.SET_NULL, related_name="+")
    replaces = models.ForeignKey(Paper, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=160, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="As the sender computed it; empty: not said."
    )
    received = models.PositiveIntegerField(default=0, help_text="Bytes that have arrived.")
    expires_at = models.DateTimeField(db_index=True)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.CASCADE, related_name="+")
    known = models.BooleanField(default=False, help_text="The file was on the case already.")

    class Meta:
        indexes = [models.Index(fields=["claim", "sender"], name="upload_of_sender")]
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="no_more_arrives_than_was_said")
        ]


class UploadPiece(Row):
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="one_piece_at_a_place")]


class ReadState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be read")
    READING = "reading", _("Being read")
    READ = "read", _("Read")
    PARKED = "parked", _("Could not be read")


class FileReading(Row):
    """What one reader of one version read in one file; made once, whichever cases the file is handed in for."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="readings")
    engine = models.CharField(max_length=60, help_text="Reader and version.")
    state = models.CharField(max_length=8, choices=ReadState, default=ReadState.QUEUED)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Counted before reading: one that kills the process counts too."
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why the last attempt failed.")
    pages = models.JSONField(default=list, help_text="How each page stands upright: recognition.PageView.")
    result = EncryptedTextField(blank=True, help_text="recognition.Reading as JSON.")
    likeness = models.CharField(max_length=16, blank=True, help_text="recognition.likeness.fingerprint")
    quarter_1 = models.PositiveIntegerField(null=True, db_index=True)
    quarter_2 = models.PositiveIntegerField(null=True, db_index=True)
    quarter_3 = models.PositiveIntegerField(null=True, db_index=True)
    quarter_4 = models.PositiveIntegerField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "engine"], name="one_reading_per_file_and_engine"),
            models.CheckConstraint(
                condition=~Q(state=ReadState.READ) | Q(finished_at__isnull=False),
                name="what_is_read_has_an_end",
            ),
        ]


class Verification(models.TextChoices):
    """What the issuer's platform said. None of them says that a paper is genuine."""

    UNVERIFIED = "unverified", _("Not verified")
    MATCHES = "matches", _("The platform holds the same number and amount")
    DIFFERS = "differs", _("The platform holds another amount or date")
    NOT_FOUND = "not_found", _("The platform does not know this number")


class PaperPart(Row):
    """One paper found in a file handed in: what it seems to be, and what a person said it is."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="parts")
    reading = models.ForeignKey(FileReading, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ChecklistItem, null=True, on_delete=models.SET_NULL, related_name="parts")
    position = models.PositiveSmallIntegerField()
    read_kind = models.CharField(
        max_length=40, blank=True, help_text="As read; empty: not a paper of a claim."
    )
    kind = models.CharField(max_length=40, blank=True, help_text="terms.papers.PaperKind that holds now.")
    kind_confidence_bp = models.PositiveSmallIntegerField(default=0)
    kind_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField(max_length=5, blank=True)
    first_page = models.PositiveSmallIntegerField(default=0)
    last_page = models.PositiveSmallIntegerField(default=0)
    region = models.JSONField(null=True, help_text="recognition.Box as JSON, where a page holds several.")
    findings = EncryptedTextField(blank=True, help_text="recognition.Finding as JSON, noticed when reading.")
    number_hash = models.CharField(
        max_length=64, blank=True, help_text="Code and number of a receipt or invoice, to find it elsewhere."
    )
    verification = models.CharField(max_length=10, choices=Verification, default=Verification.UNVERIFIED)
    verified_at = models.DateTimeField(null=True)
    told_kind = models.CharField(max_length=40, blank=True, help_text="What the customer says it is.")
    told_at = models.DateTimeField(null=True, help_text="When the customer looked at it and said so.")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["paper_id", "position"]
        indexes = [models.Index(fields=["number_hash"], name="part_by_number")]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="one_part_per_position"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_person_confirms_a_part",
            ),
        ]


class FieldState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    CORRECTED = "corrected", _("Corrected")


class PartField(Row):
    """One figure or word of a paper. What was read stays beside what a person made of it."""

    part = models.ForeignKey(PaperPart, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField(null=True, help_text="Item row of a bill; empty in the head.")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, help_text="money, date, number, identity, account, text")
    read_text = EncryptedTextField(blank=True)
    read_value = EncryptedTextField(
        blank=True, help_text="Money in fen, a date as ISO, else the cleaned text."
    )
    value = EncryptedTextField(blank=True, help_text="What holds now: as read until a person changes it.")
    told_value = EncryptedTextField(
        blank=True, help_text="What the customer says stands there, where it differs from the value."
    )
    confidence_bp = models.PositiveSmallIntegerField()
    box = models.JSONField(null=True, help_text="recognition.Box as JSON: the place on the upright page.")
    state = models.CharField(max_length=9, choices=FieldState, default=FieldState.PROPOSED)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["part_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["part", "position"], name="one_field_per_position"),
            models.CheckConstraint(
                condition=Q(state=FieldState.PROPOSED, checked_at__isnull=True, checked_by__isnull=True)
                | (~Q(state=FieldState.PROPOSED) & Q(checked_at__isnull=False, checked_by__isnull=False)),
                name="a_person_checks_a_field",
            ),
        ]


class Guide(Row):
    """Who accompanies a customer through a complex case, and sees what the customer sees."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="guide")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guides")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
