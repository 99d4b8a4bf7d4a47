// SPDX-License-Identifier: Apache-2.0
/// Truthful capabilities, and nothing left behind.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "cli/conformance/rig.hpp"
#include "libbench/scenario.hpp"

namespace pontage::cli::conformance {
namespace {

CaseRecord run_chase(const Subject& subject, const std::string& axis, const std::string& value) {
  CaseRequest request;
  request.kernels = {"chase"};
  request.backends = {std::string(subject.backend.name())};
  request.axes = {{"bytes", "64KiB"}, {"hops", "100"}, {"wait", "block"}};
  std::erase_if(request.axes, [&](const auto& a) { return a.first == axis; });
  request.axes.emplace_back(axis, value);
  auto cases = expand_cases(subject.registry, request);
  CaseRecord record;
  record.status = Status::skipped;
  record.reason = cases ? "no case" : cases.error().what;
  if (!cases || cases->empty()) return record;
  return run_briefly(subject, cases->front());
}

/// Memory in use by this process, files open, threads running.
struct Held {
  std::int64_t bytes = 0, files = 0, threads = 0;
};

Held held() {
  Held h;
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages = 0;
  statm >> pages >> pages;
  h.bytes = pages * 4096;
  for (const char* folder : {"/proc/self/fd", "/proc/self/task"}) {
    std::int64_t& count = folder[11] == 'f' ? h.files : h.threads;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; at != end && !error;
         at.increment(error))
      ++count;
  }
  return h;
}

/// A joined thread stands in /proc for a moment longer: looks again, for a fifth of a second at the
/// most, until no more than `threads` are there.
Held settled(std::int64_t threads) {
  Held now = held();
  for (int look = 0; look < 100 && now.threads > threads; ++look, now = held())
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return now;
}

Result<void> live_once(const Subject& subject) {
  auto rig = Rig::open(subject);
  if (!rig) {
    if (rig.error().kind != ErrorKind::refused) return pass_on(rig.error());
    return subject.backend.open(subject.device_axes, nullptr).map([](auto&&) {});
  }
  if (!(*rig)->copies()) return (*rig)->perform({(*rig)->empty_launch(0)});
  auto side = (*rig)->side(64_KiB), home = (*rig)->home(64_KiB);
  if (!side) return pass_on(side.error());
  if (!home) return pass_on(home.error());
  std::ranges::fill(bytes_of(*side), std::byte{1});
  return (*rig)->perform({(*rig)->in(0, home->address(), side->address(), 64_KiB),
                          (*rig)->empty_launch(1, {0}),
                          (*rig)->out(2, side->address(), home->address(), 64_KiB, {1})});
}

}  // namespace

Outcome capabilities_are_true(const Subject& subject) {
  auto device = subject.backend.open(subject.device_axes, nullptr);
  if (!device) return Outcome::fail(device.error().what);
  if ((*device)->queue() == nullptr) return Outcome::skip("it runs on the caller and has no queue");
  std::string can;
  const auto claim = [&](const std::string& axis,
                         std::string_view value) -> std::optional<Outcome> {
    const CaseRecord record = run_chase(subject, axis, std::string(value));
    if (record.status != Status::right)
      return Outcome::fail("it says that it has " + axis + "=" + std::string(value) + ", but " +
                           record.reason);
    can += (can.empty() ? "" : ", ") + axis + "=" + std::string(value);
    return std::nullopt;
  };
  for (int m = 0; m < kMemoryModes; ++m)
    if ((*device)->host_side(static_cast<MemoryMode>(m)))
      if (auto lie = claim("memory", to_text(static_cast<MemoryMode>(m)))) return *lie;
  for (int s = 0; s < kSubmissions; ++s)
    if ((*device)->accepts(static_cast<Submission>(s)))
      if (auto lie = claim("submit", to_text(static_cast<Submission>(s)))) return *lie;
  for (int w = 0; w < kWaits; ++w)
    if (auto lie = claim("wait", to_text(static_cast<Wait>(w)))) return *lie;
  return Outcome::pass(can);
}

Outcome nothing_leaks(const Subject& subject) {
  constexpr int kTimes = 1'000;
  constexpr std::int64_t kNoise = 12 << 20;  // what an allocator may keep for itself
  for (int i = 0; i < 50; ++i)
    if (auto done = live_once(subject); !done) return Outcome::fail(done.error().what);
  const Held before = settled(held().threads - 1);
  for (int i = 0; i < kTimes; ++i)
    if (auto done = live_once(subject); !done)
      return Outcome::fail("the " + std::to_string(i + 51) + "th time: " + done.error().what);
  const Held after = settled(before.threads);
  if (after.bytes - before.bytes > kNoise)
    return Outcome::fail("opened and closed 1,000 times it kept " +
                         to_text(Bytes{(after.bytes - before.bytes) / (1 << 20) * (1 << 20)}));
  if (after.files > before.files || after.threads > before.threads)
    return Outcome::fail("opened and closed 1,000 times it left " +
                         std::to_string(after.files - before.files) + " files and " +
                         std::to_string(after.threads - before.threads) + " threads");
  return Outcome::pass("1,000 times; " + std::to_string((after.bytes - before.bytes) / 1024) +
                       " KiB more in use");
}

}  // namespace pontage::cli::conformance
