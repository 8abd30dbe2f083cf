// SPDX-License-Identifier: Apache-2.0
// Against OpenSSH's own server.
#include "tests/unit/sync/sshd_bench.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sys/mount.h>
#include <unistd.h>

namespace {

using base::Bytes;
using base::Fault;
using exchange::SftpDelivery;
using exchange::SftpSettings;
using ports::ReadBack;
using sync_test::Cable;
using sync_test::SshdBench;

// Many pieces, and no two alike.
std::string long_text() {
    std::string text;
    for (int i = 0; text.size() < 300'000; ++i) text += std::to_string(i) + ",";
    return text;
}

struct Sftp : testing::Test {
    SshdBench server;
    base::Result<ReadBack> put(const SftpSettings& settings, const std::string& name, std::string_view content) {
        const auto line = SftpDelivery::connect(settings);
        if (!line) return line.failure();
        return (*line)->put(name, base::as_bytes(content));
    }
};

}  // namespace

TEST_F(Sftp, LaysFilesDownAndReadsThemBackWhicheverHostKeyIsPinned) {
    for (const std::string kind : {"ed25519", "ecdsa", "rsa"}) {
        const auto seen = put(server.settings(kind), kind + ".pfx", "a key file, by " + kind);
        ASSERT_TRUE(seen) << kind << ": " << seen.failure().detail;
        EXPECT_EQ(*seen, ReadBack::same);
        EXPECT_EQ(server.file(kind + ".pfx"), "a key file, by " + kind);
        EXPECT_FALSE(server.exists(kind + ".pfx.part"));
    }
}

TEST_F(Sftp, SaysNothingNotEvenAUsersNameToAServerWithAnotherHostKey) {
    SftpSettings settings = server.settings();
    settings.host_key[7] ^= 1U;
    settings.place.user = "somebody-known";
    settings.password = base::SecretBytes(base::as_bytes("correct horse"));
    settings.key_file.clear();
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::peer_untrusted);
    EXPECT_FALSE(server.exists("export.pfx"));
    usleep(300'000);
    const std::string log = server.log();
    EXPECT_NE(log.find("Connection from 127.0.0.1"), std::string::npos) << "the server was reached, and says what it heard\n" << log;
    for (const char* heard : {"somebody-known", "userauth-request", "authenticating user", "invalid user"}) EXPECT_EQ(log.find(heard), std::string::npos) << log;
}

TEST_F(Sftp, TellsAServerThatRefusesFromOneThatIsNotThere) {
    SftpSettings settings = server.settings();
    settings.key_file = server.path("rsa");  // a key, but nobody's here
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::server_refused);
    settings.key_file = server.path("authorized");
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::key_missing);
    settings.key_file.clear();
    settings.password = base::SecretBytes(base::as_bytes("guessed"));
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::server_refused);
    settings = server.settings();
    settings.place.port = 1;
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::network_down);
    settings = server.settings();
    settings.place.folder = server.path("nowhere");
    EXPECT_EQ(put(settings, "export.pfx", "x").fault(), Fault::server_refused);
}

TEST_F(Sftp, NeverReplacesAFileAndTakesItsOwnForDone) {
    server.write("export.pfx", "somebody else's");
    EXPECT_EQ(put(server.settings(), "export.pfx", "ours").fault(), Fault::output_exists);
    EXPECT_EQ(put(server.settings(), "export.pfx", "somebody else's!").fault(), Fault::output_exists);
    EXPECT_EQ(server.file("export.pfx"), "somebody else's");
    EXPECT_TRUE(put(server.settings(), "export.pfx", "somebody else's")) << "the same content: nothing is left to do";
}

