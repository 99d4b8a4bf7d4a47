// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/elf_file.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace pontage::plugin {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);

template <class T>
bool read_at(std::ifstream& file, std::uint64_t at, T* to, std::size_t count) {
  file.seekg(static_cast<std::streamoff>(at));
  return static_cast<bool>(
      file.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(count * sizeof(T))));
}

/// Empty when the header can be believed.
std::string trouble_with(const Header& header) {
  const bool is_own_class =
      header.e_ident[EI_CLASS] == (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return "is not a shared library";
  if (!is_own_class || header.e_type != ET_DYN)
    return "is not a shared library of this machine's kind";
  if (header.e_phentsize != sizeof(Segment) || header.e_phnum == 0)
    return "has no readable program header";
  return {};
}

std::string trouble_in(std::ifstream& file, std::uint64_t size) {
  Header header;
  if (size < sizeof header || !read_at(file, 0, &header, 1))
    return "is too short for a shared library";
  if (auto what = trouble_with(header); !what.empty()) return what;
  std::vector<Segment> segments(header.e_phnum);
  if (header.e_phoff > size || !read_at(file, header.e_phoff, segments.data(), segments.size()))
    return "is truncated within its program header";
  for (const Segment& segment : segments)
    if (segment.p_filesz > size || segment.p_offset > size - segment.p_filesz)
      return "is truncated: a segment ends beyond its " + std::to_string(size) + " bytes";
  return {};
}

}  // namespace

Result<void> check_shared_library(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file)
    return fail(ErrorKind::unavailable,
                "plug-in " + path + " cannot be opened; is the path right?");
  const auto end = file.tellg();
  if (end < 0) return fail(ErrorKind::unreadable, "plug-in " + path + " is not a file");
  const std::string what = trouble_in(file, static_cast<std::uint64_t>(end));
  if (what.empty()) return {};
  return fail(ErrorKind::unreadable, "plug-in " + path + " " + what + "; build it again");
}

}  // namespace pontage::plugin
