// SPDX-License-Identifier: Apache-2.0
// Runs what was registered with Google Benchmark and hands the times on. Unless the
// command line says otherwise, everything is repeated and the repetitions of ours and
// theirs are taken in turns, so that what disturbs one disturbs the other.
#pragma once

#include "tests/bench/comparison.h"

#include <map>
#include <string>
#include <vector>

namespace bench {

// Milliseconds an iteration, by the name it was registered with. Processor time, which
// on an idle core is the same and on a busy one still means something; but elapsed time
// for what was registered with UseRealTime() or UseManualTime().
using Measured = std::map<std::string, Figures>;

// Understands Google Benchmark's own arguments (--benchmark_filter, ...).
Measured run_benchmarks(const char* program, std::vector<std::string> arguments);

// `count` things are done in each iteration: how many a second.
Figures per_second(const Figures& milliseconds, double count);

// Once, in the current process; for what cannot be repeated within one.
double milliseconds_since(long long began_ns);
long long now_ns();
long long cpu_now_ns();  // of this thread

}  // namespace bench
