// SPDX-License-Identifier: Apache-2.0
// The names of the files in the outbox and the inbox (table in README.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exchange {

inline constexpr std::string_view enrol_request_name = "enrol.request";
inline constexpr std::string_view enrol_activation_name = "enrol.activation";
inline constexpr std::string_view enrol_challenge_name = "enrol.challenge";
inline constexpr std::string_view enrol_certificates_name = "enrol.certificates";
inline constexpr std::string_view enrol_refused_name = "enrol.refused";
inline constexpr std::string_view hello_name = "hello";
inline constexpr std::string_view checkpoint_name = "log.checkpoint";
inline constexpr std::string_view status_name = "status";

// Sequence numbers are 1 .. 999,999,999,999 and spelled in twelve digits, so that
// names sort as numbers do.
inline constexpr std::uint64_t sequence_max = 999'999'999'999;
std::string sequence_name(std::uint64_t sequence, std::string_view ending);
std::string parcel_name(std::uint64_t sequence);
std::string manifest_name(std::uint64_t sequence);
std::string receipt_name(std::uint64_t sequence);
std::string timestamp_name(std::uint64_t sequence);
// The number of "000000000017.manifest"; nullopt for any other name.
std::optional<std::uint64_t> sequence_of(std::string_view name, std::string_view ending);

// "work-NAME.parcel"
std::string work_order_file(std::string_view work_order);
std::optional<std::string> work_order_of(std::string_view name);

// What the mailbox allows: [0-9a-z._-]{1,120}, not beginning with a dot.
bool is_mailbox_name(std::string_view name);
// Device ids and work order names stand in paths: [0-9a-z][0-9a-z._-]{0,63}, no "..".
bool is_plain_name(std::string_view name);

}  // namespace exchange
