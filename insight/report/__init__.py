"""The designer's report: how well intents, moods and entities are told apart, and which sentences to mend."""
