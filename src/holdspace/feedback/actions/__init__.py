"""What is done with feedback: leaders hold rounds, members give, receive and answer."""
