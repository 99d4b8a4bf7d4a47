// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unify.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/unify/lane_layout.hpp"
#include "kernels/unify/unify_cuda.hpp"
#include "kernels/unify/unify_variants.hpp"
#include "libbench/available_memory.hpp"
#include "libbench/check.hpp"

namespace pontage::unify {
namespace {

const ShapeSchemaOf<UnifyShape>& schema() {
  static const ShapeSchemaOf<UnifyShape> fields(std::vector<Field<UnifyShape>>{
      {{"family", "", "random, wide, deep, balanced, exponential, cyclic, heads or heads:FACTS",
        "random"},
       &UnifyShape::family},
      {{"pairs", "count", "pairs of terms in one job", 65536, 0, std::int64_t{1} << 24},
       &UnifyShape::pairs},
      {{"size", "count", "of a pair: cells, arguments, levels, leaves, doublings or variables", 8,
        1, std::int64_t{1} << 24},
       &UnifyShape::size},
      {{"lanes", "count", "pairs that have room at a time; workers and GPU threads take one each",
        64, 1, std::int64_t{1} << 20},
       &UnifyShape::lanes}});
  return fields;
}

/// The most scratch that a problem may take.
constexpr Bytes kRoomBudget{std::int64_t{4} << 30};
/// The textbook's algorithm writes terms out; more cells than this are refused to it.
constexpr double kMostWritten = 1 << 24;

template <class T>
Bytes size_of(const std::vector<T>& values) {
  return Bytes{static_cast<std::int64_t>(values.size() * sizeof(T))};
}

UnifyLimits limits_of(const PairBatch& batch, const UnifyShape& shape) {
  UnifyLimits limits{.pairs = batch.pairs.size()};
  for (const TermPair& pair : batch.pairs) {
    limits.cells = std::max<std::uint64_t>(limits.cells, pair.cells);
    limits.variables = std::max<std::uint64_t>(limits.variables, pair.variables);
  }
  const std::uint64_t lane = LaneLayout::of(limits.cells, limits.variables).size;
  const std::uint64_t room = static_cast<std::uint64_t>(kRoomBudget.count()) / lane;
  limits.lanes = std::clamp<std::uint64_t>(
      std::min<std::uint64_t>(static_cast<std::uint64_t>(shape.lanes), limits.pairs), 1,
      std::max<std::uint64_t>(1, room));
  return limits;
}

class UnifyProblem final : public Problem {
 public:
  UnifyProblem(PairBatch batch, Shape shape)
      : batch_(std::move(batch)),
        shape_(std::move(shape)),
        limits_{limits_of(batch_, shape_.as<UnifyShape>())} {
    for (const Cell cell : batch_.cells) occurrences_ += is_variable(cell) ? 1 : 0;
    const std::uint64_t lane = LaneLayout::of(limits_[0].cells, limits_[0].variables).size;
    values_ = {{"limits", size_of(limits_), Role::request},
               {"cells", size_of(batch_.cells), Role::request},
               {"pairs", size_of(batch_.pairs), Role::request},
               {"answers", size_of(batch_.expected), Role::response},
               {"room", Bytes{static_cast<std::int64_t>(lane * limits_[0].lanes)}, Role::scratch}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    return {.steps = static_cast<std::int64_t>(batch_.cells.size()),
            .step_name = "cell",
            .dependent_loads = occurrences_,
            .bytes_read = values_[kTermCells].most + values_[kTermPairs].most,
            .bytes_written = values_[kAnswers].most};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    if (value == kLimits) copy(std::as_bytes(std::span(limits_)), to);
    if (value == kTermCells) copy(std::as_bytes(std::span(batch_.cells)), to);
    if (value == kTermPairs) copy(std::as_bytes(std::span(batch_.pairs)), to);
  }

  Verdict judge(const HostValues& values) const override {
    const auto answers = values.as<UnifyAnswer>(kAnswers);
    if (answers.size() != batch_.expected.size())
      return Verdict::wrong("there are " + std::to_string(answers.size()) + " answers, must be " +
                            std::to_string(batch_.expected.size()));
    const auto [got, expected] = std::ranges::mismatch(answers, batch_.expected);
    if (got == answers.end()) return {};
    const auto number = static_cast<std::size_t>(got - answers.begin());
    return Verdict::wrong("pair " + std::to_string(number) + ": " + text_of(*got) + ", must be " +
                          text_of(*expected) + "; " + pair_text(batch_.pairs[number]));
  }

  std::string remark() const override {
    const UnifyLimits& limits = limits_[0];
    std::string text = batch_.source.empty() ? "" : batch_.source + "; ";
    return text + std::to_string(batch_.cells.size()) + " cells in " +
           std::to_string(limits.pairs) + " pairs, room for " + std::to_string(limits.lanes);
  }

  double most_written() const { return batch_.most_written; }

 private:
  static void copy(std::span<const std::byte> from, std::span<std::byte> to) {
    PONTAGE_CHECK(to.size() >= from.size(), to.size());
    if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
  }
  static std::string text_of(const UnifyAnswer& answer) {
    if (answer.outcome == kFails) return "does not unify";
    if (answer.outcome == kDiffers) return "its sides differ under the unifier";
    if (answer.outcome != kUnifies) return "outcome " + std::to_string(answer.outcome);
    return "unifies, digest " + std::to_string(answer.digest) + " with " +
           std::to_string(answer.free) + " free variables";
  }
  std::string pair_text(const TermPair& pair) const {
    const auto cells = std::span(batch_.cells).subspan(pair.first, pair.cells);
    return term_text(cells, 0, 24) + " and " + term_text(cells, pair.right, 24);
  }

  PairBatch batch_;
  Shape shape_;
  std::vector<UnifyLimits> limits_;
  std::int64_t occurrences_ = 0;
  std::vector<ValueSpec> values_;
};

std::string recursive_refusal(const Problem& problem) {
  const auto* own = dynamic_cast<const UnifyProblem*>(&problem);
  if (own == nullptr || own->most_written() <= kMostWritten) return {};
  return "it writes terms out, and one comes to more than " +
         std::to_string(static_cast<std::int64_t>(kMostWritten)) +
         " cells; union_find does not, or give a smaller size";
}

class Unify final : public Kernel {
 public:
  std::string_view name() const override { return "unify"; }
  std::string_view summary() const override {
    return "first-order unification of many pairs of terms: made, applied, compared and undone";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    constexpr std::string_view kHeads = "heads:";
    const auto* family = std::get_if<std::string>(&value);
    if (axis != "family" || !family->starts_with(kHeads)) return value;
    return std::string(kHeads) + data::pinned_debian(family->substr(kHeads.size()));
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<UnifyShape>();
    // Every family has at most 8 cells a unit of size, and 32 bytes of room and more for each.
    if (auto room = check_room(
            Bytes{(fields.size + 4) * fields.pairs * 48},
            std::to_string(fields.pairs) + " pairs of size " + std::to_string(fields.size),
            "give fewer pairs or a smaller size");
        !room)
      return pass_on(room.error());
    auto batch = make_pairs(fields, seed);
    if (!batch) return pass_on(batch.error());
    if (batch->cells.size() > kPayload)
      return fail(ErrorKind::refused, "the terms have " + std::to_string(batch->cells.size()) +
                                          " cells, more than 29 bits count; give fewer pairs or "
                                          "a smaller size");
    const UnifyLimits limits = limits_of(*batch, fields);
    const Bytes lane{
        static_cast<std::int64_t>(LaneLayout::of(limits.cells, limits.variables).size)};
    if (lane > kRoomBudget)
      return fail(ErrorKind::refused, "a pair needs " + to_text(lane) +
                                          " of room, and the budget is " + to_text(kRoomBudget) +
                                          "; give a smaller size");
    return make_unify_problem(std::move(*batch), shape);
  }

