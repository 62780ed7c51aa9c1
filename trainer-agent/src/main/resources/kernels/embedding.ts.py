# Token embeddings, and those of the positions from `start` on where they are learned.
def embed(self, ids: Tensor, wte: Tensor, wpe: Tensor, start: int) -> Tensor:
  x = torch.embedding(wte, ids)  # (B, T, C)
  if self.learned == 1:
    x = x + torch.slice(wpe, 0, start, start + torch.size(ids, 1))  # (B, T, C) + (T, C)
  return x

def embedding(self, ids: Tensor, wte: Tensor, wpe: Tensor) -> Tensor:
  return torch.dropout((self).embed(ids, wte, wpe, 0), self.dropout, True)
