// SPDX-License-Identifier: Apache-2.0
// The administrator's commands as an administrator runs them, and openssl beside them.
#include "appliance/host/system_clock.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <spawn.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace provisioning_test;
namespace fs = std::filesystem;

struct ProvisionCommand : testing::Test {
    fs::path folder = fs::temp_directory_path() / ("inkseal-provision-" + std::to_string(getpid()));
    std::int64_t now = host::SystemClock().wall_ms();
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 60);
    std::shared_ptr<crypto::SoftwareKey> emulator_key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 61);

    ProvisionCommand() {
        fs::create_directories(folder / "trust");
        const crypto::Certificate provisioner = crypto::issue_provisioner(pki.issuer(), key->public_key(), {"Pat", ""}, pki.validity()).value();
        keep("key.pem", crypto_test::pem_of(key));
        keep("chain.pem", provisioner.to_pem() + pki.issuing.to_pem());
        keep("trust/root.pem", pki.root.to_pem());
        keep("profile.toml", example_text());
    }
    ~ProvisionCommand() override { fs::remove_all(folder); }

    void keep(const std::string& name, std::string_view content) const {
        std::ofstream(folder / name, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    }
    base::Bytes read(const std::string& name) const {
        std::ifstream in(folder / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Exit status; what was said goes to the file "said".
    int run(const std::string& arguments) const {
        const int status = std::system(("cd " + folder.string() + " && " PROGRAM_DIR "/inkseal provision " + arguments + " >said 2>&1").c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string said() const { return std::string(base::as_text(read("said"))); }
    // The emulator's part, between draft and make.
    void rehearse() const {
        const crypto::Certificate emulator = crypto::issue_rehearsal(pki.issuer(), emulator_key->public_key(), {"Emulator", ""}, pki.validity()).value();
        provisioning::Rehearsal rehearsal = Bench::rehearsal_of(read("payload"));
        rehearsal.date_ms = now / 1000 * 1000;
        keep("rehearsal", base::as_text(provisioning::certify_rehearsal(rehearsal, {emulator, pki.chain, *emulator_key}).value()));
    }
};

}  // namespace

TEST_F(ProvisionCommand, GoesFromAProfileToABundleThatADeviceTakesAndOpensslOpens) {
    ASSERT_EQ(run("profile check profile.toml"), 0) << said();
    ASSERT_EQ(run("bundle draft --profile profile.toml --serial 3 --out payload"), 0) << said();
    rehearse();
    ASSERT_EQ(run("bundle make --payload payload --rehearsal rehearsal --key key.pem --certificate chain.pem --out bundle"), 0) << said();
    EXPECT_EQ(run("bundle check bundle --trust trust --test --floor 3"), 0) << said();
    EXPECT_NE(said().find("bundle 3 for harbour-otter-41 (TEST)"), std::string::npos) << said();
    EXPECT_NE(run("bundle check bundle --trust trust --test --floor 4"), 0);
    EXPECT_NE(run("bundle check bundle --trust trust"), 0) << "TEST, for a production device";
    EXPECT_NE(said().find("this is a TEST bundle, and a production device"), std::string::npos) << said();
    ASSERT_EQ(run("bundle show bundle --trust trust --test"), 0) << said();
    keep("shown.toml", said());
    EXPECT_EQ(run("profile check shown.toml"), 0) << "what is shown is a profile: " << said();
    const std::string verify = "cd " + folder.string() + " && openssl cms -verify -inform DER -purpose any -CAfile trust/root.pem -in bundle -out content 2>said";
    EXPECT_EQ(std::system(verify.c_str()), 0) << said();
}

TEST_F(ProvisionCommand, SaysEverythingThatIsWrongWithAProfile) {
    keep("profile.toml", replaced(replaced(example_text(), "tries = 3", "tires = 3"), "order = \"sequential\"", "order = 7"));
    EXPECT_NE(run("profile check profile.toml"), 0);
    EXPECT_NE(said().find("did you mean \"tries\"?"), std::string::npos) << said();
    EXPECT_NE(said().find("\"policies.order\" must be a text"), std::string::npos) << said();
}

TEST_F(ProvisionCommand, AKilledFleetRunGoesOnAndDoublesNothing) {
    ASSERT_EQ(run("bundle draft --profile profile.toml --serial 3 --out payload"), 0) << said();
    rehearse();
    constexpr std::size_t count = 150;
    std::string list = "name,site,place\n";
    for (std::size_t i = 0; i < count; ++i) list += "quay-" + std::to_string(i) + ",Quay,room " + std::to_string(i) + "\n";
    keep("devices.csv", list);
    const auto bundles = [this] {
        std::map<std::string, base::Bytes> out;
        if (fs::exists(folder / "fleet"))
            for (const auto& entry : fs::directory_iterator(folder / "fleet"))
                if (entry.path().extension() == ".bundle" && entry.path().filename().string().front() != '.')
                    out[entry.path().filename().string()] = read("fleet/" + entry.path().filename().string());
        return out;
    };
    const std::string arguments = "--fleet devices.csv --payload payload --rehearsal rehearsal --key key.pem --certificate chain.pem --out fleet";
    const std::string line = "cd " + folder.string() + " && exec " PROGRAM_DIR "/inkseal provision " + arguments + " >said 2>&1";
    char shell[] = "/bin/sh", flag[] = "-c";
    std::string command = line;
    char* const words[] = {shell, flag, command.data(), nullptr};
    pid_t child = 0;
    ASSERT_EQ(posix_spawn(&child, "/bin/sh", nullptr, nullptr, words, environ), 0);
    // In the midst of it: some are there, and not all.
    for (int i = 0; i < 30'000 && bundles().size() < 20; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it was over too soon";
    const auto before = bundles();
    ASSERT_GE(before.size(), 20U);
    ASSERT_LT(before.size(), count);

    ASSERT_EQ(run(arguments), 0) << said();
    EXPECT_NE(said().find(std::to_string(count - before.size()) + " bundles made, " + std::to_string(before.size()) + " were there already"), std::string::npos) << said();
    const auto after = bundles();
    EXPECT_EQ(after.size(), count);
    for (const auto& [name, bytes] : before) EXPECT_EQ(after.at(name), bytes) << name << " was made twice";
    for (const auto& [name, bytes] : after) {
        const auto checked = provisioning::check_bundle(bytes, pki.trust, {.is_test = true, .serial_floor = 3, .now_ms = now + 5000, .name = name.substr(0, name.size() - 7)});
        EXPECT_TRUE(checked) << name << " " << checked.failure().detail;
    }
    EXPECT_NE(base::as_text(read("fleet/report.json")).find("\"device\":\"quay-149\""), std::string_view::npos);
    keep("fleet/quay-7.bundle", "something else");
    EXPECT_NE(run(arguments), 0) << "a file that is another's is not replaced";
}
