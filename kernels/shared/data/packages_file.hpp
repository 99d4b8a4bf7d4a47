// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "libbench/function_ref.hpp"
#include "libbench/result.hpp"

namespace pontage::data {

/// A field of a package: its name, and what stands on its first line, trimmed. Folded lines belong
/// to descriptions and tags; those of `Tag` are fields of the name "Tag" too.
struct PackageField {
  std::string_view name, value;
};

/// Calls `take` with the name and the fields of every paragraph of a Packages file (Debian Policy
/// 5.3) that has a Package field, in the file's order. Views point into `text`; the span lives for
/// the call. `unreadable` where the text has no package at all.
Result<void> read_packages(
    std::string_view text,
    function_ref<void(std::string_view package, std::span<const PackageField>)> take);

/// The names of a relation (Debian Policy 7.1), alternatives alike, versions and architectures
/// aside: "a (>= 1) | b:any, c" has a, b and c.
void add_related_names(std::string_view relation, std::vector<std::string_view>& to);

}  // namespace pontage::data
