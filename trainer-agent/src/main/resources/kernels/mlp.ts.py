# x + mlp(norm(x)): four times wider inside, GELU (the exact one, with erf).
def mlp(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, fc_w: Tensor, fc_b: Tensor, proj_w: Tensor, proj_b: Tensor) -> Tensor:
  h = torch.layer_norm(x, [torch.size(x, -1)], ln_w, ln_b, 1e-05)
  h = torch.gelu(torch.linear(h, fc_w, fc_b))  # (B, T, 4C)
  return x + torch.dropout(torch.linear(h, proj_w, proj_b), self.dropout, True)  # (B, T, C)
