"""Sentences to look at again: likely mislabelled, said in two ways' worth of intents, or unlike their own intent."""
