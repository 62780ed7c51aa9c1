# A norm over the last dimension, gain and bias included.
def norm(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  if self.rms == 1:
    y = torch.rms_norm(x, [torch.size(x, -1)], w, 1e-05)
  else:
    y = torch.layer_norm(x, [torch.size(x, -1)], w, b, 1e-05)
  return y

# x W' + b; in bfloat16 where that is computed in, from weights that stay in F32.
def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  if self.bf16 == 1:
    y = torch.linear(torch.to(x, 15), torch.to(w, 15), torch.to(b, 15))
  else:
    y = torch.linear(x, w, b)
  return y

# The same without a bias.
def product(self, x: Tensor, w: Tensor) -> Tensor:
  if self.bf16 == 1:
    y = torch.linear(torch.to(x, 15), torch.to(w, 15))
  else:
    y = torch.linear(x, w)
  return y
