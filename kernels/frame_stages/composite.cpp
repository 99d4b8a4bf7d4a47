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
        "where the frame is wanted: it stays with the device, or crosses to the host",
        "device",
        0,
        0,
        {"device", "host"}},
       &CompositeShape::output},
  }));
  return fields;
}

std::vector<Box> pieces_of(const CompositeShape& shape, Seed seed) {
  std::vector<Box> pieces = cut(damaged_region(shape, seed), kPieceColumns, kPieceRows);
  if (pieces.empty()) pieces.push_back({});  // no value may be empty
  return pieces;
}

class CompositeProblem final : public StageProblem {
 public:
  CompositeProblem(Shape shape, Seed seed)
      : StageProblem(std::move(shape)),
        scene_(make_scene(fields(), seed)),
        pieces_(pieces_of(fields(), seed)),
        is_host_(fields().output == "host") {
    add_input("surfaces", Role::dataset, scene_.pixels);
    add_input("layers", Role::request, scene_.layers);
    add_input("pieces", Role::request, pieces_);
    add("frame", is_host_ ? Role::response : Role::scratch, 4 * fields().width * fields().height);
    if (!is_host_) add("checks", Role::response, static_cast<std::int64_t>(pieces_.size()) * 8);
    for (const Box& piece : pieces_) {
      damaged_ += piece.area();
      read_ += bytes_read_in(scene_.layers, piece);
    }
    expect();
  }

  Work work(const Variant&) const override {
    const Bytes checks = is_host_ ? Bytes{} : bytes_of(kCompositeChecks);
    return {.steps = damaged_,
            .step_name = "pixel",
            .bytes_read = Bytes{read_},
            .bytes_written = Bytes{4 * damaged_} + checks};
  }

  Verdict judge(const HostValues& values) const override {
    if (!is_host_) {
      std::string why = wrong_check(values.as<std::uint64_t>(kCompositeChecks), checks_, "piece");
      return why.empty() ? Verdict{} : Verdict::wrong(std::move(why));
    }
    const auto frame = values.as<std::uint32_t>(kCompositeFrame);
    if (frame.size() != frame_.size())
      return Verdict::wrong("there are " + std::to_string(frame.size()) + " pixels, must be " +
                            std::to_string(frame_.size()));
    for (const Box& piece : pieces_)
      for (std::int32_t y = piece.y; y < piece.y + piece.height; ++y)
        for (std::int32_t x = piece.x; x < piece.x + piece.width; ++x)
          if (frame[at(x, y)] != frame_[at(x, y)])
            return Verdict::wrong("pixel (" + std::to_string(x) + ", " + std::to_string(y) +
                                  ") is " + std::to_string(frame[at(x, y)]) + ", must be " +
                                  std::to_string(frame_[at(x, y)]));
    return {};
  }

  /// The checks, or what was written of the frame.
  Digest canonical(const HostValues& values) const override {
    if (!is_host_) return digest_bytes(values.bytes(kCompositeChecks));
    const auto frame = values.as<std::uint32_t>(kCompositeFrame);
    Digest digest;
    for (const Box& piece : pieces_)
      for (std::int32_t y = piece.y; y < piece.y + piece.height; ++y)
        digest = digest_bytes(
            std::as_bytes(frame.subspan(at(piece.x, y), static_cast<std::size_t>(piece.width))),
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
  std::size_t at(std::int32_t x, std::int32_t y) const {
    return static_cast<std::size_t>(y * fields().width + x);
  }

  /// Pixel by pixel, as the definition has it.
  void expect() {
    if (is_host_) frame_.resize(static_cast<std::size_t>(fields().width * fields().height));
    std::vector<std::uint32_t> row(static_cast<std::size_t>(fields().width));
    for (const Box& piece : pieces_) {
      RowCheck check;
      for (std::int32_t y = piece.y; y < piece.y + piece.height; ++y) {
        for (std::int32_t x = 0; x < piece.width; ++x)
          row[static_cast<std::size_t>(x)] =
              composite_pixel(scene_.pixels.data(), scene_.layers.data(),
                              static_cast<std::int64_t>(scene_.layers.size()), piece.x + x, y);
        if (is_host_)
          std::copy_n(row.begin(), piece.width,
                      frame_.begin() + static_cast<std::ptrdiff_t>(at(piece.x, y)));
        add_row_plain(check, row.data(), piece.width);
      }
      checks_.push_back(check.value());
    }
  }

  Scene scene_;
  std::vector<Box> pieces_;
  bool is_host_;
  std::int64_t damaged_ = 0, read_ = 0;
  std::vector<std::uint32_t> frame_;  // expected, of output=host
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
    const Bytes need{4 * (2 * most_scene_pixels(fields) + 2 * frame)};
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
      {"threads", composite_threads, "a block a piece, one thread a column"},
#endif
  };
  std::array<Suite, 4> suites_{{
      {"check",
       "small and awkward frames, for their answers",
       {{"width", "[1,67]"},
        {"height", "37"},
        {"scene", "[desktop,noise]"},
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
