// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// The triples of the texts of Packages files; `sha256` stands in the remark. Where a package
/// stands in several, the first one counts. `unreadable` where a text has no package.
Result<Triples> make_debian_triples(std::span<const std::string> texts, const std::string& sha256);

}  // namespace pontage::triple_join
