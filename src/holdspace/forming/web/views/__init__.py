"""The pages of forming: the round, the board, the hand that moves a seat, places offered and answered."""
