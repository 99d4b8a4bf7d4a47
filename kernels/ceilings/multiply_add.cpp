// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/multiply_add.hpp"

#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "kernels/ceilings/multiply_add_shape.hpp"
#include "kernels/ceilings/multiply_add_variants.hpp"
#include "libbench/check.hpp"

namespace pontage::ceilings {
namespace {

constexpr std::array<float, 2> kOnes{1, 1};

const ShapeSchemaOf<MultiplyAddShape>& schema() {
  static const ShapeSchemaOf<MultiplyAddShape> fields({
      {{"items", "count", "sets of 384 numbers; follows workers", 1, 1, 1 << 16, {}, "workers"},
       &MultiplyAddShape::items},
      {{"steps", "count", "multiply-adds of each number, one after the other", 500'000, 1,
        kMostSteps},
       &MultiplyAddShape::steps},
  });
  return fields;
}

/// Stands in every record.
std::string instruction_set() {
#ifdef PONTAGE_HAS_HIGHWAY
  return std::string("fused runs as ") + fused_target();
#else
  return "built without fused";
#endif
}

class MultiplyAddProblem final : public Problem {
 public:
  MultiplyAddProblem(Shape shape, Seed seed)
      : shape_(std::move(shape)), fields_(&shape_.as<MultiplyAddShape>()) {
    Rng rng(seed);
    const std::int64_t numbers = fields_->items * kNumbersInItem;
    for (std::int64_t i = 0; i < numbers; ++i)
      start_.push_back(static_cast<float>(rng.below(kStartsBelow)));
    const Bytes bytes{numbers * std::int64_t{sizeof(float)}};
    values_ = {{{"start", bytes, Role::request},
                {"factors", Bytes{sizeof kOnes}, Role::request},
                {"out", bytes, Role::response}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    const std::int64_t steps = fields_->items * kNumbersInItem * fields_->steps;
    return {.steps = steps,
            .step_name = "multiply-add",
            .flop = 2 * steps,
            .bytes_read = values_[kStart].most + values_[kFactors].most,
            .bytes_written = values_[kOut].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    PONTAGE_CHECK(
        value <= kFactors && to.size() >= static_cast<std::size_t>(values_[value].most.count()),
        value, to.size());
    std::memcpy(to.data(), value == kStart ? start_.data() : kOnes.data(),
                static_cast<std::size_t>(values_[value].most.count()));
  }

  Verdict judge(const HostValues& values) const override {
    const auto out = values.as<float>(kOut);
    if (out.size() != start_.size())
      return Verdict::wrong("there are " + std::to_string(out.size()) + " numbers, must be " +
                            std::to_string(start_.size()));
    for (std::size_t i = 0; i < out.size(); ++i)
      if (const float expected = start_[i] + static_cast<float>(fields_->steps); out[i] != expected)
        return Verdict::wrong("number " + std::to_string(i % kNumbersInItem) + " of item " +
                              std::to_string(i / kNumbersInItem) + " is " + std::to_string(out[i]) +
                              ", must be " + std::to_string(expected));
    return {};
  }

  std::string remark() const override { return instruction_set(); }

 private:
  Shape shape_;
  const MultiplyAddShape* fields_;
  std::vector<float> start_;
  std::array<ValueSpec, 3> values_;
};

class MultiplyAdd final : public Kernel {
 public:
  std::string_view name() const override { return "multiply_add"; }
  std::string_view summary() const override {
    return "multiply-adds in registers: single-precision flop a second, a ceiling of the roofline";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    return std::make_unique<MultiplyAddProblem>(shape, seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"fused", multiply_add_fused,
       std::string("twelve vectors in registers; instruction set here: ") + fused_target()},
#endif
      {"plain", multiply_add_plain, "a product and a sum apart, as the compiler vectorises them"},
      {"reference", multiply_add_reference, "one number after the other, serial"},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"items", "[1,3,64]"}, {"steps", "[1,2,1000]"}}},
      {"quick", "flop a second, for the roofline", {{"workers", "[1,2]"}}},
      {"full",
       "flop a second, on more workers and in longer jobs",
       {{"steps", "[500000,4000000]"}, {"workers", "[1,2,4]"}}},
  }};
};

}  // namespace

const Kernel& multiply_add() {
  static const MultiplyAdd kernel;
  return kernel;
}

}  // namespace pontage::ceilings
