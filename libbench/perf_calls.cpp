// SPDX-License-Identifier: Apache-2.0
#include "libbench/perf_calls.hpp"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "libbench/system_files.hpp"

namespace pontage {
namespace {

constexpr std::uint64_t read_misses(std::uint64_t cache) {
  return cache | PERF_COUNT_HW_CACHE_OP_READ << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16;
}

/// Few enough for one go on the processors that have most of them; those that have none for an
/// event say so. `cache_misses_count` is what the kernel calls cache misses: of the last level on
/// Intel, of the second on AMD, whose last level is counted for whole chips only.
constexpr std::array<PerfEvent, 8> kEvents{
    {{"cycles_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
     {"instructions_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
     {"frontend_stalled_cycles_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND},
     {"backend_stalled_cycles_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND},
     {"llc_misses_count", PERF_TYPE_HW_CACHE, read_misses(PERF_COUNT_HW_CACHE_LL)},
     {"cache_misses_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
     {"tlb_misses_count", PERF_TYPE_HW_CACHE, read_misses(PERF_COUNT_HW_CACHE_DTLB)},
     {"branch_misses_count", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES}}};

class KernelCalls final : public PerfCalls {
 public:
  std::vector<int> threads() const override {
    std::vector<int> all;
    for (const std::string& name : SystemFiles().names("/proc/self/task")) {
      int thread = 0;
      if (std::from_chars(name.data(), name.data() + name.size(), thread).ec == std::errc{})
        all.push_back(thread);
    }
    return all;
  }

  int open(const PerfEvent& event, int thread, bool with_kernel) override {
    perf_event_attr wanted{};
    wanted.size = sizeof wanted;
    wanted.type = event.type;
    wanted.config = event.config;
    wanted.disabled = 1;
    wanted.inherit = 1;  // threads that a worker or a library starts while we count
    wanted.exclude_kernel = with_kernel ? 0 : 1;
    wanted.exclude_hv = 1;
    wanted.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    const auto descriptor =
        syscall(SYS_perf_event_open, &wanted, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return descriptor < 0 ? -errno : static_cast<int>(descriptor);
  }
  void enable(int descriptor) noexcept override { ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0); }
  void disable(int descriptor) noexcept override { ioctl(descriptor, PERF_EVENT_IOC_DISABLE, 0); }
  bool read(int descriptor, PerfCount& count) const override {
    std::array<std::uint64_t, 3> words{};
    if (::read(descriptor, words.data(), sizeof words) != sizeof words) return false;
    count = {words[0], words[1], words[2]};
    return true;
  }
  void close(int descriptor) noexcept override { ::close(descriptor); }
};

}  // namespace

std::span<const PerfEvent> perf_events() { return kEvents; }

PerfEvent page_fault_event() {
  return {"page_faults_count", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS};
}

std::unique_ptr<PerfCalls> make_perf_calls() { return std::make_unique<KernelCalls>(); }

}  // namespace pontage
