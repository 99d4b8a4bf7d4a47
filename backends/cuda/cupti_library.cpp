// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/cupti_library.hpp"

#include <dlfcn.h>

namespace pontage::cuda {
namespace {

/// Records grow at their end within a major version (until CUDA 12: throughout), so an older header
/// reads a newer library's, and not the other way round.
bool reads_records_of(std::uint32_t library) {
  constexpr std::uint32_t kHeader = CUPTI_API_VERSION;
  constexpr std::uint32_t kMajor = 10000;
  return library >= kHeader && library / kMajor == kHeader / kMajor;
}

}  // namespace

Result<std::unique_ptr<CuptiLibrary>> CuptiLibrary::load(const std::vector<std::string>& names) {
  std::string why = "CUPTI is nowhere to be found";
  for (const std::string& name : names) {
    void* handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == nullptr) {
      if (const char* text = dlerror()) why = std::string("CUPTI cannot be loaded (") + text + ")";
      continue;
    }
    auto library = std::make_unique<CuptiLibrary>();
    library->name = name;
    if (auto bound = library->bind(handle); !bound) return pass_on(bound.error());
    if (auto good = library->check(library->get_version(&library->version), "asking its version");
        !good)
      return pass_on(good.error());
    if (reads_records_of(library->version)) return library;
    return fail(ErrorKind::unavailable, name + " is CUPTI " + std::to_string(library->version) +
                                            ", and this was compiled for " +
                                            std::to_string(CUPTI_API_VERSION));
  }
  return fail(ErrorKind::unavailable, why);
}

Result<void> CuptiLibrary::bind(void* handle) {
  std::string missing;
  const auto find = [&]<class Function>(const char* symbol, Function& function) {
    function = reinterpret_cast<Function>(dlsym(handle, symbol));
    if (function == nullptr && missing.empty()) missing = symbol;
  };
  find("cuptiGetVersion", get_version);
  find("cuptiGetResultString", result_string);
  find("cuptiActivityRegisterCallbacks", register_callbacks);
  find("cuptiActivityRegisterTimestampCallback", register_timestamp);
  find("cuptiActivityEnable", enable);
  find("cuptiActivityDisable", disable);
  find("cuptiActivityFlushAll", flush_all);
  find("cuptiActivityGetNextRecord", next_record);
  find("cuptiActivityGetNumDroppedRecords", dropped_records);
  find("cuptiActivityPushExternalCorrelationId", push_id);
  find("cuptiActivityPopExternalCorrelationId", pop_id);
  if (missing.empty()) return {};
  return fail(ErrorKind::unavailable, name + " has no " + missing);
}

Result<void> CuptiLibrary::check(CUptiResult result, const char* doing) const {
  if (result == CUPTI_SUCCESS) return {};
  const char* text = nullptr;
  (void)result_string(result, &text);
  return fail(ErrorKind::unavailable, std::string("CUPTI: ") + doing + " failed: " +
                                          (text != nullptr ? text : "no reason given"));
}

}  // namespace pontage::cuda
