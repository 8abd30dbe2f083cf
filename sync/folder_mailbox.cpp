// SPDX-License-Identifier: Apache-2.0
#include "sync/folder_mailbox.h"

#include "sync/names.h"

#include <algorithm>

namespace exchange {
namespace {

base::Status allowed(std::string_view name) {
    if (is_mailbox_name(name)) return {};
    return base::Failure{base::Fault::message_invalid, "mailbox name " + std::string(name.substr(0, 120))};
}

std::string in_folder(std::string_view folder, std::string_view name) {
    return std::string(folder).append("/").append(name);
}

}  // namespace

base::Status FolderMailbox::post(std::string_view name, base::ByteView content) {
    TRY(allowed(name));
    return m_disk.write_atomically(in_folder("outbox", name), content);
}

bool FolderMailbox::still_holds(std::string_view name) const {
    return is_mailbox_name(name) && m_disk.exists(in_folder("outbox", name));
}

base::Result<std::vector<std::string>> FolderMailbox::arrivals() {
    std::vector<std::string> names = TRY(m_disk.list("inbox"));
    std::erase_if(names, [](const std::string& name) { return !is_mailbox_name(name); });
    return names;
}

base::Result<base::Bytes> FolderMailbox::fetch(std::string_view name) {
    TRY(allowed(name));
    return m_disk.read(in_folder("inbox", name));
}

base::Status FolderMailbox::discard(std::string_view name) {
    TRY(allowed(name));
    return m_disk.remove(in_folder("inbox", name));
}

}  // namespace exchange
