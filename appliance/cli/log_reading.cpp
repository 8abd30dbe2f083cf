// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/log_reading.h"

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/tiles.h"
#include "appliance/cli/files.h"

#include <algorithm>

namespace cli {

base::Result<audit::NoteKey> read_note_key(const std::string& path) {
    const base::Bytes text = TRY(read_file(path));
    std::string_view line = base::as_text(text);
    while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    return audit::parse_vkey(line);
}

base::Result<std::vector<audit::Leaf>> read_published_leaves(const base::Disk& disk, std::uint64_t from) {
    const std::string log(audit::log_folder);
    const base::Bytes text = TRY(disk.read(log + "checkpoint"));
    const audit::Note note = TRY(audit::parse_note(base::as_text(text)));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(note.text));
    std::vector<audit::Leaf> leaves;
    for (std::uint64_t first = from / audit::tile_width * audit::tile_width; first < checkpoint.size;) {
        const std::uint64_t width = std::min(audit::tile_width, checkpoint.size - first);
        const base::Bytes bundle = TRY(disk.read(log + audit::entries_path(first / audit::tile_width, width)));
        for (const base::Bytes& entry : TRY(audit::decode_entries(bundle))) {
            audit::Leaf leaf = TRY(audit::decode_leaf(entry));
            if (leaf.sequence >= from) leaves.push_back(std::move(leaf));
        }
        first += width;
    }
    return leaves;
}

}  // namespace cli
