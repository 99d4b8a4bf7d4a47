// SPDX-License-Identifier: Apache-2.0
#include "kernels/similarity_scan/similarity_scan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "kernels/similarity_scan/nearest.hpp"
#include "kernels/similarity_scan/similarity_scan_cuda.hpp"
#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "kernels/similarity_scan/similarity_scan_variants.hpp"
#include "kernels/similarity_scan/vectors.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::similarity_scan {
namespace {

constexpr std::int64_t kMostVectors = std::int64_t{1} << 30;

const ShapeSchemaOf<SimilarityScanShape>& schema() {
  static const ShapeSchemaOf<SimilarityScanShape> fields({
      {{"vectors", "count", "in the database", 65'536, 1, kMostVectors},
       &SimilarityScanShape::vectors},
      {{"bits", "count", "of a vector", 10'000, 1, 1 << 20}, &SimilarityScanShape::bits},
      {{"queries", "count", "in one job", 1, 1, 1 << 16}, &SimilarityScanShape::queries},
      {{"k", "count", "nearest vectors wanted for a query", 8, 1, 1 << 12},
       &SimilarityScanShape::k},
      {{"noise", "count", "percent of the bits in which a planted neighbour differs", 20, 0, 100},
       &SimilarityScanShape::noise},
      {{"pieces", "count", "runs of rows, of which a worker takes several", 64, 1, 1 << 16},
       &SimilarityScanShape::pieces},
      {{"inputs",
        "",
        "what the vectors are like",
        "planted",
        0,
        0,
        {"planted", "duplicates", "equal"}},
       &SimilarityScanShape::inputs},
  });
  return fields;
}

/// Stands in every record.
std::string instruction_set() {
#ifdef PONTAGE_HAS_HIGHWAY
  return std::string("blocks runs as ") + blocks_target();
#else
  return "built without blocks";
#endif
}

class SimilarityScanProblem final : public Problem {
 public:
  SimilarityScanProblem(Shape shape, Seed seed)
      : shape_(std::move(shape)),
        fields_(&shape_.as<SimilarityScanShape>()),
        vectors_(*fields_, seed) {
    expect();
    const auto bytes = [](std::int64_t count, std::size_t each) {
      return Bytes{count * static_cast<std::int64_t>(each)};
    };
    const std::int64_t answers = fields_->queries * fields_->k;
    values_ = {{{"database", bytes(fields_->vectors * vectors_.words(), 8), Role::dataset},
                {"queries", bytes(fields_->queries * vectors_.words(), 8), Role::request},
                {"ids", bytes(answers, 4), Role::response},
                {"distances", bytes(answers, 4), Role::response},
                {"nearest", bytes(fields_->pieces * answers, sizeof(Key)), Role::scratch}}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    return {.steps = fields_->vectors * fields_->queries * vectors_.words(),
            .step_name = "word",
            .bytes_read = values_[kDatabase].most + values_[kQueries].most,
            .bytes_written = values_[kIds].most + values_[kDistances].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    PONTAGE_CHECK(
        value <= kQueries && to.size() >= static_cast<std::size_t>(values_[value].most.count()),
        value, to.size());
    auto* const words = reinterpret_cast<std::uint64_t*>(to.data());  // buffers are aligned
    if (value == kQueries)
      std::ranges::copy(vectors_.queries(), words);
    else
      for (std::int64_t row = 0; row < fields_->vectors; ++row)
        vectors_.make_row(row, words + row * vectors_.words());
  }

  Verdict judge(const HostValues& values) const override {
    const auto ids = values.as<std::uint32_t>(kIds),
               distances = values.as<std::uint32_t>(kDistances);
    if (ids.size() != expected_.size() || distances.size() != expected_.size())
      return Verdict::wrong("there are " + std::to_string(ids.size()) + " ids and " +
                            std::to_string(distances.size()) + " distances, must be " +
                            std::to_string(expected_.size()) + " each");
    for (std::size_t i = 0; i < expected_.size(); ++i)
      if (ids[i] != id_of(expected_[i]) || distances[i] != distance_of(expected_[i])) {
        const auto k = static_cast<std::size_t>(fields_->k);
        return Verdict::wrong("query " + std::to_string(i / k) + ", place " +
                              std::to_string(i % k) + ": vector " + std::to_string(ids[i]) +
                              " at distance " + std::to_string(distances[i]) + ", must be " +
                              std::to_string(id_of(expected_[i])) + " at " +
                              std::to_string(distance_of(expected_[i])));
      }
    return {};
  }

  std::string remark() const override {
    const Bytes database = values_[kDatabase].most;
    const std::string resident =
        database < 32_MiB ? "cache-resident: " + to_text(database) + "; " : "";
    return resident + instruction_set();
  }

 private:
  /// The plain scan, one row at a time: every key goes into an ordered list.
  void expect() {
    const std::int64_t words = vectors_.words();
    const auto k = static_cast<std::size_t>(fields_->k);
    std::vector<std::vector<Key>> lists(static_cast<std::size_t>(fields_->queries));
    std::vector<std::uint64_t> row(static_cast<std::size_t>(words));
    for (std::int64_t id = 0; id < fields_->vectors; ++id) {
      vectors_.make_row(id, row.data());
      const std::uint64_t* query = vectors_.queries().data();
      for (auto& list : lists) {
        std::uint32_t distance = 0;
        for (const std::uint64_t word : row)
          distance += static_cast<std::uint32_t>(std::popcount(word ^ *query++));
        const Key key = key_of(distance, static_cast<std::uint32_t>(id));
        if (list.size() == k && key > list.back()) continue;
        if (list.size() == k) list.pop_back();
        list.insert(std::ranges::upper_bound(list, key), key);
      }
    }
    for (auto& list : lists) {
      list.resize(k, kNoKey);
      expected_.insert(expected_.end(), list.begin(), list.end());
    }
  }

  Shape shape_;
  const SimilarityScanShape* fields_;
  Vectors vectors_;
  std::vector<Key> expected_;  // [queries, k]
  std::array<ValueSpec, 5> values_;
};

class SimilarityScan final : public Kernel {
 public:
  std::string_view name() const override { return "similarity_scan"; }
  std::string_view summary() const override {
    return "the k nearest of many long bit vectors, by distance in bits, scanned whole";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<SimilarityScanShape>();
    const Bytes database{fields.vectors * words_of(fields.bits) * 8};
    const Bytes found{fields.pieces * fields.queries * fields.k * 8};
    if (auto good = check_room(database + found,
                               "a database of " + to_text(database) + " with " + to_text(found) +
                                   " of what its pieces find",
                               "give fewer 'vectors', 'queries' or 'pieces'");
        !good)
      return pass_on(good.error());
    return std::make_unique<SimilarityScanProblem>(shape, seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"blocks", similarity_scan_blocks,
       std::string("rows beside queries in vectors; instruction set here: ") + blocks_target()},
#endif
      {"plain", similarity_scan_plain, "row by row, as the compiler makes it"},
      {"reference", similarity_scan_reference, "query by query, word by word, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"warps", similarity_scan_warps, "one warp a piece, its lanes across a row"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward shapes, for their answers",
       {{"vectors", "[1,70]"},
        {"bits", "[130,10000]"},
        {"queries", "3"},
        {"k", "8"},
        {"pieces", "3"},
        {"inputs", "[planted,duplicates,equal]"}}},
      {"quick",
       "one query against memory, and many against the processor",
       {{"queries", "[1,16]"}, {"workers", "[1,2]"}, {"pages", "2MiB"}}},
      {"full",
       "an item memory of 265,000 symbols, one query to many",
       {{"vectors", "265000"},
        {"queries", "[1,2,4,8,16,64]"},
        {"workers", "[1,2]"},
        {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& similarity_scan() {
  static const SimilarityScan kernel;
  return kernel;
}

}  // namespace pontage::similarity_scan
