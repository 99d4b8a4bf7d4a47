// SPDX-License-Identifier: Apache-2.0
/// Numbers: answers, copies, and what lies beside them.
#include <algorithm>
#include <cstring>

#include "backends/shared/host/page_report.hpp"
#include "cli/conformance/rig.hpp"

namespace pontage::cli::conformance {
namespace {

/// The shapes that a kernel offers for its answers; at its usual one where it offers none.
CaseRequest check_request(const Kernel& kernel, const Subject& subject) {
  CaseRequest request;
  request.kernels = {std::string(kernel.name())};
  request.backends = {std::string(subject.backend.name())};
  request.suite = "check";
  if (subject.backend.has_queues()) request.beside.emplace_back("wait", "block");
  return request;
}

struct Copying {
  std::unique_ptr<Rig> rig;
  Outcome trouble;
  explicit operator bool() const { return rig != nullptr; }
};

/// A rig that can copy, or why there is none.
Copying open_to_copy(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) return {nullptr, Outcome::of(rig.error())};
  if (!(*rig)->copies()) return {nullptr, Outcome::skip("its engines copy nothing")};
  return {std::move(*rig), {}};
}

constexpr std::int64_t kLine = 64;

/// In and out again, `shift` bytes off every alignment, with guards around both ends.
Outcome round_trip(Rig& rig, Bytes size, std::int64_t shift) {
  const Bytes room{size.count() + 4 * kLine};
  auto from = rig.side(room), to = rig.side(room), home = rig.home(room);
  if (!from || !to || !home)
    return Outcome::skip(to_text(room) + ": " +
                         (!from ? from.error()
                          : !to ? to.error()
                                : home.error())
                             .what);
  const std::string what = to_text(size) + " shifted by " + std::to_string(shift);
  const auto length = static_cast<std::size_t>(size.count());
  const auto at = static_cast<std::size_t>(kLine + shift);
  pattern(bytes_of(*from).subspan(at, length), 5);
  std::ranges::fill(bytes_of(*to), std::byte{0xA5});
  auto* middle = static_cast<std::byte*>(home->address()) + at;
  // The second wait, for an operation of its own, lets a late delivery arrive: lateness is another
  // check's business.
  if (auto done = rig.perform({rig.in(0, middle, bytes_of(*from).data() + at, size),
                               rig.out(1, bytes_of(*to).data() + at, middle, size, {0}),
                               rig.empty_launch(2, {1})});
      !done)
    return Outcome::fail(what + ": " + done.error().what);
  if (const auto wrong = first_difference(bytes_of(*to).subspan(at, length), 5); wrong >= 0)
    return Outcome::fail("a copy of " + what + " came back different at byte " +
                         std::to_string(wrong));
  return Outcome::pass(what);
}

/// A value of a problem in the middle of a larger buffer of the device.
struct Guarded {
  Buffer home, side;
  std::size_t size;
  void* middle() const { return static_cast<std::byte*>(home.address()) + kLine; }
};

/// Runs the launch with guards around every value; the name of the value whose guard changed.
Result<std::string> launch_guarded(Rig& rig, const Problem& problem, const Variant& variant) {
  std::vector<Guarded> values;
  Command launch;
  launch.kind = Command::Kind::launch;
  launch.engine = rig.engine_compute();
  launch.act = 1;
  launch.variant = &variant;
  launch.problem = &problem;
  launch.pointers.resize(1);
  for (std::size_t v = 0; v < problem.values().size(); ++v) {
    const ValueSpec& spec = problem.values()[v];
    const Bytes room{spec.most.count() + 2 * kLine};
    auto home = rig.home(room), side = rig.side(room);
    if (!home) return pass_on(home.error());
    if (!side) return pass_on(side.error());
    pattern(bytes_of(*side), v);
    const auto size = static_cast<std::size_t>(spec.most.count());
    if (spec.role == Role::dataset || spec.role == Role::request)
      problem.fill(v, bytes_of(*side).subspan(kLine, size));
    if (auto done = rig.perform({rig.in(0, home->address(), side->address(), room)}); !done)
      return pass_on(done.error());
    values.push_back({std::move(*home), std::move(*side), size});
    launch.pointers[0].push_back(values.back().middle());
    launch.sizes.push_back(spec.most);
  }
  if (auto done = rig.perform({std::move(launch)}); !done) return pass_on(done.error());
  for (std::size_t v = 0; v < values.size(); ++v) {
    const Guarded& value = values[v];
    const auto before = std::vector(bytes_of(value.side).begin(), bytes_of(value.side).end());
    if (auto done = rig.perform(
            {rig.out(0, value.side.address(), value.home.address(), value.side.size())});
        !done)
      return pass_on(done.error());
    const auto now = bytes_of(value.side);
    if (!std::equal(now.begin(), now.begin() + kLine, before.begin()) ||
        !std::equal(now.end() - kLine, now.end(), before.end() - kLine))
      return problem.values()[v].name;
  }
  return std::string();
}

}  // namespace

