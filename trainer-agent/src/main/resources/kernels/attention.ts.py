# x + attention(norm(x)): pre-norm, causal, all heads in one fused call.
def attention(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, qkv_w: Tensor, qkv_b: Tensor, out_w: Tensor, out_b: Tensor) -> Tensor:
  b, t, c = torch.size(x)
  h = torch.layer_norm(x, [c], ln_w, ln_b, 1e-05)
  h = torch.linear(h, qkv_w, qkv_b)  # (B, T, 3C)
  q, k, v = [torch.transpose(torch.view(i, [b, t, self.heads, -1]), 1, 2) for i in torch.chunk(h, 3, -1)]  # (B, H, T, C/H)
  y = torch.scaled_dot_product_attention(q, k, v, None, self.dropout, True)  # (B, H, T, C/H)
  y = torch.reshape(torch.transpose(y, 1, 2), [b, t, c])  # (B, T, C)
  return x + torch.dropout(torch.linear(y, out_w, out_b), self.dropout, True)
