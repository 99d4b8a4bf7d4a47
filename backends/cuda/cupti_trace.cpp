// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "backends/cuda/activity_trace.hpp"
#include "backends/cuda/cupti_library.hpp"

namespace pontage::cuda {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr int kBuffers = 16;
constexpr int kPairs = 8;
constexpr CUpti_ExternalCorrelationKind kOurs = CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0;
/// External ids are only recorded beside records of calls, so those are on too.
constexpr std::array kKinds{CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, CUPTI_ACTIVITY_KIND_MEMCPY,
                            CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION, CUPTI_ACTIVITY_KIND_RUNTIME};

/// Where records go, all allocated beforehand.
class BufferPool {
 public:
  bool claim() {
    const std::lock_guard lock(mutex_);
    if (is_claimed_) return false;
    for (auto& buffer : buffers_)
      if (buffer == nullptr) {
        buffer.reset(new Buffer);
        free_.push_back(buffer->bytes);
      }
    full_.reserve(kBuffers);
    return is_claimed_ = true;
  }
  void give_back() {
    const std::lock_guard lock(mutex_);
    is_claimed_ = false;
  }
  std::uint8_t* take_free() {
    const std::lock_guard lock(mutex_);
    if (!is_claimed_ || free_.empty()) return nullptr;
    std::uint8_t* buffer = free_.back();
    free_.pop_back();
    return buffer;
  }
  void put_full(std::uint8_t* buffer, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    full_.emplace_back(buffer, bytes);
  }
  template <class Read>
  void empty(const Read& read) {
    const std::lock_guard lock(mutex_);
    for (const auto& [buffer, bytes] : full_) {
      read(buffer, bytes);
      free_.push_back(buffer);
    }
    full_.clear();
  }

 private:
  struct Buffer {
    alignas(8) std::uint8_t bytes[kBufferBytes];
  };
  std::mutex mutex_;
  bool is_claimed_ = false;
  std::array<std::unique_ptr<Buffer>, kBuffers> buffers_;
  std::vector<std::uint8_t*> free_;
  std::vector<std::pair<std::uint8_t*, std::size_t>> full_;
};

/// The one of the process, because CUPTI's callbacks carry no pointer of ours, and never destroyed,
/// because CUPTI may hold buffers until the end.
BufferPool& pool() {
  static BufferPool& of_process = *new BufferPool;
  return of_process;
}

void CUPTIAPI give_buffer(std::uint8_t** buffer, std::size_t* size, std::size_t* most_records) {
  *buffer = pool().take_free();
  *size = *buffer != nullptr ? kBufferBytes : 0;
  *most_records = 0;
}
void CUPTIAPI take_buffer(CUcontext, std::uint32_t, std::uint8_t* buffer, std::size_t,
                          std::size_t valid) {
  if (buffer != nullptr) pool().put_full(buffer, valid);
}
std::uint64_t CUPTIAPI host_now() { return static_cast<std::uint64_t>(monotonic_raw().count()); }

/// The two clocks of the host at one moment.
struct ClockPair {
  Ticks ticks = 0;
  std::uint64_t ns = 0;
};
ClockPair read_clocks() {
  ClockPair best;
  Ticks width = ~Ticks{0};
  for (int i = 0; i < kPairs; ++i) {
    const Ticks before = end_stamp();
    const std::uint64_t ns = host_now();
    const Ticks after = end_stamp();
    if (after - before >= width) continue;
    width = after - before;
    best = {before + width / 2, ns};
  }
  return best;
}

class CuptiTrace final : public ActivityTrace {
 public:
  explicit CuptiTrace(std::unique_ptr<CuptiLibrary> library)
      : cupti_(std::move(library)),
        source_("CUPTI " + std::to_string(cupti_->version) + " (" + cupti_->name + ")") {}
  ~CuptiTrace() override {
    CuptiTrace::stop();
    (void)CuptiTrace::take();
    pool().give_back();
  }
  CuptiTrace(const CuptiTrace&) = delete;
  CuptiTrace& operator=(const CuptiTrace&) = delete;

  /// Once, before anything is enabled: from then on its times are of our steady clock and not of
  /// one that may be set.
  Result<void> prepare() {
    if (auto done = cupti_->check(cupti_->register_timestamp(host_now), "setting its clock"); !done)
      return done;
    return cupti_->check(cupti_->register_callbacks(give_buffer, take_buffer),
                         "setting its buffers");
  }

