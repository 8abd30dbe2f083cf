// SPDX-License-Identifier: Apache-2.0
// A TPM as a process: swtpm, made and certified like a chip from a factory, and run.
// Its state is the files of one folder; copying the folder of a stopped TPM copies
// the TPM.
#pragma once

#include "appliance/base/result.h"

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

namespace emulator {

// Makes a TPM in `folder`, which is created: endorsement keys (RSA-2048, ECC P-384),
// their certificates in NV and as ek-*.crt, a platform certificate, SHA-256 bank. The
// factory's CA is `folder`/ca (swtpm-localca-rootca-cert.pem, issuercert.pem). A
// folder that holds a TPM already is left as it is. Takes some 2 seconds.
// Faults: program_missing, program_failed, program_time_limit, disk_failed.
base::Status manufacture_tpm(const std::filesystem::path& folder);

class Swtpm {
public:
    // Powers the TPM of `folder` on. It serves one client at a time.
    // Faults: program_missing, program_failed.
    static base::Result<std::unique_ptr<Swtpm>> start(const std::filesystem::path& folder);
    Swtpm(const Swtpm&) = delete;
    Swtpm& operator=(const Swtpm&) = delete;
    ~Swtpm();  // as stop()

    // "swtpm:path=..."; understood by tpm::DeviceTpm, tpm2-tss and tpm2-tools alike.
    std::string tcti() const;

    // Ends the process when it likes. Orderly only if the client said TPM2_Shutdown.
    void stop();
    // Ends it now without waiting for the end; cut_power() is still due.
    void kill() const;
    // Ends it now, in the middle of whatever it does.
    void cut_power();
    // After either: powers the same chip on again, at the same address.
    base::Status power_on();
    // From the next power_on() on, swtpm itself writes down every command and response, in
    // hexadecimal, appended to this file.
    void record(std::filesystem::path file) { m_record = std::move(file); }
    // The chip hangs: it takes commands and does not answer, until it is let go on.
    void freeze();
    void thaw();

private:
    Swtpm(std::filesystem::path folder, std::filesystem::path sockets) : m_folder(std::move(folder)), m_sockets(std::move(sockets)) {}
    void end(int signal);
    pid_t m_process = -1;
    std::filesystem::path m_folder;
    std::filesystem::path m_record;
    std::filesystem::path m_sockets;  // a folder of ours under the system's temporary one
};

}  // namespace emulator
