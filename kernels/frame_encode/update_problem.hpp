// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernels/frame_encode/update_stream.hpp"
#include "kernels/frame_encode/updates.hpp"
#include "libbench/check.hpp"
#include "libbench/kernel.hpp"

namespace pontage::frame_encode {

/// The bytes that a codec makes of a job's updates.
struct Encoded {
  std::vector<std::uint8_t> stream;  ///< of all updates, one after the other
  std::vector<std::uint64_t> sizes;  ///< [updates]
};

/// What `encode(out)` makes of so many updates. It is called twice: for their sizes, and to write.
template <class Encode>
Encoded encoded_by(std::int64_t updates, Encode encode) {
  Encoded all;
  all.sizes.resize(static_cast<std::size_t>(updates));
  StreamOut count(nullptr, 0, all.sizes.data());
  encode(count);
  all.stream.resize(std::accumulate(all.sizes.begin(), all.sizes.end(), std::uint64_t{0}));
  StreamOut out(all.stream.data(), all.stream.size(), all.sizes.data());
  encode(out);
  return all;
}

/// Room in the response for a stream of so many bytes. A response of variable length is reserved in
/// plans and refused by lowering as yet; so its size is set when the problem is made, to what the
/// reference came to and a little more, so that a variant that makes too many is seen. The size
/// that a host would have to fetch first is not priced.
constexpr std::int64_t stream_room(std::int64_t bytes) {
  return (bytes + bytes / 64 + 127) / 64 * 64;
}

/// What every problem of this family does alike: its first four values (UpdateValue), their
/// content, and the judgement byte by byte. A kernel adds its scratch and says its work.
class UpdateProblem : public Problem {
 public:
  std::span<const ValueSpec> values() const final { return values_; }
  const Shape& shape() const final { return shape_; }
  void fill(std::size_t value, std::span<std::byte> to) const final;
  Verdict judge(const HostValues&) const final;
  /// The sizes, and as many bytes of the stream as they say.
  Digest canonical(const HostValues&) const final;
  std::string remark() const override;
  /// What went in, its damage, and what a client shows, where this build can decode.
  std::vector<Picture> pictures(const HostValues&) const final;

  const Updates& updates() const { return updates_; }
  const Encoded& encoded() const { return encoded_; }

 protected:
  /// Makes of a screen what one update shows; false when it cannot.
  using ApplyUpdate = bool (*)(std::span<const std::uint8_t> update, desktop::Frame& screen);
  /// The screen of a client that had the job's first frame, after all its updates.
  std::optional<desktop::Frame> shown_by(ApplyUpdate, const HostValues&) const;
  /// What a client shows at the end; nothing where this build cannot decode.
  virtual std::optional<desktop::Frame> shown(const HostValues&) const { return std::nullopt; }
  /// How it was made, as a title.
  virtual std::string shown_as() const { return "decoded"; }

  /// `encoded` is what the kernel's reference makes of the updates. The shape's fields are those
  /// that variants are given (made_shape).
  UpdateProblem(Updates, Shape, Encoded);
  void add_scratch(std::string name, std::int64_t bytes) {
    values_.push_back({std::move(name), Bytes{bytes}, Role::scratch});
  }
  /// What lies beside the frames before the job begins.
  void add_dataset(std::string name, std::vector<std::uint8_t> content) {
    values_.push_back({std::move(name), Bytes{std::ssize(content)}, Role::dataset});
    datasets_.emplace_back(values_.size() - 1, std::move(content));
  }
  std::int64_t stream_bytes() const { return static_cast<std::int64_t>(encoded_.stream.size()); }

 private:
  Updates updates_;
  Shape shape_;
  Encoded encoded_;
  std::vector<ValueSpec> values_;
  std::vector<std::pair<std::size_t, std::vector<std::uint8_t>>> datasets_;  // by value
};

/// The shape that was asked for with the size that the updates have: what variants are given.
template <class S>
Shape made_shape(const Shape& wanted, const Updates& updates) {
  auto fields = std::make_shared<S>(wanted.as<S>());
  Settings settings = wanted.settings();
  settings["width"] = fields->width = updates.width;
  settings["height"] = fields->height = updates.height;
  settings["updates"] = fields->updates = updates.updates;
  return Shape(std::move(fields), std::move(settings));
}

}  // namespace pontage::frame_encode
