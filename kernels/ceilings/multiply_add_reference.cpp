// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/multiply_add_shape.hpp"
#include "kernels/ceilings/multiply_add_variants.hpp"

namespace pontage::ceilings {

void multiply_add_reference(const Args& args) {
  const auto& shape = args.shape_as<MultiplyAddShape>();
  const auto* factors = args.value<const float>(kFactors);
  for (std::int64_t i = 0; i < shape.items * kNumbersInItem; ++i) {
    float x = args.value<const float>(kStart)[i];
    for (std::int64_t step = 0; step < shape.steps; ++step) x = x * factors[0] + factors[1];
    args.value<float>(kOut)[i] = x;
  }
}

}  // namespace pontage::ceilings
