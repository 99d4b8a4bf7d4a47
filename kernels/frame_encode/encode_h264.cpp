// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_encode/encode_h264.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "kernels/frame_encode/encode_h264_variants.hpp"
#include "kernels/frame_encode/h264_frame.hpp"

namespace pontage::frame_encode {
namespace {

const ShapeSchemaOf<H264Shape>& schema() {
  static const ShapeSchemaOf<H264Shape> fields(with_update_fields<H264Shape>(
      {{{"qp", "count", "quantiser, 6 more double the step", 26, h264::kLeastQp, h264::kMostQp},
        &H264Shape::qp}}));
  return fields;
}

/// Refuses a size that no level takes; 0 is not known yet.
Result<void> check_size(std::int64_t width, std::int64_t height) {
  const h264::PictureSize size{static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
  if (const std::string why = h264::h264_refusal(size); !why.empty())
    return fail(ErrorKind::refused, why);
  return {};
}

/// What a job comes to: the right bytes, the picture it starts from, and what it does.
struct Expected {
  Encoded encoded;
  std::vector<std::uint8_t> reference;
  std::vector<h264::Sample> last;  ///< the decoder's picture after the job
  Work work;
};

/// The decoder's picture after frame 0 alone: an IDR picture of it.
std::vector<h264::Sample> first_picture(const UpdateView& view, int qp, h264::OwnRoom& room) {
  std::vector<Pixel> frames(static_cast<std::size_t>(2 * view.frame_pixels()));
  std::copy_n(view.frames, view.frame_pixels(), frames.begin() + view.frame_pixels());
  UpdateView first = view;
  first.frames = frames.data();
  first.updates = 1;
  h264::H264Job job = room.job(first, qp, true);
  std::uint64_t size = 0;
  job.sizes = &size;
  h264::encode_in_turn(job);
  std::vector<h264::Sample> picture(room.reference.size());
  h264::apply_changes(job, picture.data());
  return picture;
}

/// The decoder's picture after a job that was just encoded.
std::vector<h264::Sample> last_picture(const h264::H264Job& job) {
  const h264::Sample* before = job.view.updates == 1 ? job.reference : job.picture;
  std::vector<h264::Sample> picture(before, before + job.size.plane_bytes());
  if (job.sizes[job.view.updates - 1] > 0) h264::apply_changes(job, picture.data());
  return picture;
}

Work counted(const CountProbe& probe, std::int64_t macroblocks, std::int64_t changed) {
  constexpr std::int64_t kPixels = 256 * sizeof(Pixel), kSamples = 384;
  std::int64_t steps = 0;
  for (const std::int64_t ops : probe.ops) steps += ops;
  return {.steps = steps,
          .step_name = "operation",
          .dependent_loads = probe.dependent_loads,
          // Both frames for marks of motion, the decoder's picture, and what the coder looks at.
          .bytes_read = Bytes{macroblocks * (2 * kPixels + kSamples) + probe.bytes_loaded},
          .bytes_written = Bytes{(macroblocks + changed) * kSamples + probe.bytes_stored}};
}

Expected expected(const Updates& updates, int qp, bool joins) {
  Expected all;
  const UpdateView view = updates.view();
  h264::OwnRoom room(
      {static_cast<std::int32_t>(view.width), static_cast<std::int32_t>(view.height)});
  if (joins)
    all.reference.resize(64);  // not read
  else
    room.reference = all.reference = first_picture(view, qp, room);
  h264::H264Job job = room.job(view, qp, joins);
  CountProbe probe;
  std::int64_t macroblocks = 0, changed = 0;
  const auto encode = [&](const h264::PictureJob& picture, int row, std::uint32_t* words) {
    const std::size_t bytes = h264::encode_row_counted(probe, picture, row, words);
    const std::int64_t columns = room.size.columns();
    macroblocks += std::accumulate(picture.damaged + row * columns,
                                   picture.damaged + (row + 1) * columns, std::int64_t{0});
    changed += std::accumulate(picture.changed + row * columns,
                               picture.changed + (row + 1) * columns, std::int64_t{0});
    return bytes;
  };
  all.encoded.sizes.resize(static_cast<std::size_t>(view.updates));
  all.encoded.stream.resize(static_cast<std::size_t>(view.updates) *
                            (room.units.size() + h264::kMostParameterSetBytes));
  job.sizes = all.encoded.sizes.data();
  job.stream = all.encoded.stream.data();
  job.room = all.encoded.stream.size();
  h264::encode_in_turn(job, encode);
  all.last = last_picture(job);
  all.encoded.stream.resize(
      std::accumulate(all.encoded.sizes.begin(), all.encoded.sizes.end(), std::uint64_t{0}));
  all.encoded.stream.shrink_to_fit();
  all.work = counted(probe, macroblocks, changed);
  return all;
}

class H264Problem final : public UpdateProblem {
 public:
  H264Problem(Updates updates, Shape shape, Expected expected)
      : UpdateProblem(std::move(updates), std::move(shape), std::move(expected.encoded)),
        work_(expected.work),
        last_(std::move(expected.last)) {
    const h264::PictureSize size{static_cast<std::int32_t>(this->updates().width),
                                 static_cast<std::int32_t>(this->updates().height)};
    add_dataset("reference", std::move(expected.reference));
    add_scratch("planes", 3 * size.plane_bytes());
    add_scratch("payloads", 4 * size.rows() * h264::most_row_words(size));
    add_scratch("units", size.rows() * h264::most_row_unit(size));
    add_scratch("row_bytes", 8 * size.rows());
    add_scratch("marks", 2 * size.macroblocks());
    add_scratch("motion", h264::motion_bytes(size));
  }

  Work work(const Variant&) const override { return work_; }

 protected:
  /// The encoder's own picture; tests hold it equal to what two decoders make of the stream.
  std::optional<desktop::Frame> shown(const HostValues&) const override {
    return h264::frame_of(last_, {static_cast<std::int32_t>(updates().width),
                                  static_cast<std::int32_t>(updates().height)});
  }

 private:
  Work work_;
  std::vector<h264::Sample> last_;
};

class EncodeH264 final : public Kernel {
 public:
  std::string_view name() const override { return "encode_h264"; }
  std::string_view summary() const override {
    return "updates of a screen as H.264 Constrained Baseline, a slice for each row of macroblocks";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }
  AxisValue identified(std::string_view axis, AxisValue value) const override {
    return axis == "session" ? identified_session(std::move(value)) : value;
  }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<H264Shape>();
    if (auto takes = check_size(fields.width, fields.height); !takes) return pass_on(takes.error());
    auto updates = make_updates(fields, seed, [](std::int64_t width, std::int64_t height) {
      const h264::PictureSize size{static_cast<std::int32_t>(width),
                                   static_cast<std::int32_t>(height)};
      return Bytes{8 * size.plane_bytes() + 2 * size.rows() * h264::most_row_unit(size)};
    });
    if (!updates) return pass_on(updates.error());
    return make_h264_problem(std::move(*updates), shape);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", encode_h264_vectors, "rows by vectors; here: " + h264::vectors_target()},
#endif
      {"rows", encode_h264_rows, "rows with plain arithmetic"},
      {"reference", encode_h264_reference, "one row after the other, serial"},
  };
  std::array<Suite, 3> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"session", "[photo,typing]"},
        {"width", "[97,240]"},
        {"height", "75"},
        {"update", "[0,2]"},
        {"updates", "[1,3]"},
        {"qp", "[12,30]"}}},
      {"quick",
       "an update of a desktop at 1080p, and all of it",
       {{"session", "[scroll,video]"}, {"damage", "[session,full]"}, {"update", "4"}}},
      {"full",
       "what each kind of use costs at 1080p, one worker and two",
       {{"session", "[typing,scroll,window,list,photo,video,cursor]"},
        {"update", "8"},
        {"damage", "[session,full]"},
        {"workers", "[1,2]"}}},
  }};
};

}  // namespace

Result<std::unique_ptr<UpdateProblem>> make_h264_problem(Updates updates, const Shape& wanted) {
  if (auto takes = check_size(updates.width, updates.height); !takes) return pass_on(takes.error());
  Shape shape = made_shape<H264Shape>(wanted, updates);
  auto right = expected(updates, static_cast<int>(shape.as<H264Shape>().qp),
                        shape.as<H264Shape>().update == 0);
  return std::make_unique<H264Problem>(std::move(updates), std::move(shape), std::move(right));
}

const Kernel& encode_h264() {
  static const EncodeH264 kernel;
  return kernel;
}

}  // namespace pontage::frame_encode
