// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace pontage {

/// What kind of trouble it is; the tool maps each kind to one exit code (docs/glossary.md, "exit
/// codes").
enum class ErrorKind {
  internal,      ///< a promise of ours was broken
  usage,         ///< a flag, axis or name that nobody knows
  unreadable,    ///< a file that is truncated, malformed or newer than this build
  unavailable,   ///< a backend, device or input that this machine has not
  cannot_write,  ///< an output that cannot be written
  refused,       ///< a case that cannot run here; the sentence goes into its record
};

inline constexpr std::string_view kErrorKindNames[] = {"internal",    "usage",        "unreadable",
                                                       "unavailable", "cannot_write", "refused"};
constexpr std::string_view to_text(ErrorKind kind) {
  return kErrorKindNames[static_cast<int>(kind)];
}

/// A sentence for a person: what went wrong, where, and what to do about it.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string what;

  /// The same error with the place it happened in front: `within("machines/a.json")`.
  [[nodiscard]] Error within(std::string_view where) const {
    return Error{kind, std::string(where) + ": " + what};
  }
};

/// A value or the sentence why there is none. Never used inside a timed region.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::usage, "…")` from a function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string what) {
  return tl::unexpected<Error>(Error{kind, std::move(what)});
}
/// Passes an error on, saying where this layer met it.
[[nodiscard]] inline tl::unexpected<Error> fail_within(const Error& error, std::string_view where) {
  return tl::unexpected<Error>(error.within(where));
}
[[nodiscard]] inline tl::unexpected<Error> pass_on(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace pontage
