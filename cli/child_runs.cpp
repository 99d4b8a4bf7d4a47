// SPDX-License-Identifier: Apache-2.0
#include "cli/child_runs.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace pontage::cli {
namespace {

std::atomic<bool> interrupted{false};
std::atomic<pid_t> child_pid{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free,
              "touched by a signal handler");

extern "C" void on_interrupt(int) {
  interrupted = true;
  if (const pid_t child = child_pid; child > 0) kill(child, SIGINT);
}

/// Leaves the child to be waited for.
bool ends_within(pid_t child, double seconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < deadline) {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        info.si_pid == child)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace

const std::atomic<bool>& interrupt_flag() { return interrupted; }

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Result<ChildEnd> run_child(const std::string& executable, const std::vector<std::string>& arguments,
                           double seconds) {
  std::vector<char*> argv{const_cast<char*>(executable.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  if (const int error =
          posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, argv.data(), environ);
      error != 0)
    return fail(
        ErrorKind::internal,
        std::string("a fresh process of the tool cannot be started: ") + std::strerror(error));
  child_pid = child;
  const bool timed_out = seconds > 0 && !ends_within(child, seconds);
  if (timed_out) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  child_pid = 0;
  return ChildEnd{WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                  WIFSIGNALED(status) ? WTERMSIG(status) : 0, timed_out};
}

std::string violent_end(const ChildEnd& end) {
  if (end.timed_out) return "hung: its time was up and it was killed";
  if (end.signal == 0) return {};
  return "was ended by signal " + std::to_string(end.signal) + " (" + strsignal(end.signal) + ")";
}

Result<ScratchFolder> ScratchFolder::make() {
  const char* base = std::getenv("TMPDIR");
  std::string path =
      std::string(base != nullptr && *base != '\0' ? base : "/tmp") + "/pontage-XXXXXX";
  if (mkdtemp(path.data()) == nullptr)
    return fail(ErrorKind::cannot_write, "no folder can be made at " + path + ": " +
                                             std::strerror(errno) +
                                             "; set TMPDIR to a folder with space");
  return ScratchFolder(path);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace pontage::cli
