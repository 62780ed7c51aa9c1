# The sum of token and position embeddings.
def embedding(self, ids: Tensor, wte: Tensor, wpe: Tensor) -> Tensor:
  x = torch.embedding(wte, ids)  # (B, T, C)
  x = x + torch.slice(wpe, 0, 0, torch.size(ids, 1))  # (B, T, C) + (T, C)
  return torch.dropout(x, self.dropout, True)
