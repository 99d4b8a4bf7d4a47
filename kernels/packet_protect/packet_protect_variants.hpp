// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/dialect.hpp"

namespace pontage::packet_protect {

/// One packet after the other, serial: composed, sealed, masked.
void packet_protect_reference(const Args&);

/// A batch in each worker: every packet is sealed, most of it straight from the bitstream, then the
/// masks of all come from one call.
void packet_protect_batches(HostTeam&, const Args&);

}  // namespace pontage::packet_protect
