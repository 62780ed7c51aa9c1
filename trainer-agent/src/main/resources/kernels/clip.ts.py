# Scales all gradients by min(1, max_norm / norm); answers their global L2 norm before that.
def clip(self, grads: List[Tensor], max_norm: float) -> Tensor:
  norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2)), 2)
  scale = torch.clamp(torch.div(max_norm, norm + 1e-06), None, 1.)
  torch._foreach_mul_(grads, scale)
  return norm
