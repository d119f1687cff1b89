"""What the facts and columns of a road accident are called in words, and in which unit each stands."""

from __future__ import annotations

from anpei.engine.calculation import Unit
from anpei.terms.base import Text

MOTOR_FACTS: dict[str, Text] = {
    "motor.given": Text(zh="有道路交通事故", en="A road accident is described"),
    "motor.period": Text(zh="事故日适用的限额期次", en="Period of limits the accident lies in"),
    "motor.fault_level": Text(
        zh="本车责任等级（1 全责至 5 无责）", en="Own level of fault (1 full to 5 none)"
    ),
    "motor.fault_fixed": Text(zh="已确定责任百分比", en="A percentage of fault was fixed"),
    "motor.fault_bp": Text(zh="确定的责任百分比", en="The percentage fixed"),
    "motor.region": Text(zh="适用的地区比例", en="Regional shares that apply"),
    "motor.self_settled": Text(
        zh="各方同意且符合互碰自赔", en="Agreed and fit for each insurer paying its own"
    ),
    "motor.ground.unlicensed": Text(zh="无证驾驶", en="Unlicensed driver"),
    "motor.ground.drunk": Text(zh="醉酒驾驶", en="Drunk driver"),
    "motor.ground.drugs": Text(zh="吸毒或用药后驾驶", en="Driver on drugs"),
    "motor.ground.stolen": Text(zh="被盗抢期间肇事", en="Vehicle was stolen"),
    "motor.ground.intentional": Text(zh="被保险人故意", en="Caused on purpose by the insured"),
    "motor.own_given": Text(zh="有本车信息", en="The own vehicle is described"),
    "motor.repair": Text(zh="核定修理费用", en="Approved repair cost"),
    "motor.new_price": Text(zh="新车购置价", en="New price"),
    "motor.months": Text(zh="已使用月数", en="Full months in use"),
    "motor.depreciation": Text(zh="适用的折旧系数", en="Depreciation rate that applies"),
    "motor.destroyed": Text(zh="全部损毁或无法找回", en="Destroyed or not to be recovered"),
    "motor.received": Text(zh="第三方已赔", en="Received from third parties"),
    "motor.salvage": Text(zh="约定残值", en="Agreed salvage"),
    "motor.agreed_deductible": Text(zh="约定免赔额", en="Agreed deductible"),
    "motor.rescue": Text(zh="施救费", en="Rescue costs"),
    "motor.other_rescued": Text(zh="其他被施救财产价值", en="Value of other property rescued"),
    "motor.not_found": Text(zh="无法找到第三方", en="Third party not found"),
}
MOTOR_UNITS: dict[str, Unit] = {
    "motor.given": "flag",
    "motor.period": "count",
    "motor.fault_level": "count",
    "motor.fault_fixed": "flag",
    "motor.fault_bp": "bp",
    "motor.region": "count",
    "motor.self_settled": "flag",
    **{f"motor.ground.{one}": "flag" for one in ("unlicensed", "drunk", "drugs", "stolen", "intentional")},
    "motor.own_given": "flag",
    "motor.repair": "fen",
    "motor.new_price": "fen",
    "motor.months": "count",
    "motor.depreciation": "count",
    "motor.destroyed": "flag",
    "motor.received": "fen",
    "motor.salvage": "fen",
    "motor.agreed_deductible": "fen",
    "motor.rescue": "fen",
    "motor.other_rescued": "fen",
    "motor.not_found": "flag",
}
MOTOR_COLUMNS: dict[str, Text] = {
    "own": Text(zh="是本车", en="is the own vehicle"),
    "own_unit": Text(zh="在本车（或其挂车）上", en="is in the own vehicle or its trailer"),
    "other_unit": Text(zh="不在该车上", en="is not in that vehicle"),
    "insured": Text(zh="有有效交强险", en="has valid compulsory cover"),
    "at_fault": Text(zh="有责", en="is at fault"),
    "at_fault_vehicle": Text(zh="是有责车辆", en="is a vehicle at fault"),
    "driver": Text(zh="是驾驶人", en="is the driver"),
    "passenger": Text(zh="是乘客", en="is a passenger"),
    "non_motor": Text(zh="是行人或非机动车", en="is a pedestrian or non-motor vehicle"),
    "meant": Text(zh="受害人故意", en="meant it"),
    "moral_first": Text(zh="请求精神损害抚慰金优先", en="asked for moral damages first"),
    "death": Text(zh="死亡伤残损失", en="loss from death or disability"),
    "moral": Text(zh="精神损害抚慰金", en="moral damages"),
    "medical": Text(zh="医疗费用", en="medical costs"),
    "outside": Text(zh="医保范围外费用", en="costs outside the catalogue"),
    "rescue": Text(zh="抢救费", en="rescue costs"),
    "property": Text(zh="财产损失", en="property loss"),
}
