"""The story of one project in two worlds: `funnel explain`.

where = setting("chenzhou", ["pilot-voucher"], seed=1)
story = tell_first(where, "additional")            # or tell_project(where, "universities-2-17", replication=0)
story.document()["parts_at"]
"""

from experiments.stories.telling import LOOKED_AT, Setting, Story, setting, tell_first, tell_project

__all__ = ["LOOKED_AT", "Setting", "Story", "setting", "tell_first", "tell_project"]
