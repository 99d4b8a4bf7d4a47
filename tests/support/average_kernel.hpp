// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "libbench/kernel.hpp"

namespace pontage::test {

/// A kernel in floating point, for tests that need one: out[i] = (in[i] + in[i + 1]) / 2 over 64
/// values, judged by tolerance. Not finite is wrong, whatever the comparison says.
class AverageProblem final : public Problem {
 public:
  static constexpr std::size_t kCount = 64;
  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override {
    return {.steps = kCount, .step_name = "average", .flop = 2 * kCount};
  }
  void fill(std::size_t, std::span<std::byte> to) const override {
    auto* in = reinterpret_cast<float*>(to.data());
    for (std::size_t i = 0; i <= kCount; ++i) in[i] = static_cast<float>(i);
  }
  Verdict judge(const HostValues& responses) const override {
    const auto out = responses.as<float>(1);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double expected = static_cast<double>(i) + 0.5;
      if (!std::isfinite(out[i]))
        return Verdict::wrong("element " + std::to_string(i) + " is not finite");
      if (std::abs(out[i] - expected) > 1e-6)
        return Verdict::wrong("element " + std::to_string(i) + " is " + std::to_string(out[i]) +
                              ", must be " + std::to_string(expected));
    }
    return {};
  }

  static void run(const Args& args) {
    const auto* in = args.value<float>(0);
    auto* out = args.value<float>(1);
    for (std::size_t i = 0; i < kCount; ++i) out[i] = (in[i] + in[i + 1]) / 2;
  }

 private:
  std::vector<ValueSpec> values_{{"in", Bytes{(kCount + 1) * 4}, Role::request},
                                 {"out", Bytes{kCount * 4}, Role::response}};
  Shape shape_;
};

}  // namespace pontage::test
