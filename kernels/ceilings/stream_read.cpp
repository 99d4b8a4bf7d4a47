// SPDX-License-Identifier: Apache-2.0
#include "kernels/ceilings/stream_read.hpp"

#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "kernels/ceilings/stream_read_shape.hpp"
#include "kernels/ceilings/stream_read_variants.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::ceilings {
namespace {

const ShapeSchemaOf<StreamReadShape>& schema() {
  static const ShapeSchemaOf<StreamReadShape> fields({
      {{"bytes", "bytes", "size of the array, a multiple of 64", (256_MiB).count(), kLineBytes,
        (256_GiB).count()},
       &StreamReadShape::bytes},
      {{"pieces", "count", "runs of lines that workers take, a sum each", 64, 1, 1 << 16},
       &StreamReadShape::pieces},
  });
  return fields;
}

/// Stands in every record.
std::string instruction_set() {
#ifdef PONTAGE_HAS_HIGHWAY
  return std::string("streams runs as ") + streams_target();
#else
  return "built without streams";
#endif
}

class StreamReadProblem final : public Problem {
 public:
  StreamReadProblem(Shape shape, Seed seed)
      : shape_(std::move(shape)), fields_(&shape_.as<StreamReadShape>()), seed_(seed) {
    Rng rng(seed);
    for (std::int64_t piece = 0; piece < fields_->pieces; ++piece) {
      const std::int64_t lines = first_line(*fields_, piece + 1) - first_line(*fields_, piece);
      std::uint64_t sum = 0;
      for (std::int64_t word = 0; word < lines * kWordsInLine; ++word) sum += rng.next();
      sums_.push_back(sum);
    }
    values_ = {{{"array", fields_->bytes, Role::dataset},
                {"sums", Bytes{fields_->pieces * 8}, Role::response}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    return {.steps = fields_->bytes.count() / kLineBytes,
            .step_name = "line",
            .bytes_read = fields_->bytes,
            .bytes_written = values_[kSums].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    const auto bytes = static_cast<std::size_t>(fields_->bytes.count());
    PONTAGE_CHECK(value == kArray && to.size() >= bytes, value, to.size());
    Rng rng(seed_);
    for (std::size_t at = 0; at < bytes; at += sizeof(std::uint64_t)) {
      const std::uint64_t word = rng.next();
      std::memcpy(to.data() + at, &word, sizeof word);
    }
  }

  Verdict judge(const HostValues& values) const override {
    const auto sums = values.as<std::uint64_t>(kSums);
    if (sums.size() != sums_.size())
      return Verdict::wrong("there are " + std::to_string(sums.size()) + " sums, must be " +
                            std::to_string(sums_.size()));
    for (std::size_t piece = 0; piece < sums.size(); ++piece)
      if (sums[piece] != sums_[piece])
        return Verdict::wrong("piece " + std::to_string(piece) + " sums to " +
                              std::to_string(sums[piece]) + ", must be " +
                              std::to_string(sums_[piece]));
    return {};
  }

  std::string remark() const override {
    const std::string resident =
        fields_->bytes < 32_MiB ? "cache-resident: " + to_text(fields_->bytes) + "; " : "";
    return resident + instruction_set();
  }

 private:
  Shape shape_;
  const StreamReadShape* fields_;
  Seed seed_;
  std::vector<std::uint64_t> sums_;
  std::array<ValueSpec, 2> values_;
};

class StreamRead final : public Kernel {
 public:
  std::string_view name() const override { return "stream_read"; }
  std::string_view summary() const override {
    return "an array read once in order: bytes a second from memory, a ceiling of the roofline";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const Bytes bytes = shape.as<StreamReadShape>().bytes;
    if (bytes.count() % kLineBytes != 0)
      return fail(ErrorKind::usage, "bytes = " + std::to_string(bytes.count()) +
                                        " is not a multiple of 64, the size of a line");
    if (auto good = check_room(bytes, "an array of " + to_text(bytes), "give a smaller 'bytes'");
        !good)
      return pass_on(good.error());
    return std::make_unique<StreamReadProblem>(shape, seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"streams", stream_read_streams,
       std::string("four places at once, prefetched; instruction set here: ") + streams_target()},
#endif
      {"plain", stream_read_plain, "line by line, as the compiler vectorises it"},
      {"reference", stream_read_reference, "word by word, serial"},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"bytes", "[64,4KiB,65600]"}, {"pieces", "[1,3,64]"}}},
      {"quick",
       "bytes a second from memory, for the roofline",
       {{"bytes", "256MiB"}, {"workers", "[1,2]"}, {"pages", "2MiB"}}},
      {"full",
       "bytes a second at each level of the memory",
       {{"bytes", "[16KiB:1GiB:*4]"}, {"workers", "[1,2]"}, {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& stream_read() {
  static const StreamRead kernel;
  return kernel;
}

}  // namespace pontage::ceilings
