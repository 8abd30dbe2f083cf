// SPDX-License-Identifier: Apache-2.0
#include "tests/foreign/card_line.h"

#include <dlfcn.h>

namespace foreign {
namespace {

// Of PC/SC part 5, as pcsc-lite has them on Linux.
struct Protocol {
    unsigned long number, size;
};
constexpr unsigned long user_scope = 0, shared = 2, t1 = 2, leave_card = 0;

template <typename Function>
Function* function(void* library, const char* name) {
    return reinterpret_cast<Function*>(dlsym(library, name));
}

}  // namespace

CardLine::CardLine() {
    m_library = dlopen("libpcsclite.so.1", RTLD_NOW | RTLD_LOCAL);
    if (m_library == nullptr) {
        m_trouble = "no libpcsclite.so.1";
        return;
    }
    auto* establish = function<long(unsigned long, const void*, const void*, long*)>(m_library, "SCardEstablishContext");
    auto* list = function<long(long, const char*, char*, unsigned long*)>(m_library, "SCardListReaders");
    auto* connect = function<long(long, const char*, unsigned long, unsigned long, long*, unsigned long*)>(m_library, "SCardConnect");
    char readers[1024]{};
    unsigned long size = sizeof readers, protocol = 0;
    (void)(went_well("context", establish(user_scope, nullptr, nullptr, &m_context)) &&
           went_well("readers", list(m_context, nullptr, readers, &size)) &&
           went_well("connect", connect(m_context, readers, shared, t1, &m_card, &protocol)));
}

CardLine::~CardLine() {
    if (m_library == nullptr) return;
    function<long(long, unsigned long)>(m_library, "SCardDisconnect")(m_card, leave_card);
    function<long(long)>(m_library, "SCardReleaseContext")(m_context);
    dlclose(m_library);
}

base::Bytes CardLine::transmit(base::ByteView apdu) {
    if (!m_trouble.empty()) return {};
    auto* send = function<long(long, const Protocol*, const std::uint8_t*, unsigned long, Protocol*, std::uint8_t*, unsigned long*)>(m_library, "SCardTransmit");
    const Protocol protocol{t1, sizeof(Protocol)};
    base::Bytes answer(65'538);
    unsigned long size = answer.size();
    if (!went_well("transmit", send(m_card, &protocol, apdu.data(), apdu.size(), nullptr, answer.data(), &size))) return {};
    answer.resize(size);
    return answer;
}

bool CardLine::went_well(const char* what, long result) {
    if (result != 0) m_trouble = std::string(what) + ": " + base::to_hex(base::Bytes{static_cast<std::uint8_t>(result >> 8U), static_cast<std::uint8_t>(result)});
    return result == 0;
}

}  // namespace foreign
