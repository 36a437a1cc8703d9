"""How pictures and voices get from one to the other: directly (mesh), or through a server that forwards them.

No Django in here: whoever opens the rooms passes in what is needed.
"""
