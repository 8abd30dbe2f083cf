// SPDX-License-Identifier: Apache-2.0
// The real programs over real TLS on loopback, and other people's clients against them.
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/timestamp.h"
#include "sync/receipt.h"
#include "tests/unit/sync/loopback.h"

#include <cstring>

namespace sync_test {

TEST_F(Loopback, AParcelTravelsAndAReceiptComesBackThatOpenSslAccepts) {
    device.clock.wall = std::time(nullptr) * 1000;
    device.grow_log(20);
    // Of the receiver's own clock, since the certificates are of today.
    const ClearManifest manifest = device.post(1, 3'000'000);
    copy_to_state();
    const Ran visited = courier();
    ASSERT_EQ(visited.status, 0) << visited.output;
    EXPECT_EQ(signatures, 1U);  // one handshake, one signature, for everything
    const std::string inbox = state + "/inbox/";
    const Bytes receipt = read_file(inbox + receipt_name(1));
    ASSERT_FALSE(receipt.empty());
    EXPECT_FALSE(std::filesystem::exists(state + "/outbox/" + parcel_name(1)));
    EXPECT_TRUE(verify_receipt(receipt, manifest, device.papers().trust.roots, std::time(nullptr) * 1000));
    const Ran cms = run("openssl cms -verify -inform DER -purpose any -in " + inbox + receipt_name(1) + " -CAfile " + platform + "/public/root.pem");
    EXPECT_EQ(cms.status, 0) << cms.output;
    EXPECT_NE(cms.output.find(base::to_hex(manifest.parcel_sha256)), std::string::npos);
    const Ran ts = run("openssl ts -verify -digest " + base::to_hex(*manifest.seal_id) + " -in " + inbox + timestamp_name(1) +
                       " -token_in -CAfile " + platform + "/public/root.pem");
    EXPECT_NE(ts.output.find("Verification: OK"), std::string::npos) << ts.output;
    EXPECT_FALSE(read_file(inbox + std::string(checkpoint_name)).empty());
}

TEST_F(Loopback, TheCourierIsConfinedWhileItRunsAndFindsHostsByName) {
    const Ran status = run(program("inkseal-courier") + " --state " + state + " --platform " + url +
                           " 2>/dev/null & p=$!; for i in $(seq 200); do grep -q 'Seccomp:.2' /proc/$p/status && break; sleep 0.05; done; "
                           "grep -E '^(NoNewPrivs|Seccomp):' /proc/$p/status; kill $p");
    EXPECT_NE(status.output.find("NoNewPrivs:\t1"), std::string::npos) << status.output;
    EXPECT_NE(status.output.find("Seccomp:\t2"), std::string::npos) << status.output;
    url = "https://localhost:" + receiver->line;  // a name is looked up in a thread, by the C library
    const Ran visited = courier();
    EXPECT_EQ(visited.status, 0) << visited.output;
}

TEST_F(Loopback, AForeignClientUploadsByTusAndResumes) {
    const Bytes blob = crypto::random_bytes(3'000'000);
    const base::Digest name = crypto::sha256(blob);
    write_file(folder / "first", base::ByteView(blob).first(1'000'000));
    write_file(folder / "rest", base::ByteView(blob).subspan(1'000'000));
    const std::string base_command = curl() + "-H 'Tus-Resumable: 1.0.0' ";
    const std::string metadata = base::to_base64(base::as_bytes(base::to_hex(name)));
    const std::string create = base_command + "-X POST -H 'Upload-Length: 3000000' -H 'Upload-Metadata: sha256 " + metadata + "' -D - " + url + "/v1/blobs";
    EXPECT_NE(run(create).output.find("201"), std::string::npos);
    const auto patch = [&](const char* offset, const char* file) {
        return run(base_command + "-X PATCH -H 'Content-Type: application/offset+octet-stream' -H 'Upload-Offset: " + offset +
                   "' -H 'Expect:' --data-binary @" + folder / file + " -D - " + url + "/v1/blobs/" + base::to_hex(name));
    };
    EXPECT_NE(patch("0", "first").output.find("Upload-Offset: 1000000"), std::string::npos);
    EXPECT_NE(run(create).output.find("Upload-Offset: 1000000"), std::string::npos);  // nothing lost
    EXPECT_NE(patch("1000000", "rest").output.find("Upload-Offset: 3000000"), std::string::npos);
    EXPECT_EQ(read_file(platform + "/blobs/" + device.id.text + "/" + base::to_hex(name)), blob);
}

TEST_F(Loopback, WhatArrivedBeforeAKilledConnectionIsKept) {
    const Bytes blob = crypto::random_bytes(4'000'000);
    const base::Digest name = crypto::sha256(blob);
    write_file(folder / "blob", blob);
    const std::string base_command = curl() + "-H 'Tus-Resumable: 1.0.0' ";
    run(base_command + "-X POST -H 'Upload-Length: 4000000' -H 'Upload-Metadata: sha256 " +
        base::to_base64(base::as_bytes(base::to_hex(name))) + "' " + url + "/v1/blobs");
    const std::string blob_url = url + "/v1/blobs/" + base::to_hex(name);
    run("timeout -s KILL 1 " + base_command + "--limit-rate 1M -X PATCH -H 'Content-Type: application/offset+octet-stream' -H 'Upload-Offset: 0' "
        "-H 'Expect:' --data-binary @" + folder / "blob" + " " + blob_url);
    std::uint64_t offset = 0;
    for (int i = 0; i < 50 && offset == 0; ++i) {
        usleep(100'000);
        const std::string head = run(base_command + "-I " + blob_url).output;
        const std::size_t at = head.find("Upload-Offset: ");
        if (at != std::string::npos) offset = std::strtoull(head.c_str() + at + std::strlen("Upload-Offset: "), nullptr, 10);
    }
    EXPECT_GT(offset, 0U);
    EXPECT_LT(offset, blob.size());
}

TEST_F(Loopback, RefusesOlderTlsMissingAndForeignCertificates) {
    const std::string ca = " --cacert " + platform + "/public/root.pem ";
    EXPECT_NE(run("curl -sS --noproxy '*' --tls-max 1.2" + ca + url + "/health").status, 0);
    EXPECT_EQ(run("curl -sS --noproxy '*'" + ca + url + "/health").output, "ok\n");
    EXPECT_NE(run("curl -sS --noproxy '*'" + ca + url + "/v1/work-orders/1").output.find("server_refused"), std::string::npos);
    // The signing certificate is no client certificate.
    curl();
    write_file(folder / "signing.pem", base::as_bytes(device.signing[0].to_pem() + device.signing[1].to_pem()));
    const auto pem = *device.signing_key->to_pem();
    write_file(folder / "signing.key", pem.reveal());
    EXPECT_NE(run("curl -sS --noproxy '*'" + ca + "--cert " + folder / "signing.pem" + " --key " + folder / "signing.key " + url + "/health").status, 0);
}

TEST_F(Loopback, TheCourierTellsAStrangerFromAnOutage) {
    EXPECT_EQ(get(settings())->status, 200);
    HttpsSettings dead = settings();
    dead.platform_url = "https://127.0.0.1:1";
    EXPECT_EQ(get(dead).fault(), Fault::network_down);
    // Another chain.
    const Town other;
    HttpsSettings pinned_elsewhere = settings();
    pinned_elsewhere.roots = {other.platform->root};
    EXPECT_EQ(get(pinned_elsewhere).fault(), Fault::peer_untrusted);
    // Another name.
    HttpsSettings other_name = settings();
    other_name.platform_url = "https://127.0.0.2:" + receiver->line;
    const auto named = get(other_name);
    EXPECT_TRUE(named.fault() == Fault::peer_untrusted || named.fault() == Fault::network_down);
    // No client certificate that the platform knows.
    Device unknown("harbour-otter-66");
    Town elsewhere;
    unknown.enrol(elsewhere);
    HttpsSettings foreign = settings();
    foreign.chain = unknown.tls;
    foreign.key = unknown.tls_key;
    EXPECT_EQ(get(foreign, "/v1/hello").fault(), Fault::server_refused);
}

TEST_F(Loopback, APortalThatSpeaksPlainHttpOrOldTlsGetsNothing) {
    // A captive portal: answers whatever comes with a page.
    const std::string page = "HTTP/1.1 302 Found\\r\\nLocation: http://portal/\\r\\n\\r\\n";
    const Daemon portal({"python3", "-c",
                         "import socket,sys\n"
                         "s=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(5)\n"
                         "print('port',s.getsockname()[1],flush=True)\n"
                         "while True:\n"
                         " c,_=s.accept(); c.recv(4096); c.sendall(b'" + page + "'); c.close()\n"}, "port ");
    ASSERT_FALSE(portal.line.empty());
    HttpsSettings intercepted = settings();
    intercepted.platform_url = "https://127.0.0.1:" + portal.line;
    EXPECT_EQ(get(intercepted).fault(), Fault::network_intercepted);
    const Daemon old({"python3", "-c",
                      "import socket,ssl\n"
                      "c=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.maximum_version=ssl.TLSVersion.TLSv1_2\n"
                      "c.load_cert_chain('" + platform + "/tls.pem','" + platform + "/keys/tls.key')\n"
                      "s=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(5)\n"
                      "print('port',s.getsockname()[1],flush=True)\n"
                      "while True:\n"
                      " k,_=s.accept()\n"
                      " try: c.wrap_socket(k,server_side=True)\n"
                      " except Exception: pass\n"}, "port ");
    ASSERT_FALSE(old.line.empty());
    HttpsSettings downgraded = settings();
    downgraded.platform_url = "https://127.0.0.1:" + old.line;
    EXPECT_EQ(get(downgraded).fault(), Fault::peer_untrusted);
    EXPECT_EQ(signatures, 0U);
}

TEST_F(Loopback, BelievesNoPlatformWhoseCertificateIsNotThatOfAServerByName) {
    // Everything below is issued by the real authority: what a stolen device or a clerk might hold.
    const auto answers = [&](const std::string& extensions) {
        write_file(folder / "server.ext", base::as_bytes("basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n" + extensions));
        const Ran made = run("cd " + folder / "." + " && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -subj /CN=localhost -out server.csr && "
                             "openssl x509 -req -in server.csr -days 2 -extfile server.ext -CA " + platform + "/public/issuing.pem -CAkey " + platform +
                             "/keys/issuing.key -set_serial 77 -out server.pem && cat " + platform + "/public/issuing.pem >> server.pem");
        EXPECT_EQ(made.status, 0) << made.output;
        const Daemon server({"python3", "-c",
                             "import socket,ssl\n"
                             "c=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.minimum_version=ssl.TLSVersion.TLSv1_3\n"
                             "c.load_cert_chain('" + folder / "server.pem" + "','" + folder / "server.key" + "')\n"
                             "s=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(5)\n"
                             "print('port',s.getsockname()[1],flush=True)\n"
                             "while True:\n"
                             " k,_=s.accept()\n"
                             " try:\n"
                             "  t=c.wrap_socket(k,server_side=True); t.recv(4096); t.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n')\n"
                             " except Exception: pass\n"}, "port ");
        HttpsSettings there = settings();
        there.platform_url = "https://localhost:" + server.line;
        const auto response = get(there);
        return response ? std::nullopt : std::optional(response.fault());
    };
    EXPECT_EQ(answers("extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n"), std::nullopt);
    EXPECT_EQ(answers(""), Fault::peer_untrusted);  // a document certificate for somebody called like the server
    EXPECT_EQ(answers("subjectAltName=DNS:localhost\n"), Fault::peer_untrusted);
    EXPECT_EQ(answers("extendedKeyUsage=serverAuth\n"), Fault::peer_untrusted);
    EXPECT_EQ(answers("extendedKeyUsage=serverAuth\nsubjectAltName=email:localhost@clinic.example\n"), Fault::peer_untrusted);
    EXPECT_EQ(answers("extendedKeyUsage=clientAuth\nsubjectAltName=DNS:localhost\n"), Fault::peer_untrusted);
    EXPECT_EQ(answers("extendedKeyUsage=anyExtendedKeyUsage\nsubjectAltName=DNS:localhost\n"), Fault::peer_untrusted);
}

TEST_F(Loopback, AnswersTheSameReceiptAfterTheReceiverWasKilled) {
    const ClearManifest manifest = device.post(1);
    copy_to_state();
    ASSERT_EQ(courier().status, 0);
    const Bytes receipt = read_file(state + "/inbox/" + receipt_name(1));
    receiver.reset();
    start_receiver();
    url = "https://127.0.0.1:" + receiver->line;
    const Ran again = run(curl() + "-X PUT --data-binary '" + write_manifest(manifest) + "' " + url + "/v1/envelopes/" + device.id.text + "/1");
    EXPECT_EQ(*base::parse_json(again.output)->text("receipt"), base::to_base64(receipt));
}

TEST_F(Loopback, TheCertificateOfAReplacedUnitOpensNoDoor) {
    const std::string asks = curl() + "-X OPTIONS -o /dev/null -w '%{http_code}' " + url + "/v1/blobs";
    EXPECT_EQ(run(asks).output, "204");
    Device next(device.id.text);
    next.origin = "clinic.example/inkseal/" + device.id.text + "/2";
    const std::string code = run(program("inkseal-receiver") + " enroll-code --state " + platform + " --device " + device.id.text).output;
    write_file(folder / "letter", base::as_bytes(base::canonical_json(next.letter(code.substr(0, code.size() - 1)))));
    const std::string enrols = curl() + "-o /dev/null -w '%{http_code}' --data-binary @" + folder / "letter" + " " + url + "/v1/enrolments";
    EXPECT_EQ(run(enrols).output, "200");
    EXPECT_EQ(run(asks).output, "403");
    EXPECT_EQ(run("openssl crl -inform DER -noout -text -in " + platform + "/public/issuing.crl | grep -ic " + device.tls[0].serial_hex()).output, "1\n");
}

TEST_F(Loopback, LimitsWhatAStrangerMaySend) {
    write_file(folder / "big", Bytes(2U << 20U, 'x'));
    const std::string ca = " --cacert " + platform + "/public/root.pem ";
    const auto status = [&](const std::string& rest) {
        return run("curl -sS -o /dev/null -w '%{http_code}' --noproxy '*'" + ca + rest).output;
    };
    EXPECT_EQ(status("--data-binary @" + folder / "big" + " " + url + "/v1/enrolments").substr(0, 3), "413");
    EXPECT_EQ(status("-H 'X: " + std::string(20'000, 'y') + "' " + url + "/health").substr(0, 3), "431");
    EXPECT_EQ(status(url + "/health"), "200");
}

}  // namespace sync_test
