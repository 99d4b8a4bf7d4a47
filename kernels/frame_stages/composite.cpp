// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite.hpp"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/composite_cuda.hpp"
#include "kernels/frame_stages/composite_item.hpp"
#include "kernels/frame_stages/composite_variants.hpp"
#include "kernels/frame_stages/region.hpp"
#include "kernels/frame_stages/row_check.hpp"
#include "kernels/frame_stages/stage_fields.hpp"
#include "kernels/frame_stages/stage_problem.hpp"
#include "kernels/frame_stages/surfaces.hpp"
#include "kernels/frame_stages/vectors.hpp"
#include "libbench/available_memory.hpp"

namespace pontage::frame_stages {
namespace {

const ShapeSchemaOf<CompositeShape>& schema() {
  static const ShapeSchemaOf<CompositeShape> fields(with_stage_fields<CompositeShape>({
      {{"scene",
        "",
        "what the surfaces are like",
        "desktop",
        0,
        0,
        {"opaque", "half", "stack", "desktop", "noise"}},
       &CompositeShape::scene},
      {{"surfaces", "count", "surfaces of stack, desktop and noise", 6, 1, kMostSurfaces},
       &CompositeShape::surfaces},
      {{"output",
        "",
        "device: the frame stays there; host: its damage crosses; whole: all of it, the worst case",
        "device",
        0,
        0,
        {"device", "host", "whole"}},
       &CompositeShape::output},
  }));
  return fields;
}

std::vector<Piece> pieces_of(const CompositeShape& shape, Seed seed) {
  std::vector<Piece> pieces;
  std::int64_t before = 0;
  for (const Rectangle& box : cut(damaged_region(shape, seed), kPieceColumns, kPieceRows)) {
    const std::int64_t at = is_packed(shape) ? before : box.y * shape.width + box.x;
    pieces.push_back({box, static_cast<std::uint64_t>(at)});
    before += box.area();
  }
  if (pieces.empty()) pieces.push_back({});  // no value may be empty
  return pieces;
}

class CompositeProblem final : public StageProblem {
 public:
  CompositeProblem(Shape shape, Seed seed)
      : StageProblem(std::move(shape)),
        scene_(make_surfaces(fields(), seed)),
        pieces_(pieces_of(fields(), seed)),
        is_response_(fields().output != "device") {
    add_input("surfaces", Role::dataset, scene_.pixels);
    add_input("layers", Role::request, scene_.layers);
    add_input("pieces", Role::request, pieces_);
    for (const Piece& piece : pieces_) {
      damaged_ += piece.box.area();
      read_ += bytes_read_in(scene_.layers, piece.box);
    }
    // One pixel that nobody writes where there is no damage: no value may be empty.
    const std::int64_t pixels = is_packed(fields()) ? std::max<std::int64_t>(1, damaged_)
                                                    : fields().width * fields().height;
    add("frame", is_response_ ? Role::response : Role::scratch, 4 * pixels);
    if (!is_response_) add("checks", Role::response, static_cast<std::int64_t>(pieces_.size()) * 8);
    expect();
  }

  Work work(const Variant&) const override {
    const Bytes checks = is_response_ ? Bytes{} : bytes_of(kCompositeChecks);
    return {.steps = damaged_,
            .step_name = "pixel",
            .bytes_read = Bytes{read_},
            .bytes_written = Bytes{4 * damaged_} + checks};
  }

  Verdict judge(const HostValues& values) const override {
    if (!is_response_) {
      std::string why = wrong_check(values.as<std::uint64_t>(kCompositeChecks), checks_, "piece");
      return why.empty() ? Verdict{} : Verdict::wrong(std::move(why));
    }
    const auto frame = values.as<std::uint32_t>(kCompositeFrame);
    if (frame.size() != frame_.size())
      return Verdict::wrong("there are " + std::to_string(frame.size()) + " pixels, must be " +
                            std::to_string(frame_.size()));
    for (const Piece& piece : pieces_)
      for (std::int32_t y = 0; y < piece.box.height; ++y)
        for (std::int32_t x = 0; x < piece.box.width; ++x) {
          const std::size_t at = place(piece, y) + static_cast<std::size_t>(x);
          if (frame[at] != frame_[at])
            return Verdict::wrong("pixel (" + std::to_string(piece.box.x + x) + ", " +
                                  std::to_string(piece.box.y + y) + ") is " +
                                  std::to_string(frame[at]) + ", must be " +
                                  std::to_string(frame_[at]));
        }
    return {};
  }

