// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pontage::desktop {

/// What `FramesSpec::session` takes, for sentences: the scripts' names.
std::string script_names();
bool is_script(const std::string& session);

/// As a session must stand in a key: a script as it is, a trace with "@" and the beginning of its
/// SHA-256 (kernels/shared/data/pinned_name.hpp), where it can be read and is not pinned yet.
std::string pinned_session(std::string session);

}  // namespace pontage::desktop