 private:
  std::vector<Variant> variants_{
      {"union_find", unify_union_find, "almost linear: classes of terms; the occurs check once"},
      {"recursive", unify_recursive, "the textbook's, an occurs check at every binding",
       recursive_refusal},
      {"reference", unify_reference, "every cell a class, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", unify_threads, "one thread a lane, the item of union_find"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward terms, for their answers",
       {{"family", "[random,wide,deep,balanced,exponential,cyclic,heads:little]"},
        {"pairs", "70"},
        {"size", "[1,12]"}}},
      {"quick",
       "small pairs, and doubling terms",
       {{"family", "[random,exponential]"},
        {"pairs", "4096"},
        {"size", "[8,16]"},
        {"workers", "1"}}},
      {"full",
       "every family, from small pairs to large ones",
       {{"family", "[random,wide,deep,balanced,exponential,cyclic,heads,heads:debian]"},
        {"pairs", "64"},
        {"size", "[16,256,4096]"},
        {"workers", "[1,2]"}}},
  }};
};

}  // namespace

std::unique_ptr<Problem> make_unify_problem(PairBatch batch, Shape shape) {
  return std::make_unique<UnifyProblem>(std::move(batch), std::move(shape));
}

const Kernel& unify() {
  static const Unify kernel;
  return kernel;
}

}  // namespace pontage::unify
