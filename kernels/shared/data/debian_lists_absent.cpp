// SPDX-License-Identifier: Apache-2.0
/// In place of debian_lists.cpp where this build has no liblz4 or no OpenSSL.
#include "kernels/shared/data/debian_lists.hpp"

namespace pontage::data {
namespace {

auto absent() {
  return fail(ErrorKind::unavailable,
              "this build cannot read Debian's package lists; build it with liblz4 and OpenSSL");
}

}  // namespace

Result<std::vector<std::string>> find_debian_lists(const std::string&) { return absent(); }
Result<DebianLists> load_debian_lists(const std::string&) { return absent(); }
Result<std::string> debian_lists_sha256(const std::string&) { return absent(); }

}  // namespace pontage::data
