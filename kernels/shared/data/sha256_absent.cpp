// SPDX-License-Identifier: Apache-2.0
/// In place of sha256.cpp where this build has no OpenSSL.
#include "kernels/shared/data/sha256.hpp"

namespace pontage::data {

Sha256::Sha256() : context_(nullptr, [](void*) {}) {}
void Sha256::add(std::string_view) {}
Result<std::string> Sha256::hex() {
  return fail(ErrorKind::unavailable, "this build has no SHA-256; build it with OpenSSL");
}
Result<std::string> sha256_of_file(const std::string&) { return Sha256().hex(); }

}  // namespace pontage::data
