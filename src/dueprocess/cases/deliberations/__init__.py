"""What members of a body write while they deliberate: kept under a key of its own, apart from the case, and
destroyed when the decision is final. Nobody but whoever sits learns that there is any.
"""
