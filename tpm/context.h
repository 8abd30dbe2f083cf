// SPDX-License-Identifier: Apache-2.0
// The one connection to the TPM. Everything here has the connection passed to it and
// asks for esys() anew at the start of each operation: after a broken connection that
// call opens another, and what was loaded before is gone.
#pragma once

#include "appliance/base/result.h"
#include "tpm/bus.h"
#include "tpm/rc_table.h"

#include <tss2/tss2_esys.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace tpm {

class Context {
public:
    // Connects, starts the TPM if nobody has, and flushes what a crashed owner left
    // loaded (swtpm keeps it over a reconnect, and there are only three slots).
    static base::Result<std::unique_ptr<Context>> open(const std::string& tcti, BusOptions bus);
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context();

    // Held during an operation of several commands: a TPM has one caller at a time.
    std::unique_lock<std::recursive_mutex> take_turn() { return std::unique_lock(m_turn); }

    // Faults: tpm_absent; at once for a while after a chip fell silent, so that an
    // operation of many commands does not wait for each of them.
    base::Result<ESYS_CONTEXT*> esys();

    // What there is, fit or not, perhaps null; never opens a connection. For cleaning up.
    ESYS_CONTEXT* present() const { return m_esys; }

    // Success, or the fault for this code on this errand; notices broken connections.
    base::Status check(TSS2_RC rc, Errand errand, const char* call);

    // The ESYS handle of a persistent object or NV index. Fault: key_missing.
    base::Result<ESYS_TR> resolve(std::uint32_t tpm_handle);
    // After the object was replaced or undefined.
    void forget(std::uint32_t tpm_handle);

    // Changes with each connection; 0 when there is none.
    std::uint64_t generation() const { return m_esys == nullptr ? 0 : m_generation; }

    // Drops the connection and opens another.
    base::Status reconnect();
    // TPM2_Shutdown(CLEAR), then disconnects for good.
    base::Status shut_down();

private:
    bool is_fit() const { return m_esys != nullptr && !m_is_confused && !m_bus->is_broken(); }
    Context(std::string tcti, BusOptions bus) : m_tcti(std::move(tcti)), m_bus_options(bus) {}
    base::Status connect();
    base::Status greet();
    void disconnect();
    base::Status flush_leftovers();
    base::Status flush_range(std::uint32_t first);

    std::string m_tcti;
    BusOptions m_bus_options;
    std::recursive_mutex m_turn;
    std::unique_ptr<Bus> m_bus;
    ESYS_CONTEXT* m_esys = nullptr;
    std::uint64_t m_generation = 0;
    std::map<std::uint32_t, ESYS_TR> m_resolved;
    bool m_is_confused = false;  // the next esys() opens another connection
    bool m_is_shut_down = false;
    std::chrono::steady_clock::time_point m_rests_until{};  // after silence
};

}  // namespace tpm
