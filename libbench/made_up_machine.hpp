// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pontage {

/// For tests: a folder with made-up /proc and /sys files, gone with the object.
class MadeUpMachine {
 public:
  MadeUpMachine();
  ~MadeUpMachine();
  MadeUpMachine(const MadeUpMachine&) = delete;
  MadeUpMachine& operator=(const MadeUpMachine&) = delete;

  const std::string& root() const { return root_; }
  /// Writes one file, with a newline at its end as the kernel does; overwrites.
  void write(const std::string& path, const std::string& text) const;
  void remove(const std::string& path) const;

 private:
  std::string root_;
};

/// Two processors of an AMD virtual machine under KVM: no frequency files, no counters, 32 MiB of
/// reported L3.
void make_amd_vm(const MadeUpMachine&);
/// Two sockets of 64 cores with two threads each, two memory nodes, everything visible and set as a
/// server comes.
void make_two_socket_server(const MadeUpMachine&);
/// Four processors of a RISC-V board whose kernel was built without NUMA and without most of what
/// is looked at.
void make_board_without_numa(const MadeUpMachine&);

}  // namespace pontage
