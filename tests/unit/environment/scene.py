"""An environment with one asset of each kind, and what AWS may show of it."""

from nightshift.domain.capacity.sizes import EcsSize, GroupSize, Suspended, Target
from nightshift.domain.environment.assets import Asset, Kind
from nightshift.domain.environment.seen import CacheSeen, Seen

SERVICE = Asset(Kind.SERVICE, "shop/api", "api")
GROUP = Asset(Kind.GROUP, "shop-backend", "backend")
INSTANCES = Asset(Kind.INSTANCES, "shop-kafka", "kafka")
DATABASE = Asset(Kind.DATABASE, "shop-db", "database")
CACHE = Asset(Kind.CACHE, "shop-redis", "cache")
ALARMS = Asset(Kind.ALARMS, "nightshift-shop-dev-", "alarms")
EVERY = (DATABASE, CACHE, INSTANCES, GROUP, SERVICE, ALARMS)
STILL = Suspended(scale_in=True, scale_out=True, scheduled=True)
SETTINGS = {"CacheNodeType": "cache.t3.micro", "Engine": "redis"}

AWAKE = Seen(
    services={"shop/api": EcsSize(2, 2, 0, 1, Target(2, 4))},
    groups={"shop-backend": GroupSize(1, 3, 1, 1, frozenset({"AZRebalance"}))},
    instances={"shop-kafka": {"i-1": "running", "i-2": "stopped"}},
    databases={"shop-db": "available"},
    caches={"shop-redis": CacheSeen("available", SETTINGS)},
    alarms={"nightshift-shop-dev-": {"a": True, "b": False}},
)
ASLEEP = Seen(
    services={"shop/api": EcsSize(0, 0, 0, 1, Target(0, 4, STILL))},
    groups={
        "shop-backend": GroupSize(
            0, 3, 0, 0, frozenset({"AZRebalance", "AlarmNotification", "ScheduledActions"})
        )
    },
    instances={"shop-kafka": {"i-1": "stopped", "i-2": "stopped"}},
    databases={"shop-db": "stopped"},
    caches={"shop-redis": CacheSeen("missing", snapshot="available")},
    alarms={"nightshift-shop-dev-": {"a": False, "b": False}},
)
