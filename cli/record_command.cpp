// SPDX-License-Identifier: Apache-2.0
/// `pontage record`: what a screen shows as a trace, from a script or from a user's own pictures.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "kernels/shared/desktop/figures.hpp"
#include "kernels/shared/desktop/find_damage.hpp"
#include "kernels/shared/desktop/frame_source.hpp"
#include "kernels/shared/desktop/picture_stream.hpp"
#include "kernels/shared/desktop/session.hpp"
#include "kernels/shared/desktop/trace_writer.hpp"

namespace pontage::cli {
namespace {

using desktop::Frame;
using desktop::TraceWriter;

struct Options {
  std::string session, pictures, size = "1920x1080", out;
  std::int64_t updates = 120, level = 9;
  double fps = 30;
  Seed seed = 1;
  bool as_pictures = false;
};

/// A file, or standard input or output where the path is "-".
struct Input {
  std::ifstream file;
  bool is_standard = false;
  std::istream& stream() { return is_standard ? std::cin : file; }
};
struct Output {
  std::ofstream file;
  bool is_standard = false;
  std::ostream& stream() { return is_standard ? std::cout : file; }
};

Result<void> open_output(Output& to, const std::string& path) {
  to.is_standard = path == "-";
  if (!to.is_standard) to.file.open(path, std::ios::binary | std::ios::trunc);
  if (to.stream()) return {};
  return fail(ErrorKind::cannot_write, path + ": cannot be written");
}

Result<desktop::FramesSpec> spec_of(const Options& options) {
  desktop::FramesSpec spec{options.session, 0, 0, options.seed};
  if (!desktop::is_script(options.session)) return spec;
  char x = 0, rest = 0;
  if (std::sscanf(options.size.c_str(), "%d%c%d%c", &spec.width, &x, &spec.height, &rest) != 3 ||
      x != 'x')
    return fail(ErrorKind::usage, "--size takes WIDTHxHEIGHT, not '" + options.size + "'");
  return spec;
}

/// A line a state.
std::string table_of(const desktop::Figures& figures) {
  std::string table;
  char line[160];
  for (const auto& [state, of] : figures.by_state()) {
    const auto mean = [updates = static_cast<double>(of.updates)](std::int64_t sum) {
      return static_cast<double>(sum) / updates;
    };
    std::snprintf(
        line, sizeof line,
        "\n  %-10s %6lld updates, on average %7.2f tiles of 64x64 changed (at most %lld), "
        "%9.0f bytes by zstd -1",
        state.c_str(), static_cast<long long>(of.updates), mean(of.tiles),
        static_cast<long long>(of.most_tiles), mean(of.packed_bytes));
    table += line;
  }
  return table;
}

Result<std::string> record_session(const Options& options, Output& to) {
  const auto spec = spec_of(options);
  if (!spec) return pass_on(spec.error());
  auto source = desktop::open_frames(*spec);
  if (!source) return pass_on(source.error());
  desktop::FrameSource& frames = **source;
  if (auto open = open_output(to, options.out); !open) return pass_on(open.error());
  std::optional<TraceWriter> writer;
  if (options.as_pictures) {
    desktop::write_picture(to.stream(), frames.frame(), frames.state(), 0);
  } else {
    auto begun = TraceWriter::begin(to.stream(), options.out, frames.frame(), frames.state(),
                                    static_cast<int>(options.level));
    if (!begun) return pass_on(begun.error());
    writer = std::move(*begun);
  }
  desktop::Figures figures(frames.frame());
  std::int64_t updates = 0;
  for (; updates < options.updates; ++updates) {
    const auto more = frames.advance();
    if (!more) return pass_on(more.error());
    if (!*more) break;
    figures.add(frames);
    if (!writer) {
      desktop::write_picture(to.stream(), frames.frame(), frames.state(), frames.time_us());
    } else if (auto added =
                   writer->add(frames.frame(), frames.damage(), frames.state(), frames.time_us());
               !added) {
      return pass_on(added.error());
    }
  }
  if (writer)
    if (auto ended = writer->end(); !ended) return pass_on(ended.error());
  to.stream().flush();
  if (!to.stream()) return fail(ErrorKind::cannot_write, options.out + ": cannot be written");
  return std::to_string(updates) + " updates" + table_of(figures);
}

/// Pictures that are equal to the one before are left out.
Result<std::string> record_pictures(const Options& options, Output& to) {
  Input from;
  from.is_standard = options.pictures == "-";
  if (!from.is_standard) from.file.open(options.pictures, std::ios::binary);
  if (!from.stream()) return fail(ErrorKind::unavailable, options.pictures + ": cannot be opened");
  desktop::PictureStream pictures(from.stream(),
                                  from.is_standard ? "standard input" : options.pictures);
  auto more = pictures.next();
  if (!more) return pass_on(more.error());
  if (!*more)
    return fail(ErrorKind::unreadable, options.pictures +
                                           ": there is no picture in it; it takes "
                                           "binary PPM, one after the other");
  if (auto open = open_output(to, options.out); !open) return pass_on(open.error());
  auto writer = TraceWriter::begin(to.stream(), options.out, pictures.frame(), pictures.state(),
                                   static_cast<int>(options.level));
  if (!writer) return pass_on(writer.error());
  Frame before = pictures.frame();
  const std::int64_t began = pictures.time_us().value_or(0);
  std::int64_t taken = 1, updates = 0, last_us = 0;
  for (;; ++taken) {
    if (more = pictures.next(); !more) return pass_on(more.error());
    if (!*more) break;
    const auto damage = desktop::find_damage(before, pictures.frame());
    if (damage.empty()) continue;
    const std::int64_t now =
        pictures.time_us()
            ? *pictures.time_us() - began
            : static_cast<std::int64_t>(static_cast<double>(taken) * 1e6 / options.fps);
    last_us = std::max(last_us, now);
    if (auto added = writer->add(pictures.frame(), damage, pictures.state(), last_us); !added)
      return pass_on(added.error());
    before = pictures.frame();
    ++updates;
  }
  if (auto ended = writer->end(); !ended) return pass_on(ended.error());
  return std::to_string(updates) + " updates of " + std::to_string(taken) + " pictures";
}

int record(const Session& session, const Options& options) {
  const bool has_pictures = !options.pictures.empty();
  if (has_pictures != options.session.empty() || (has_pictures && options.as_pictures))
    return complain(session.terminal,
                    {ErrorKind::usage, "record takes either a session (" + desktop::script_names() +
                                           ", or a trace) or --from-frames"});
  Output to;
  auto said = has_pictures ? record_pictures(options, to) : record_session(options, to);
  if (!said) return complain(session.terminal, said.error());
  session.terminal.say("wrote " + options.out + ": " + *said);
  return kOk;
}

}  // namespace

void add_record_command(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "record",
      "Write what a screen shows as a trace that session= takes (docs/kernels/frames_input.md)");
  auto options = std::make_shared<Options>();
  command->add_option("session", options->session,
                      desktop::script_names() + ", or the path of a trace");
  command->add_option("--from-frames", options->pictures,
                      "Binary PPM pictures one after the other, '-' for standard input");
  command->add_option("-o,--out", options->out, "The trace to write")->required();
  command->add_option("--size", options->size, "Of a script's screen: WIDTHxHEIGHT")
      ->capture_default_str();
  command->add_option("--updates", options->updates, "At most so many")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Of a script")->capture_default_str();
  command->add_option("--fps", options->fps, "Of pictures that do not say when they were taken")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--level", options->level, "Of zstd")
      ->check(CLI::Range(1, 19))
      ->capture_default_str();
  command->add_flag("--as-frames", options->as_pictures,
                    "Write pictures as --from-frames reads them, not a trace");
  command->callback([&session, options] {
    session.action = [&session, options] { return record(session, *options); };
  });
}

}  // namespace pontage::cli
