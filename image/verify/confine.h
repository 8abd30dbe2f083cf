// SPDX-License-Identifier: Apache-2.0
// Leaves this process nothing but memory and the descriptors it has open. The same idea
// as appliance/host/lockdown.h, and on purpose not the same code.
#pragma once

namespace verify {

// False when the kernel cannot; then nothing hostile may be read.
bool confine();

}  // namespace verify
