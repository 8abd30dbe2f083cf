// SPDX-License-Identifier: Apache-2.0
// toml++ states assumptions about its input with assert(), and in a release tells the
// compiler to build upon them: "[!]" breaks one. Where it is compiled here they are checked
// in every build, and one that is broken ends the reading.
#pragma once

namespace provisioning {

struct BrokenAssumption {};

// Throws it.
[[noreturn]] void refuse_assumption();

}  // namespace provisioning
