// SPDX-License-Identifier: Apache-2.0
#include "kernels/unify/unify.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <utility>

#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/unify/row_vectors.hpp"
#include "kernels/unify/unifier_reader.hpp"
#include "kernels/unify/unify_cuda.hpp"
#include "kernels/unify/unify_variants.hpp"
#include "kernels/unify/union_find_item.hpp"
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

/// CountProbe, and how many of the loads are cells and of the stores the answer's bindings.
struct WorkProbe : CountProbe {
  std::int64_t cells = 0, bytes_bound = 0;
  template <class T>
  T load(const T* from, Site where) {
    cells += where == site(UnifySite::cell) ? 1 : 0;
    return CountProbe::load(from, where);
  }
  template <class T>
  T follow(const T* from, Site where) {
    ++dependent_loads;
    return load(from, where);
  }
  template <class T>
  void store(T* to, T value, Site where) {
    if (where == site(UnifySite::binding)) bytes_bound += sizeof(T);
    CountProbe::store(to, value, where);
  }
};

class UnifyProblem final : public Problem {
 public:
  UnifyProblem(PairBatch batch, Shape shape)
      : batch_(std::move(batch)),
        shape_(std::move(shape)),
        limits_{limits_of(batch_, shape_.as<UnifyShape>())} {
    std::uint32_t bindings = 0;
    for (TermPair& pair : batch_.pairs)
      pair.bindings = std::exchange(bindings, bindings + pair.variables);
    const std::uint64_t lane = LaneLayout::of(limits_[0].cells, limits_[0].variables).size;
    values_ = {
        {"limits", size_of(limits_), Role::request},
        {"cells", size_of(batch_.cells), Role::request},
        {"pairs", size_of(batch_.pairs), Role::request},
        {"outcomes", Bytes{static_cast<std::int64_t>(batch_.pairs.size() * 4)}, Role::response},
        {"bindings", Bytes{static_cast<std::int64_t>(bindings) * 4}, Role::response},
        {"room", Bytes{static_cast<std::int64_t>(lane * limits_[0].lanes)}, Role::scratch}};
  }

  std::span<const ValueSpec> values() const override { return values_; }
  const Shape& shape() const override { return shape_; }

  Work work(const Variant&) const override {
    std::call_once(is_counted_, [&] { count(); });
    return {.steps = cells_looked_at_,
            .step_name = "cell",
            .dependent_loads = dependent_loads_,
            .bytes_read = values_[kTermCells].most + values_[kTermPairs].most,
            .bytes_written = values_[kOutcomes].most + Bytes{bytes_bound_}};
  }

  void fill(std::size_t value, std::span<std::byte> to) const override {
    if (value == kLimits) copy(std::as_bytes(std::span(limits_)), to);
    if (value == kTermCells) copy(std::as_bytes(std::span(batch_.cells)), to);
    if (value == kTermPairs) copy(std::as_bytes(std::span(batch_.pairs)), to);
  }

  Verdict judge(const HostValues& values) const override {
    const auto outcomes = values.as<std::uint32_t>(kOutcomes);
    const auto bindings = values.as<Cell>(kBindings);
    if (std::string why = flaw_in_size(outcomes.size(), bindings.size()); !why.empty())
      return Verdict::wrong(std::move(why));
    UnifierReader reader;
    for (std::size_t number = 0; number < batch_.pairs.size(); ++number) {
      const auto [answer, flaw] = read(reader, number, outcomes, bindings);
      if (answer == batch_.expected[number]) continue;
      return Verdict::wrong(
          "pair " + std::to_string(number) + ": " + (flaw.empty() ? text_of(answer) : flaw) +
          ", must be " + text_of(batch_.expected[number]) + "; " + pair_text(batch_.pairs[number]));
    }
    return {};
  }

  /// What the pairs come to: most general unifiers differ by renaming, and in how they are written.
  Digest canonical(const HostValues& values) const override {
    const auto outcomes = values.as<std::uint32_t>(kOutcomes);
    const auto bindings = values.as<Cell>(kBindings);
    if (!flaw_in_size(outcomes.size(), bindings.size()).empty()) return Problem::canonical(values);
    Digest digest;
    UnifierReader reader;
    for (std::size_t number = 0; number < batch_.pairs.size(); ++number) {
      const UnifyAnswer answer = read(reader, number, outcomes, bindings).answer;
      digest = digest_bytes(std::as_bytes(std::span(&answer, 1)), digest);
    }
    return digest;
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
  std::string flaw_in_size(std::size_t outcomes, std::size_t bindings) const {
    const auto most = static_cast<std::size_t>(values_[kBindings].most.count()) / sizeof(Cell);
    if (outcomes == batch_.pairs.size() && bindings == most) return {};
    return "there are " + std::to_string(outcomes) + " outcomes and " + std::to_string(bindings) +
           " bindings, must be " + std::to_string(batch_.pairs.size()) + " and " +
           std::to_string(most);
  }
  UnifierReader::Reading read(UnifierReader& reader, std::size_t number,
                              std::span<const std::uint32_t> outcomes,
                              std::span<const Cell> bindings) const {
    const TermPair& pair = batch_.pairs[number];
    return reader.read(std::span(batch_.cells).subspan(pair.first, pair.cells), pair,
                       outcomes[number], bindings.subspan(pair.bindings, pair.variables));
  }

  /// Every pair once, by the item itself: what is cut short by a clash is not charged, what is read
  /// twice is.
  void count() const {
    const std::size_t room = static_cast<std::size_t>(values_[kRoom].most.count()) /
                             static_cast<std::size_t>(limits_[0].lanes);
    std::vector<std::uint64_t> lane(room / 8 + 1);
    std::vector<std::uint32_t> outcomes(batch_.pairs.size() + 1);
    std::vector<Cell> bindings(static_cast<std::size_t>(values_[kBindings].most.count()) / 4 + 1);
    const Unifications all =
        unifications_of(limits_.data(), batch_.cells.data(), batch_.pairs.data(), outcomes.data(),
                        bindings.data(), reinterpret_cast<std::byte*>(lane.data()));
    WorkProbe probe;
    const Lane first = all.lane(0);
    for (std::size_t number = 0; number < batch_.pairs.size(); ++number)
      union_find_item(probe, all, first, number);
    cells_looked_at_ = probe.cells;
    dependent_loads_ = probe.dependent_loads;
    bytes_bound_ = probe.bytes_bound;
  }

  static std::string text_of(const UnifyAnswer& answer) {
    if (answer.outcome == kFails) return "does not unify";
    if (answer.outcome == kDiffers)
      return "the variant says that its sides differ under its unifier";
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
  std::vector<ValueSpec> values_;
  mutable std::once_flag is_counted_;
  mutable std::int64_t cells_looked_at_ = 0, dependent_loads_ = 0, bytes_bound_ = 0;
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
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", unify_vectors, "union_find, long rows by vectors; here: " + row_vectors_target()},
#endif
      {"recursive", unify_recursive, "the textbook's, an occurs check at every binding",
       recursive_refusal},
      {"reference", unify_reference, "every cell a class, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", unify_threads, "one thread a lane, the item of union_find"},
#endif
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward terms, and some long ones, for their answers",
       {{"family", "[random,wide,deep,balanced,exponential,cyclic,heads:little]"},
        {"pairs", "70"},
        {"size", "[1,600]"}}},  // 600: pairs that `vectors` reads by vectors
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
