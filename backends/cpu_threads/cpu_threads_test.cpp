// SPDX-License-Identifier: Apache-2.0
#include "backends/shared/host/team_conformance.hpp"

namespace pontage::cpu_threads {
std::unique_ptr<Backend> make_backend();
}

namespace pontage::host {
const bool kPromisesConcurrency = true;
std::unique_ptr<Backend> conformance_backend() { return cpu_threads::make_backend(); }
}  // namespace pontage::host
