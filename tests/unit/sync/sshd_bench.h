// SPDX-License-Identifier: Apache-2.0
// A real OpenSSH server for a test: on a free port, in a folder of its own, without
// privileges; and a line to it that can be cut.
#pragma once

#include "appliance/base/bytes.h"
#include "sync/sftp_delivery.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace sync_test {

class SshdBench {
public:
    SshdBench();
    ~SshdBench();
    SshdBench(const SshdBench&) = delete;
    SshdBench& operator=(const SshdBench&) = delete;

    std::uint16_t port() const { return m_port; }
    std::string path(const std::string& name) const { return m_folder + "/" + name; }  // on the server: beneath drop/
    std::string user() const { return m_user; }
    // Of "ed25519", "ecdsa" or "rsa".
    base::Digest host_key(const std::string& kind) const;
    exchange::SftpSettings settings(const std::string& host_key_kind = "ed25519") const;
    // What the server wrote down.
    std::string log() const;
    std::string file(const std::string& name) const;
    void write(const std::string& name, std::string_view content) const;
    bool exists(const std::string& name) const;
    // A shell line as root of this bench, e.g. a change of rights. False when it failed.
    bool run(const std::string& line) const;

private:
    std::string m_folder, m_user, m_as_user;
    std::uint16_t m_port = 0;
    int m_process = -1;
};

// Forwards to `port` until this many bytes went there; then it cuts, or only falls silent.
class Cable {
public:
    enum class End { cut, silence };
    Cable(std::uint16_t port, std::size_t bytes, End end);
    ~Cable();
    std::uint16_t port() const { return m_port; }

private:
    void serve(std::uint16_t port, std::size_t bytes, End end);
    std::uint16_t m_port = 0;
    int m_listener;
    std::atomic<bool> m_is_over = false;
    std::thread m_thread;
};

}  // namespace sync_test
