"""A consideration's task list: what is to be done, and how each part of it stands."""
