// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kernels/unify/knowledge.hpp"
#include "libbench/result.hpp"

namespace pontage::unify {

/// Adds apt's lists as facts (Debian Policy 5 and 7): version(Package, V); depends(Package,
/// or(pkg(Name, R), or(…, none))), a fact a group of alternatives of Depends and Pre-Depends, R
/// being any or lt(V), le(V), eq(V), ge(V) or gt(V); provides(Name, by(Package, V)), V being
/// none where it has no version; conflicts(Package, pkg(Name, R)) from Conflicts and Breaks;
/// satisfies(V, R) where a version that a package of the relation's name has meets it. A name's
/// first paragraph counts. And `queries` goals of packages that depend on something.
Result<void> add_debian(Knowledge&, std::span<const std::string> texts, std::int64_t queries, Seed);

}  // namespace pontage::unify
