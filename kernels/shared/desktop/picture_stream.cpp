// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/desktop/picture_stream.hpp"

#include <charconv>
#include <string_view>

#include "kernels/shared/desktop/trace_format.hpp"

namespace pontage::desktop {
namespace {

constexpr int kEnd = std::istream::traits_type::eof();
bool is_space(int letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }
bool is_digit(int letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

tl::unexpected<Error> PictureStream::spoilt(const std::string& what) const {
  return fail(ErrorKind::unreadable,
              name_ + ": picture " + std::to_string(pictures_ + 1) + " " + what);
}

void PictureStream::comment() {
  constexpr std::string_view kState = " state ", kTime = " time_us ";
  std::string text;
  for (int letter = from_.get(); letter != kEnd && letter != '\n'; letter = from_.get())
    if (text.size() < 256) text += static_cast<char>(letter);
  if (text.starts_with(kState) && is_state(std::string_view(text).substr(kState.size())))
    state_ = text.substr(kState.size());
  if (!text.starts_with(kTime)) return;
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + kTime.size(), end, value);
  if (read.ec == std::errc() && read.ptr == end && value >= 0) time_us_ = value;
}

std::int64_t PictureStream::number() {
  while (is_space(from_.peek()) || from_.peek() == '#')
    if (from_.get() == '#') comment();
  if (!is_digit(from_.peek())) return -1;
  std::int64_t value = 0;
  while (is_digit(from_.peek()) && value < 1'000'000) value = value * 10 + (from_.get() - '0');
  return value;
}

Result<void> PictureStream::read_head() {
  if (from_.get() != 'P' || from_.get() != '6')
    return spoilt(
        "is not a binary PPM (P6); `grim -t ppm -` and `ffmpeg -f image2pipe -c:v ppm -` write "
        "such");
  state_ = "recorded";
  time_us_.reset();
  const std::int64_t width = number(), height = number(), brightest = number();
  if (width < 1 || height < 1 || width > kLongestSide || height > kLongestSide ||
      brightest != 255 || !is_space(from_.get()))
    return spoilt("has a head that is not \"P6 width height 255\" with 1 to " +
                  std::to_string(kLongestSide) + " pixels a side");
  if (pictures_ > 0 && (width != frame_.width || height != frame_.height))
    return spoilt("is of another size than the first; keep the screen's size while recording");
  if (pictures_ == 0) {
    frame_.width = static_cast<std::int32_t>(width);
    frame_.height = static_cast<std::int32_t>(height);
  }
  return {};
}

Result<bool> PictureStream::next() {
  if (from_.peek() == kEnd) return false;
  if (auto head = read_head(); !head) return pass_on(head.error());
  const auto width = static_cast<std::size_t>(frame_.width);
  row_.resize(3 * width);
  for (std::int32_t y = 0; y < frame_.height; ++y) {
    if (!from_.read(row_.data(), static_cast<std::streamsize>(row_.size())))
      return spoilt("is cut off");
    if (pictures_ == 0) frame_.pixels.resize(frame_.pixels.size() + width);
    const auto channel = [&](std::size_t at) {
      return std::uint32_t{static_cast<unsigned char>(row_[at])};
    };
    for (std::size_t x = 0; x < width; ++x)
      frame_.row(y)[x] =
          0xff000000U | channel(3 * x) << 16 | channel(3 * x + 1) << 8 | channel(3 * x + 2);
  }
  ++pictures_;
  return true;
}

void write_picture(std::ostream& to, const Frame& frame, std::string_view state,
                   std::int64_t time_us) {
  to << "P6\n# state " << state << "\n# time_us " << time_us << "\n"
     << frame.width << " " << frame.height << "\n255\n";
  std::string row(3 * static_cast<std::size_t>(frame.width), '\0');
  for (std::int32_t y = 0; y < frame.height; ++y) {
    char* at = row.data();
    for (const std::uint32_t pixel : frame.row(y))
      for (const unsigned shift : {16U, 8U, 0U}) *at++ = static_cast<char>(pixel >> shift & 255U);
    to.write(row.data(), static_cast<std::streamsize>(row.size()));
  }
}

}  // namespace pontage::desktop
