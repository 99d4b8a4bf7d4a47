// SPDX-License-Identifier: Apache-2.0
/// In place of trace_reader.cpp and trace_writer.cpp where this build has no zstd.
#include <utility>

#include "kernels/shared/desktop/trace_reader.hpp"
#include "kernels/shared/desktop/trace_writer.hpp"

namespace pontage::desktop {
namespace {

Error no_zstd(std::string_view name) {
  return Error{ErrorKind::unavailable,
               std::string(name) +
                   ": this build neither reads nor writes traces; build it with zstd (Debian: "
                   "libzstd-dev)"};
}

}  // namespace

struct TraceWriter::Packer {
  std::string name;
};
TraceWriter::TraceWriter(std::unique_ptr<Packer> packer) : packer_(std::move(packer)) {}
TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&&) noexcept = default;
TraceWriter::~TraceWriter() = default;
std::int64_t TraceWriter::bytes() const { return 0; }
Result<TraceWriter> TraceWriter::begin(std::ostream&, std::string name, const Frame&,
                                       std::string_view, int) {
  return pass_on(no_zstd(name));
}
Result<void> TraceWriter::add(const Frame&, std::span<const Rectangle>, std::string_view,
                              std::int64_t) {
  return pass_on(no_zstd(packer_->name));
}
Result<void> TraceWriter::end() { return pass_on(no_zstd(packer_->name)); }

std::int64_t packed_size(std::span<const std::uint32_t>) { return 0; }

Result<std::unique_ptr<FrameSource>> read_trace(std::unique_ptr<std::istream>, std::string name,
                                                Bytes) {
  return pass_on(no_zstd(name));
}
Result<std::unique_ptr<FrameSource>> open_trace(const std::string& path) {
  return pass_on(no_zstd(path));
}

}  // namespace pontage::desktop
