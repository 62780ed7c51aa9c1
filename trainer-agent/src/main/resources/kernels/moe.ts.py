# x + the answers of the top-k experts for norm(x), weighted by the router. Answers that, the load-balancing loss (), and how many assignments were dropped ().
def moe(self, x: Tensor, ln_w: Tensor, ln_b: Tensor, router_w: Tensor, up_w: Tensor, gate_w: Tensor, down_w: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  b, t, c = torch.size(x)
  n = b * t
  e = torch.size(router_w, 0)
  h = torch.view((self).norm(x, ln_w, ln_b), [n, c])
  p = torch.softmax(torch.linear(h, router_w), -1)  # (N, E), in F32
  weights, chosen = torch.topk(p, self.top_k, -1, True, True)  # (N, K) each
  weights = weights / torch.sum(weights, [-1], True)
  # first choices of all tokens first, then the second ones: those are the first to be dropped
  expert = torch.reshape(torch.transpose(chosen, 0, 1), [-1])  # (K N)
  weight = torch.reshape(torch.transpose(weights, 0, 1), [-1])  # (K N)
  assigned = torch.one_hot(expert, e)  # (K N, E)
  share = torch.mean(torch.to(assigned, 6), [0])  # (E)
  balance = torch.sum(share * torch.mean(p, [0])) * float(e)
  kept = assigned
  if self.capacity_factor > 0.:
    capacity = torch.ceil(float(self.top_k * n) / float(e) * self.capacity_factor)
    place = torch.cumsum(assigned, 0)  # (K N, E), from 1
    kept = assigned * torch.le(place, capacity)
  y = torch.zeros_like(h)
  for i in range(e):
    rows = torch.squeeze(torch.nonzero(torch.select(kept, 1, i)), 1)  # assignments of expert i
    token = torch.remainder(rows, n)
    hi = torch.index_select(h, 0, token)
    up = (self).product(hi, torch.select(up_w, 0, i))
    gate = up
    if self.activation == 2:
      gate = (self).product(hi, torch.select(gate_w, 0, i))
    yi = (self).product((self).activate(up, gate), torch.select(down_w, 0, i))
    yi = torch.to(yi, 6) * torch.unsqueeze(torch.index_select(weight, 0, rows), 1)
    y = torch.index_add(y, 0, token, yi)
  dropped = torch.sum(assigned) - torch.sum(kept)
  return (x + torch.dropout(torch.view(y, [b, t, c]), self.dropout, True), balance, dropped)
