from tests.scratch import transactional_db

__all__ = ["transactional_db"]
