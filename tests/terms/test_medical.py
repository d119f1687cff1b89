"""Medical terms that contradict each other are refused with line, path and the allowed names."""

import pytest
from tests.terms.changed import refused_after

CITY = "qc-city-care-2026"
FAMILY = "qc-family-medical-2026"
SENIOR = "qc-senior-cancer-2026"

FAULTS = [
    (CITY, "drug_lists: [special]", "drug_lists: []", "benefits[2].terms.drug_lists", ()),
    (
        CITY,
        "drug_lists: [special]",
        "drug_lists: [specal]",
        "benefits[2].terms.drug_lists[0]",
        ("special", "innovative"),
    ),
    (
        CITY,
        "drug_lists: [special]",
        "drug_lists: [special, innovative]",
        "benefits[3].terms.drug_lists",
        ("special", "innovative"),
    ),
    (
        CITY,
        "portion: inside_catalogue\n      scope: all",
        "portion: inside_catalogue\n      scope: catalogue",
        "benefits[0].terms.scope",
        ("all",),
    ),
    (
        CITY,
        "portion: outside_catalogue",
        "portion: outside",
        "benefits[1].terms.portion",
        ("whole", "inside_catalogue", "outside_catalogue", "drug_list"),
    ),
    (
        CITY,
        "catalogue_share_at: line",
        "catalogue_share_at: receipt",
        "calculation.rounding.catalogue_share_at",
        ("line",),
    ),
    (CITY, "pre_existing_bp: 4000", "pre_existing_bp: 10001", "benefits[0].terms.ratio.pre_existing_bp", ()),
    (
        CITY,
        "  - benefits[0].terms.deductible.amount_fen",
        "  - benefits[0].waiting.days",
        "negotiable[0]",
        (),
    ),
    (
        CITY,
        "  - benefits[0].terms.deductible.amount_fen",
        "  - benefits[9].terms.deductible.amount_fen",
        "negotiable[0]",
        (),
    ),
    (
        FAMILY,
        "{up_to_fen: 5000000, share_bp: 7000}",
        "{up_to_fen: 2000000, share_bp: 7000}",
        "benefits[0].terms.tiers.slices[1].up_to_fen",
        (),
    ),
    (
        FAMILY,
        "{up_to_fen: 5000000, share_bp: 7000}",
        "{share_bp: 7000}",
        "benefits[0].terms.tiers.slices[1].up_to_fen",
        (),
    ),
    (
        FAMILY,
        "- {share_bp: 8000}",
        "- {up_to_fen: 9000000, share_bp: 8000}",
        "benefits[0].terms.tiers.slices[2].up_to_fen",
        (),
    ),
    (
        FAMILY,
        "accumulator: family_deductible, clause",
        "accumulator: own_deductible, clause",
        "benefits[0].terms.deductible.family.accumulator",
        ("family_deductible", "family_visits", "family_limit"),
    ),
    (
        FAMILY,
        "accumulator: cost_of_the_year",
        "accumulator: own_deductible",
        "benefits[0].terms.deductible.accumulator",
        (),
    ),
    (
        FAMILY,
        "per: accumulator\n        accumulator: own_deductible\n",
        "per: claim\n",
        "benefits[0].terms.deductible.per",
        ("accumulator",),
    ),
    (FAMILY, "code: daily_limit,", "code: family_limit,", "benefits[0].terms.caps[0].code", ()),
    (
        FAMILY,
        "{amount_fen: 100000, per: accumulator, accumulator: family_visits,",
        "{amount_fen: 100000, per: hospital_day,",
        "benefits[1].terms.deductible.per",
        ("visit", "claim", "accumulator"),
    ),
    (
        FAMILY,
        "{amount_fen: 100000, per: accumulator, accumulator: family_visits,",
        "{amount_fen: 100000, per: visit,",
        "benefits[1].terms.tiers",
        (),
    ),
    (
        SENIOR,
        "items: [SL-PROTON, SL-CARBON]",
        "items: []",
        "benefits[0].terms.sub_limits[0]",
        ("categories", "items"),
    ),
    (
        SENIOR,
        "items: [SL-PROTON, SL-CARBON]",
        "items: [SL-PROTON]\n          categories: [drug]",
        "benefits[0].terms.sub_limits[0]",
        ("categories", "items"),
    ),
    (
        SENIOR,
        "items: [SL-PROTON, SL-CARBON]",
        "items: ['SL PROTON']",
        "benefits[0].terms.sub_limits[0].items[0]",
        (),
    ),
    (
        SENIOR,
        "        tertiary_bp: 7000\n",
        "        tertary_bp: 7000\n",
        "benefits[0].terms.hospital.tertary_bp",
        ("designated_only", "tertiary_bp", "secondary_bp", "primary_bp", "unrated_bp", "clause"),
    ),
]


@pytest.mark.parametrize(
    ("product", "old", "new", "path", "allowed"), FAULTS, ids=[f"{f[3]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_contradiction_is_refused_where_it_stands(product, old, new, path, allowed):
    found = {fault.path: fault for fault in refused_after(product, old, new).all}

    assert path in found
    assert found[path].allowed == allowed
    assert found[path].file == f"{product}.yaml"
    assert found[path].line > 1


def test_hospital_term_that_says_nothing_is_refused():
    error = refused_after(
        SENIOR,
        "        designated_only: true\n        tertiary_bp: 7000\n        secondary_bp: 8000\n"
        "        primary_bp: 9000\n        unrated_bp: 6000\n",
        "",
    )

    assert error.path == "benefits[0].terms.hospital"


def test_drug_list_nobody_names_is_refused():
    error = refused_after(
        CITY,
        "  drug_lists:\n",
        '  drug_lists:\n    - {code: spare, name: {zh: "备用", en: "Spare"}, clause: "2.3"}\n',
    )

    assert (error.path, error.message) == ("calculation.drug_lists[0].code", "No benefit names 'spare'.")
