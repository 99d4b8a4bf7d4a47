// SPDX-License-Identifier: Apache-2.0
#include "kernels/graph_walk/chase.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/graph_walk/chase_cuda.hpp"
#include "kernels/graph_walk/chase_variants.hpp"
#include "kernels/graph_walk/cycle.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::graph_walk {
namespace {

const ShapeSchemaOf<ChaseShape>& schema() {
  static const ShapeSchemaOf<ChaseShape> fields({
      {{"bytes", "bytes", "size of the cycle, a multiple of 64", (32_MiB).count(), kLineBytes,
        (256_GiB).count()},
       &ChaseShape::bytes},
      {{"chains", "count", "interleaved chains in one worker", 1, 1, kMostChains},
       &ChaseShape::chains},
      {{"banks",
        "count",
        "independent sets of chains; follows workers",
        1,
        1,
        std::int64_t{1} << 16,
        {},
        "workers"},
       &ChaseShape::banks},
      {{"hops", "count", "dereferences a chain in one job; 0: chosen from bytes and chains", 0, 0,
        std::int64_t{1} << 40},
       &ChaseShape::hops},
  });
  return fields;
}

/// Dereferences of one bank in a job that was given no hops; the same for every K, so that a sweep
/// of K does the same work. 2²⁰ in small caches; beyond, a sixteenth of the lines but 2¹⁸ (16 MiB)
/// to 2²⁰ (64 MiB): every job walks the same stretch, so a short one would turn memory into cache.
std::int64_t usual_dereferences(std::int64_t lines) {
  constexpr std::int64_t kFew = 1 << 18, kMany = 1 << 20;
  return lines <= (1_MiB).count() / kLineBytes ? kMany : std::clamp(lines / 16, kFew, kMany);
}

class ChaseProblem final : public Problem {
 public:
  ChaseProblem(const ChaseShape& shape, Settings settings, Seed seed)
      : fields_(std::make_shared<const ChaseShape>(shape)), shape_(fields_, std::move(settings)) {
    Rng rng(seed);
    const auto lines = static_cast<std::size_t>(shape.bytes.count() / kLineBytes);
    const std::vector<std::uint32_t> order = random_order(lines, rng);
    next_ = successors(order);
    auto places = spread_places(lines, shape.banks, shape.chains, rng);
    for (const std::uint64_t place : places) {
      starts_.push_back(std::uint64_t{order[place]} * kLineBytes);
      const std::uint64_t end = (place + static_cast<std::uint64_t>(shape.hops)) % lines;
      ends_.push_back(std::uint64_t{order[end]} * kLineBytes);
    }
    distinct_lines_ = distinct_visits(lines, std::move(places), shape.hops);
    const Bytes offsets{static_cast<std::int64_t>(starts_.size() * sizeof(std::uint64_t))};
    values_ = {{{"cycle", shape.bytes, Role::dataset},
                {"starts", offsets, Role::request},
                {"ends", offsets, Role::response}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    const std::int64_t steps = fields_->banks * fields_->chains * fields_->hops;
    const Bytes offsets{static_cast<std::int64_t>(starts_.size() * sizeof(std::uint64_t))};
    return {.steps = steps,
            .step_name = "dereference",
            .dependent_loads = steps,
            .bytes_read = Bytes{distinct_lines_ * kLineBytes},
            .bytes_written = offsets};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    PONTAGE_CHECK(
        value <= kStarts && to.size() >= static_cast<std::size_t>(values_[value].most.count()),
        value, to.size());
    if (value == kCycle) return write_cycle(next_, to);
    std::memcpy(to.data(), starts_.data(), starts_.size() * sizeof starts_[0]);
  }

  Verdict judge(const HostValues& values) const override {
    const auto ends = values.as<std::uint64_t>(kEnds);
    if (ends.size() != ends_.size())
      return Verdict::wrong("there are " + std::to_string(ends.size()) + " ends, must be " +
                            std::to_string(ends_.size()));
    const auto [got, expected] = std::ranges::mismatch(ends, ends_);
    if (got == ends.end()) return {};
    const std::int64_t at = got - ends.begin();
    return Verdict::wrong("chain " + std::to_string(at % fields_->chains) + " of bank " +
                          std::to_string(at / fields_->chains) + " ended at byte " +
                          std::to_string(*got) + ", must be " + std::to_string(*expected));
  }

  std::string remark() const override {
    const Bytes touched{distinct_lines_ * kLineBytes};
    if (fields_->bytes < 32_MiB) return "cache-resident: " + to_text(fields_->bytes);
    if (touched == fields_->bytes) return {};
    return "a job touches " + to_text(touched) + " of " + to_text(fields_->bytes) +
           "; a last-level cache larger than that may hold them from job to job";
  }

 private:
  std::shared_ptr<const ChaseShape> fields_;
  Shape shape_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint64_t> starts_, ends_;
  std::int64_t distinct_lines_ = 0;
  std::array<ValueSpec, 3> values_;
};

Result<void> check_shape(const ChaseShape& shape) {
  const std::string bytes = std::to_string(shape.bytes.count());
  if (shape.bytes.count() % kLineBytes != 0)
    return fail(ErrorKind::usage,
                "bytes = " + bytes + " is not a multiple of 64, the size of a line");
  if (const auto lines = shape.bytes.count() / kLineBytes; shape.chains > lines)
    return fail(ErrorKind::refused, std::to_string(shape.chains) + " chains cannot start on " +
                                        std::to_string(lines) +
                                        " different lines; give fewer chains or more bytes");
  // The dataset, once, and 4 bytes a line for the order and for its successors, and 1 to draw it.
  return check_room(shape.bytes + shape.bytes * 9 / kLineBytes,
                    "a cycle of " + to_text(shape.bytes), "give a smaller 'bytes'");
}

#ifdef PONTAGE_HAS_CUDA
std::string registers_refusal(const Problem& problem) {
  const auto chains = problem.shape().as<ChaseShape>().chains;
  if (chains <= kMostInThread) return {};
  return "it keeps at most 8 chains in a thread's registers, not " + std::to_string(chains);
}
#endif

class Chase final : public Kernel {
 public:
  std::string_view name() const override { return "chase"; }
  std::string_view summary() const override {
    return "dependent loads over one random cycle of 64-byte lines: latency, and how much of it "
           "interleaved chains hide";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& wanted, Seed seed) const override {
    auto shape = wanted.as<ChaseShape>();
    if (auto good = check_shape(shape); !good) return pass_on(good.error());
    if (shape.hops == 0)
      shape.hops = std::max<std::int64_t>(
          1, usual_dereferences(shape.bytes.count() / kLineBytes) / shape.chains);
    Settings settings = wanted.settings();
    settings["hops"] = shape.hops;
    return std::make_unique<ChaseProblem>(shape, std::move(settings), seed);
  }

 private:
  std::vector<Variant> variants_{
      {"scalar", chase_scalar, "up to 12 chains, all in registers", scalar_refusal},
      {"banks", chase_banks, "13 to 64 chains, some of them on the stack", banks_refusal},
      {"gather", chase_gather, "4, 8, … 64 chains by AVX2 vpgatherqq", gather_refusal},
      {"reference", chase_reference, "one chain after the other"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", CudaEntry(chase_threads, chase_threads_stay), "one thread a chain"},
      {"registers", CudaEntry(chase_registers, chase_registers_stay),
       "one thread a bank of 1 to 8 chains", registers_refusal},
#endif
  };
  // One bank, so that a time per dereference is what one worker sees; huge pages, so that the
  // figures are the memory's and not the page walker's.
  std::array<Suite, 7> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"bytes", "[64,65600]"}, {"chains", "[1,3,16]"}, {"hops", "[1,500]"}, {"banks", "3"}}},
      {"quick",
       "what a dependent load costs at each level of the memory",
       {{"bytes", "[32KiB,512KiB,4MiB,32MiB,256MiB]"},
        {"chains", "1"},
        {"banks", "1"},
        {"pages", "2MiB"}}},
      {"quick",
       "how much of the latency interleaved chains hide",
       {{"bytes", "256MiB"}, {"chains", "[1,4,16,64]"}, {"banks", "1"}, {"pages", "2MiB"}}},
      {"quick",
       "what a second worker adds, in the cache",
       {{"bytes", "512KiB"}, {"chains", "4"}, {"banks", "2"}, {"workers", "[1,2]"}}},
      {"fill",
       "how many chains it takes to fill a device of many threads",
       {{"bytes", "256MiB"}, {"chains", "1"}, {"banks", "[1:65536:*16]"}, {"hops", "2000"}}},
      {"full",
       "the ladder of sizes, finely, up to 1 GiB",
       {{"bytes", "[16KiB:1GiB:*2]"}, {"chains", "1"}, {"banks", "1"}, {"pages", "2MiB"}}},
      {"full",
       "the curve of interleaved chains at 1 GiB, on one worker and on two",
       {{"bytes", "1GiB"},
        {"chains", "[1,2,4,6,8,10,12,16,20,24,28,32,40,48,56,64]"},
        {"workers", "[1,2]"},
        {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& chase() {
  static const Chase kernel;
  return kernel;
}

}  // namespace pontage::graph_walk
