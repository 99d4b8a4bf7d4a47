// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/composite_cells.hpp"
#include "kernels/frame_stages/composite_variants.hpp"
#include "kernels/frame_stages/row_check.hpp"
#include "kernels/frame_stages/vectors.hpp"

namespace pontage::frame_stages {
namespace {

struct Composition {
  const std::uint32_t* surfaces = nullptr;
  std::span<const Layer> layers;
  std::span<const Piece> pieces;
  std::uint32_t* frame = nullptr;
  std::uint64_t* checks = nullptr;  ///< null: the frame is the response
  std::int64_t frame_width = 0;
  bool is_packed = false;
};

Composition composition_of(const Args& args) {
  const auto count = [&](std::size_t value, std::size_t size) {
    return static_cast<std::size_t>(args.size[value].count()) / size;
  };
  return {
      args.value<const std::uint32_t>(kSurfaces),
      {args.value<const Layer>(kLayers), count(kLayers, sizeof(Layer))},
      {args.value<const Piece>(kCompositePieces), count(kCompositePieces, sizeof(Piece))},
      args.value<std::uint32_t>(kCompositeFrame),
      args.size.size() > kCompositeChecks ? args.value<std::uint64_t>(kCompositeChecks) : nullptr,
      args.shape_as<CompositeShape>().width,
      is_packed(args.shape_as<CompositeShape>())};
}

/// Row y of a band, to `to` (the pixel of the band's left edge).
void compose_band_row(const Composition& all, const Band& band, std::int32_t y, ComposeRow compose,
                      std::uint32_t* to) {
  const std::int32_t left = band.cell[0].x;
  for (int i = 0; i < band.cells; ++i) {
    const Cell& cell = band.cell[static_cast<std::size_t>(i)];
    const std::uint32_t* sources[kMostSurfaces];
    for (int number = 0; number < cell.count; ++number) {
      const Layer& layer = all.layers[cell.layers[static_cast<std::size_t>(number)]];
      sources[number] = all.surfaces + layer.at +
                        (std::int64_t{y} - layer.box.y) * layer.box.width + (cell.x - layer.box.x);
    }
    compose(sources, cell.count, cell.is_opaque, to + (cell.x - left), cell.width);
  }
}

template <class WriteRow>
void compose_piece(const Composition& all, std::size_t number, WriteRow write_row) {
  const Rectangle& box = all.pieces[number].box;
  std::uint32_t* const first = all.frame + all.pieces[number].at;
  const std::int64_t stride = piece_stride(all.pieces[number], all.frame_width, all.is_packed);
  RowCheck check;
  Band band;
  band.y = box.y;
  while (next_band(all.layers, box, band))
    for (std::int32_t y = band.y; y < band.y + band.height; ++y)
      write_row(band, y, first + (y - box.y) * stride, box.width, check);
  if (all.checks != nullptr) all.checks[number] = check.value();
}

}  // namespace

void composite_plain(HostTeam& team, const Args& args) {
  const Composition all = composition_of(args);
  team.for_chunks(static_cast<Index>(all.pieces.size()), 1, [&](Index begin, Index end, int) {
    for (Index piece = begin; piece < end; ++piece)
      compose_piece(all, static_cast<std::size_t>(piece),
                    [&](const Band& band, std::int32_t y, std::uint32_t* to, std::int64_t width,
                        RowCheck& check) {
                      compose_band_row(all, band, y, compose_row_plain, to);
                      if (all.checks != nullptr) add_row_plain(check, to, width);
                    });
  });
}

#ifdef PONTAGE_HAS_HIGHWAY
namespace {

/// A frame's damage beyond this is written past the caches: the next stage would not find it in
/// them, and a line need not be read to be written. It is about where glibc's memcpy does so.
constexpr std::int64_t kStreamedBytes = std::int64_t{24} << 20;

}  // namespace

void composite_vectors(HostTeam& team, const Args& args) {
  const Composition all = composition_of(args);
  std::int64_t bytes = 0;
  for (const Piece& piece : all.pieces) bytes += 4 * piece.box.area();
  const bool is_streamed = bytes >= kStreamedBytes;
  const auto direct = [&](const Band& band, std::int32_t y, std::uint32_t* to, std::int64_t width,
                          RowCheck& check) {
    compose_band_row(all, band, y, compose_row_by_vectors, to);
    if (all.checks != nullptr) add_row(check, to, width);
  };
  const auto streamed = [&](const Band& band, std::int32_t y, std::uint32_t* to, std::int64_t width,
                            RowCheck& check) {
    alignas(64) std::uint32_t row[kPieceColumns];
    compose_band_row(all, band, y, compose_row_by_vectors, row);
    if (all.checks != nullptr) add_row(check, row, width);
    stream_row(row, to, width);
  };
  team.for_chunks(static_cast<Index>(all.pieces.size()), 1, [&](Index begin, Index end, int) {
    for (Index piece = begin; piece < end; ++piece)
      if (is_streamed)
        compose_piece(all, static_cast<std::size_t>(piece), streamed);
      else
        compose_piece(all, static_cast<std::size_t>(piece), direct);
    if (is_streamed) stream_fence();
  });
}
#endif

}  // namespace pontage::frame_stages
