# Rotates the pairs (i, i + D/2) of each head by the angle of its position: x (B, H, T, D), cos and sin (T, D).
def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  a, b = torch.chunk(x, 2, -1)
  return x * cos + torch.cat([torch.neg(b), a], -1) * sin

# Queries (B, H, T, D), keys and values (B, Hkv, T, D) of the positions from `start` on.
def heads_of(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, qkv_w: Tensor, qkv_b: Tensor, q_norm: Tensor, k_norm: Tensor, cos: Tensor, sin: Tensor, start: int) -> Tuple[Tensor, Tensor, Tensor]:
  b, t, c = torch.size(x)
  d = c // self.heads
  h = (self).linear((self).norm(x, ln_w, ln_b), qkv_w, qkv_b)  # (B, T, C + 2 Hkv D)
  qs, ks, vs = torch.split_with_sizes(h, [c, self.kv_heads * d, self.kv_heads * d], -1)
  q = torch.transpose(torch.view(qs, [b, t, self.heads, d]), 1, 2)
  k = torch.transpose(torch.view(ks, [b, t, self.kv_heads, d]), 1, 2)
  v = torch.transpose(torch.view(vs, [b, t, self.kv_heads, d]), 1, 2)
  if self.qk_norm == 1:
    q = torch.type_as(torch.rms_norm(q, [d], q_norm, 1e-05), v)
    k = torch.type_as(torch.rms_norm(k, [d], k_norm, 1e-05), v)
  if self.rope == 1:
    cos_t = torch.slice(cos, 0, start, start + t)
    sin_t = torch.slice(sin, 0, start, start + t)
    q = torch.type_as((self).rotate(q, cos_t, sin_t), v)
    k = torch.type_as((self).rotate(k, cos_t, sin_t), v)
  return (q, k, v)

# Gives each query head a key (or value) head: (B, Hkv, T, D) -> (B, H, T, D).
def shared(self, k: Tensor) -> Tensor:
  y = k
  if self.kv_heads != self.heads:
    b, h, t, d = torch.size(k)
    n = self.heads // h
    y = torch.reshape(torch.expand(torch.unsqueeze(k, 2), [b, h, n, t, d]), [b, h * n, t, d])
  return y

# Which of the positions `first`... a query at `start`... sees: (T, S), True where it does.
def visible(self, q: Tensor, t: int, s: int, start: int, first: int) -> Tensor:
  query = torch.unsqueeze(torch.arange(start, start + t, dtype=4, device=q.device), 1)
  key = torch.unsqueeze(torch.arange(first, first + s, dtype=4, device=q.device), 0)
  seen = torch.le(key, query)
  if self.window > 0:
    seen = torch.logical_and(seen, torch.gt(key, query - self.window))
  return seen

# x + attention(norm(x)): pre-norm, causal, all heads in one fused call.
def attention(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, qkv_w: Tensor, qkv_b: Tensor, q_norm: Tensor, k_norm: Tensor, cos: Tensor, sin: Tensor, out_w: Tensor, out_b: Tensor) -> Tensor:
  b, t, c = torch.size(x)
  q, k, v = (self).heads_of(x, ln_w, ln_b, qkv_w, qkv_b, q_norm, k_norm, cos, sin, 0)
  k = (self).shared(k)
  v = (self).shared(v)
  if self.window > 0 and self.window < t:
    y = torch.scaled_dot_product_attention(q, k, v, (self).visible(q, t, t, 0, 0), self.dropout, False)
  else:
    y = torch.scaled_dot_product_attention(q, k, v, None, self.dropout, True)  # (B, H, T, D)
  y = torch.reshape(torch.transpose(y, 1, 2), [b, t, c])  # (B, T, C)
  return x + torch.dropout((self).linear(y, out_w, out_b), self.dropout, True)

# The same for the positions from `start` on, with what came before in the cache (B, Hkv, context, D); writes to it.
def attention_cached(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, qkv_w: Tensor, qkv_b: Tensor, q_norm: Tensor, k_norm: Tensor, cos: Tensor, sin: Tensor, out_w: Tensor, out_b: Tensor, keys: Tensor, values: Tensor, start: int) -> Tensor:
  b, t, c = torch.size(x)
  q, k, v = (self).heads_of(x, ln_w, ln_b, qkv_w, qkv_b, q_norm, k_norm, cos, sin, start)
  torch.copy_(torch.narrow(keys, 2, start, t), k)
  torch.copy_(torch.narrow(values, 2, start, t), v)
  first = 0
  if self.window > 0:
    first = max(0, start + 1 - self.window)
  s = start + t - first
  k = torch.type_as((self).shared(torch.narrow(keys, 2, first, s)), q)
  v = torch.type_as((self).shared(torch.narrow(values, 2, first, s)), q)
  if t == 1:
    y = torch.scaled_dot_product_attention(q, k, v, None, 0., False)
  else:
    y = torch.scaled_dot_product_attention(q, k, v, (self).visible(q, t, s, start, first), 0., False)
  y = torch.reshape(torch.transpose(y, 1, 2), [b, t, c])
  return x + (self).linear(y, out_w, out_b)
