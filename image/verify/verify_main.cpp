// SPDX-License-Identifier: Apache-2.0
// inkseal-verify --anchor FILE [--anchor FILE ...] [--at TIME] FILE|-
#include "appliance/base/calendar.h"
#include "image/verify/confine.h"
#include "image/verify/cryptography.h"
#include "image/verify/verdict.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>

namespace verify {
namespace {

constexpr int exit_accepted = 0;
constexpr int exit_refused = 1;
constexpr int exit_usage = 64;
constexpr int exit_not_pdf = 65;
constexpr int exit_unreadable = 66;
constexpr int exit_without_protection = 71;
constexpr std::size_t file_max_bytes = std::size_t{1} << 30U;
constexpr std::size_t anchor_max_bytes = 1U << 20U;

struct Order {
    std::vector<std::string> anchors;
    std::int64_t at_seconds = 0;
    std::string file;
};

std::optional<Order> read_arguments(int count, char** arguments) {
    Order order;
    order.at_seconds = std::time(nullptr);
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        const bool has_value = i + 1 < count;
        if (argument == "--anchor" && has_value) {
            order.anchors.emplace_back(arguments[++i]);
        } else if (argument == "--at" && has_value) {
            const auto at_ms = base::from_rfc3339(arguments[++i]);
            if (!at_ms) return std::nullopt;
            order.at_seconds = *at_ms / 1000;
        } else if (order.file.empty() && !argument.empty() && (argument == "-" || argument[0] != '-')) {
            order.file = argument;
        } else {
            return std::nullopt;
        }
    }
    if (order.anchors.empty() || order.file.empty()) return std::nullopt;
    return order;
}

std::optional<base::Bytes> read_all(int file, std::size_t size_max) {
    base::Bytes content;
    std::array<std::uint8_t, 65536> block;
    for (;;) {
        const ssize_t got = read(file, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) return content;
        base::append(content, base::ByteView(block.data(), static_cast<std::size_t>(got)));
        if (content.size() > size_max) return std::nullopt;
    }
}

int complain(std::string_view what, int exit_status) {
    const std::string line = "inkseal-verify: " + std::string(what) + "\n";
    (void)!write(STDERR_FILENO, line.data(), line.size());
    return exit_status;
}

// One line of canonical JSON (RFC 8785): both words are plain identifiers.
int report(Reason reason) {
    const bool is_accepted = reason == Reason::accepted;
    const std::string line = "{\"reason\":\"" + std::string(name_of(reason)) + "\",\"verdict\":\"" +
                             (is_accepted ? "accepted" : "refused") + "\"}\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return exit_unreadable;
    if (reason == Reason::not_pdf) return exit_not_pdf;
    return is_accepted ? exit_accepted : exit_refused;
}

int run(int count, char** arguments) {
    const auto order = read_arguments(count, arguments);
    if (!order) return complain("usage: inkseal-verify --anchor FILE ... [--at 2026-01-31T12:00:00Z] FILE|-", exit_usage);
    std::vector<base::Bytes> anchors;
    for (const std::string& name : order->anchors) {
        const int file = open(name.c_str(), O_RDONLY | O_CLOEXEC);
        const auto content = file < 0 ? std::nullopt : read_all(file, anchor_max_bytes);
        const std::vector<base::Bytes> found = content ? read_anchors(*content) : std::vector<base::Bytes>{};
        if (found.empty()) return complain("no certificate in " + name, exit_unreadable);
        anchors.insert(anchors.end(), found.begin(), found.end());
        close(file);
    }
    const int file = order->file == "-" ? STDIN_FILENO : open(order->file.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return complain("cannot open " + order->file, exit_unreadable);
    if (!confine()) return complain("the kernel offers no protection", exit_without_protection);
    const auto pdf = read_all(file, file_max_bytes);
    if (!pdf) return complain("cannot read " + order->file, exit_unreadable);
    return report(judge(*pdf, anchors, order->at_seconds));
}

}  // namespace
}  // namespace verify

int main(int count, char** arguments) { _exit(verify::run(count, arguments)); }
