# What is between the first matrix (or two) and the last.
def activate(self, up: Tensor, gate: Tensor) -> Tensor:
  if self.activation == 0:
    y = torch.gelu(up)
  elif self.activation == 1:
    y = torch.square(torch.relu(up))
  elif self.activation == 2:
    y = torch.silu(gate) * up
  else:
    y = torch.gelu(up, approximate="tanh")
  return y

# x + mlp(norm(x)), each position by itself; the gate is for SwiGLU only.
def mlp(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, up_w: Tensor, up_b: Tensor, gate_w: Tensor, gate_b: Tensor, down_w: Tensor, down_b: Tensor) -> Tensor:
  h = (self).norm(x, ln_w, ln_b)
  up = (self).linear(h, up_w, up_b)  # (B, T, F)
  gate = up
  if self.activation == 2:
    gate = (self).linear(h, gate_w, gate_b)  # (B, T, F)
  h = (self).linear((self).activate(up, gate), down_w, down_b)  # (B, T, C)
  return x + torch.dropout(h, self.dropout, True)
