"""The shipped products are found by code, in a version or the latest."""

import pytest

from anpei.terms import shipped


def test_a_product_is_found_by_code_and_version():
    product = shipped.find("qc_hospital_cash", "1.4")

    assert (product.code, product.version) == ("qc_hospital_cash", "1.4")


def test_without_a_version_the_latest_counts(tmp_path, monkeypatch):
    text = next(f for f in shipped.files() if f.stem == "qc-hospital-cash-2026").read_text(encoding="utf-8")
    for version in ("1.9", "1.10"):
        written = text.replace('version: "1.4"', f'version: "{version}"')
        (tmp_path / f"{version}.yaml").write_text(written, encoding="utf-8")
    monkeypatch.setattr(shipped, "files", lambda: sorted(tmp_path.glob("*.yaml")))

    assert shipped.find("qc_hospital_cash").version == "1.10"


def test_a_product_that_is_not_there_names_those_that_are():
    with pytest.raises(shipped.NotShipped) as caught:
        shipped.find("qc_hospital_cash", "9.9")

    assert caught.value.wanted == "qc_hospital_cash 9.9"
    assert "qc_hospital_cash 1.4" in caught.value.shipped
