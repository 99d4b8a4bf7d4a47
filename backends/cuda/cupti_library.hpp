// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cupti.h>

#include <memory>
#include <string>
#include <vector>

#include "libbench/result.hpp"

namespace pontage::cuda {

/// The entries of CUPTI that tracing calls, loaded by name. Once loaded it stays: CUPTI cannot be
/// taken out of a process that has a context. Only for cupti_trace.cpp: it shows CUPTI's types.
struct CuptiLibrary {
  static Result<std::unique_ptr<CuptiLibrary>> load(const std::vector<std::string>& names);

  std::string name;
  std::uint32_t version = 0;
  decltype(&cuptiGetVersion) get_version = nullptr;
  decltype(&cuptiGetResultString) result_string = nullptr;
  decltype(&cuptiActivityRegisterCallbacks) register_callbacks = nullptr;
  decltype(&cuptiActivityRegisterTimestampCallback) register_timestamp = nullptr;
  decltype(&cuptiActivityEnable) enable = nullptr;
  decltype(&cuptiActivityDisable) disable = nullptr;
  decltype(&cuptiActivityFlushAll) flush_all = nullptr;
  decltype(&cuptiActivityGetNextRecord) next_record = nullptr;
  decltype(&cuptiActivityGetNumDroppedRecords) dropped_records = nullptr;
  decltype(&cuptiActivityPushExternalCorrelationId) push_id = nullptr;
  decltype(&cuptiActivityPopExternalCorrelationId) pop_id = nullptr;

  /// Fails with what was being done and what CUPTI says.
  Result<void> check(CUptiResult, const char* doing) const;

 private:
  Result<void> bind(void* handle);
};

}  // namespace pontage::cuda
