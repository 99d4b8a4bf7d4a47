// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/update_problem.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/frame_encode/update_pictures.hpp"

namespace pontage::frame_encode {
namespace {

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}
template <class T>
Bytes size_of(const std::vector<T>& values) {
  return Bytes{static_cast<std::int64_t>(bytes_of(values).size())};
}

std::string of_bytes(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

}  // namespace

UpdateProblem::UpdateProblem(Updates updates, Shape shape, Encoded encoded)
    : updates_(std::move(updates)), shape_(std::move(shape)), encoded_(std::move(encoded)) {
  PONTAGE_CHECK(std::ssize(encoded_.sizes) == updates_.updates, encoded_.sizes.size());
  values_ = {{"frames", size_of(updates_.frames), Role::dataset},
             {"rectangles", size_of(updates_.rectangles), Role::request},
             {"stream", Bytes{stream_room(stream_bytes())}, Role::response},
             {"sizes", size_of(encoded_.sizes), Role::response}};
}

void UpdateProblem::fill(std::size_t value, std::span<std::byte> to) const {
  std::span<const std::byte> from;
  if (value == kFrames) from = bytes_of(updates_.frames);
  if (value == kRectangles) from = bytes_of(updates_.rectangles);
  for (const auto& [number, content] : datasets_)
    if (number == value) from = bytes_of(content);
  PONTAGE_CHECK(from.data() != nullptr, value);
  PONTAGE_CHECK(to.size() >= from.size(), to.size(), from.size());
  std::memcpy(to.data(), from.data(), from.size());
}

Verdict UpdateProblem::judge(const HostValues& values) const {
  const auto sizes = values.as<std::uint64_t>(kSizes);
  const auto stream = values.as<std::uint8_t>(kStream);
  if (sizes.size() != encoded_.sizes.size() || stream.size() < encoded_.stream.size())
    return Verdict::wrong("there are " + std::to_string(sizes.size()) + " sizes and " +
                          of_bytes(stream.size()) + " of stream, must be " +
                          std::to_string(encoded_.sizes.size()) + " and at least " +
                          of_bytes(encoded_.stream.size()));
  std::size_t at = 0;
  for (std::size_t update = 0; update < sizes.size(); ++update) {
    const std::string which = "update " + std::to_string(update);
    const auto expected = static_cast<std::size_t>(encoded_.sizes[update]);
    if (sizes[update] != expected)
      return Verdict::wrong(which + ": " + of_bytes(sizes[update]) + ", must be " +
                            std::to_string(expected));
    const auto got = stream.subspan(at, expected);
    const auto [wrong, right] =
        std::ranges::mismatch(got, std::span(encoded_.stream).subspan(at, expected));
    if (wrong != got.end())
      return Verdict::wrong(which + ", byte " + std::to_string(wrong - got.begin()) + ": " +
                            std::to_string(*wrong) + ", must be " + std::to_string(*right));
    at += expected;
  }
  return {};
}

Digest UpdateProblem::canonical(const HostValues& values) const {
  const Digest digest = digest_bytes(values.bytes(kSizes));
  std::uint64_t bytes = 0;
  for (const std::uint64_t size : values.as<std::uint64_t>(kSizes)) bytes += size;
  const auto stream = values.bytes(kStream);
  return digest_bytes(stream.first(std::min<std::size_t>(stream.size(), bytes)), digest);
}

std::optional<desktop::Frame> UpdateProblem::shown_by(ApplyUpdate apply,
                                                      const HostValues& values) const {
  desktop::Frame screen = updates_.frame(0);
  auto stream = values.as<std::uint8_t>(kStream);
  for (const std::uint64_t size : values.as<std::uint64_t>(kSizes)) {
    if (size > stream.size() || !apply(stream.first(size), screen)) return std::nullopt;
    stream = stream.subspan(size);
  }
  return screen;
}

std::vector<Picture> UpdateProblem::pictures(const HostValues& values) const {
  const auto screen = shown(values);
  if (!screen) return {};
  std::uint64_t bytes = 0;
  for (const std::uint64_t size : values.as<std::uint64_t>(kSizes)) bytes += size;
  return update_pictures(updates_, bytes, *screen, shown_as());
}

std::string UpdateProblem::remark() const {
  return updates_.source + "; " + of_bytes(encoded_.stream.size()) + " of stream";
}

}  // namespace pontage::frame_encode
