// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/check.hpp"
#include "libbench/result.hpp"

namespace pontage::test {

/// What a parser refuses comes with a sentence, and is never a bug's.
inline void check_sentence(const Error& error) {
  PONTAGE_CHECK(!error.what.empty() && error.kind != ErrorKind::internal, error.what);
}

}  // namespace pontage::test
