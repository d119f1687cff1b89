"""Pure adjudication and coverage: named integer steps compiled from a product file, explained line by line."""

from anpei.engine.adjudicate import ENGINE_VERSION, calculate, replay
from anpei.engine.calculation import Calculation, Finding, Step
from anpei.engine.compiled import CompiledTerms
from anpei.engine.facts import CaseFacts

__all__ = [
    "ENGINE_VERSION",
    "Calculation",
    "CaseFacts",
    "CompiledTerms",
    "Finding",
    "Step",
    "calculate",
    "replay",
]
