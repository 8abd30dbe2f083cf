// SPDX-License-Identifier: Apache-2.0
#include "tpm/bus.h"

#include "appliance/base/reader.h"
#include "tpm/bus_endpoint.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <tss2/tss2_tcti.h>
#include <tss2/tss2_tpm2_types.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

namespace tpm {
namespace {

using base::Bytes;
using base::ByteView;
using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t header_size = 10;    // tag, size, code (TPM 2.0 part 3, 4.3)
constexpr std::size_t message_max = 4096;  // TPM2_MAX_RESPONSE_SIZE

constexpr std::chrono::milliseconds busy_pause_min{10};

// TPM_RC_YIELDED, _TESTING, _NV_RATE, _RETRY (TPM 2.0 part 2, 6.6.3): the command was not
// begun, and the same bytes may be sent again.
bool says_later(ByteView response) {
    base::Reader reader(response.subspan(6, 4));
    const std::uint32_t code = reader.take_u32();
    return code == TPM2_RC_YIELDED || code == TPM2_RC_TESTING || code == TPM2_RC_NV_RATE || code == TPM2_RC_RETRY;
}

class DescriptorBus;

// What tpm2-tss sees: its own common head, then ours.
struct BusTcti {
    TSS2_TCTI_CONTEXT_COMMON_V1 head{};
    DescriptorBus* bus = nullptr;
};

class DescriptorBus final : public Bus {
public:
    DescriptorBus(BusEndpoint endpoint, const BusOptions& options);
    DescriptorBus(const DescriptorBus&) = delete;
    DescriptorBus& operator=(const DescriptorBus&) = delete;
    ~DescriptorBus() override { ::close(m_endpoint.descriptor); }

    TSS2_TCTI_CONTEXT* tcti() override { return reinterpret_cast<TSS2_TCTI_CONTEXT*>(&m_tcti); }
    bool is_broken() const override { return m_is_broken; }
    bool is_silent() const override { return m_is_silent; }
    void set_response_timeout_ms(int timeout_ms) override { m_options.response_timeout_ms = timeout_ms; }
    bool has_resource_manager() const override { return m_endpoint.has_resource_manager; }

    TSS2_RC transmit(ByteView command);
    TSS2_RC receive(std::size_t* size, std::uint8_t* buffer);

private:
    bool wait_for(short events, Deadline deadline);
    bool send_all(ByteView bytes, Deadline deadline);
    bool read_response(Deadline deadline);
    // Offers the command again while the chip answers that it did nothing yet.
    bool insist(Deadline deadline);
    Deadline deadline() const {
        return std::chrono::steady_clock::now() + std::chrono::milliseconds(m_options.response_timeout_ms);
    }

