// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/apdu.h"

namespace token {
namespace {

std::size_t number_at(base::ByteView bytes, std::size_t at) { return static_cast<std::size_t>(bytes[at]) << 8U | bytes[at + 1]; }

}  // namespace

std::optional<Command> parse_command(base::ByteView bytes) {
    if (bytes.size() < 4) return std::nullopt;
    Command command;
    command.cla = bytes[0];
    command.ins = bytes[1];
    command.p1 = bytes[2];
    command.p2 = bytes[3];
    const base::ByteView body = bytes.subspan(4);
    if (body.empty()) return command;
    const auto expect = [&command](std::size_t le, std::size_t all) { command.answer_max = le == 0 ? all : le; };
    if (body.size() == 1) {
        expect(body[0], 256);
        return command;
    }
    if (body[0] != 0) {
        const std::size_t size = body[0];
        if (body.size() != 1 + size && body.size() != 2 + size) return std::nullopt;
        command.data = base::to_bytes(body.subspan(1, size));
        if (body.size() == 2 + size) expect(body[1 + size], 256);
        return command;
    }
    if (body.size() < 3) return std::nullopt;
    const std::size_t size = number_at(body, 1);
    if (body.size() == 3) {
        expect(size, 65536);
        return command;
    }
    if (size == 0 || (body.size() != 3 + size && body.size() != 5 + size)) return std::nullopt;
    command.data = base::to_bytes(body.subspan(3, size));
    command.answer_max = 65536;
    if (body.size() == 5 + size) expect(number_at(body, 3 + size), 65536);
    return command;
}

base::Bytes answer_bytes(base::ByteView data, Word word) {
    base::Bytes out = base::to_bytes(data);
    out.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(word) >> 8U));
    out.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(word) & 0xffU));
    return out;
}

}  // namespace token
