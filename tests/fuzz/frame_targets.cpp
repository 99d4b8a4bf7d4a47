// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "kernels/frame_encode/jpeg_client.hpp"
#include "kernels/frame_encode/jpeg_update.hpp"
#include "kernels/frame_encode/tiles_update.hpp"
#include "kernels/shared/desktop/picture_stream.hpp"
#include "kernels/shared/desktop/trace_reader.hpp"
#include "libbench/check.hpp"
#include "tests/fuzz/check_sentence.hpp"
#include "tests/fuzz/targets.hpp"

namespace pontage::test {
namespace {

void append(std::string& to, std::initializer_list<std::uint32_t> numbers) {
  for (const std::uint32_t number : numbers)
    for (const unsigned shift : {0U, 8U, 16U, 24U}) to += static_cast<char>(number >> shift & 255U);
}

/// A record that holds those bytes, in a zstd frame of one raw block (RFC 8878, 3.1.1): what a
/// mutation of packed bytes hardly ever comes to.
void append_record(std::string& to, std::string_view raw) {
  const auto size = static_cast<std::uint32_t>(raw.size());
  append(to, {1, size + 12, size, 0xfd2fb528U});
  to += '\xa0';
  append(to, {size});
  const std::uint32_t block = size << 3U | 1U;
  for (const unsigned shift : {0U, 8U, 16U}) to += static_cast<char>(block >> shift & 255U);
  to += raw;
}

/// A black picture of 8 × 8, then an update of those bytes.
std::string trace_of_update(std::string_view update) {
  std::string trace = "PTRACE\r\n", first;
  append(trace, {1, 8, 8});
  append(first, {0, 0, 1, 6});
  first += "typing";
  append(first, {0, 0, 8, 8});
  for (int pixel = 0; pixel < 64; ++pixel) append(first, {0xff000000U});
  append_record(trace, first);
  append_record(trace, update);
  return trace;
}

/// Every update's pixels that changed are in its damage, and that lies within the picture.
void replay_trace(std::string bytes) {
  auto trace =
      desktop::read_trace(std::make_unique<std::istringstream>(std::move(bytes)), "x", 4_MiB);
  if (!trace) return check_sentence(trace.error());
  desktop::Frame before = (*trace)->frame();
  for (;;) {
    const auto more = (*trace)->advance();
    if (!more) return check_sentence(more.error());
    if (!*more) return;
    const desktop::Frame& after = (*trace)->frame();
    for (const desktop::Rectangle& part : (*trace)->damage()) {
      PONTAGE_CHECK(!part.is_empty() && desktop::contains(after.bounds(), part), part.x, part.y);
      for (std::int32_t y = part.y; y < part.bottom(); ++y)
        std::copy_n(after.row(y).data() + part.x, part.width, before.row(y).data() + part.x);
    }
    PONTAGE_CHECK(before.pixels == after.pixels, (*trace)->time_us());
  }
}

}  // namespace

void fuzz_traces(std::string_view bytes) {
  replay_trace(std::string(bytes));
  if (bytes.size() <= 100'000) replay_trace(trace_of_update(bytes));
}

void fuzz_pictures(std::string_view bytes) {
  std::istringstream from{std::string(bytes)};
  desktop::PictureStream pictures(from, "x");
  auto more = pictures.next();
  for (; more && *more; more = pictures.next()) {
    const desktop::Frame& frame = pictures.frame();
    PONTAGE_CHECK(frame.pixels.size() == static_cast<std::size_t>(frame.width) *
                                             static_cast<std::size_t>(frame.height),
                  frame.width, frame.height);
    PONTAGE_CHECK(frame.pixels.size() * 3 <= bytes.size(), bytes.size());
  }
  if (!more) check_sentence(more.error());
}

namespace {

constexpr std::int32_t kWidth = 70, kHeight = 40;  // two tiles; two and a half rows of MCUs

desktop::Frame screen_of_updates() {
  desktop::Frame screen{kWidth, kHeight, {}};
  screen.pixels.assign(std::size_t{kWidth} * kHeight, 0xff123456);
  return screen;
}
std::span<const std::uint8_t> unsigned_bytes(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

bool is_shown(std::string_view update) {
  desktop::Frame screen = screen_of_updates();
  if (update.starts_with("PJU1")) {
#ifdef PONTAGE_HAS_LIBJPEG
    return frame_encode::apply_jpeg_update(unsigned_bytes(update), screen).has_value();
#else
    return true;
#endif
  }
  const auto done = frame_encode::apply_tiles_update(unsigned_bytes(update), screen);
  return done || done.error().kind == ErrorKind::unavailable;
}

/// A screen that an update does not change stays as it is; pictures lie one below the other.
void fuzz_updates(std::string_view bytes) {
  const auto update = unsigned_bytes(bytes);
  desktop::Frame screen = screen_of_updates();
  const desktop::Frame before = screen;
  if (const auto done = frame_encode::apply_tiles_update(update, screen); !done) {
    check_sentence(done.error());
    PONTAGE_CHECK(screen.pixels == before.pixels, bytes.size());
  }
  PONTAGE_CHECK(screen.pixels.size() == before.pixels.size(), screen.pixels.size());
  const auto pictures = frame_encode::read_jpeg_update(update, kWidth, kHeight);
  if (!pictures) return check_sentence(pictures.error());
  std::int64_t below = 0;
  for (const frame_encode::JpegPicture& picture : *pictures) {
    PONTAGE_CHECK(picture.top >= below && picture.height > 0, picture.top, picture.height);
    PONTAGE_CHECK(picture.jpeg.size() <= update.size(), picture.jpeg.size());
    below = picture.top + picture.height;
  }
  PONTAGE_CHECK(below <= kHeight, below);
#ifdef PONTAGE_HAS_LIBJPEG
  screen = before;
  if (const auto done = frame_encode::apply_jpeg_update(update, screen); !done) {
    check_sentence(done.error());
    PONTAGE_CHECK(screen.pixels == before.pixels, bytes.size());
  }
#endif
}

}  // namespace pontage::test
