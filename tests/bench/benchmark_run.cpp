// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/benchmark_run.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>

namespace bench {
namespace {

class Collector final : public benchmark::ConsoleReporter {
public:
    Collector() : ConsoleReporter(OO_None) {}

    void ReportRuns(const std::vector<Run>& runs) override {
        std::vector<Run> shown;
        for (const Run& run : runs) {
            if (run.error_occurred || run.aggregate_name == "median") shown.push_back(run);
            if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
            const double seconds = run.run_name.time_type.empty() ? run.cpu_accumulated_time : run.real_accumulated_time;
            m_measured[run.run_name.function_name].push_back(seconds * 1e3 / static_cast<double>(run.iterations));
        }
        ConsoleReporter::ReportRuns(shown);
    }
    const Measured& measured() const { return m_measured; }

private:
    Measured m_measured;
};

}  // namespace

Measured run_benchmarks(const char* program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {program, "--benchmark_repetitions=7", "--benchmark_min_time=0.1",
                                         "--benchmark_enable_random_interleaving=true"});
    std::vector<char*> raw;
    for (std::string& argument : arguments) raw.push_back(argument.data());
    int count = static_cast<int>(raw.size());
    benchmark::Initialize(&count, raw.data());
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);
    return collector.measured();
}

Figures per_second(const Figures& milliseconds, double count) {
    Figures rates;
    for (const double ms : milliseconds) rates.push_back(count * 1000 / ms);
    return rates;
}

long long now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

long long cpu_now_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

double milliseconds_since(long long began_ns) { return static_cast<double>(now_ns() - began_ns) / 1e6; }

}  // namespace bench
