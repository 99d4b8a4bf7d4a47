// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace pontage::triple_join {

/// A file of the folder `queries` as it is; the build puts them into the program.
struct QueryText {
  std::string_view name;  ///< of the file, without .rq
  std::string_view text;
};
/// In the order of their names.
std::span<const QueryText> query_texts();

}  // namespace pontage::triple_join
