// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "libbench/dialect.hpp"

namespace pontage {

/// A team of one: the caller runs every chunk, in order. For code of the `host` dialect where no
/// device is: counting at set-up, serial variants, tests.
class SerialTeam final : public HostTeam {
 public:
  int workers() const override { return 1; }
  void for_chunks(Index n, Index grain, function_ref<void(Index, Index, int)> body) override {
    for (Index at = 0; at < n; at += grain) body(at, std::min(n, at + grain), 0);
  }
  int took_part() override { return 1; }
  RegionTrack* regions() override { return nullptr; }
};

}  // namespace pontage
