// The source that the precompiled header is made for.
