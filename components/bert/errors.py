"""What can go wrong with a model or its data, each error saying what to do next."""


class BertError(Exception):
    """Base of all errors of `components.bert`."""


class UnsupportedModel(BertError):
    """The model exists, but is none whose layers we can run."""


class BrokenModel(BertError):
    """A persisted part of a trained model is absent or damaged."""


class TrainingDataError(BertError):
    """Training data that cannot be used; names the file and line where there is one."""
