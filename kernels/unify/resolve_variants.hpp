// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/unify/resolve_shape.hpp"
#include "libbench/dialect.hpp"

namespace pontage::unify {

/// Queries in the order that workers come for them, each with tables of its own.
void resolve_tabled(HostTeam&, const Args&);

/// The same engine, one query after the other, serial.
void resolve_serial(const Args&);

}  // namespace pontage::unify
