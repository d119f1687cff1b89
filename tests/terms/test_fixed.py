"""Terms of critical illness and term life that contradict each other are refused with line, path and allowed names."""

import pytest
from tests.terms.changed import refused_after

ILLNESS = "qc-critical-illness-2026"
LIFE = "qc-term-life-2026"

FAULTS = [
    (
        ILLNESS,
        "severity: mild, share_bp: 3000",
        "severity: mild, share_bp: 3001",
        "benefits[0].terms.severities[0].share_bp",
        (),
    ),
    (ILLNESS, "severity: moderate,", "severity: mild,", "benefits[0].terms.severities[1].severity", ()),
    (
        ILLNESS,
        "severity: moderate,",
        "severity: middling,",
        "benefits[0].terms.severities[1].severity",
        ("mild", "moderate", "severe"),
    ),
    (
        ILLNESS,
        "once_per_group: true,",
        "ends_after_severe: true,",
        "benefits[0].terms.severities[2].ends_after_severe",
        ("false",),
    ),
    (ILLNESS, "max_times: 2,", "max_times: 0,", "benefits[0].terms.severities[1].max_times", ()),
    (
        ILLNESS,
        "event_date: first_diagnosis",
        "event_date: accident",
        "benefits[0].event_date",
        ("first_diagnosis",),
    ),
    (
        ILLNESS,
        '    waiting: {days: 90, waived_on_renewal: true, clause: "1.4"}\n',
        "",
        "benefits[0].terms.waiting_return",
        (),
    ),
    (LIFE, "event_date: death", "event_date: accident", "benefits[0].event_date", ("death",)),
    (
        LIFE,
        'beneficiary_clause: "2.2"',
        'beneficiary_clause: "2.9"',
        "benefits[0].terms.beneficiary_clause",
        ("1.2", "1.4", "1.4.1", "2.1", "2.2", "2.5(1)", "2.5(2)", "2.5(3)", "3.1"),
    ),
    (
        LIFE,
        'beneficiary_clause: "2.2"',
        'beneficiary_clause: "2.2"\n      less_prior_from: [illness]',
        "benefits[0].terms.less_prior_from[0]",
        ("death",),
    ),
    (LIFE, "first_years: 2", "first_years: 0", "exclusions[0].first_years", ()),
]


@pytest.mark.parametrize(
    ("product", "old", "new", "path", "allowed"), FAULTS, ids=[f"{f[3]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_contradiction_is_refused_where_it_stands(product, old, new, path, allowed):
    found = {fault.path: fault for fault in refused_after(product, old, new).all}

    assert path in found
    assert found[path].allowed == allowed
    assert found[path].line > 1


def test_mild_illness_may_pay_exactly_thirty_percent_of_a_severe_one():
    message = refused_after(
        ILLNESS, "severity: mild, share_bp: 3000", "severity: mild, share_bp: 3001"
    ).message

    assert message == "A mild illness may pay at most 30 % of a severe one: 3000 here."
