// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <array>
#include <bit>
#include <filesystem>
#include <memory>
#include <utility>

#include "kernels/triple_join/job.hpp"
#include "kernels/triple_join/join_problem.hpp"
#include "kernels/triple_join/nested_loops.hpp"
#include "kernels/triple_join/triple_join.hpp"
#include "kernels/triple_join/triple_store.hpp"

namespace pontage::triple_join {
namespace {

/// The store, each pattern a seek.
class Seeks {
 public:
  Seeks(const Plan& plan, const TripleStore& store) : plan_(plan), reader_(store) {}
  template <class F>
  bool each(std::uint32_t number, const Triple& known, F f) {
    const Agreement agrees(plan_.pattern[number]);
    return reader_.each(number, known, [&](const Triple& t) { return !agrees(t) || f(t); });
  }

 private:
  const Plan& plan_;
  TripleStore::Reader reader_;
};

/// The same, counted by way of the sorted orders: a seek halves all keys of the store, each step a
/// load that depends on the one before; then it walks the keys that match, and one more.
class CountedSeeks {
 public:
  CountedSeeks(const Job& job, CountProbe& probe)
      : plan_(job.plan),
        graph_(job.graph, unseen_),
        probe_(probe),
        halvings_(static_cast<std::size_t>(std::bit_width(3 * job.graph.triples))) {}
  CountedSeeks(const CountedSeeks&) = delete;
  CountedSeeks& operator=(const CountedSeeks&) = delete;
  template <class F>
  bool each(std::uint32_t number, const Triple& known, F f) {
    tell(probe_, {.loads = halvings_, .dependent = halvings_, .bytes = TripleStore::kKeyBytes});
    const Accesses one{.loads = 1, .bytes = TripleStore::kKeyBytes};
    const Agreement agrees(plan_.pattern[number]);
    const bool goes_on = each_triple(graph_, known, [&](const Triple& t) {
      tell(probe_, one);
      return !agrees(t) || f(t);
    });
    if (goes_on) tell(probe_, one);
    return goes_on;
  }

 private:
  const Plan& plan_;
  NullProbe unseen_;
  const ProbedGraph<NullProbe> graph_;
  CountProbe& probe_;
  std::size_t halvings_;
};

template <class Source, class Probe>
void join_over(Job& job, Source source, Probe& probe) {
  with_room_for_rows(job, probe, [&](Sink& sink, Scratch) {
    Tally tally;
    NestedLoops(job.plan, job.graph, source, sink, tally, probe).loop(0, 0);
    if (tally.over_budget) return false;
    answer_from(job, &tally, 1);
    return true;
  });
}

/// RocksDB allocates and locks as it does: that is what is measured.
void join_store(const Args& args) {
  NullProbe probe;
  Job job(args);
  if (open_job(args, job, probe))
    join_over(job, Seeks(job.plan, *args.shape_as<TripleJoinShape>().opened), probe);
}
void count_store(HostTeam&, const Args& args, CountProbe& probe) {
  Job job(args);
  if (open_job(args, job, probe)) join_over(job, CountedSeeks(job, probe), probe);
}

/// A folder that goes with its owner, if it is nobody else's.
struct Folder {
  std::string path;
  bool is_own = false;
  Folder() = default;
  Folder(Folder&& other) noexcept
      : path(std::move(other.path)), is_own(std::exchange(other.is_own, false)) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    std::error_code error;
    if (is_own) std::filesystem::remove_all(path, error);
  }
};

Result<Folder> folder_of(const std::string& named) {
  Folder folder;
  folder.path = named;
  if (!named.empty()) return folder;
  std::error_code error;
  std::string made =
      (std::filesystem::temp_directory_path(error) / "pontage-store-XXXXXX").string();
  if (error || mkdtemp(made.data()) == nullptr)
    return fail(ErrorKind::cannot_write, made + ": it cannot be made; give a folder: store=DIR");
  folder.path = made;
  folder.is_own = true;
  return folder;
}

/// A join whose triples also lie in a store.
class StoreProblem final : public Problem {
 public:
  StoreProblem(Folder folder, TripleStore store, std::unique_ptr<Problem> join)
      : folder_(std::move(folder)), store_(std::move(store)), join_(std::move(join)) {}

