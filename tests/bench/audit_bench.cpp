// SPDX-License-Identifier: Apache-2.0
// The audit log: entries a second and proofs.
//
// "tree" is RFC 6962 with tiles, from encoded entries, in memory. "log" also writes
// each entry (canonical JSON, checked against the catalogue). "vault" makes them
// durable: a commit of SQLite with fsync; beside it, what the disk needs for nothing
// but a write of 4 KiB and fsync.
#include "appliance/audit/log.h"
#include "appliance/base/check.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/posix_disk.h"
#include "appliance/vault/vault.h"
#include "tests/bench/benchmark_run.h"
#include "tests/faults/log_bench.h"
#include "tests/faults/soft_epoch_keeper.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace {

constexpr std::uint64_t batch = 10'000;
constexpr std::uint64_t large_log = 100'000;

audit::LeafDraft draft(std::uint64_t number) {
    return {audit::Event::field_filled, {}, std::string(64, 'a'),
            {{"document", 0}, {"field", static_cast<std::int64_t>(number)}}};
}

std::vector<base::Bytes> encoded(std::uint64_t count) {
    faults::LogBench bench;
    for (std::uint64_t i = 0; i < count; ++i) CHECK(bench.log->append(bench.leaves, draft(i)));
    return bench.leaves.entries;
}

// A vault in a folder of its own on the disk of the current folder.
struct DurableLog {
    explicit DurableLog(const std::string& folder)
        : disk(host::PosixDisk::open(folder).value()),
          vault(vault::Vault::open({.database = folder + "/vault.db", .vfs = {}, .device = base::DeviceId("harbour-otter-41"),
                                    .reserve_bytes = 1U << 20U, .free_bytes_min = 1U << 20U},
                                   disk, keeper, clock).value()),
          log(audit::AuditLog::open("inkseal.local/inkseal/bench/1", vault, disk, clock).value()) {}

    bool append(std::uint64_t count) {
        auto step = vault.begin();
        for (std::uint64_t i = 0; step && i < count; ++i)
            if (!log.append(*step, draft(i))) return false;
        return step && step->commit() && log.catch_up();
    }

    faults::SoftHardware hardware;
    faults::SoftEpochKeeper keeper{hardware};
    faults::ManualClock clock;
    host::PosixDisk disk;
    vault::Vault vault;
    audit::AuditLog log;
};

void write_and_sync(benchmark::State& state, const std::string& path) {
    const int descriptor = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    const std::vector<char> page(4096, 'x');
    for (auto _ : state)
        if (write(descriptor, page.data(), page.size()) != 4096 || fdatasync(descriptor) != 0) state.SkipWithError("the disk");
    close(descriptor);
}

}  // namespace

int main(int count, char** words) {
    bench::print_surroundings();
    const std::vector<base::Bytes> entries = encoded(batch);
    faults::LogBench large;
    large.leaves.entries.reserve(large_log);
    for (std::uint64_t i = 0; i < large_log; ++i) CHECK(large.log->append(large.leaves, draft(i)));
    CHECK(large.log->catch_up());
    const base::Digest root = large.log->root();
    const std::string folder = std::filesystem::current_path() / ("audit-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    DurableLog durable(folder);

    std::uint64_t at = 0;
    benchmark::RegisterBenchmark("hash", [&](benchmark::State& state) {
        for (auto _ : state)
            for (const base::Bytes& entry : entries) benchmark::DoNotOptimize(crypto::sha256(entry));
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("tree", [&](benchmark::State& state) {
        faults::SimStorage nowhere;
        for (auto _ : state) {
            audit::TiledTree tree(nowhere);
            for (const base::Bytes& entry : entries) tree.append(audit::hash_leaf(entry));
            benchmark::DoNotOptimize(tree.root());
        }
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("log", [&](benchmark::State& state) {
        for (auto _ : state) {
            faults::LogBench bench;
            for (std::uint64_t i = 0; i < batch; ++i)
                if (!bench.log->append(bench.leaves, draft(i))) state.SkipWithError("append");
            if (!bench.log->catch_up()) state.SkipWithError("catch_up");
        }
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("proof", [&](benchmark::State& state) {
        for (auto _ : state) {
            at = (at + 48'271) % large_log;
            if (!large.log->inclusion(at, large_log)) state.SkipWithError("proof");
        }
    })->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark("verify", [&](benchmark::State& state) {
        const auto proof = large.log->inclusion(4711, large_log);
        const base::Digest leaf = audit::hash_leaf(large.leaves.entries[4711]);
        for (auto _ : state)
            if (!audit::verify_inclusion(leaf, 4711, large_log, *proof, root)) state.SkipWithError("verify");
    })->Unit(benchmark::kMicrosecond);
    for (const std::uint64_t together : {1U, 100U}) {
        benchmark::RegisterBenchmark(("vault/" + std::to_string(together)).c_str(), [&durable, together](benchmark::State& state) {
            for (auto _ : state)
                if (!durable.append(together)) state.SkipWithError("vault");
        })->UseRealTime()->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark("disk", [&](benchmark::State& state) { write_and_sync(state, folder + "/page"); })
        ->UseRealTime()->Unit(benchmark::kMillisecond);

    const bench::Measured measured = bench::run_benchmarks(words[0], {words + 1, words + count});
    const auto of = [&](const char* name) { return measured.contains(name) ? measured.at(name) : bench::Figures{}; };
    const auto microseconds = [&](const char* name) {
        bench::Figures out = of(name);
        for (double& ms : out) ms *= 1000;
        return out;
    };
    using bench::per_second;
    using bench::Target;
    const std::string per = "entries/s";
    bench::Comparison table;
    table.add({"append to the tree, in memory", per, per_second(of("tree"), batch), "one SHA-256 an entry (least work there is: two)",
               per_second(of("hash"), batch), Target{Target::Kind::at_least, 100'000}});
    table.add({"the same with writing the entry", per, per_second(of("log"), batch), "one SHA-256 an entry", per_second(of("hash"), batch), {}});
    table.add({"durable in the vault, one a step", per, per_second(of("vault/1"), 1), "4 KiB and fdatasync", per_second(of("disk"), 1), {}});
    table.add({"durable in the vault, 100 a step", per, per_second(of("vault/100"), 100), "4 KiB and fdatasync", per_second(of("disk"), 1), {}});
    table.add({"inclusion proof in 100,000 entries", "us", microseconds("proof"), "", {}, {}});
    table.add({"verifying it", "us", microseconds("verify"), "", {}, {}});
    table.print("Audit log");
    std::printf("an entry has %zu bytes, a proof %zu hashes\n", entries.back().size(), large.log->inclusion(0, large_log)->size());
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    return 0;
}
