"""The look of the whole product: tokens, components, the circle, charts and small custom elements."""
