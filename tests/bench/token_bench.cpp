// SPDX-License-Identifier: Apache-2.0
// A signature by a USB token, and a thousand provisioning bundles, beside other people's
// programs on the same work.
//
// The token is the emulator's: its arithmetic is the same for both. Ours is our client down
// to the CCID frames, in one process; theirs is a process a signature, through pcscd and
// libccid. Each shows the code, signs, and checks the signature. A real token needs more
// than the emulated one for each command: that is added as an option, for both alike.
#include "appliance/base/check.h"
#include "appliance/crypto/digest.h"
#include "tests/bench/benchmark_run.h"
#include "tests/bench/comparison.h"
#include "tests/bench/sealer.h"
#include "tests/foreign/token_rig.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"
#include "tests/unit/tpm/bench.h"
#include "tests/unit/usb/token_bench.h"

#include <chrono>
#include <cstdio>
#include <fstream>

namespace {

using bench::Figures;
using std::chrono::milliseconds;

constexpr milliseconds real_command{40};  // a model for telling how a person would wait, not a measurement of any token

Figures take(int times, const std::function<bool()>& work) {
    Figures out;
    CHECK(work());  // the first one warms up
    for (int i = 0; i < times; ++i) {
        const long long began = bench::now_ns();
        CHECK(work());
        out.push_back(bench::milliseconds_since(began));
    }
    return out;
}

// Slot 9C, where the code is asked for each time.
struct Ours {
    Ours() {
        CHECK(token->authenticate(bench.management_key()));
        CHECK(token->generate(usb::PivSlot::signature, ports::KeyAlgorithm::ecdsa_p256));
        key = usb::PivSigningKey::open(token, usb::PivSlot::signature, pins).value();
    }
    bool sign() const { return static_cast<bool>(key->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest)); }
    base::Digest digest = crypto::sha256(base::as_bytes("the document"));
    usb_test::TokenBench bench;
    std::shared_ptr<usb_test::KnownPin> pins = std::make_shared<usb_test::KnownPin>();
    std::shared_ptr<usb::PivToken> token = bench.open().value();
    std::shared_ptr<usb::PivSigningKey> key;
};

struct Theirs {
    Theirs() {
        missing = foreign::make_room_for_pcscd();
        if (!missing.empty()) return;
        rig.emplace(std::vector<std::string>{"--management", "3des"});  // older versions of the tool know no other
        CHECK(rig->run("yubico-piv-tool -a generate -s 9c -A ECCP256 -o 9c.pem").status == 0);
        rig->certify("9c");
        CHECK(rig->run("yubico-piv-tool -a import-certificate -s 9c -i 9c.crt").status == 0);
    }
    bool sign() const { return rig->run("yubico-piv-tool -a verify-pin -P 123456 -a test-signature -s 9c -A ECCP256 -i 9c.crt").status == 0; }
    std::string missing;
    std::optional<foreign::TokenRig> rig;
};

bool bundles(provisioning_test::Bench& people, int count) {
    const auto payload = provisioning::make_payload(people.draft());
    if (!payload) return false;
    const base::Bytes rehearsed = people.rehearsed(*payload);
    for (int i = 0; i < count; ++i) {
        const provisioning::Label label{.name = "harbour-otter-" + std::to_string(i), .site = "harbour", .place = "Harbour Clinic"};
        if (!provisioning::sign_bundle(*payload, rehearsed, label, people.signer())) return false;
    }
    return true;
}

bool openssl_messages(const std::string& at, int count) {
    for (int i = 0; i < count; ++i)
        if (bench::run_quietly({"openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-signer", at + "/key.crt", "-inkey", at + "/key.pem", "-in", at + "/payload",
                                "-out", at + "/message"}) != 0)
            return false;
    return true;
}

}  // namespace

int main() {
    bench::print_surroundings();
    bench::Comparison table;
    Ours ours;
    const Figures our_signatures = take(50, [&] { return ours.sign(); });
    ours.bench.reader().slow_down(real_command);
    const Figures our_slow = take(5, [&] { return ours.sign(); });
    const Theirs theirs;
    if (!theirs.missing.empty()) std::printf("yubico-piv-tool is left out: %s\n", theirs.missing.c_str());
    Figures their_signatures, their_slow;
    if (theirs.rig) {
        their_signatures = take(20, [&] { return theirs.sign(); });
        theirs.rig->order(R"({"op":"slow","ms":)" + std::to_string(real_command.count()) + "}");
        their_slow = take(5, [&] { return theirs.sign(); });
    }
    table.add({"sign by the token: code, P-256 signature, check", "ms", our_signatures, "`yubico-piv-tool -a verify-pin -a test-signature`", their_signatures, {}});
    table.add({"the same, each command 40 ms longer", "ms", our_slow, "the same tool, the same token", their_slow, {}});

    provisioning_test::Bench people;
    const bench::ScratchFolder folder;
    const std::string at = folder.path().string();
    const auto payload = provisioning::make_payload(people.draft());
    CHECK(payload);
    std::ofstream(at + "/payload", std::ios::binary).write(reinterpret_cast<const char*>(payload->data()), static_cast<std::streamsize>(payload->size()));
    CHECK(bench::run_quietly({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at + "/key.pem", "-subj", "/CN=bench", "-days", "30", "-out", at + "/key.crt"}) == 0);
    table.add({"sign 1,000 provisioning bundles", "ms", take(3, [&] { return bundles(people, 1000); }), "1,000 times `openssl cms -sign` over the same payload",
               take(1, [&] { return openssl_messages(at, 1000); }), {}});
    table.print("Tokens and bundles");
    return 0;
}
