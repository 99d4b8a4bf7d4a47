// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/exit_code.hpp"

namespace pontage::cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string painted(bool on, std::string_view code, std::string_view text) {
  return on ? "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m" : std::string(text);
}

/// The first `columns` characters of UTF-8 text, so that a moving line never wraps.
std::string clipped(std::string_view text, std::size_t columns) {
  std::size_t seen = 0, at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++seen > columns) break;
  return std::string(text.substr(0, at));
}

}  // namespace

Terminal Terminal::detect(std::string_view choice, bool quiet) {
  Terminal terminal;
  terminal.is_interactive = isatty(STDERR_FILENO) == 1;
  terminal.is_quiet = quiet;
  if (choice == "auto")
    terminal.has_colour =
        !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || terminal.is_interactive);
  else
    terminal.has_colour = choice == "always";
  return terminal;
}

std::string Terminal::bold(std::string_view text) const { return painted(has_colour, "1", text); }
std::string Terminal::dim(std::string_view text) const { return painted(has_colour, "2", text); }
std::string Terminal::good(std::string_view text) const { return painted(has_colour, "32", text); }
std::string Terminal::warn(std::string_view text) const { return painted(has_colour, "33", text); }
std::string Terminal::bad(std::string_view text) const { return painted(has_colour, "31", text); }

void Terminal::say(std::string_view line) const {
  if (!is_quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

int complain(const Terminal& terminal, const Error& error) {
  std::fprintf(stderr, "%s %s\n", terminal.bad("pontage:").c_str(), error.what.c_str());
  return exit_code(error.kind);
}

Progress::Progress(const Terminal& terminal, std::string label, int total)
    : terminal_(terminal), label_(std::move(label)), total_(total) {}

Progress::~Progress() {
  if (terminal_.is_interactive && !terminal_.is_quiet) std::fputs("\r\033[K", stderr);
}

std::string Progress::left() const {
  if (done_ == 0) return "";
  const std::int64_t seconds =
      (monotonic_raw() - started_).count() / 1'000'000'000 * (total_ - done_) / done_;
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld left", static_cast<long long>(seconds / 60),
                static_cast<long long>(seconds % 60));
  return text;
}

void Progress::begin(std::string_view what) {
  what_ = what;
  if (terminal_.is_quiet || !terminal_.is_interactive) return;
  const std::string line = label_ + " " + std::to_string(done_ + 1) + "/" + std::to_string(total_) +
                           "  " + left() + "  " + what_;
  std::fprintf(stderr, "\r\033[K%s", clipped(line, 118).c_str());
}

void Progress::end(std::string_view outcome) {
  ++done_;
  if (terminal_.is_quiet || terminal_.is_interactive) return;
  std::fprintf(stderr, "%s %d/%d  %s  %.*s\n", label_.c_str(), done_, total_, what_.c_str(),
               static_cast<int>(outcome.size()), outcome.data());
}

}  // namespace pontage::cli
