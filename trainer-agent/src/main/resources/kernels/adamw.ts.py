# One AdamW step for a group of parameters that share their weight decay; leaves the gradients at zero.
def adamw(self, params: List[Tensor], grads: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float) -> None:
  torch._foreach_add_(steps, 1)
  torch._fused_adamw_(params, grads, m, v, annotate(List[Tensor], []), steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=1e-08, amsgrad=False, maximize=False)
  torch._foreach_zero_(grads)
