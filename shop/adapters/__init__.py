"""Other answers to the port: a merchant's own tables (`mapped`), or the HTTP service of its order system (`http`)."""
