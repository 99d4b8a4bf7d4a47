// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pontage/plugin.h>

/// The board's own variants of Pontage's kernels: code that would run on the device. `slot` says
/// which row of the command's pointers to use. Pontage makes the inputs and judges the answers.
void chase_on_board(const pontage_command& command, int slot);
void bfs_on_board(const pontage_command& command, int slot);
