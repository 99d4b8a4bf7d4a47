// SPDX-License-Identifier: Apache-2.0
#include "results/write.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace pontage {
namespace {

/// Standard output, so that a file descriptor and what stdio has buffered stay in order.
constexpr int kStandardOutput = 1;

Result<void> cannot_write(const std::string& path, int error) {
  const char* remedy = error == ENOSPC || error == EDQUOT
                           ? "free some space or name a file on another disk"
                       : error == ENOENT ? "make its folder first"
                                         : "name another file";
  return fail(ErrorKind::cannot_write,
              path + ": cannot be written: " + std::strerror(error) + "; " + remedy);
}

/// Writes everything; the errno that stopped it, or 0.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int write_and_close(int file, std::string_view text, bool is_regular) {
  int error = write_all(file, text);
  if (error == 0 && is_regular && ::fsync(file) != 0) error = errno;
  if (::close(file) != 0 && error == 0) error = errno;
  return error;
}

Result<void> write_in_place(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return cannot_write(path, errno);
  const int error = write_and_close(file, text, false);
  return error == 0 ? Result<void>{} : cannot_write(path, error);
}

/// The file that `path` means, links followed, so that a link stays a link.
std::string target_of(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  std::string target = resolved == nullptr ? path : resolved;
  std::free(resolved);
  return target;
}

}  // namespace

Result<void> write_text(const std::string& path, std::string_view text) {
  if (path == "-") {
    std::fflush(stdout);
    const int error = write_all(kStandardOutput, text);
    return error == 0 ? Result<void>{} : cannot_write("standard output", error);
  }
  struct stat known {};
  const bool exists = ::stat(path.c_str(), &known) == 0;
  if (exists && S_ISDIR(known.st_mode)) return cannot_write(path, EISDIR);
  if (exists && !S_ISREG(known.st_mode)) return write_in_place(path, text);
  if (exists && ::access(path.c_str(), W_OK) != 0) return cannot_write(path, errno);

  const std::string target = target_of(path);
  const std::string temporary = target + ".part-" + std::to_string(::getpid());
  const mode_t mode = exists ? known.st_mode & 07777 : 0666;
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return cannot_write(path, errno);
  int error = write_and_close(file, text, true);
  if (error == 0 && std::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return cannot_write(path, error);
}

Result<void> check_writable(const std::string& path) {
  struct stat known {};
  const bool exists = ::stat(path.c_str(), &known) == 0;
  if (exists && S_ISDIR(known.st_mode)) return cannot_write(path, EISDIR);
  if (exists) return ::access(path.c_str(), W_OK) == 0 ? Result<void>{} : cannot_write(path, errno);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return cannot_write(path, errno);
  ::close(file);
  ::unlink(path.c_str());
  return {};
}

}  // namespace pontage
