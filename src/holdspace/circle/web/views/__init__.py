"""The pages: what members write, how they answer each other, how leaders hold it."""
