"""Cards through Stripe: its pages take the money and the card, its Billing renews. See docs/payment-providers.md."""
