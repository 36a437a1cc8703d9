"""What a test needs from the machine: found, or skipped in words; in CI a missing one is a failure."""

from __future__ import annotations

import pytest
import redis

from tests.environment import required

REDIS_URL = "redis://127.0.0.1:6379/15"


def redis_url() -> str:
    """The address of the Redis that tests may use."""
    client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=0.5)
    try:
        client.ping()
    except (redis.RedisError, OSError):
        if required("redis"):
            pytest.fail("HOLDSPACE_TEST_REQUIRE names redis, but none answers at 127.0.0.1:6379.")
        pytest.skip("No Redis answers at 127.0.0.1:6379, so the relay between processes was not tried.")
    finally:
        client.close()
    return REDIS_URL
