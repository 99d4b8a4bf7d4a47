/* SPDX-License-Identifier: Apache-2.0 */
/* The interface is C99, and its layout is what version 1.0 promised: sizes and places may only grow at the end. */
#include <pontage/kernel_shapes.h>
#include <pontage/plugin.h>

#define PROMISE(name, what) typedef char promise_##name[(what) ? 1 : -1]

PROMISE(pointers_of_64_bits, sizeof(void *) == 8);
PROMISE(axis, sizeof(pontage_axis_info) >= 72);
PROMISE(open_args, offsetof(pontage_open_args, planted_ticks) == 32);
PROMISE(device_info, offsetof(pontage_device_info, memory_of_mode) == 24);
PROMISE(device_info_clock, offsetof(pontage_device_info, clock_ticks_per_second) == 64);
PROMISE(command_pointers, offsetof(pontage_command, pointers) == 40);
PROMISE(command_shape, offsetof(pontage_command, shape) == 80);
PROMISE(command, sizeof(pontage_command) >= 96);
PROMISE(mark, sizeof(pontage_mark) == 40);
PROMISE(table_versions, offsetof(pontage_plugin, major) == 4 && offsetof(pontage_plugin, minor) == 8);
PROMISE(table_axis, offsetof(pontage_plugin, axis) == 56);
PROMISE(table_open, offsetof(pontage_plugin, open) == 88);
PROMISE(table_submit, offsetof(pontage_plugin, submit) == 160);
PROMISE(table_failure, offsetof(pontage_plugin, failure) == 216);
PROMISE(chase, sizeof(pontage_chase_shape) == 32);
PROMISE(bfs, sizeof(pontage_bfs_shape) == 32);
