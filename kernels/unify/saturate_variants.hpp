// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/saturate_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// What is reached from each node, depth first, serial: what the model is, not how Datalog finds
/// it.
void saturate_reference(const Args&);

/// Semi-naive rounds over all rows: what the last round found is joined with what is known. Any of
/// the programs.
void saturate_rounds(HostTeam&, const Args&);

/// Semi-naive, each row to its own fixpoint: in the program `right` no row reads another.
void saturate_rows(HostTeam&, const Args&);

}  // namespace pontage::unify