  std::string_view source() const override { return source_; }
  Result<void> start() override {
    (void)take();
    began_ = read_clocks();
    for (const CUpti_ActivityKind kind : kKinds)
      if (auto done = cupti_->check(cupti_->enable(kind), "turning records on"); !done) {
        stop();
        return done;
      }
    return {};
  }
  void stop() override {
    for (const CUpti_ActivityKind kind : kKinds) (void)cupti_->disable(kind);
  }
  void announce(std::uint64_t number) noexcept override { (void)cupti_->push_id(kOurs, number); }
  void announced() noexcept override {
    std::uint64_t number = 0;
    (void)cupti_->pop_id(kOurs, &number);
  }

  Taken take() override {
    (void)cupti_->flush_all(0);
    Records records;
    pool().empty([&](std::uint8_t* buffer, std::size_t bytes) { read(buffer, bytes, records); });
    std::size_t lost = 0;
    (void)cupti_->dropped_records(nullptr, 0, &lost);
    return {joined(records, read_clocks()), lost};
  }

 private:
  struct Ran {
    std::uint32_t correlation;
    std::uint64_t begin_ns, end_ns;
  };
  struct Records {
    std::vector<Ran> ran;
    std::map<std::uint32_t, std::uint64_t> number_of;  // of a correlation
  };

  void read(std::uint8_t* buffer, std::size_t bytes, Records& records) const {
    CUpti_Activity* record = nullptr;
    while (cupti_->next_record(buffer, bytes, &record) == CUPTI_SUCCESS) {
      const void* at = record;
      if (record->kind == CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL) {
        const auto& kernel = *static_cast<const CUpti_ActivityKernel9*>(at);
        records.ran.push_back({kernel.correlationId, kernel.start, kernel.end});
      } else if (record->kind == CUPTI_ACTIVITY_KIND_MEMCPY) {
        const auto& copy = *static_cast<const CUpti_ActivityMemcpy5*>(at);
        records.ran.push_back({copy.correlationId, copy.start, copy.end});
      } else if (record->kind == CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION) {
        const auto& named = *static_cast<const CUpti_ActivityExternalCorrelation*>(at);
        if (named.externalKind == kOurs) records.number_of[named.correlationId] = named.externalId;
      }
    }
  }

  /// Records that nobody announced, and those without a time, are nobody's.
  DeviceIntervals joined(const Records& records, const ClockPair& now) const {
    DeviceIntervals at;
    for (const Ran& ran : records.ran) {
      const auto number = records.number_of.find(ran.correlation);
      if (number == records.number_of.end() || ran.begin_ns == 0 || ran.end_ns == 0) continue;
      const DeviceInterval one{ticks_at(ran.begin_ns, now), ticks_at(ran.end_ns, now)};
      const auto [place, is_first] = at.try_emplace(number->second, one);
      if (is_first) continue;
      place->second.begin = std::min(place->second.begin, one.begin);
      place->second.end = std::max(place->second.end, one.end);
    }
    return at;
  }
  Ticks ticks_at(std::uint64_t ns, const ClockPair& now) const {
    const auto since = static_cast<double>(static_cast<std::int64_t>(ns - began_.ns));
    const auto whole = static_cast<double>(std::max<std::uint64_t>(now.ns - began_.ns, 1));
    const double ticks = static_cast<double>(now.ticks - began_.ticks) / whole * since;
    return began_.ticks + static_cast<Ticks>(static_cast<std::int64_t>(ticks));
  }

  std::unique_ptr<CuptiLibrary> cupti_;
  std::string source_;
  ClockPair began_ = read_clocks();
};

}  // namespace

std::vector<std::string> cupti_libraries() {
  const std::string versioned = "libcupti.so." + std::to_string(CUPTI_API_VERSION / 10000);
  std::vector<std::string> names{"libcupti.so", versioned};
  std::vector<std::string> homes{"/usr/local/cuda", "/opt/cuda"};
  for (const char* variable : {"CUDA_PATH", "CUDA_HOME"})
    if (const char* home = std::getenv(variable)) homes.insert(homes.begin(), home);
  for (const std::string& home : homes)
    for (const char* folder : {"/extras/CUPTI/lib64/", "/lib64/"}) {
      names.push_back(home + folder + "libcupti.so");
      names.push_back(home + folder + versioned);
    }
  return names;
}

Result<std::unique_ptr<ActivityTrace>> load_cupti(const std::vector<std::string>& libraries) {
  auto library = CuptiLibrary::load(libraries);
  if (!library) return pass_on(library.error());
  if (!pool().claim())
    return fail(ErrorKind::unavailable, "CUPTI already serves another device of this process");
  auto trace = std::make_unique<CuptiTrace>(std::move(*library));
  if (auto prepared = trace->prepare(); !prepared) return pass_on(prepared.error());
  return trace;
}

}  // namespace pontage::cuda
