// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/unify_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// Every node of both terms is a class from the start; serial and plain: the text to read first.
void unify_reference(const Args&);

/// One worker a lane: the item of union_find_item.hpp.
void unify_union_find(HostTeam&, const Args&);

/// The same with long rows read by vectors (row_vectors.hpp). Only where the build has Highway.
void unify_vectors(HostTeam&, const Args&);

/// One worker a lane: the textbook's item (robinson_item.hpp).
void unify_recursive(HostTeam&, const Args&);

}  // namespace pontage::unify
