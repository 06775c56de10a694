"""What holds for councils' documents as files: when to ask again, and how their numbers are told."""