  /// The checks, or what was written of the frame.
  Digest canonical(const HostValues& values) const override {
    if (!is_response_) return digest_bytes(values.bytes(kCompositeChecks));
    const auto frame = values.as<std::uint32_t>(kCompositeFrame);
    Digest digest;
    for (const Piece& piece : pieces_)
      for (std::int32_t y = 0; y < piece.box.height; ++y)
        digest = digest_bytes(std::as_bytes(frame.subspan(
                                  place(piece, y), static_cast<std::size_t>(piece.box.width))),
                              digest);
    return digest;
  }

  std::string remark() const override {
    std::string text = std::to_string(scene_.layers.size()) + " surfaces, " +
                       std::to_string(damaged_) + " damaged pixels; ";
#ifdef PONTAGE_HAS_HIGHWAY
    return text + "vectors runs as " + vectors_target();
#else
    return text + "built without vectors";
#endif
  }

 private:
  const CompositeShape& fields() const { return shape().as<CompositeShape>(); }
  /// Where row y of a piece goes in the frame.
  std::size_t place(const Piece& piece, std::int32_t y) const {
    return static_cast<std::size_t>(static_cast<std::int64_t>(piece.at) +
                                    y * piece_stride(piece, fields().width, is_packed(fields())));
  }

  /// Pixel by pixel, as the definition has it.
  void expect() {
    if (is_response_)
      frame_.resize(static_cast<std::size_t>(bytes_of(kCompositeFrame).count()) / 4);
    std::vector<std::uint32_t> row(static_cast<std::size_t>(fields().width));
    for (const Piece& piece : pieces_) {
      const Rectangle& box = piece.box;
      RowCheck check;
      for (std::int32_t y = 0; y < box.height; ++y) {
        composite_row(scene_.pixels.data(), scene_.layers, box.x, box.y + y,
                      std::span(row).first(static_cast<std::size_t>(box.width)));
        if (is_response_)
          std::copy_n(row.begin(), box.width,
                      frame_.begin() + static_cast<std::ptrdiff_t>(place(piece, y)));
        add_row_plain(check, row.data(), box.width);
      }
      checks_.push_back(check.value());
    }
  }

  Surfaces scene_;
  std::vector<Piece> pieces_;
  bool is_response_;
  std::int64_t damaged_ = 0, read_ = 0;
  std::vector<std::uint32_t> frame_;  // expected, where it is the response
  std::vector<std::uint64_t> checks_;
};

class Composite final : public Kernel {
 public:
  std::string_view name() const override { return "composite"; }
  std::string_view summary() const override {
    return "surfaces laid over each other in the damaged part of a frame: premultiplied OVER in 8 "
           "bits, exact";
  }
  const ShapeSchema& shape_schema() const override { return schema(); }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return suites_; }

  Result<std::unique_ptr<Problem>> make_problem(const Shape& shape, Seed seed) const override {
    const auto& fields = shape.as<CompositeShape>();
    const std::int64_t frame = fields.width * fields.height;
    // The surfaces here and on the device; the frame there, and what it must be.
    const Bytes need{4 * (2 * most_pixels(fields) + 2 * frame)};
    if (auto good = check_room(need, "a scene of " + to_text(need), "give fewer 'surfaces'"); !good)
      return pass_on(good.error());
    return std::make_unique<CompositeProblem>(shape, seed);
  }

 private:
  std::vector<Variant> variants_{
#ifdef PONTAGE_HAS_HIGHWAY
      {"vectors", composite_vectors,
       "cells of alike pixels by vectors; instruction set here: " + vectors_target()},
#endif
      {"plain", composite_plain, "the same cells, pixel by pixel"},
      {"reference", composite_reference, "every layer of every pixel, serial"},
#ifdef PONTAGE_HAS_CUDA
      {"threads", composite_threads,
       "a block a piece, one thread a column; compiled, but it has never run on a GPU"},
#endif
  };
  std::array<Suite, 4> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"width", "67"},
        {"height", "37"},
        {"scene", "noise"},
        {"damage", "[scattered,outside]"},
        {"output", "[device,host]"}}},
      {"quick",
       "a desktop at 1080p: all of it, a window, a typed word",
       {{"damage", "[full,window,typing]"}}},
      {"copy",
       "beside the copy of as many bytes: an opaque surface, and one half transparent above it",
       {{"scene", "[opaque,half]"}, {"width", "3840"}, {"height", "2160"}, {"pages", "2MiB"}}},
      {"full",
       "every scene, at 4K, and back to the host",
       {{"scene", "[opaque,half,stack,desktop,noise]"},
        {"width", "3840"},
        {"height", "2160"},
        {"output", "[device,host]"},
        {"pages", "2MiB"}}},
  }};
};

}  // namespace

const Kernel& composite() {
  static const Composite kernel;
  return kernel;
}

}  // namespace pontage::frame_stages
