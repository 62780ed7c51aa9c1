# The last position only: all that sampling needs.
def last(self, x: Tensor) -> Tensor:
  return torch.slice(x, 1, -1)  # (B, 1, C)

# Scores of every token of the vocabulary, in F32: (…, C) -> (…, V).
def logits(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, w: Tensor) -> Tensor:
  return torch.to((self).product((self).norm(x, ln_w, ln_b), w), 6)

# Negative log-likelihood of the targets in nats: (N, V), (N) -> (); targets of -100 count in no sum and no mean.
def cross_entropy(self, logits: Tensor, targets: Tensor) -> Tensor:
  return torch.cross_entropy_loss(torch.flatten(logits, 0, -2), torch.flatten(targets))

def cross_entropy_sum(self, logits: Tensor, targets: Tensor) -> Tensor:
  return torch.cross_entropy_loss(torch.flatten(logits, 0, -2), torch.flatten(targets), None, 2)

# The norm of each sequence's last real token: (B, T, C), (B) -> (B, C).
def summary(self, x: Tensor, last: Tensor, ln_w: Tensor, ln_b: Tensor) -> Tensor:
  b, t, c = torch.size(x)
  rows = torch.arange(b, dtype=4, device=x.device) * t + last
  return (self).norm(torch.index_select(torch.view(x, [b * t, c]), 0, rows), ln_w, ln_b)

# Scores of the classes: (B, C) -> (B, K).
def classes(self, h: Tensor, w: Tensor, b: Tensor) -> Tensor:
  return torch.to((self).linear(h, w, b), 6)

def probabilities(self, logits: Tensor) -> Tensor:
  return torch.softmax(logits, -1)

# Of each target: its loss in nats, the highest probability, 1 where that is the target's, and how many tokens are
# likelier. (N, V), (N) -> (4, N)
def token_scores(self, logits: Tensor, targets: Tensor) -> Tensor:
  p = torch.log_softmax(logits, -1)
  best, at = torch.max(p, -1)
  wanted = torch.gather(p, -1, torch.unsqueeze(torch.clamp(targets, 0), 1))  # (N, 1)
  above = torch.sum(torch.gt(p, wanted), [1])  # (N)
  loss = torch.neg(torch.squeeze(wanted, 1))  # (N)
  return torch.stack([loss, torch.exp(best), torch.to(torch.eq(at, targets), 6), torch.to(above, 6)])
