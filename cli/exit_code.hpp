// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/result.hpp"

namespace pontage::cli {

/// What the tool's exit codes mean (docs/glossary.md); scripts rely on them.
enum ExitCode : int {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kRegression = 3,
  kInconclusive = 4,  ///< only with --strict
  kWrongAnswer = 5,
  kUnreadable = 65,
  kUnavailable = 69,
  kCannotWrite = 73,
  kInterrupted = 130,
};

constexpr ExitCode exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return kUsage;
    case ErrorKind::unreadable:
      return kUnreadable;
    case ErrorKind::unavailable:
    case ErrorKind::refused:
      return kUnavailable;
    case ErrorKind::cannot_write:
      return kCannotWrite;
    case ErrorKind::internal:
      break;
  }
  return kInternal;
}

}  // namespace pontage::cli
