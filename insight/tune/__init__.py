"""The search for training settings that suit a project's own sentences: `kefu tune`."""
