# The weight with its low-rank update: W + s B A, where A is (r, in) and B (out, r).
def adapted(self, s: Tensor, w: Tensor, a: Tensor, b: Tensor) -> Tensor:
  return w + torch.matmul(b, a) * s
