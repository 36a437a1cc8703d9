"""Pure rules of intake: vocabulary, what a screening holds, the way through the waiting list, likenesses."""