Outcome kernels_are_right(const Subject& subject) {
  int right = 0;
  std::string skipped;
  for (const Kernel* kernel : subject.registry.kernels()) {
    const auto cases = expand_cases(subject.registry, check_request(*kernel, subject));
    if (!cases) return Outcome::fail(cases.error().what);
    for (const Case& c : *cases) {
      const CaseRecord record = run_briefly(subject, c);
      if (record.status == Status::wrong) return Outcome::fail(record.key + ": " + record.reason);
      if (record.status == Status::skipped && record.trouble != ErrorKind::refused)
        return Outcome::fail(record.key + ": " + record.reason);
      if (record.status == Status::skipped) skipped = record.key + ": " + record.reason;
      right += record.status == Status::right ? 1 : 0;
    }
  }
  if (right == 0) return Outcome::skip("no kernel has a variant for it; " + skipped);
  return Outcome::pass(std::to_string(right) + " shapes right" +
                       (skipped.empty() ? "" : "; skipped, for one: " + skipped));
}

Outcome copies_are_exact(const Subject& subject) {
  const Copying copying = open_to_copy(subject);
  if (!copying) return copying.trouble;
  int done = 0;
  for (const std::int64_t shift : {0, 1, 7})
    for (const std::int64_t size : {0, 1, 63, 64, 4097, (1 << 20) + 3, 64 << 20}) {
      if (size == 64 << 20 && shift > 0) continue;
      Outcome outcome = round_trip(*copying.rig, Bytes{size}, shift);
      if (outcome.verdict != Outcome::Verdict::pass) return outcome;
      ++done;
    }
  return Outcome::pass(std::to_string(done) + " copies, up to 64 MiB");
}

Outcome huge_copies_are_exact(const Subject& subject) {
  const Copying copying = open_to_copy(subject);
  if (!copying) return copying.trouble;
  // Three buffers of it, and as much again for everybody else.
  constexpr std::int64_t kHuge = (std::int64_t{4} << 30) + 4097;
  const auto available = host::available_memory();
  if (!available || available->count() < 5 * kHuge)
    return Outcome::skip("a copy beyond 4 GiB needs 20 GiB of memory that is free");
  return round_trip(*copying.rig, Bytes{kHuge}, 0);
}

Outcome neighbours_are_left_alone(const Subject& subject) {
  const Copying copying = open_to_copy(subject);
  if (!copying) return copying.trouble;
  Rig& rig = *copying.rig;
  // A response in the middle of host memory.
  for (const std::int64_t size : {64, 1000, 1 << 20}) {
    auto host = rig.side(Bytes{size + 2 * kLine}), home = rig.home(Bytes{size});
    if (!host || !home) return Outcome::skip((!host ? host.error() : home.error()).what);
    pattern(bytes_of(*host), 9);
    const std::vector<std::byte> before(bytes_of(*host).begin(), bytes_of(*host).end());
    if (auto done =
            rig.perform({rig.out(0, bytes_of(*host).data() + kLine, home->address(), Bytes{size}),
                         rig.empty_launch(1, {0})});
        !done)
      return Outcome::fail(done.error().what);
    const auto now = bytes_of(*host);
    if (!std::equal(now.begin(), now.begin() + kLine, before.begin()) ||
        !std::equal(now.end() - kLine, now.end(), before.end() - kLine))
      return Outcome::fail("a copy of " + std::to_string(size) +
                           " bytes to the host changed bytes beside it");
  }
  int guarded = 0;
  for (const Kernel* kernel : subject.registry.kernels()) {
    const auto cases = expand_cases(subject.registry, check_request(*kernel, subject));
    if (!cases || cases->empty()) continue;
    const auto shape = kernel->shape_schema().make(cases->back().shape);
    if (!shape) continue;
    const auto problem = kernel->make_problem(*shape, 3);
    if (!problem) continue;
    const auto variant =
        choose_variant(subject.registry.variants(*kernel), rig.device(), **problem, "");
    if (!variant) continue;
    const auto touched = launch_guarded(rig, **problem, **variant);
    if (!touched) return Outcome::fail(touched.error().what);
    if (!touched->empty())
      return Outcome::fail(std::string(kernel->name()) + " wrote beside its value '" + *touched +
                           "'");
    ++guarded;
  }
  return Outcome::pass("3 copies and " + std::to_string(guarded) + " kernels between guards");
}

Outcome every_job_is_fresh(const Subject& subject) {
  const Copying copying = open_to_copy(subject);
  if (!copying) return copying.trouble;
  Rig& rig = *copying.rig;
  auto from = rig.side(64_KiB), to = rig.side(64_KiB), home = rig.home(64_KiB);
  if (!from || !to || !home) return Outcome::fail("64 KiB cannot be allocated");
  rig.queue().clear();
  std::vector<PreparedId> ids;
  for (Command& c : std::vector{rig.in(0, home->address(), from->address(), 64_KiB),
                                rig.out(1, to->address(), home->address(), 64_KiB, {0}),
                                rig.empty_launch(2, {1})}) {
    auto id = rig.prepare({c});
    if (!id) return Outcome::fail(id.error().what);
    ids.push_back(*id);
  }
  for (JobId job = 0; job < 20; ++job) {
    pattern(bytes_of(*from), static_cast<std::uint64_t>(job) + 100);
    if (auto done = rig.go(ids, 2, job); !done) return Outcome::fail(done.error().what);
    if (first_difference(bytes_of(*to), static_cast<std::uint64_t>(job) + 100) >= 0)
      return Outcome::fail(
          "job " + std::to_string(job) + " delivered " +
          (job > 0 && first_difference(bytes_of(*to), static_cast<std::uint64_t>(job) + 99) < 0
               ? "the data of the job before"
               : "other data than it was given"));
  }
  return Outcome::pass("20 jobs, each with its own data");
}

}  // namespace pontage::cli::conformance
