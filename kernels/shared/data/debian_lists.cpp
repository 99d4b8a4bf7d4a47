// SPDX-License-Identifier: Apache-2.0
#include "kernels/shared/data/debian_lists.hpp"

#include <lz4frame.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string_view>

#include "kernels/shared/data/sha256.hpp"

namespace pontage::data {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) return fail(ErrorKind::unreadable, path + ": cannot be read");
  return std::move(text).str();
}

/// The content of an LZ4 frame (lz4's doc/lz4_Frame_format.md).
Result<std::string> decompressed(const std::string& from, const std::string& path) {
  const auto wrong = [&](const std::string& why) {
    return fail(ErrorKind::unreadable, path + ": is no whole lz4 file: " + why);
  };
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)) != 0)
    return fail(ErrorKind::internal, "lz4 has no context");
  const std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)> context(
      raw, LZ4F_freeDecompressionContext);
  std::string text;
  std::array<char, 1 << 16> block;
  std::size_t at = 0, wanted = 1;
  while (wanted != 0) {
    std::size_t got = block.size(), taken = from.size() - at;
    wanted = LZ4F_decompress(context.get(), block.data(), &got, from.data() + at, &taken, nullptr);
    if (LZ4F_isError(wanted) != 0) return wrong(LZ4F_getErrorName(wanted));
    if (got == 0 && taken == 0 && wanted != 0) return wrong("it ends too early");
    text.append(block.data(), got);
    at += taken;
  }
  return text;
}

bool is_list(const std::string& name) {
  return name.ends_with("_Packages") || name.ends_with("_Packages.lz4");
}

}  // namespace

Result<std::vector<std::string>> find_debian_lists(const std::string& place) {
  namespace fs = std::filesystem;
  std::error_code trouble;
  if (fs::is_regular_file(place, trouble)) return std::vector{place};
  std::vector<std::string> files;
  for (fs::directory_iterator at(place, trouble), end; !trouble && at != end; at.increment(trouble))
    if (is_list(at->path().filename().string())) files.push_back(at->path().string());
  std::ranges::sort(files);
  if (files.empty())
    return fail(ErrorKind::unavailable,
                place +
                    ": there is no list of Debian packages; run apt-get update, or give "
                    "debian:/file with a Packages file");
  return files;
}

Result<DebianLists> load_debian_lists(const std::string& place) {
  auto files = find_debian_lists(place);
  if (!files) return pass_on(files.error());
  DebianLists lists;
  Sha256 hash;
  for (const std::string& file : *files) {
    auto bytes = read_file(file);
    if (!bytes) return pass_on(bytes.error());
    hash.add(*bytes);
    auto text = file.ends_with(".lz4") ? decompressed(*bytes, file) : std::move(bytes);
    if (!text) return pass_on(text.error());
    lists.texts.push_back(std::move(*text));
  }
  auto hex = hash.hex();
  if (!hex) return pass_on(hex.error());
  lists.sha256 = std::move(*hex);
  return lists;
}

Result<std::string> debian_lists_sha256(const std::string& place) {
  auto files = find_debian_lists(place);
  if (!files) return pass_on(files.error());
  Sha256 hash;
  for (const std::string& file : *files) {
    auto bytes = read_file(file);
    if (!bytes) return pass_on(bytes.error());
    hash.add(*bytes);
  }
  return hash.hex();
}

}  // namespace pontage::data
