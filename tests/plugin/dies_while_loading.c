/* SPDX-License-Identifier: Apache-2.0
 * A plug-in that takes its process with it as soon as it is loaded. */
#include <pontage/plugin.h>
#include <stdlib.h>

__attribute__((constructor)) static void die(void) { abort(); }

const pontage_plugin *pontage_plugin_entry(void) { return NULL; }
