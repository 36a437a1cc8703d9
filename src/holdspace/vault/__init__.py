"""The vault: keys, sealed fields, shredding, and the two database engines that hold them."""
