# What backward passes that are done in parts need.

# a + f b.
def add_scaled(self, a: Tensor, b: Tensor, f: Tensor) -> Tensor:
  return a + b * f

# A number whose gradient by y is g, and by a is f: sum(y · g) + f a.
def pullback(self, y: Tensor, g: Tensor, a: Tensor, f: Tensor) -> Tensor:
  return torch.sum(y * g) + a * f

# The sum of the numbers, divided by n.
def sum_over(self, numbers: List[Tensor], n: float) -> Tensor:
  return torch.sum(torch.stack(numbers)) / n

# Adds the second list to the first, in place.
def add_all(self, to: List[Tensor], other: List[Tensor]) -> None:
  torch._foreach_add_(to, other)

# Overwrites the first list with the second.
def copy_all(self, to: List[Tensor], other: List[Tensor]) -> None:
  torch._foreach_copy_(to, other)

def zero_all(self, tensors: List[Tensor]) -> None:
  torch._foreach_zero_(tensors)
