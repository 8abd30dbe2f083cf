// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "tests/unit/sync/loopback.h"

#include <chrono>

namespace sync_test {

TEST_F(Loopback, SendersThatCrawlKeepNobodyWaiting) {
    const std::string base_command = curl() + "-H 'Tus-Resumable: 1.0.0' -H 'Expect:' ";
    const auto create = [&](const std::string& name, std::size_t size) {
        run(base_command + "-X POST -H 'Upload-Length: " + std::to_string(size) + "' -H 'Upload-Metadata: sha256 " +
            base::to_base64(base::as_bytes(name)) + "' " + url + "/v1/blobs");
    };
    const auto patch = [&](const std::string& name, const std::string& file) {
        return base_command + "-X PATCH -H 'Content-Type: application/offset+octet-stream' -H 'Upload-Offset: 0' --data-binary @" +
               folder / file + " " + url + "/v1/blobs/" + name;
    };
    const Bytes blob = crypto::random_bytes(1'000'000);
    const std::string slow = base::to_hex(crypto::sha256(blob));
    write_file(folder / "slow", blob);
    write_file(folder / "quick", Bytes(300'000, 7));
    const std::string quick = base::to_hex(crypto::sha256(Bytes(300'000, 7)));
    create(slow, blob.size());
    create(quick, 300'000);
    // Far more of them than the receiver has threads, and of the same device.
    for (int i = 0; i < 12; ++i) run("timeout -s KILL 12 " + patch(slow, "slow") + " --limit-rate 20k > /dev/null 2>&1 &");
    sleep(1);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_NE(run(patch(quick, "quick") + " -i --max-time 10").output.find("Upload-Offset: 300000"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(8));
    EXPECT_EQ(read_file(platform + "/blobs/" + device.id.text + "/" + quick), Bytes(300'000, 7));
}

}  // namespace sync_test
