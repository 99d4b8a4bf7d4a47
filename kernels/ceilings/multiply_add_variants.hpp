// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "libbench/dialect.hpp"

namespace pontage::ceilings {

/// One number after the other, serial: what a chain costs when nothing else is in flight.
void multiply_add_reference(const Args&);

/// A product and a sum apart, as the compiler vectorises them for the baseline.
void multiply_add_plain(HostTeam&, const Args&);

/// Twelve vectors in registers, fused where the processor can. Only where the build has Highway.
void multiply_add_fused(HostTeam&, const Args&);
/// The instruction set that it runs on here, as Highway names it.
const char* fused_target();

/// One item's numbers.
struct MultiplyAddItem {
  const float* start = nullptr;
  float* out = nullptr;
  float factor = 0, addend = 0;
  std::int64_t steps = 0;
};
/// Every item, each by `do_item`, which any worker may call.
void do_items(HostTeam&, const Args&, void (*do_item)(const MultiplyAddItem&));

}  // namespace pontage::ceilings