    BusEndpoint m_endpoint;
    BusOptions m_options;
    BusTcti m_tcti;
    Bytes m_command;    // the last one sent
    Bytes m_response;   // read, and not yet handed over
    bool m_is_broken = false;
    bool m_is_silent = false;
};

DescriptorBus* bus_of(TSS2_TCTI_CONTEXT* context) { return reinterpret_cast<BusTcti*>(context)->bus; }

DescriptorBus::DescriptorBus(BusEndpoint endpoint, const BusOptions& options)
    : m_endpoint(endpoint), m_options(options) {
    m_tcti.bus = this;
    m_tcti.head.magic = 0x696e6b7365616c31;
    m_tcti.head.version = 1;
    m_tcti.head.transmit = [](TSS2_TCTI_CONTEXT* context, std::size_t size, const std::uint8_t* command) {
        return bus_of(context)->transmit({command, size});
    };
    // ESYS asks to block for ever; the limit of BusOptions stands instead.
    m_tcti.head.receive = [](TSS2_TCTI_CONTEXT* context, std::size_t* size, std::uint8_t* buffer, std::int32_t) {
        return bus_of(context)->receive(size, buffer);
    };
    m_tcti.head.finalize = [](TSS2_TCTI_CONTEXT*) {};
    m_tcti.head.cancel = [](TSS2_TCTI_CONTEXT*) -> TSS2_RC { return TSS2_TCTI_RC_NOT_IMPLEMENTED; };
    m_tcti.head.getPollHandles = [](TSS2_TCTI_CONTEXT*, TSS2_TCTI_POLL_HANDLE*, std::size_t*) -> TSS2_RC {
        return TSS2_TCTI_RC_NOT_IMPLEMENTED;
    };
    m_tcti.head.setLocality = [](TSS2_TCTI_CONTEXT*, std::uint8_t) -> TSS2_RC { return TSS2_TCTI_RC_NOT_IMPLEMENTED; };
}

bool DescriptorBus::wait_for(short events, Deadline deadline) {
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        m_is_silent = left <= 0;
        if (m_is_silent) return false;
        pollfd entry{m_endpoint.descriptor, events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

bool DescriptorBus::send_all(ByteView bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = m_endpoint.is_socket
                                 ? ::send(m_endpoint.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                 : ::write(m_endpoint.descriptor, bytes.data(), bytes.size());
        if (sent > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (sent < 0 && errno == EAGAIN) {
            if (!wait_for(POLLOUT, deadline)) return false;
        } else if (sent == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool DescriptorBus::read_response(Deadline deadline) {
    std::array<std::uint8_t, message_max> buffer{};
    std::size_t have = 0;
    std::size_t expected = header_size;
    while (have < expected) {
        if (!wait_for(POLLIN, deadline)) return false;
        // A device node gives the whole answer to one read and forgets the rest.
        const ssize_t got = ::read(m_endpoint.descriptor, buffer.data() + have, buffer.size() - have);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) return false;
        have += static_cast<std::size_t>(got);
        if (have < header_size) continue;
        base::Reader reader(ByteView(buffer).subspan(2, 4));
        expected = reader.take_u32();
        if (expected < header_size || expected > message_max) return false;
    }
    if (have != expected) return false;
    m_response.assign(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(have));
    return true;
}

bool DescriptorBus::insist(Deadline limit) {
    const Deadline patience = std::min(limit, std::chrono::steady_clock::now() + std::chrono::milliseconds(m_options.busy_patience_ms));
    for (auto pause = busy_pause_min; says_later(m_response); pause *= 2) {
        if (std::chrono::steady_clock::now() + pause > patience) return true;  // whoever asked is told
        std::this_thread::sleep_for(pause);
        m_response.clear();
        if (!send_all(m_command, limit) || !read_response(limit)) return false;
    }
    return true;
}

TSS2_RC DescriptorBus::transmit(ByteView command) {
    if (m_is_broken) return TSS2_TCTI_RC_IO_ERROR;
    m_response.clear();
    m_command = base::to_bytes(command);
    if (m_options.tap != nullptr) m_options.tap->command(command);
    if (send_all(command, deadline())) return TSS2_RC_SUCCESS;
    m_is_broken = true;
    return TSS2_TCTI_RC_IO_ERROR;
}

TSS2_RC DescriptorBus::receive(std::size_t* size, std::uint8_t* buffer) {
    if (size == nullptr) return TSS2_TCTI_RC_BAD_REFERENCE;
    if (m_is_broken) return TSS2_TCTI_RC_IO_ERROR;
    if (m_response.empty()) {
        const Deadline limit = deadline();
        if (!read_response(limit) || !insist(limit)) {
            m_is_broken = true;
            return TSS2_TCTI_RC_IO_ERROR;  // TRY_AGAIN would make ESYS ask for ever
        }
        if (m_options.tap != nullptr) m_options.tap->response(m_response);
    }
    if (buffer == nullptr) {
        *size = m_response.size();
        return TSS2_RC_SUCCESS;
    }
    if (*size < m_response.size()) {
        *size = m_response.size();
        return TSS2_TCTI_RC_INSUFFICIENT_BUFFER;
    }
    *size = m_response.size();
    std::copy(m_response.begin(), m_response.end(), buffer);
    m_response.clear();
    return TSS2_RC_SUCCESS;
}

}  // namespace

base::Result<std::unique_ptr<Bus>> Bus::open(const std::string& tcti, const BusOptions& options) {
    const BusEndpoint endpoint = TRY(open_endpoint(tcti));
    return std::unique_ptr<Bus>(std::make_unique<DescriptorBus>(endpoint, options));
}

}  // namespace tpm