  std::span<const ValueSpec> values() const override { return join_->values(); }
  const Shape& shape() const override { return join_->shape(); }
  Work work(const Variant&) const override {
    return join().work_of(join().counted(count_store).accesses);
  }
  void fill(std::size_t value, std::span<std::byte> to) const override { join_->fill(value, to); }
  Verdict judge(const HostValues& values) const override { return join_->judge(values); }
  Digest canonical(const HostValues& values) const override { return join_->canonical(values); }
  std::string remark() const override {
    const auto triples = static_cast<double>(std::max<std::uint64_t>(1, store_.triples()));
    const auto each = static_cast<double>(store_.bytes_on_disk().count()) / triples;
    return join_->remark() + "; joined in a RocksDB store, " + to_text(store_.bytes_on_disk()) +
           ", " + std::to_string(static_cast<std::int64_t>(each + 0.5)) + " bytes a triple";
  }
  const TripleStore& store() const { return store_; }
  const JoinProblem& join() const { return dynamic_cast<const JoinProblem&>(*join_); }

 private:
  Folder folder_;  // outlives the store
  TripleStore store_;
  std::unique_ptr<Problem> join_;
};

std::string store_refusal(const Problem& problem) {
  const auto* asked = dynamic_cast<const StoreProblem*>(&problem);
  if (asked == nullptr) return "the store is open in Pontage's process, not in a plug-in's device";
  const JoinProblem& join = asked->join();
  for (std::uint32_t i = 0; i < join.plan().patterns; ++i)
    if (join.plan().pattern[i].path != Path::once)
      return "paths are not walked in the store; triple_join walks them";
  return room_refusal(join, Bytes{});
}

/// A kernel of its own: what waits for a store is never beside what reads arrays.
class TripleStoreKernel final : public Kernel {
 public:
  TripleStoreKernel()
      : schema_(join_fields({{"store", "", "the store's folder; none: a temporary one", ""},
                             &TripleJoinShape::store})) {}
  std::string_view name() const override { return "triple_store"; }
  std::string_view summary() const override {
    return "the queries of triple_join over a RocksDB store: each step a seek";
  }
  const ShapeSchema& shape_schema() const override { return schema_; }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return triple_join().identified(axis, std::move(value));
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    auto asked = asked_by_shape(shape, seed);
    if (!asked) return pass_on(asked.error());
    auto folder = folder_of(shape.as<TripleJoinShape>().store);
    if (!folder) return pass_on(folder.error());
    auto store = TripleStore::open(folder->path, asked->triples.triples);
    if (!store) return pass_on(store.error());
    auto fields = std::make_shared<TripleJoinShape>(shape.as<TripleJoinShape>());
    TripleJoinShape* const own = fields.get();
    auto join = make_join_problem(std::move(asked->triples), asked->query, asked->text,
                                  Shape(std::move(fields), shape.settings()));
    if (!join) return pass_on(join.error());
    auto problem =
        std::make_unique<StoreProblem>(std::move(*folder), std::move(*store), std::move(*join));
    own->opened = &problem->store();
    return problem;
  }

 private:
  ShapeSchemaOf<TripleJoinShape> schema_;
  std::vector<Variant> variants_{{"rocksdb", join_store,
                                  "storage, not memory: three orders of 13-byte keys; serial",
                                  store_refusal}};
  std::array<Suite, 2> suites_{{
      {"check",
       "small queries, for their answers",
       {{"triples", "300"}, {"terms", "60"}, {"query", "[triangle,limit]"}, {"budget", "1MiB"}}},
      {"full",
       "universities: heavy and light queries over a store",
       {{"data", "lubm"}, {"query", "[Q1,Q2,Q9]"}}},
  }};
};

}  // namespace

const Kernel& triple_store() {
  static const TripleStoreKernel kernel;
  return kernel;
}

}  // namespace pontage::triple_join
