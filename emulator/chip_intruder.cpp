// SPDX-License-Identifier: Apache-2.0
#include "emulator/chip_intruder.h"

#include "appliance/base/bytes.h"
#include "appliance/host/descriptor.h"

#include <cstring>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace emulator {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr int answer_ms = 20'000;
constexpr std::size_t head_size = 10, answer_max = 4096;
constexpr std::uint32_t code_create_primary = 0x131, code_hmac = 0x155, code_flush = 0x165, code_extend = 0x182;
constexpr std::uint32_t handle_null = 0x40000007, session_password = 0x40000009;
constexpr std::uint16_t tag_plain = 0x8001, tag_sessions = 0x8002;
constexpr std::uint16_t algorithm_keyed_hash = 0x0008, algorithm_sha256 = 0x000B, algorithm_hmac = 0x0005;
// It wants a first guess twice: before that it notes, durably, that guessing has begun.
constexpr std::uint32_t rc_lockout = 0x921, rc_retry = 0x922, rc_auth_fail = 0x98E;

class Words {
public:
    Words& u8(unsigned value) {
        m_bytes.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    Words& u16(unsigned value) { return u8(value >> 8U & 0xFFU).u8(value & 0xFFU); }
    Words& u32(std::uint32_t value) { return u16(value >> 16U).u16(value & 0xFFFFU); }
    Words& all(const Bytes& bytes) {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    // With its length before it, as a TPM2B.
    Words& sized(const Bytes& bytes) { return u16(static_cast<unsigned>(bytes.size())).all(bytes); }
    const Bytes& bytes() const { return m_bytes; }

private:
    Bytes m_bytes;
};

Bytes text(std::string_view words) { return {words.begin(), words.end()}; }

// One password in the clear, as a session.
Bytes password(std::string_view words) {
    const Bytes session = Words().u32(session_password).u16(0).u8(0).sized(text(words)).bytes();
    return Words().u32(static_cast<std::uint32_t>(session.size())).all(session).bytes();
}

std::uint32_t u32_at(const Bytes& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8U | bytes[at + i];
    return value;
}

struct Answer {
    std::uint32_t code = 0;
    Bytes all;
};

class Bus {
public:
    static Result<Bus> reach(const std::string& tcti) {
        constexpr std::string_view kind = "swtpm:path=";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (!tcti.starts_with(kind) || tcti.size() - kind.size() >= sizeof address.sun_path) return Failure{Fault::program_failed, "no chip of a bench: " + tcti};
        std::memcpy(address.sun_path, tcti.c_str() + kind.size(), tcti.size() - kind.size());
        Bus bus;
        bus.m_line = host::Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (connect(bus.m_line.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return Failure{Fault::program_failed, "the chip is not there"};
        return bus;
    }

    Result<Answer> ask(std::uint16_t tag, std::uint32_t code, const Bytes& body) {
        const Bytes command = Words().u16(tag).u32(static_cast<std::uint32_t>(head_size + body.size())).u32(code).all(body).bytes();
        if (send(m_line.number(), command.data(), command.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(command.size()))
            return Failure{Fault::program_failed, "the chip is gone"};
        Answer answer;
        while (answer.all.size() < head_size || answer.all.size() < u32_at(answer.all, 2)) {
            pollfd ready{m_line.number(), POLLIN, 0};
            std::uint8_t part[answer_max];
            const ssize_t size = poll(&ready, 1, answer_ms) > 0 ? read(m_line.number(), part, sizeof part) : 0;
            if (size <= 0 || answer.all.size() > answer_max) return Failure{Fault::program_failed, "the chip does not answer; does the kiosk hold it?"};
            answer.all.insert(answer.all.end(), part, part + size);
        }
        answer.code = u32_at(answer.all, 6);
        return answer;
    }

    Result<Answer> obeyed(std::uint16_t tag, std::uint32_t code, const Bytes& body) {
        Answer answer = TRY(ask(tag, code, body));
        if (answer.code != 0) return Failure{Fault::program_failed, "the chip refuses command " + std::to_string(code) + ": " + std::to_string(answer.code)};
        return answer;
    }

private:
    host::Descriptor m_line;
};

// A key for HMAC of nobody's hierarchy: guarded against guessing like any other object.
Result<std::uint32_t> make_guarded_key(Bus& bus) {
    constexpr std::uint32_t attributes = 1U << 5U | 1U << 6U | 1U << 18U;  // sensitiveDataOrigin, userWithAuth, sign
    const Bytes sensitive = Words().sized(text("what nobody guesses")).u16(0).bytes();
    const Bytes area = Words().u16(algorithm_keyed_hash).u16(algorithm_sha256).u32(attributes).u16(0).u16(algorithm_hmac).u16(algorithm_sha256).u16(0).bytes();
    const Answer made = TRY(bus.obeyed(tag_sessions, code_create_primary, Words().u32(handle_null).all(password("")).sized(sensitive).sized(area).u16(0).u32(0).bytes()));
    if (made.all.size() < head_size + 4) return Failure{Fault::program_failed, "the chip's answer is short"};
    return u32_at(made.all, head_size);
}

}  // namespace

Status extend_register(const std::string& tcti, std::uint8_t pcr) {
    Bus bus = TRY(Bus::reach(tcti));
    TRY(bus.obeyed(tag_sessions, code_extend, Words().u32(pcr).all(password("")).u32(1).u16(algorithm_sha256).all(Bytes(32, 0x5A)).bytes()));
    return {};
}

Result<int> guess_until_locked_out(const std::string& tcti, int guesses_max) {
    Bus bus = TRY(Bus::reach(tcti));
    const std::uint32_t key = TRY(make_guarded_key(bus));
    int guesses = 0;
    std::uint32_t code = rc_auth_fail;
    for (int i = 0; i < 2 * guesses_max && guesses < guesses_max && (code == rc_auth_fail || code == rc_retry); ++i) {
        const Bytes guess = Words().u32(key).all(password("a guess")).sized(text("words")).u16(algorithm_sha256).bytes();
        const Answer answer = TRY(bus.ask(tag_sessions, code_hmac, guess));
        code = answer.code;
        if (code == rc_auth_fail) ++guesses;
    }
    TRY(bus.obeyed(tag_plain, code_flush, Words().u32(key).bytes()));
    if (code != rc_lockout) return Failure{Fault::program_failed, "the chip answers " + std::to_string(code) + " and locks nobody out"};
    return guesses;
}

}  // namespace emulator
