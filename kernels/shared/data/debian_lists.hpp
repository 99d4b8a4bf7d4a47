// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/result.hpp"

namespace pontage::data {

/// Where apt keeps what it knows of packages.
inline constexpr const char* kUsualAptLists = "/var/lib/apt/lists";

/// Package lists as they lie on this machine, and what they are.
struct DebianLists {
  std::vector<std::string> texts;  ///< deb822, one a file, in the order of the files' names
  std::string sha256;              ///< of the files as they are, one after the other; hex
};

/// The files of a place: a Packages file, or a folder with files whose names end in _Packages, and
/// .lz4 after it where apt keeps them compressed. `unavailable` where there is none, with what to
/// do about it.
Result<std::vector<std::string>> find_debian_lists(const std::string& place);
/// Reads and, where their names end in .lz4, decompresses them. A file that is truncated or
/// something else is `unreadable`.
Result<DebianLists> load_debian_lists(const std::string& place);
/// Only what they are: cheap enough for every case that names them.
Result<std::string> debian_lists_sha256(const std::string& place);

}  // namespace pontage::data
