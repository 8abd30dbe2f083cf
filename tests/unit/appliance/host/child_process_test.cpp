// SPDX-License-Identifier: Apache-2.0
#include "appliance/host/child_process.h"
#include "appliance/host/memory_file.h"
#include "appliance/host/program_folder.h"
#include "appliance/host/system_clock.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

using base::Fault;

host::Errand shell(std::string script, std::string_view input = "") {
    host::Errand errand;
    errand.path = "/bin/sh";
    errand.arguments = {"-c", std::move(script)};
    errand.input = base::as_bytes(input);
    errand.profile.time_limit_ms = 20'000;
    return errand;
}

std::string output_of(const host::Errand& errand) {
    return std::string(base::as_text(host::run_errand(errand).value().output));
}

TEST(Errand, HandsInputInAndOutputBack) {
    EXPECT_EQ(output_of(shell("cat", "what goes in")), "what goes in");
    std::string much(3U << 20U, 'm');
    host::Errand errand = shell("cat", much);
    errand.output_max_bytes = much.size();
    EXPECT_EQ(output_of(errand), much);
}

TEST(Errand, ReportsHowTheProgramEnded) {
    const auto ended = host::run_errand(shell("echo why >&2; exit 7")).value();
    EXPECT_EQ(ended.ending.status, 7);
    EXPECT_EQ(ended.ending.signal, 0);
    EXPECT_EQ(ended.complaints, "why\n");
    EXPECT_EQ(host::run_errand(shell("kill -SEGV $$")).value().ending.signal, SIGSEGV);
}

TEST(Errand, GivesTheProgramNothingElse) {
    setenv("INKSEAL_SECRET", "in our environment", 1);
    const host::Descriptor ours(open("/etc/passwd", O_RDONLY));  // deliberately without O_CLOEXEC
    ASSERT_TRUE(ours);
    EXPECT_EQ(output_of(shell("env | grep -v -e ^PWD= -e ^_= -e ^OLDPWD= -e ^SHLVL=")), "LC_ALL=C.UTF-8\n");
    EXPECT_EQ(output_of(shell("ls /proc/$$/fd")), "0\n1\n2\n");
    EXPECT_EQ(output_of(shell("grep NoNewPrivs /proc/self/status")), "NoNewPrivs:\t1\n");
    EXPECT_EQ(output_of(shell("ulimit -c")), "0\n");
}

TEST(Errand, HandsMoreInputsOverInOrder) {
    host::Errand errand = shell("cat /dev/fd/4 /dev/fd/3 -", "c");
    errand.more_inputs = {base::as_bytes("b"), base::as_bytes("a")};
    EXPECT_EQ(output_of(errand), "abc");
}

TEST(Errand, SealsTheInputAgainstChange) {
    EXPECT_EQ(output_of(shell("echo changed 2>/dev/null >/proc/self/fd/0 || echo sealed", "text")), "sealed\n");
}

TEST(Errand, EndsAProgramThatTakesTooLong) {
    host::Errand errand = shell("sleep 60");
    errand.profile.time_limit_ms = 200;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(host::run_errand(errand).fault(), Fault::program_time_limit);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    errand = shell("exec >&- 2>&-; exec sleep 60");  // closes its pipes, and stays
    errand.profile.time_limit_ms = 200;
    EXPECT_EQ(host::run_errand(errand).fault(), Fault::program_time_limit);
}

TEST(Errand, EndsAProgramThatSaysTooMuch) {
    host::Errand errand = shell("cat /dev/zero");
    errand.output_max_bytes = 1000;
    const auto report = host::run_errand(errand).value();
    EXPECT_TRUE(report.is_output_cut);
    EXPECT_EQ(report.ending.signal, SIGKILL);
}

TEST(Errand, DropsComplaintsPastTheirLimit) {
    const auto report = host::run_errand(shell("head -c 1000000 /dev/zero >&2; echo done")).value();
    EXPECT_EQ(report.complaints.size(), 4096U);
    EXPECT_EQ(base::as_text(report.output), "done\n");
}

TEST(Errand, LimitsProcessorTimeAndMemory) {
    host::Errand errand = shell("while :; do :; done");
    errand.profile.cpu_seconds_max = 1;
    EXPECT_EQ(host::run_errand(errand).value().ending.signal, SIGXCPU);
    errand = shell("ulimit -v");
    errand.profile.memory_max_bytes = 512U << 20U;
    EXPECT_EQ(output_of(errand), "524288\n");
}

TEST(Errand, SaysWhenTheProgramIsMissing) {
    host::Errand errand;
    errand.path = "/no/such/program";
    EXPECT_EQ(host::run_errand(errand).fault(), Fault::program_missing);
}

TEST(ChildProcess, IsEndedWithItsOwner) {
    pid_t pid = 0;
    {
        const host::Descriptor output(memfd_create("pid", MFD_CLOEXEC));
        auto child = host::ChildProcess::start({"/bin/sh", {"-c", "echo $$; exec sleep 60"}, {{1, output.number()}}, {}});
        ASSERT_TRUE(child);
        char text[20] = {};
        for (int tries = 0; tries < 500 && pread(output.number(), text, 19, 0) <= 0; ++tries) usleep(10'000);
        pid = std::atoi(text);
        ASSERT_GT(pid, 1);
        EXPECT_EQ(kill(pid, 0), 0);
    }
    EXPECT_NE(kill(pid, 0), 0);
}

TEST(MemoryFile, StaysAsItIs) {
    const host::Descriptor file = host::sealed_copy(base::as_bytes("fixed")).value();
    EXPECT_LT(pwrite(file.number(), "X", 1, 0), 0);
    EXPECT_NE(ftruncate(file.number(), 0), 0);
    const host::Mapping view = host::Mapping::open(file).value();
    EXPECT_EQ(base::as_text(view.bytes()), "fixed");
    const host::Descriptor shared = host::shared_memory(4096).value();
    EXPECT_NE(ftruncate(shared.number(), 0), 0);
    EXPECT_EQ(pwrite(shared.number(), "X", 1, 0), 1);
}

TEST(ProgramFolder, FindsWhatLiesBesideThisProgram) {
    const auto folder = host::ProgramFolder::beside_this_program().value();
    EXPECT_EQ(folder.find("host_test").value(), std::string(PROGRAM_DIR) + "/host_test");
    EXPECT_EQ(folder.find("no-such-program").fault(), Fault::program_missing);
}

TEST(SystemClock, AgreesWithTheWorldAndGoesOn) {
    const host::SystemClock clock;
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_NEAR(static_cast<double>(clock.wall_ms()), static_cast<double>(now), 5000);
    const std::int64_t before = clock.boot_ms();
    usleep(3000);
    EXPECT_GT(clock.boot_ms(), before);
}

}  // namespace
