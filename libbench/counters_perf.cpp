// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters_perf.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libbench/system_files.hpp"

namespace pontage {
namespace {

const std::string kParanoid = "/proc/sys/kernel/perf_event_paranoid";
constexpr double kNoTurns = 0.999;  // below the switching itself, a counter was on all the time

bool is_forbidden(int error) { return error == EACCES || error == EPERM; }

/// Why the kernel refused to count an event, and what to do about it.
CounterOffer refusal(const char* name, int error, const SystemFiles& files) {
  switch (error) {
    case EACCES:
    case EPERM: {
      const auto paranoid = files.integer(kParanoid);
      return {
          name,
          "the kernel forbids counters" +
              (paranoid ? ": perf_event_paranoid is " + std::to_string(*paranoid) : std::string()),
          "sudo sysctl kernel.perf_event_paranoid=1; in a container also --cap-add PERFMON and "
          "a seccomp profile that allows perf_event_open"};
    }
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
      return {name, "the processor offers no such counter here",
              "`perf list` shows what there is; on a virtual machine ask for a virtual PMU (QEMU: "
              "-cpu host,pmu=on)"};
    case ENOSYS:
      return {name, "this kernel or sandbox has no perf_event_open",
              "run outside the sandbox, on a kernel built with CONFIG_PERF_EVENTS"};
    case EMFILE:
    case ENFILE:
      return {name, "too many files are open for a counter in every thread",
              "ulimit -n 65536, or fewer workers"};
    case EBUSY:
      return {name, "another profiler holds the processor's counters", "end it and run again"};
    default:
      return {name, std::string("perf_event_open failed: ") + std::strerror(error),
              "`perf stat true` says whether anybody can count here"};
  }
}

/// The sum over threads, each scaled up by the share of its time that it was counted for.
class Total {
 public:
  void add(const PerfCount& count) {
    enabled_ += static_cast<double>(count.enabled_ns);
    running_ += static_cast<double>(count.running_ns);
    if (count.running_ns == 0) return;  // its time counts, at the mean rate of the others
    seen_ += static_cast<double>(count.enabled_ns);
    value_ += static_cast<double>(count.value) * static_cast<double>(count.enabled_ns) /
              static_cast<double>(count.running_ns);
  }
  bool was_ever_on() const { return running_ > 0; }
  double value() const { return share() == 1 ? value_ : value_ * enabled_ / seen_; }
  double share() const {
    const double share = running_ / enabled_;
    return share >= kNoTurns ? 1 : share;
  }

 private:
  double value_ = 0, enabled_ = 0, running_ = 0, seen_ = 0;
};

class PerfCounters final : public CounterProvider {
 public:
  PerfCounters(std::unique_ptr<PerfCalls> calls, std::span<const PerfEvent> events,
               const SystemFiles& files)
      : calls_(std::move(calls)), events_(events), files_(files), counters_(events.size()) {
    for (const PerfEvent& event : events_) offers_.push_back(try_event(event));
  }
  ~PerfCounters() override { PerfCounters::detach(); }
  PerfCounters(const PerfCounters&) = delete;
  PerfCounters& operator=(const PerfCounters&) = delete;

  std::string_view name() const override { return "perf_event"; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }

  void attach() override {
    detach();
    threads_ = 0;
    for (const int thread : calls_->threads())
      if (open_in(thread)) ++threads_;
  }
  void start() noexcept override {
    for (const Counter& counter : counters_)
      for (const int descriptor : counter.descriptors) calls_->enable(descriptor);
  }
  void stop() noexcept override {
    for (const Counter& counter : counters_)
      for (const int descriptor : counter.descriptors) calls_->disable(descriptor);
  }
  std::vector<CounterReading> readings() const override {
    std::vector<CounterReading> all;
    for (std::size_t i = 0; i < events_.size(); ++i) all.push_back(reading(i));
    return all;
  }
  void detach() noexcept override {
    for (Counter& counter : counters_) {
      for (const int descriptor : counter.descriptors) calls_->close(descriptor);
      counter.descriptors.clear();
      counter.error = 0;
    }
  }

 private:
  /// One event in every thread.
  struct Counter {
    std::vector<int> descriptors;
    int error = 0;  // of the first thread that refused: a sum that lacks a thread is no sum
  };

  CounterOffer try_event(const PerfEvent& event) {
    int descriptor = calls_->open(event, 0, with_kernel_);
    if (with_kernel_ && is_forbidden(-descriptor)) {
      const int in_user_mode = calls_->open(event, 0, false);
      if (in_user_mode >= 0) {
        // All events in the same modes, or they could not be divided by each other.
        with_kernel_ = false;
        descriptor = in_user_mode;
      }
    }
    if (descriptor < 0) return refusal(event.name, -descriptor, files_);
    calls_->close(descriptor);
    return {event.name, "", ""};
  }

  /// Whether the thread is there; it may have ended since it was listed.
  bool open_in(int thread) {
    bool is_there = true;
    for (std::size_t i = 0; i < events_.size() && is_there; ++i) {
      if (!offers_[i].is_readable() || counters_[i].error != 0) continue;
      const int descriptor = calls_->open(events_[i], thread, with_kernel_);
      if (descriptor >= 0)
        counters_[i].descriptors.push_back(descriptor);
      else if (descriptor == -ESRCH)
        is_there = false;
      else
        counters_[i].error = -descriptor;
    }
    return is_there;
  }

  CounterReading reading(std::size_t i) const {
    const char* name = events_[i].name;
    const Counter& counter = counters_[i];
    if (!offers_[i].is_readable()) return absent(offers_[i]);
    if (counter.error != 0) return absent(refusal(name, counter.error, files_));
    Total total;
    for (const int descriptor : counter.descriptors) {
      PerfCount count;
      if (!calls_->read(descriptor, count))
        return absent({name, "the counter could not be read any more", "run again"});
      total.add(count);
    }
    if (!total.was_ever_on())
      return absent({name, "the processor has fewer counters than events and this never had a turn",
                     "end other profilers, or take longer jobs"});
    return {name, total.value(), "", total.share(), source()};
  }

  std::string source() const {
    return std::string("perf_event, ") + (with_kernel_ ? "user and kernel mode" : "user mode") +
           ", " + std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads");
  }

  std::unique_ptr<PerfCalls> calls_;
  std::span<const PerfEvent> events_;
  SystemFiles files_;
  bool with_kernel_ = true;
  std::vector<CounterOffer> offers_;
  std::vector<Counter> counters_;
  int threads_ = 0;
};

}  // namespace

std::unique_ptr<CounterProvider> make_perf_counters(std::unique_ptr<PerfCalls> calls,
                                                    std::span<const PerfEvent> events,
                                                    const SystemFiles& files) {
  return std::make_unique<PerfCounters>(std::move(calls), events, files);
}

}  // namespace pontage
