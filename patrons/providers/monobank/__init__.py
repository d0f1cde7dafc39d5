"""Cards through monobank's acquiring (“plata by mono”): its page takes the first payment and keeps the card, and we
ask for the others ourselves. Made from the bank's documents: see docs/payment-providers.md."""
