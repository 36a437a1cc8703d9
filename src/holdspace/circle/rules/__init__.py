"""Pure rules of the space in between, usable as a library.

`resonance` finds who else carries this; `embedding` and `common_words` are its two ways of comparing texts.
`reciprocity` and `theme_map` are pictures for leaders: what went between seats, which struggles are there.
"""
