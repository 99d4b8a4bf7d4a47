// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <utility>

#include "kernels/shared/data/pinned_name.hpp"
#include "kernels/shared/data/sha256.hpp"
#include "kernels/shared/desktop/frame_source.hpp"
#include "kernels/shared/desktop/generator.hpp"
#include "kernels/shared/desktop/script.hpp"
#include "kernels/shared/desktop/session.hpp"
#include "kernels/shared/desktop/trace_format.hpp"
#include "kernels/shared/desktop/trace_reader.hpp"

namespace pontage::desktop {
namespace {

/// The path of a trace and its pin. A file whose own name has an '@' is meant as it stands.
data::PinnedName split_session(const std::string& session) {
  std::error_code error;
  if (std::filesystem::exists(session, error)) return {session, ""};
  return data::split_pin(session);
}

Result<std::unique_ptr<FrameSource>> open_recorded(const FramesSpec& spec) {
  const auto [path, pin] = split_session(spec.session);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return fail(ErrorKind::usage, "there is no session '" + spec.session + "'; it takes " +
                                      script_names() + ", or the path of a recorded trace");
  if (!pin.empty()) {
    const auto sha256 = data::sha256_of_file(path);
    if (!sha256) return pass_on(sha256.error());
    if (auto same = data::check_pin(path, *sha256, pin); !same) return pass_on(same.error());
  }
  auto trace = open_trace(path);
  if (!trace) return trace;
  const Frame& frame = (*trace)->frame();
  const bool is_any = spec.width == 0 && spec.height == 0;
  if (!is_any && (spec.width != frame.width || spec.height != frame.height))
    return fail(ErrorKind::refused, path + ": it was recorded at " + std::to_string(frame.width) +
                                        " x " + std::to_string(frame.height) + ", not at " +
                                        std::to_string(spec.width) + " x " +
                                        std::to_string(spec.height) + "; ask for its own size");
  return trace;
}

}  // namespace

std::string script_names() {
  std::string names;
  for (const NamedScript& script : kScripts)
    names.append(names.empty() ? "" : ", ").append(script.name);
  return names;
}

bool is_script(const std::string& session) { return find_script(session) != nullptr; }

std::string pinned_session(std::string session) {
  std::error_code error;
  if (is_script(session) || !std::filesystem::is_regular_file(session, error)) return session;
  const auto sha256 = data::sha256_of_file(session);
  return sha256 ? data::with_pin(session, *sha256) : session;
}

Result<std::unique_ptr<FrameSource>> open_frames(const FramesSpec& spec) {
  if (!is_script(spec.session)) return open_recorded(spec);
  for (const std::int32_t side : {spec.width, spec.height})
    if (side < 1 || side > kLongestSide)
      return fail(ErrorKind::usage, "a desktop of " + std::to_string(spec.width) + " x " +
                                        std::to_string(spec.height) +
                                        " pixels cannot be drawn; each side takes 1 to " +
                                        std::to_string(kLongestSide));
  return make_generator(spec.session, spec.width, spec.height, spec.seed);
}

}  // namespace pontage::desktop
