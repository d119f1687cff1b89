"""What the rows and costs of a loss are called in an explanation."""

from __future__ import annotations

from anpei.engine.facts_loss import ItemLoss, LiabilityClaimant, LossFacts
from anpei.terms.base import Text
from anpei.terms.property import PropertyKind

KIND_NAMES: dict[PropertyKind, Text] = {
    PropertyKind.BUILDING: Text(zh="房屋建筑", en="Building"),
    PropertyKind.DECORATION: Text(zh="装修", en="Decoration"),
    PropertyKind.MACHINERY: Text(zh="机器设备", en="Machinery"),
    PropertyKind.STOCK: Text(zh="存货", en="Stock"),
    PropertyKind.CONTENTS: Text(zh="室内财产", en="Contents"),
    PropertyKind.CARGO: Text(zh="货物", en="Cargo"),
    PropertyKind.WORKS: Text(zh="在建工程", en="Works"),
    PropertyKind.OTHER: Text(zh="其他财产", en="Other property"),
}
COST_NAMES: dict[str, Text] = {
    "mitigation": Text(zh="施救费用", en="Mitigation cost"),
    "saved_insured": Text(zh="获救的保险财产价值", en="Insured property saved"),
    "saved_total": Text(zh="全部获救财产价值", en="All property saved"),
    "survey": Text(zh="查勘检验费用", en="Cost of survey and appraisal"),
    "debris": Text(zh="残骸清理费用", en="Cost of clearing debris"),
    "legal": Text(zh="法律费用", en="Legal cost"),
}
LOSS_TABLES = ("item", "claimant")


def loss_rows(loss: LossFacts | None, table: str) -> tuple[ItemLoss | LiabilityClaimant, ...]:
    """The rows of a table that make up what was claimed."""
    if loss is None:
        return ()
    return loss.items if table == "item" else loss.claimants


def loss_row_name(row: ItemLoss | LiabilityClaimant) -> Text:
    """The name given at the loss, else the kind of thing, else which claimant."""
    if row.name.strip():
        return Text(zh=row.name, en=row.name)
    if isinstance(row, ItemLoss):
        return KIND_NAMES[PropertyKind(row.kind)]
    return Text(zh=f"受害人 {row.id}", en=f"Claimant {row.id}")
