"""A reading survives storage: what was read comes back exactly."""

from anpei.recognition.reading import Box, Field, Finding, Level, PageView, Part, Reading


def test_a_reading_survives_storage():
    total = Field("total", "￥1,234.50", 123450, "money", 9_950, Box(0, 0.5, 0.25, 0.125, 0.0625))
    row = (Field("item", "床位费", "床位费", "text", 9_700),)
    part = Part(
        kind="inpatient_receipt",
        confidence_bp=9_990,
        pages=(0, 0),
        fields=(total,),
        lines=(row,),
        findings=(Finding("sum.lines_differ", Level.WARNING, ("total",), {"difference_fen": 100}),),
        codes=("01,31,11060126,0000000001",),
        region=Box(0, 0.0, 0.0, 0.5, 1.0),
        text="医疗住院收费票据",
    )
    reading = Reading((part,), (PageView(180, 1654, 1170, 312.5),), "rapidocr 3.10")

    assert Reading.from_json(reading.to_json()) == reading
    assert part.get("total") == total
    assert part.get("payer") is None
