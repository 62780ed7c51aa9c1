# A plain matrix product: what the benchmark measures a machine's peak with.
def matmul(self, a: Tensor, b: Tensor) -> Tensor:
  return torch.matmul(a, b)
