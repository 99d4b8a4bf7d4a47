// SPDX-License-Identifier: Apache-2.0
// A library with the entries of NVIDIA's libcupti that we call. Records are laid out as its headers
// say; they are of what the test says that ran. The least helpful order: what ran comes before the
// record that says who submitted it, and nothing is delivered before a flush.
#include "tests/support/fake_cupti/fake_cupti.hpp"

#include <cupti.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <vector>

namespace {

constexpr std::size_t kRoom = 512;  // of any record
static_assert(sizeof(CUpti_ActivityKernel9) <= kRoom && sizeof(CUpti_ActivityMemcpy5) <= kRoom);

struct Ran {
  bool is_kernel;
  std::uint32_t correlation;
  std::uint64_t begin, end;
};
struct Named {
  std::uint32_t correlation;
  std::uint64_t id;
};

std::mutex mutex;
std::vector<std::uint64_t> ids;
std::vector<Ran> all_ran;
std::vector<Named> all_named;
std::uint32_t last_correlation = 0;
std::size_t dropped = 0;
CUpti_TimestampCallbackFunc clock_of_host = nullptr;
CUpti_BuffersCallbackRequestFunc request = nullptr;
CUpti_BuffersCallbackCompleteFunc complete = nullptr;

std::uint32_t submitted();
std::uint64_t now();
void ran(bool is_kernel, std::uint32_t correlation, std::uint64_t begin, std::uint64_t end);

template <class Record>
void put(std::vector<std::uint8_t>& to, const Record& record) {
  const std::size_t at = to.size();
  to.resize(at + kRoom);
  std::memcpy(to.data() + at, &record, sizeof record);
}

}  // namespace

extern "C" {
pontage::test::FakeCupti fake_cupti_state{0, 0, 0, false, false, 0, 0, 0, submitted, now, ran};
}

namespace {

std::uint32_t submitted() {
  const std::lock_guard lock(mutex);
  if (fake_cupti_state.kinds_enabled == 0) return 0;
  ++last_correlation;
  if (!ids.empty()) all_named.push_back({last_correlation, ids.back()});
  return last_correlation;
}
std::uint64_t now() {
  if (clock_of_host == nullptr || fake_cupti_state.has_own_clock) return 1;
  return clock_of_host() + static_cast<std::uint64_t>(fake_cupti_state.clock_ahead_ns);
}
void ran(bool is_kernel, std::uint32_t correlation, std::uint64_t begin, std::uint64_t end) {
  const std::lock_guard lock(mutex);
  if (correlation == 0) return;
  if (fake_cupti_state.drops_records)
    ++dropped;
  else
    all_ran.push_back({is_kernel, correlation, begin, end});
}

std::vector<std::uint8_t> records() {
  std::vector<std::uint8_t> bytes;
  for (const Ran& one : all_ran) {
    if (one.is_kernel) {
      CUpti_ActivityKernel9 kernel{};
      kernel.kind = CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL;
      kernel.correlationId = one.correlation;
      kernel.start = one.begin;
      kernel.end = one.end;
      put(bytes, kernel);
    } else {
      CUpti_ActivityMemcpy5 copy{};
      copy.kind = CUPTI_ACTIVITY_KIND_MEMCPY;
      copy.correlationId = one.correlation;
      copy.start = one.begin;
      copy.end = one.end;
      put(bytes, copy);
    }
  }
  for (const Named& one : all_named) {
    CUpti_ActivityExternalCorrelation named{};
    named.kind = CUPTI_ACTIVITY_KIND_EXTERNAL_CORRELATION;
    named.externalKind = CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0;
    named.correlationId = one.correlation;
    named.externalId = one.id;
    put(bytes, named);
  }
  all_ran.clear();
  all_named.clear();
  return bytes;
}

}  // namespace

extern "C" {

CUptiResult CUPTIAPI cuptiGetVersion(std::uint32_t* version) {
  *version = fake_cupti_state.version != 0 ? fake_cupti_state.version : CUPTI_API_VERSION;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiGetResultString(CUptiResult, const char** text) {
  *text = "CUPTI_ERROR_OF_THE_FAKE";
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityRegisterTimestampCallback(CUpti_TimestampCallbackFunc function) {
  if (fake_cupti_state.kinds_enabled > 0) return CUPTI_ERROR_INVALID_OPERATION;
  clock_of_host = function;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityRegisterCallbacks(CUpti_BuffersCallbackRequestFunc requested,
                                                    CUpti_BuffersCallbackCompleteFunc completed) {
  request = requested;
  complete = completed;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityEnable(CUpti_ActivityKind) {
  if (fake_cupti_state.enable_error != 0)
    return static_cast<CUptiResult>(fake_cupti_state.enable_error);
  ++fake_cupti_state.kinds_enabled;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityDisable(CUpti_ActivityKind) {
  fake_cupti_state.kinds_enabled = 0;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityPushExternalCorrelationId(CUpti_ExternalCorrelationKind,
                                                            std::uint64_t id) {
  const std::lock_guard lock(mutex);
  ids.push_back(id);
  ++fake_cupti_state.ids_pushed;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityPopExternalCorrelationId(CUpti_ExternalCorrelationKind,
                                                           std::uint64_t* id) {
  const std::lock_guard lock(mutex);
  if (ids.empty()) return CUPTI_ERROR_QUEUE_EMPTY;
  *id = ids.back();
  ids.pop_back();
  ++fake_cupti_state.ids_popped;
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityFlushAll(std::uint32_t) {
  std::vector<std::uint8_t> bytes;
  {
    const std::lock_guard lock(mutex);
    bytes = records();
  }
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint8_t* buffer = nullptr;
    std::size_t room = 0, most_records = 0;
    request(&buffer, &room, &most_records);
    if (buffer == nullptr) {
      dropped += (bytes.size() - at) / kRoom;
      return CUPTI_SUCCESS;
    }
    const std::size_t now = std::min(room / kRoom * kRoom, bytes.size() - at);
    std::memcpy(buffer, bytes.data() + at, now);
    complete(nullptr, 0, buffer, room, now);
    at += now;
  }
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityGetNextRecord(std::uint8_t* buffer, std::size_t valid,
                                                CUpti_Activity** record) {
  std::uint8_t* next =
      *record == nullptr ? buffer : reinterpret_cast<std::uint8_t*>(*record) + kRoom;
  if (next + kRoom > buffer + valid) return CUPTI_ERROR_MAX_LIMIT_REACHED;
  *record = static_cast<CUpti_Activity*>(static_cast<void*>(next));
  return CUPTI_SUCCESS;
}
CUptiResult CUPTIAPI cuptiActivityGetNumDroppedRecords(CUcontext, std::uint32_t,
                                                       std::size_t* count) {
  *count = dropped;
  dropped = 0;
  return CUPTI_SUCCESS;
}
}
