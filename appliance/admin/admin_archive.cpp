// SPDX-License-Identifier: Apache-2.0
// Chains and evidence onto the stick: what goes along and what never does, why it is asked
// for, and a folder that others can check (keys/archive.h).
#include "appliance/admin/admin_session.h"

#include "appliance/admin/key_words.h"
#include "appliance/keys/archive.h"

namespace admin {

using base::Fault;
using staff::Duty;

void AdminSession::open_archive() {
    if (const auto who = m_session->require(Duty::archive_evidence); !who) return refuse(who.failure());
    m_archive_reason.clear();
    m_is_reason_troubled = false;
    show(ArchiveQuestion{});
}

void AdminSession::go_on_archiving() {
    if (std::holds_alternative<ArchiveQuestion>(m_view)) return show(ArchiveReason{});
    if (m_archive_reason.find_first_not_of(' ') == std::string::npos) m_is_reason_troubled = true;
    else show(WorkingScreen{Step::archive, {}});
}

bool AdminSession::type_archive_reason(const std::string* typed) {
    constexpr std::size_t text_max = 64;
    if (!std::holds_alternative<ArchiveReason>(m_view)) return false;
    m_is_reason_troubled = false;
    if (typed == nullptr) erase_last(m_archive_reason);
    else if (m_archive_reason.size() + typed->size() <= text_max) m_archive_reason += *typed;
    return true;
}

base::Status AdminSession::write_archive(const staff::Actor& who) {
    TRY(m_stick.files());  // nothing is entered in the log for a stick that is not there
    keys::Archive archive = TRY(keys::make_archive(m_life, who, m_archive_reason));
    std::vector<ports::ExchangeFolder::Named> files;
    for (keys::ArchiveFile& file : archive.files) files.emplace_back(std::move(file.name), std::move(file.content));
    base::Bytes signature = TRY(m_desk.sign_detached(files.back().second));  // the manifest is the last
    files.emplace_back("manifest.p7s", std::move(signature));
    const std::string wanted = "archive-" + day_words(m_device.clock.wall_ms());
    m_written = wanted;
    auto written = m_stick.write_folder(m_written, files);
    for (int number = 2; !written && written.fault() == Fault::output_exists && number < 100; ++number) {
        m_written = wanted + "-" + std::to_string(number);
        written = m_stick.write_folder(m_written, files);
    }
    return written;
}

}  // namespace admin
