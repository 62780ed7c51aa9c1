# Periodic embeddings of numbers (Gorishniy et al. 2022): x (B, F), frequencies (F, k), w (F, d, 2k), b (F, d) -> (B, F d).
def periodic(self, x: Tensor, frequencies: Tensor, w: Tensor, b: Tensor) -> Tensor:
  angle = torch.unsqueeze(x, 2) * frequencies * 6.283185307179586  # (B, F, k)
  waves = torch.unsqueeze(torch.cat([torch.sin(angle), torch.cos(angle)], -1), 2)  # (B, F, 1, 2k)
  y = torch.squeeze(torch.matmul(waves, torch.transpose(w, 1, 2)), 2) + b  # (B, F, d)
  return torch.flatten(torch.relu(y), 1)

# A cross layer of DCNv2 (Wang et al. 2021, equation 1): x0 * (W x + b) + x, (B, D) each.
def cross(self, x: Tensor, x0: Tensor, w: Tensor, b: Tensor) -> Tensor:
  return x0 * torch.linear(x, w, b) + x

def join(self, a: Tensor, b: Tensor) -> Tensor:
  return torch.cat([a, b], -1)
