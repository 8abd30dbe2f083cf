// SPDX-License-Identifier: Apache-2.0
// What a program that talks to the network does to itself before it says the first word.
// Afterwards it has its sockets, its threads and the files named here; it cannot start
// programs, open devices, make executable memory, listen, trace or signal other processes,
// and cannot open any other file. What is tried nevertheless fails with EPERM or EACCES.
//
// There is no way back. Call it from the only thread, with everything loaded that needs
// loading: a library that is bound later cannot be mapped any more.
#pragma once

#include "appliance/host/reachable_files.h"

namespace host {

// Faults: sandbox_unavailable, when the kernel lacks a protection. The program must then
// end without having said anything.
[[nodiscard]] base::Status lock_down_for_network(const ReachableFiles& files);

}  // namespace host
