// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sync/soft_tpm.h"

#include "appliance/base/reader.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace sync_test {
namespace {

using base::Bytes;

constexpr std::uint32_t attestation_handle = 0x81010001;
constexpr std::uint32_t key_handle = 0x81010002;

// TPM2_Certify (part 3, 18.2) with qualifying data, which tpm2_certify cannot give.
Bytes certify_command(base::ByteView qualifying_data) {
    Bytes body;
    base::append_number(body, 0x148, 4);
    base::append_number(body, key_handle, 4);
    base::append_number(body, attestation_handle, 4);
    base::append_number(body, 18, 4);  // two empty password authorisations
    for (int i = 0; i < 2; ++i) {
        base::append_number(body, 0x40000009, 4);
        body.insert(body.end(), 5, 0);
    }
    base::append_number(body, qualifying_data.size(), 2);
    base::append(body, qualifying_data);
    base::append_number(body, 0x0010, 2);  // the key's own scheme
    Bytes command;
    base::append_number(command, 0x8002, 2);
    base::append_number(command, body.size() + 6, 4);
    base::append(command, body);
    return command;
}

// ECDSA-Sig-Value of a TPM's r and s.
Bytes der_signature(base::ByteView r, base::ByteView s) {
    Bytes both;
    for (base::ByteView number : {r, s}) {
        while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
        const bool is_negative_looking = number.front() >= 0x80;
        both.push_back(2);
        both.push_back(static_cast<std::uint8_t>(number.size() + (is_negative_looking ? 1 : 0)));
        if (is_negative_looking) both.push_back(0);
        base::append(both, number);
    }
    Bytes der{0x30, static_cast<std::uint8_t>(both.size())};
    base::append(der, both);
    return der;
}

}  // namespace

SoftTpm::SoftTpm() {
    for (int attempt = 0; attempt < 20 && m_pid == 0; ++attempt) start(20'000 + (static_cast<int>(getpid()) * 7 + attempt * 131) % 20'000);
}

SoftTpm::~SoftTpm() {
    if (m_pid == 0) return;
    kill(m_pid, SIGTERM);
    waitpid(m_pid, nullptr, 0);
}

Ran SoftTpm::tool(const std::string& command) const {
    // A bare TPM has three slots, and a tool leaves what it loaded in them.
    return run("cd " + folder.path() + " && export TPM2TOOLS_TCTI=swtpm:host=127.0.0.1,port=" + std::to_string(m_port) + " && { " + command +
               "; RC=$?; tpm2_flushcontext -t >/dev/null 2>&1; exit $RC; }");
}

bool SoftTpm::make_attestation_key() const {
    for (const char* command : {"tpm2_createek -c ek.ctx -G rsa -u ek.pub",
                                "tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name",
                                "tpm2_createprimary -c srk.ctx", "tpm2_flushcontext -t", "tpm2_evictcontrol -C o -c ak.ctx 0x81010001"})
        if (tool(command).status != 0) return false;
    return true;
}

void SoftTpm::start(int port) {
    const pid_t pid = fork();
    if (pid == 0) {
        const std::string server = "type=tcp,bindaddr=127.0.0.1,port=" + std::to_string(port);
        const std::string control = "type=tcp,bindaddr=127.0.0.1,port=" + std::to_string(port + 1);
        const std::string state = "dir=" + folder.path();
        execlp("swtpm", "swtpm", "socket", "--tpm2", "--server", server.c_str(), "--ctrl", control.c_str(), "--tpmstate",
               state.c_str(), "--flags", "not-need-init,startup-clear", nullptr);
        _exit(127);
    }
    m_port = port;
    m_pid = pid;
    for (int i = 0; i < 100; ++i) {
        usleep(30'000);
        if (waitpid(pid, nullptr, WNOHANG) == pid) break;
        if (tool("tpm2_getrandom 4 --hex").status == 0) return;
    }
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    m_pid = 0;
}

Bytes inner(const Bytes& sized) { return {sized.begin() + 2, sized.end()}; }

std::optional<receiver::CertifiedKey> certify_new_key(const SoftTpm& tpm, const std::string& attributes, base::ByteView policy,
                                                      const base::Digest& binding) {
    write_file(tpm.folder / "policy", policy);
    const std::string scheme = attributes.find("restricted") != std::string::npos ? "ecc:ecdsa-sha256:null" : "ecc";
    const std::string handle = "0x81010002";
    tpm.tool("tpm2_evictcontrol -C o -c " + handle);
    if (tpm.tool("tpm2_create -C srk.ctx -G " + scheme + " -a '" + attributes + "'" + (policy.empty() ? "" : " -L policy") +
                 " -u k.pub -r k.priv").status != 0 ||
        tpm.tool("tpm2_load -C srk.ctx -u k.pub -r k.priv -c k.ctx").status != 0 ||
        tpm.tool("tpm2_evictcontrol -C o -c k.ctx " + handle).status != 0)
        return std::nullopt;
    write_file(tpm.folder / "command", certify_command(binding));
    if (tpm.tool("tpm2_send -o answer command").status != 0) return std::nullopt;
    const Bytes answer = tpm.file("answer");
    base::Reader reader(answer);
    (void)reader.take(14);  // tag, size, code, size of the parameters
    receiver::CertifiedKey key;
    key.public_area = inner(tpm.file("k.pub"));
    key.attested = base::to_bytes(reader.take(reader.take_u16()));
    (void)reader.take(4);  // ECDSA, SHA-256
    const base::ByteView r = reader.take(reader.take_u16());
    const base::ByteView s = reader.take(reader.take_u16());
    if (reader.is_failed() || r.empty() || s.empty()) return std::nullopt;
    key.signature = der_signature(r, s);
    return key;
}

}  // namespace sync_test
