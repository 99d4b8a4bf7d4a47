// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/team_conformance.hpp"

namespace pontage::cpu_tbb {
std::unique_ptr<Backend> make_backend();
}

namespace pontage::host {
const bool kPromisesConcurrency = false;
std::unique_ptr<Backend> conformance_backend() { return cpu_tbb::make_backend(); }
}  // namespace pontage::host
