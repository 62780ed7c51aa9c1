# The nearest matrix with orthonormal rows (or columns), nearly: five steps of the quintic iteration. (…, rows, columns)
def orthogonal(self, g: Tensor) -> Tensor:
  tall = torch.size(g, -2) > torch.size(g, -1)
  x = g
  if tall:
    x = torch.transpose(g, -2, -1)
  x = x / (torch.linalg_vector_norm(x, 2, [-2, -1], True) + 1e-07)
  for i in range(5):
    a = torch.matmul(x, torch.transpose(x, -2, -1))
    b = a * -4.775 + torch.matmul(a, a) * 2.0315
    x = x * 3.4445 + torch.matmul(b, x)
  if tall:
    x = torch.transpose(x, -2, -1)
  return x

# One step of Muon; leaves the gradients at zero.
def muon(self, params: List[Tensor], grads: List[Tensor], buffers: List[Tensor], lr: float, momentum: float, weight_decay: float) -> None:
  for i in range(len(params)):
    p = params[i]
    g = grads[i]
    m = buffers[i]
    torch.lerp_(m, g, 1. - momentum)
    u = (self).orthogonal(torch.lerp(g, m, momentum))
    scale = max(1., float(torch.size(p, -2)) / float(torch.size(p, -1))) ** 0.5
    torch.mul_(p, 1. - lr * weight_decay)
    torch.add_(p, u, alpha=-lr * scale)
  torch._foreach_zero_(grads)
