// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libbench/result.hpp"

namespace pontage::data {

/// SHA-256 (FIPS 180-4) over several texts, one after the other. A build without OpenSSL has one
/// whose answer is `unavailable`.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view text);
  Result<std::string> hex();

 private:
  std::unique_ptr<void, void (*)(void*)> context_;
  [[maybe_unused]] bool is_good_ = false;  // a build without OpenSSL has no use for it
};

/// Of a file as it is. `unreadable` where it cannot be read.
Result<std::string> sha256_of_file(const std::string& path);

}  // namespace pontage::data
