"""C10: what a region starts with is set, not fitted. Each documented stock is compared with what its file says, exactly."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.scenario import Scenario, load_scenario


@dataclass(frozen=True)
class Start:
    """A documented starting stock of a region: `value` must be what `of` finds in its file."""

    region: str
    what_zh: str
    what_en: str
    value: float
    source: str
    of: Callable[[Scenario], float]


def platforms(*prefixes: str) -> Callable[[Scenario], float]:
    """Number of platforms whose group begins with one of these words (all without words)."""

    def counted(scenario: Scenario) -> float:
        groups = scenario.region.platforms
        return float(sum(group.count for name, group in groups.items() if not prefixes or name.startswith(prefixes)))

    return counted


STARTS = (
    Start("zigong", "布局的中试平台", "pilot platforms laid out", 20.0, "S-ZG-10", platforms("first", "second", "planned")),
    Start("zigong", "核心中试集群", "core pilot cluster", 1.0, "S-ZG-09", platforms("core")),
    Start("zigong", "服务的产业链", "industrial chains served", 12.0, "S-ZG-11", lambda s: float(s.region.labs["industrial-chains"].count)),
    Start("jiangmen", "已建、在建和拟建的中试平台", "pilot platforms open, under construction and planned", 12.0, "S-JM-01", platforms()),
    Start("jiangmen", "已建成运行", "of which operating", 2.0, "S-JM-02", platforms("open-cell", "open-song")),
    Start("jiangmen", "在建", "of which under construction", 8.0, "S-JM-03", platforms("building")),
    Start("jiangmen", "拟建", "of which planned", 2.0, "S-JM-04", platforms("planned")),
    Start("chenzhou", "公共中试基地", "public pilot bases", 3.0, "S-CZ-08", platforms("public")),
    Start("chenzhou", "专业中试基地（都在县里）", "specialised pilot bases, all in counties", 4.0, "S-CZ-09", platforms("county")),
    Start("shaanxi", "认定的省级中试基地", "accredited provincial pilot bases", 10.0, "S-SX-02", platforms("accredited")),
)


def starts_met() -> list[tuple[Start, float]]:
    """Every documented stock with what the region's file says."""
    scenarios = {start.region: load_scenario(start.region) for start in STARTS}
    return [(start, start.of(scenarios[start.region])) for start in STARTS]
