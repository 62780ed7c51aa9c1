# The last position only: all that sampling needs.
def last(self, x: Tensor) -> Tensor:
  return torch.slice(x, 1, -1)  # (B, 1, C)

# Scores of every token of the vocabulary; the weight is the token embedding (a tied head).
def logits(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, wte: Tensor) -> Tensor:
  h = torch.layer_norm(x, [torch.size(x, -1)], ln_w, ln_b, 1e-05)
  return torch.linear(h, wte)  # (B, T, V)

# Mean negative log-likelihood of the targets, in nats per token.
def cross_entropy(self, logits: Tensor, targets: Tensor) -> Tensor:
  flat = torch.flatten(logits, 0, 1)  # (BT, V)
  return torch.cross_entropy_loss(flat, torch.flatten(targets))