TEST_F(Sftp, GoesOnAfterACutInTheMiddleAndLeavesNoHalfFileUnderTheName) {
    const std::string text = long_text();
    SftpSettings settings = server.settings();
    {
        const Cable cable(server.port(), 150'000, Cable::End::cut);
        settings.place.port = cable.port();
        EXPECT_EQ(put(settings, "export.pfx", text).fault(), Fault::network_down);
    }
    usleep(200'000);
    EXPECT_FALSE(server.exists("export.pfx"));
    const std::string part = server.file("export.pfx.part");
    ASSERT_GT(part.size(), 30'000U);
    ASSERT_LT(part.size(), text.size());
    // What is missing passes a line that would be cut if everything were sent again.
    const Cable cable(server.port(), text.size() - part.size() + 40'000, Cable::End::cut);
    settings.place.port = cable.port();
    const auto seen = put(settings, "export.pfx", text);
    ASSERT_TRUE(seen) << seen.failure().detail;
    EXPECT_EQ(server.file("export.pfx"), text);
    EXPECT_FALSE(server.exists("export.pfx.part"));
}

TEST_F(Sftp, StartsAnewWhenThePartIsNotTheBeginningOfThisContent) {
    const std::string text = long_text();
    std::string other = text.substr(0, 100'000);
    other[99'000] = '!';
    server.write("export.pfx.part", other);
    ASSERT_TRUE(put(server.settings(), "export.pfx", text));
    EXPECT_EQ(server.file("export.pfx"), text);
}

TEST_F(Sftp, GivesUpOnAServerThatFallsSilent) {
    const std::string text = long_text();
    SftpSettings settings = server.settings();
    settings.stalled_after_s = 1;
    const Cable cable(server.port(), 150'000, Cable::End::silence);
    settings.place.port = cable.port();
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(put(settings, "export.pfx", text).fault(), Fault::network_timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(8));
}

TEST_F(Sftp, SaysThatPermissionIsDenied) {
    ASSERT_TRUE(server.run("chmod 500 drop"));
    const auto denied = put(server.settings(), "export.pfx", "x");
    EXPECT_EQ(denied.fault(), Fault::server_refused);
    EXPECT_NE(denied.failure().detail.find("permission denied"), std::string::npos) << denied.failure().detail;
}

TEST_F(Sftp, SaysThatThereIsNoRoomAndLeavesNothingUnderTheName) {
    if (geteuid() != 0 || mount("tmpfs", server.path("drop").c_str(), "tmpfs", 0, "size=64k,mode=777") != 0) GTEST_SKIP() << "may not mount";
    const auto full = put(server.settings(), "export.pfx", long_text());
    EXPECT_EQ(full.fault(), Fault::server_refused);
    EXPECT_NE(full.failure().detail.find("no room"), std::string::npos) << full.failure().detail;
    EXPECT_FALSE(server.exists("export.pfx"));
    EXPECT_TRUE(put(server.settings(), "export.pfx", "small"));
}

TEST(SftpPlace, IsReadStrictlyAndTakesNoPassword) {
    const auto place = exchange::sftp_place_from("sftp://keys@drop.example:2222/in/box/");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->user + " " + place->host + " " + std::to_string(place->port) + " " + place->folder, "keys drop.example 2222 /in/box");
    EXPECT_EQ(exchange::sftp_place_from("sftp://keys@[::1]:22/~/in")->folder, "./in");
    EXPECT_EQ(exchange::sftp_place_from("sftp://keys@[::1]:22/~/in")->host, "::1");
    for (const char* unfit : {"sftp://drop.example/in", "sftp://keys:secret@drop.example/in", "sftp://keys@drop.example", "sftp://keys@drop.example:0/in",
                              "sftp://keys@drop.example:99999/in", "sftp://-oProxyCommand=x@drop.example/in", "sftp://keys@/in", "http://keys@drop/in",
                              "sftp://keys@[::1/in", "sftp://keys@drop.example/in\nout"})
        EXPECT_EQ(exchange::sftp_place_from(unfit).fault(), Fault::usage_invalid) << unfit;
    for (const char* unfit : {"", "SHA256:", "MD5:00:11", "SHA256:abc", "SHA256:?000000000000000000000000000000000000000000"})
        EXPECT_EQ(exchange::host_key_from(unfit).fault(), Fault::usage_invalid) << unfit;
}
