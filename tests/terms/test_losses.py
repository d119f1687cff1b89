"""Property and liability terms that contradict each other or say nothing are refused with line, path and allowed names."""

import pytest
from tests.terms.changed import refused_after

HOUSEHOLD = "qc-household-2026"
ENTERPRISE = "qc-enterprise-property-2026"
LIABILITY = "qc-liability-2026"
HEADS = ("death_disability", "medical")

PROPERTY = [
    (
        HOUSEHOLD,
        "basis: actual_value",
        "basis: stated_value",
        "benefits[0].terms.depreciation",
        ("actual_value",),
    ),
    (
        ENTERPRISE,
        "basis: replacement_cost",
        "basis: actual_value",
        "benefits[0].terms.depreciation",
        ("actual_value",),
    ),
    (HOUSEHOLD, "{kind: building, bp: 200}, ", "", "benefits[0].terms.depreciation.rates", ("building",)),
    (
        HOUSEHOLD,
        "{kind: building, bp: 200}",
        "{kind: stock, bp: 200}",
        "benefits[0].terms.depreciation.rates[0].kind",
        ("building", "decoration"),
    ),
    (
        HOUSEHOLD,
        "{kind: building, bp: 200}",
        "{kind: decoration, bp: 200}",
        "benefits[0].terms.depreciation.rates[1]",
        (),
    ),
    (
        ENTERPRISE,
        "covers: [building, decoration",
        "covers: [building, building",
        "benefits[0].terms.covers[1]",
        (),
    ),
    (ENTERPRISE, "required_bp: 8000, ", "", "benefits[0].terms.average.required_bp", ("required_share",)),
    (ENTERPRISE, "required_bp: 8000", "required_bp: 0", "benefits[0].terms.average.required_bp", ()),
    (
        HOUSEHOLD,
        "{rule: first_loss,",
        "{rule: first_loss, waived_up_to_fen: 1,",
        "benefits[1].terms.average.waived_up_to_fen",
        ("0",),
    ),
    (
        HOUSEHOLD,
        "{rule: franchise, amount_fen: 30000,",
        "{rule: franchise, amount_fen: 30000, bp: 1,",
        "benefits[1].terms.deductible.bp",
        ("0",),
    ),
    (
        HOUSEHOLD,
        "{rule: franchise, amount_fen: 30000,",
        "{rule: franchise,",
        "benefits[1].terms.deductible",
        ("amount_fen", "bp"),
    ),
    (
        ENTERPRISE,
        '      paid_share: {bp: 9000, clause: "2.1.3"}\n',
        "",
        "benefits[0].terms.order",
        ("deductible_first",),
    ),
    (
        HOUSEHOLD,
        '      reinstatement: {premium_bp: 20, clause: "2.2.3"}\n',
        "",
        "benefits[1].terms.reinstatement",
        ("limits", "reinstatement"),
    ),
    (ENTERPRISE, "event_date: accident", "event_date: service", "benefits[0].event_date", ("accident",)),
    (
        ENTERPRISE,
        "rule: by_limit",
        "rule: by_chance",
        "benefits[0].terms.contribution.rule",
        ("by_sum_insured", "by_limit", "in_sequence", "equal_shares"),
    ),
]
LIABLE = [
    (
        LIABILITY,
        "limit: {key: public_person}",
        "limit: {key: public_person, amount_fen: 1}",
        "benefits[0].terms.person_limits[0].limit",
        ("key", "amount_fen"),
    ),
    (
        LIABILITY,
        "{limit: {key: public_occurrence},",
        "{limit: {},",
        "benefits[0].terms.occurrence.limit",
        ("key", "amount_fen"),
    ),
    (LIABILITY, "code: medical_limit", "code: death_limit", "benefits[1].terms.person_limits[1].code", ()),
    (
        LIABILITY,
        "heads: [medical]",
        "heads: [property]",
        "benefits[1].terms.person_limits[1].heads[0]",
        HEADS,
    ),
    (
        LIABILITY,
        "heads: [medical]",
        "heads: [medical, death_disability]",
        "benefits[1].terms.person_limits[1].heads[1]",
        (),
    ),
    (
        LIABILITY,
        "{amount_fen: 50000, bp: 500,",
        "{amount_fen: 50000, per: item,",
        "benefits[0].terms.deductible.per",
        ("event",),
    ),
    (
        LIABILITY,
        "{placed: within,",
        "{placed: within, limit_bp: 1,",
        "benefits[0].terms.legal_costs.limit_bp",
        ("in_addition",),
    ),
    (LIABILITY, "limit_bp: 2000, ", "", "benefits[1].terms.legal_costs.limit_bp", ("in_addition",)),
    (LIABILITY, "covers: [death_disability, medical]", "covers: []", "benefits[1].terms.covers", ()),
]


@pytest.mark.parametrize(("product", "old", "new", "path", "allowed"), [*PROPERTY, *LIABLE])
def test_term_of_a_loss_that_contradicts_itself_is_refused(product, old, new, path, allowed):
    refusal = refused_after(product, old, new)

    assert refusal.path == path
    assert refusal.line > 0
    if allowed:
        assert refusal.allowed == allowed
